"""In how many steps the fast sampler comes near the published one: ``python -m benchmarks.point_e_steps``.

The networks are the reference's small ones, trained by OpenAI's code on coloured ellipsoids; they lie with the tests.
All samplers start from the same noise, without churn. Each number is the mean difference to the published sampler's 64
steps: of a coordinate in percent of the unit cube's side, and of a colour on the scale to 255.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from addon.worker.point_e.stages import Preset, Sampler, Stage
from addon.worker.point_e.transformer import Condition, Conditioning, PointTransformer

VECTORS = Path(__file__).resolve().parents[1] / "tests" / "point_e" / "golden"
KARRAS_STEPS = (128, 32, 16)
FAST_STEPS = (8, 12, 16, 20, 25, 32, 50)


@dataclass
class Case:
    """A stage, what it is told, and how."""

    name: str
    stage: Stage
    condition: Condition | None
    guidance: float
    points: int


def network(state: str, conditioning: Conditioning, low_res_points: int = 0) -> PointTransformer:
    """One of the reference's trained networks."""
    clip = (48, 1) if conditioning is Conditioning.VECTOR else (40, 9)
    made = PointTransformer(64, 2, 4, conditioning, clip=clip, low_res_points=low_res_points)
    made.load_state_dict(load_file(VECTORS / f"{state}.state.safetensors"))
    return made


def cases() -> list[Case]:
    """Both base networks and the upsampler of both roads."""
    picture, prompt = load_file(VECTORS / "e7_stack_img.safetensors"), load_file(VECTORS / "e8_stack_txt.safetensors")
    sees = network("e7_base", Conditioning.GRID)
    reads = network("e8_base", Conditioning.VECTOR)
    fine = network("e7_up", Conditioning.GRID, 32)
    grid = picture["grid_features"]
    base, upsampler = (lambda net: Stage(net, Stage.base(net).schedule, 120.0, 0.0)), Stage.upsampler
    return [
        Case("picture, coarse", base(sees), sees.encode(grid), 3.0, 32),
        Case("prompt, coarse", base(reads), reads.encode(prompt["text_embedding"]), 3.0, 32),
        Case("picture, fine", upsampler(fine), fine.encode(grid, picture["base.out"]), 3.0, 48),
        Case("prompt, fine", upsampler(fine), fine.encode(None, prompt["base.out"]), 0.0, 48),
    ]


def main() -> None:
    """Print a row for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clouds", type=int, default=16)
    clouds = parser.parse_args().clouds
    columns = [(Sampler.KARRAS, steps) for steps in KARRAS_STEPS]
    columns += [(Sampler.DPM_SOLVER, steps) for steps in FAST_STEPS]
    calls = [2 * steps - 1 if sampler is Sampler.KARRAS else steps for sampler, steps in columns]
    print(f"{'':16} {'spread':>12}" + "".join(f" {sampler[:6]:>6}{steps:>5}" for sampler, steps in columns))
    print(f"{'calls':16} {'':12}" + "".join(f" {number:>11}" for number in calls))
    for case in cases():
        noise = torch.randn(clouds, 6, case.points, generator=torch.Generator().manual_seed(1))

        def made(sampler: Sampler, steps: int, case: Case = case, noise: Tensor = noise) -> Tensor:
            preset = Preset(sampler, steps, case.guidance)
            return case.stage.sample([(case.condition, 1.0)], preset, lambda: noise, lambda *_: None)

        published = made(Sampler.KARRAS, 64)
        line = f"{case.name:16} {100 * float(published[:, :3].std()):6.1f} {float(published[:, 3:].std()):5.1f}"
        for column in columns:
            off = (made(*column) - published).abs()
            line += f" {100 * float(off[:, :3].mean()):6.2f} {float(off[:, 3:].mean()):4.1f}"
        print(line, flush=True)


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    main()
