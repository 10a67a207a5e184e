"""What fits into memory: the smaller setting that an out-of-memory error names."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from ..core.pipelines import BUNDLED, BUNDLED_PRESETS, PIPELINES, Quality, pipeline
from ..core.published import published
from ..core.request import GenerationRequest
from .devices import choose_device
from .surface.budget import available_bytes, surface_bytes

# Peak bytes above the loaded model, measured on the CPU by benchmarks/memory.py and rounded up.
BYTES_PER_POINT = 12_000
_SHARE = 0.7
"""Of the free memory that a batch may take."""


def needed_bytes(points: int, surface_resolution: int) -> int:
    """Estimate the peak memory of a job in bytes, the model itself aside: the larger of its two stages.

    The surface's is that of an object as wide and as deep as it is high.
    """
    return max(points * BYTES_PER_POINT, surface_bytes(np.ones(3), points, surface_resolution))


def free_bytes(device: torch.device) -> int:
    """Memory that is free on the device now."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    return available_bytes()


def members_that_fit(request: GenerationRequest) -> int:
    """Estimate how many clouds like the request's can be computed at once in the memory that is free now."""
    spare = _SHARE * free_bytes(choose_device(request.device))
    return max(1, int(spare // (request.points * BYTES_PER_POINT)))


def smaller_setting(request: dict[str, Any], free: int | None = None) -> str:
    """Name what fits into `free` bytes, for the sentence “Use …”.

    Of the bundled model that is the best quality below the request's, of published ones a smaller one of their kind.
    """
    asked = GenerationRequest.from_json(request)
    if free is None:
        free = free_bytes(choose_device(asked.device))
    if asked.pipeline != BUNDLED:
        return _smaller_model(asked, free)
    wanted = needed_bytes(asked.points, asked.surface_resolution)
    for quality in (Quality.FINE, Quality.STANDARD, Quality.DRAFT):
        preset = BUNDLED_PRESETS[quality]
        need = needed_bytes(preset.points, preset.surface_resolution)
        if need < min(wanted, free):
            return f"{quality.capitalize()} quality ({preset.points:,} points, surface {preset.surface_resolution})"
    return "fewer points than Draft quality"


def _smaller_model(asked: GenerationRequest, free: int) -> str:
    inputs, wanted = pipeline(asked.pipeline).inputs, published(asked.pipeline).memory
    others = [published(each.id) for each in PIPELINES if each.id != BUNDLED and each.inputs == inputs]
    fitting = [other for other in others if other.memory < min(wanted, free)]
    if fitting:
        return f"the smaller model {max(fitting, key=lambda other: other.memory).title}"
    return "1,024 points" if asked.points > 1024 else f"the model {pipeline(BUNDLED).title}"
