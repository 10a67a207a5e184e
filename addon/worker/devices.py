"""Which device the worker computes on."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import torch

from ..core.environment import WorkerEnvironment
from ..core.errors import ErrorCode, PointsmithError
from ..core.request import Device


def choose_device(wish: Device) -> torch.device:
    """Return the wished device, or for AUTO the best that is there: CUDA (and ROCm), MPS, CPU.

    Raises
    ------
    PointsmithError
        NO_SUCH_DEVICE when a device is named that this machine or this torch build does not have.
    """
    available = {
        Device.CUDA: torch.cuda.is_available(),
        Device.MPS: torch.backends.mps.is_available(),
        Device.CPU: True,
    }
    if wish is Device.AUTO:
        wish = next(device for device, there in available.items() if there)
    if not available[wish]:
        raise PointsmithError(ErrorCode.NO_SUCH_DEVICE, wish)
    return torch.device(wish)


def device_name(device: torch.device) -> str:
    """Name the device for the artist, such as "NVIDIA GeForce RTX 4070" or "CPU"."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return "Apple GPU" if device.type == "mps" else "CPU"


def fast_dtype(device: torch.device) -> torch.dtype:
    """Where the device multiplies matrices fastest: in bfloat16 on a CPU only if it has units for that."""
    if device.type == "cpu":
        return torch.bfloat16 if torch.cpu.get_capabilities().get("amx_bf16", False) else torch.float32
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    return torch.float32


def fast_precision(device: torch.device) -> AbstractContextManager[object]:
    """Matrix products in bfloat16 on a CPU that has units for them (AMX): twice as fast, and no worse as measured."""
    if device.type == "cpu" and fast_dtype(device) is torch.bfloat16:
        return torch.autocast("cpu", torch.bfloat16)
    return nullcontext()


def fallback_notice(wish: Device, device: torch.device) -> list[str]:
    """Say so when set-up was made for a GPU and AUTO has to take the CPU instead."""
    made_for = str(WorkerEnvironment(Path(sys.prefix).parent).record().get("device", "cpu"))
    if wish is Device.AUTO and device.type == "cpu" and made_for != "cpu":
        return ["No usable GPU was found, so the CPU is used: which is slower."]
    return []
