"""Published weights, stored as safetensors under their own names, become networks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from ...core.errors import ErrorCode, PointsmithError
from .architectures import build
from .sdf import SdfNetwork
from .transformer import PointTransformer


def weight_file(folder: Path, name: str) -> Path:
    """Where the weights of a published name lie."""
    return folder / f"{name}.safetensors"


def load(folder: Path, name: str, device: torch.device, dtype: torch.dtype) -> PointTransformer | SdfNetwork:
    """A network by its published name, ready to run; the matrices of its layers in ``dtype``.

    Raises
    ------
    PointsmithError
        WRONG_CHECKPOINT, when the file is missing, damaged, or another network's.
    """
    path = weight_file(folder, name)
    network = build(name)
    network.set_precision(dtype)
    wanted = network.state_dict()
    try:
        with safe_open(path, framework="pt", device=str(device)) as file:
            shapes = {key: tuple(file.get_slice(key).get_shape()) for key in file.keys()}  # noqa: SIM118 - not a dict
            if shapes != {key: tuple(tensor.shape) for key, tensor in wanted.items()}:
                raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{path.name} is not the network {name}")
            state = {key: file.get_tensor(key).to(tensor.dtype) for key, tensor in wanted.items()}
    except FileNotFoundError as error:
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{path.name} is missing") from error
    except (OSError, SafetensorError) as error:
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{path.name} cannot be read") from error
    network.load_state_dict(state, assign=True)
    return network.eval().requires_grad_(False)


def files_hash(files: Iterable[Path]) -> str:
    """SHA-256 over the digests of files: names a set of weights, 64 hex digits.

    Raises
    ------
    PointsmithError
        WRONG_CHECKPOINT, when one is missing or cannot be read.
    """
    total = hashlib.sha256()
    for path in files:
        try:
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{path.name} is missing or cannot be read") from error
    return total.hexdigest()
