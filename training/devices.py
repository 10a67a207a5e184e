"""The device that training runs on: a GPU where there is one, each replica its own, else the CPU."""

import os
from dataclasses import fields
from typing import TypeVar

import torch

Tensors = TypeVar("Tensors")


def choose_device(name: str = "auto") -> torch.device:
    """The device called ``name``, or for "auto" the best that is there.

    Of several GPUs a replica takes the one that torch's launcher numbers it by. Raises ValueError for a GPU that is not
    there, RuntimeError for a name that means nothing to torch.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    device = torch.device(name)
    if device.type != "cuda":
        return device
    index = int(os.environ.get("LOCAL_RANK", "0")) if device.index is None else device.index
    if index >= torch.cuda.device_count():
        raise ValueError(f"there is no GPU {index}: torch sees {torch.cuda.device_count()}")
    return torch.device("cuda", index)


def prepare(device: torch.device, threads: int) -> None:
    """Make ``device`` the one to compute on; on a CPU with ``threads`` threads."""
    if device.type == "cuda":
        torch.cuda.set_device(device)
        torch.set_float32_matmul_precision("high")  # what autocast leaves in single precision may use TF32
    else:
        torch.set_num_threads(max(1, threads))


def autocast(device: torch.device) -> torch.autocast:
    """Matrix products in bfloat16 where ``device`` has them, which needs no loss scaling."""
    return torch.autocast(device.type, torch.bfloat16)


def moved(tensors: Tensors, device: torch.device) -> Tensors:
    """A dataclass whose fields are tensors, such as `Batch`, on ``device``."""
    return type(tensors)(*(getattr(tensors, field.name).to(device, non_blocking=True) for field in fields(tensors)))  # type: ignore[arg-type]
