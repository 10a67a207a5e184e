"""The flow's convention and the sampler, against flows with known answers."""

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from hypothesis import given
from hypothesis import strategies as st

from addon.worker.sampling import euler, flow, multistep


def ignore(step, clean):
    pass


def run(velocity, x, levels, on_step=ignore):
    return euler.sample(velocity, x, levels, FlowMatchEulerDiscreteScheduler(), on_step)


def run_multistep(velocity, x, levels, on_step=ignore):
    return multistep.sample(velocity, x, levels, on_step)


SAMPLERS = pytest.mark.parametrize("run", [run, run_multistep])


def straight(data, noise):
    def velocity(x, sigma, _):
        return flow.velocity(data, noise)

    return velocity


def test_the_ends_of_the_path_are_data_and_noise():
    data, noise = torch.randn(2, 5, 9), torch.randn(2, 5, 9)
    torch.testing.assert_close(flow.mix(data, noise, torch.zeros(2)), data)
    torch.testing.assert_close(flow.mix(data, noise, torch.ones(2)), noise)


@pytest.mark.parametrize("sigma", [0.1, 0.5, 1.0])
def test_the_velocity_that_is_learned_leads_back_to_the_data(sigma):
    data, noise = torch.randn(2, 5, 9), torch.randn(2, 5, 9)
    x = flow.mix(data, noise, torch.full((2,), sigma))
    torch.testing.assert_close(flow.clean_estimate(x, flow.velocity(data, noise), sigma), data)


@SAMPLERS
@pytest.mark.parametrize("steps", [1, 3, 24])
def test_straight_paths_are_walked_exactly_in_any_number_of_steps(steps, run):
    data, noise = torch.randn(2, 5, 9), torch.randn(2, 5, 9)
    out = run(straight(data, noise), noise, flow.noise_levels(steps, shift=1.5))
    torch.testing.assert_close(out, data)


@pytest.mark.parametrize(("run", "shift", "order"), [(run, 1.5, 1), (run_multistep, 1.5, 2), (run_multistep, 0.7, 2)])
def test_samplers_converge_to_the_exact_flow_with_their_order(run, shift, order):
    # Data N(0, s^2): the marginal at sigma is N(0, v), v = (1 - sigma)^2 s^2 + sigma^2, and the exact flow scales
    # every point by sqrt(v): from noise, x(0) = s * x(1).
    s = 0.5

    def velocity(x, sigma, *_):
        return x * (sigma - (1 - sigma) * s**2) / ((1 - sigma) ** 2 * s**2 + sigma**2)

    noise = torch.randn(2, 50, 9, dtype=torch.float64)
    errors = [
        float((run(velocity, noise, flow.noise_levels(n, shift)) - s * noise).abs().mean()) for n in (80, 160, 320)
    ]
    assert errors[2] < 0.01
    assert np.allclose(np.log2([errors[0] / errors[1], errors[1] / errors[2]]), order, atol=0.2)


def test_multistep_needs_fewer_calls_than_euler():
    s = 0.5

    def velocity(x, sigma, *_):
        return x * (sigma - (1 - sigma) * s**2) / ((1 - sigma) ** 2 * s**2 + sigma**2)

    noise = torch.randn(2, 50, 9)
    few = run_multistep(velocity, noise, flow.noise_levels(8, 1.0)) - s * noise
    many = run(velocity, noise, flow.noise_levels(16, 1.0)) - s * noise
    assert few.abs().mean() < many.abs().mean()


@given(st.integers(1, 100), st.floats(0.5, 4.0), st.floats(0.05, 1.0))
def test_noise_levels_fall_from_the_start(steps, shift, start):
    levels = flow.noise_levels(steps, shift, start)
    assert len(levels) == steps
    assert levels[0] == pytest.approx(start)
    assert np.all(np.diff([*levels, 0.0]) < 0)


def test_the_scheduler_takes_the_levels_as_they_are():
    levels = flow.noise_levels(8, shift=3.0)
    scheduler = FlowMatchEulerDiscreteScheduler()
    scheduler.set_timesteps(sigmas=levels)
    np.testing.assert_allclose(scheduler.sigmas.numpy(), [*levels, 0.0], rtol=1e-6)


def test_a_partial_walk_takes_steps_of_the_same_length():
    assert flow.steps_from(24, 1.0, 0.5) == 12
    assert flow.steps_from(24, 1.5, 1.0) == 24
    assert flow.steps_from(1, 1.5, 0.1) == 1


@SAMPLERS
def test_each_step_reports_the_clean_estimate(run):
    data, noise = torch.randn(1, 5, 9), torch.randn(1, 5, 9)
    seen = []
    run(straight(data, noise), noise, flow.noise_levels(3, 1.5), lambda step, clean: seen.append((step, clean)))
    assert [step for step, _ in seen] == [1, 2, 3]
    for _, clean in seen:
        torch.testing.assert_close(clean, data)
