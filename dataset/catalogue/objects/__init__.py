"""One module per category: `Params`, `sample_params`, `build` and `describe`."""
