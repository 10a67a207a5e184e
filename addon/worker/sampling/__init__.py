"""From noise to clouds: the flow's convention and the sampler."""
