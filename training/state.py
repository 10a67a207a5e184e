"""The training state on disk: everything that a resumed run needs, replaced in one step."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from .ema import ParameterAverage
from .model import TrainableModel
from .optimizer import Optimizer

FILE_NAME = "state.pt"


@dataclass
class Progress:
    """How far a run is."""

    step: int = 0
    samples: int = 0
    seconds: float = 0.0


def save_state(
    folder: Path,
    *,
    model: TrainableModel,
    average: ParameterAverage,
    optimizer: Optimizer,
    progress: Progress,
    settings: dict[str, Any],
) -> None:
    """Write the state beside the old one, then take its place: an interruption leaves one of the two whole."""
    state = {
        "model": model.state_dict(),
        "average": average.parameters,
        "optimizer": optimizer.state_dict(),
        "progress": vars(progress),
        "settings": settings,
    }
    partial = folder / (FILE_NAME + ".partial")
    torch.save(state, partial)
    partial.replace(folder / FILE_NAME)


def load_state(folder: Path) -> dict[str, Any] | None:
    """The state in ``folder``, or None at the start of a run."""
    path = folder / FILE_NAME
    return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None
