"""What fits into memory: the smaller setting that an out-of-memory error names."""

from __future__ import annotations

import os
import sys
from typing import Any

import torch

from ..core.request import PRESETS, GenerationRequest, Quality
from .devices import choose_device

# Peak bytes above the loaded model, measured on the CPU by benchmarks/memory.py and rounded up.
BYTES_PER_POINT = 12_000
BYTES_PER_VOXEL = 16
_PADDING = 1.25  # the solve's grid is wider than the object


def needed_bytes(points: int, surface_resolution: int) -> int:
    """Estimate the peak memory of a job in bytes, the model itself aside: the larger of its two stages."""
    voxels = int((surface_resolution * _PADDING) ** 3)
    return max(points * BYTES_PER_POINT, voxels * BYTES_PER_VOXEL)


def free_bytes(device: torch.device) -> int:
    """Memory that is free on the device now."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    if sys.platform == "linux":
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return sys.maxsize


def smaller_setting(request: dict[str, Any], free: int | None = None) -> str:
    """Name the best quality below the request's that fits into `free` bytes, for the sentence “Use …”."""
    asked = GenerationRequest.from_json(request)
    if free is None:
        free = free_bytes(choose_device(asked.device))
    wanted = needed_bytes(asked.points, asked.surface_resolution)
    for quality in (Quality.FINE, Quality.STANDARD, Quality.DRAFT):
        preset = PRESETS[quality]
        need = needed_bytes(preset.points, preset.surface_resolution)
        if need < min(wanted, free):
            return f"{quality.capitalize()} quality ({preset.points:,} points, surface {preset.surface_resolution})"
    return "fewer points than Draft quality"
