"""The reference implementation's own numbers (golden/README.md) and the small networks that they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from addon.worker.point_e.denoiser import Predict
from addon.worker.point_e.sdf import SdfNetwork
from addon.worker.point_e.transformer import Conditioning, PointTransformer

FOLDER = Path(__file__).parent
GOLDEN = FOLDER / "golden"
TOLERANCE = 1e-4
_VECTOR, _GRID = (48, 1), (40, 9)


def vectors(name: str) -> dict[str, Tensor]:
    return load_file(GOLDEN / f"{name}.safetensors")


def small(state: str, conditioning: Conditioning, low_res_points: int = 0) -> PointTransformer:
    """Width 64, two layers, with the reference's random weights."""
    clip = {Conditioning.VECTOR: _VECTOR, Conditioning.GRID: _GRID, Conditioning.NONE: None}[conditioning]
    return _with_weights(PointTransformer(64, 2, 4, conditioning, clip=clip, low_res_points=low_res_points), state)


def small_sdf() -> SdfNetwork:
    return _with_weights(SdfNetwork(64, 2, 2, 4), "d_sdf")


def _with_weights(network: Any, state: str) -> Any:
    network.load_state_dict(vectors(f"{state}.state"))
    return network.eval().requires_grad_(False)


def fake_network(given: dict[str, Tensor], with_condition: bool) -> Predict:
    """The reference's linear stand-in for a network: what it predicts depends on the step and on the condition."""
    condition = given["cond"] * float(with_condition)
    middle = (condition @ given["B"].T)[:, :, None]

    def predict(x: Tensor, step: int) -> Tensor:
        noise = given["a_t"][step] * x + given["b_t"][step] * middle + given["c_t"][step] * (given["W"] @ x)
        return torch.cat([noise, given["V"] @ x], dim=1)

    return predict


def worst(ours: Tensor, theirs: Tensor) -> float:
    assert ours.shape == theirs.shape
    return float((ours - theirs).abs().max())


def parameters(given: dict[str, Tensor]) -> dict[str, Any]:
    names = ("steps", "smallest", "largest", "rho", "churn", "guidance", "clip")
    return dict(zip(names, given["params"].tolist(), strict=True))
