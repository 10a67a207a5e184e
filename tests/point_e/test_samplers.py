"""Schedules and samplers give the published numbers, with the noise that the reference drew."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from addon.worker.point_e import karras, schedules, solver
from addon.worker.point_e.channels import to_model, to_raw
from addon.worker.point_e.denoiser import GuidedDenoiser

from .vectors import TOLERANCE, fake_network, parameters, vectors, worst

SCHEDULES = {"cosine": schedules.cosine(), "linear": schedules.linear()}
KARRAS = {
    "e1_karras_base_churn0_g3": "cosine",
    "e2_karras_base_churn3_g3": "cosine",
    "e3_karras_upsample_churn0_g3": "linear",
    "e4_karras_base_churn3_unguided": "cosine",
    "e5_karras_base_8steps_noclip_g3": "cosine",
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_tables(name):
    given, schedule = vectors("e0_schedules"), SCHEDULES[name]
    np.testing.assert_allclose(schedule.betas, given[f"{name}.betas"].numpy(), rtol=1e-12)
    np.testing.assert_allclose(schedule.alphas_cumprod, given[f"{name}.alphas_cumprod"].numpy(), rtol=1e-9)
    np.testing.assert_allclose(schedule.sigmas, given[f"{name}.sqrt_recipm1_alphas_cumprod"].numpy(), rtol=1e-9)
    asked = [schedule.step_of(float(sigma)) for sigma in given[f"dense.{name}.sigma"]]
    assert asked == given[f"dense.{name}.t_int"].tolist()


@pytest.mark.parametrize(("stage", "schedule", "largest"), [("base", "cosine", 120), ("upsample", "linear", 160)])
def test_noise_levels_and_their_steps(stage, schedule, largest):
    given = vectors("e0_schedules")
    levels = karras.noise_levels(64, 1e-3, largest)
    np.testing.assert_allclose(levels, given[f"karras.{stage}.sigmas"].numpy(), rtol=1e-5)
    steps = [SCHEDULES[schedule].step_of(level) for level in levels[:-1]]
    assert steps == given[f"karras.{stage}.t_int"].tolist()


@pytest.mark.parametrize("name", KARRAS)
def test_published_sampler(name):
    given = vectors(name)
    asked, schedule = parameters(given), SCHEDULES[KARRAS[name]]
    calls = []

    def counted(x, step):
        calls.append(step)
        return fake_network(given, True)(x, step)

    guided = asked["guidance"] not in (0, 1)
    null = fake_network(given, False) if guided else None
    denoiser = GuidedDenoiser(schedule, [(counted, 1.0)], null, asked["guidance"], bool(asked["clip"]))
    levels = karras.noise_levels(int(asked["steps"]), asked["smallest"], asked["largest"])
    noise, estimates = iter(given["noise.steps"]), []
    start = given["noise.x_T_unit"] * levels[0]
    clean = karras.sample(
        denoiser.at_level,
        start,
        levels,
        churn=asked["churn"],
        draw=lambda: next(noise),
        on_step=lambda _, x: estimates.append(x),
    )
    assert calls == given["t_per_call"][:, 0].tolist()
    assert worst(clean, given["out.scaled"]) < TOLERANCE
    assert worst(to_raw(clean)[:, :3], given["out.unscaled"][:, :3]) < TOLERANCE
    on_the_way = torch.stack([to_raw(x)[:, :3] for x in estimates])
    assert worst(on_the_way, given["unscaled.pred_xstart_per_yield"][:-1, :, :3]) < TOLERANCE


@pytest.mark.parametrize("name", SCHEDULES)
def test_clean_points_and_units(name):
    given = vectors(f"e6_ddpm_{name}")
    assert worst(to_model(given["raw"]), given["scaled"]) < TOLERANCE
    assert worst(to_raw(given["scaled"]), given["unscaled_back"]) < TOLERANCE
    for row, step in enumerate(given["t"].tolist()):
        one = {**given, "cond": given["cond"][row : row + 1]}
        denoiser = GuidedDenoiser(SCHEDULES[name], [(fake_network(one, True), 1.0)])
        clean = denoiser.at_step(given["x_t"][row : row + 1], step)
        # At the cosine schedule's last step the noise is multiplied by 20,778, and so is its rounding.
        tolerance = 0.01 if (name, step) == ("cosine", 1023) else TOLERANCE
        assert worst(clean, given["pmv.pred_xstart"][row : row + 1]) < tolerance


def test_views_are_averaged_at_every_step():
    given = vectors("e1_karras_base_churn0_g3")
    schedule, x = SCHEDULES["cosine"], given["noise.x_T_unit"]
    first, second = fake_network(given, True), fake_network(given, False)
    each = [GuidedDenoiser(schedule, [(view, 1.0)], clip=False).at_step(x, 500) for view in (first, second)]
    both = GuidedDenoiser(schedule, [(first, 0.25), (second, 0.75)], clip=False).at_step(x, 500)
    assert worst(both, 0.25 * each[0] + 0.75 * each[1]) < 1e-6


@pytest.mark.parametrize(("name", "largest"), [("cosine", 120.0), ("linear", 160.0)])
def test_fast_sampler_converges_as_a_method_of_order_two(name, largest):
    """Of normally distributed points the best denoiser is known, and so is where each of them ends."""
    schedule, spread = SCHEDULES[name], 0.3
    noise = torch.randn(1, 6, 500, generator=torch.Generator().manual_seed(0))

    def denoise(x, step):
        alpha = schedule.alphas_cumprod[step]
        return x * (alpha**0.5 * spread**2 / (alpha * spread**2 + 1 - alpha))

    def error(steps):
        chosen = solver.timesteps(schedule, steps, largest)
        alpha, done = schedule.alphas_cumprod[chosen[0]], []
        x = noise * (alpha * spread**2 + 1 - alpha) ** 0.5
        clean = solver.sample(denoise, x, schedule, chosen, lambda step, _: done.append(step))
        assert done == list(range(1, len(chosen) + 1))
        return worst(clean, spread * noise)

    assert error(20) < 0.02
    assert error(80) < error(20) / 10


@pytest.mark.parametrize("steps", [1, 2, 4, 16, 64, 200])
def test_steps_of_the_fast_sampler(steps):
    chosen = solver.timesteps(SCHEDULES["linear"], steps, 160.0)
    assert chosen[0] == 1023
    assert len(chosen) <= steps
    assert chosen == sorted(set(chosen), reverse=True)
    assert steps == 1 or chosen[-1] == 0
