"""A checkpoint as it was published becomes safetensors: opened once, without running code, and checked name by name."""

from __future__ import annotations

import sys
import traceback
import zipfile
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file

from ...core.errors import ErrorCode, PointsmithError
from .expected import Shapes

Tensors = Mapping[str, torch.Tensor]
_NAMED = 3


def convert(source: Path, target: Path, expected: Shapes | None) -> None:
    """Store the tensors of a checkpoint as safetensors.

    Parameters
    ----------
    source
        A file of torch.save (any name), or of safetensors (.safetensors). It is mapped into memory, not read whole.
    target
        Where the tensors go, in the file's own number format; left alone when the checkpoint is refused.
    expected
        What it has to hold; None for any tensors.

    Raises
    ------
    PointsmithError
        WRONG_CHECKPOINT with what is wrong.
    OSError
        `target` cannot be written.
    """
    tensors = read(source)
    if expected is not None:
        shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
        if wrong := differences(shapes, expected):
            sys.stderr.write("\n".join([f"{source}:", *(line for lines in wrong.values() for line in lines), ""]))
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{source.name}: {_summary(wrong)}")
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{source.name}: {name} holds values that are no numbers")
    save_file(_parted(tensors), target, {"format": "pt"})


def read(source: Path) -> Tensors:
    """Return the tensors of a file by name.

    Only tensors and plain containers are built (`weights_only`); whatever else the file asks for is refused, not run.

    Raises
    ------
    PointsmithError
        WRONG_CHECKPOINT when it is no file of tensors, or is cut off.
    """
    try:
        if source.suffix == ".safetensors":
            return load_file(source)
        # Files of before torch 1.6 are no zip archives and cannot be mapped.
        found = torch.load(source, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(source))
    except MemoryError:
        raise
    except Exception as error:  # whatever a damaged or hostile file raises
        traceback.print_exc(file=sys.stderr)
        reason = f"{source.name} is damaged, cut off, or holds more than tensors ({type(error).__name__})"
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, reason) from error
    if not isinstance(found, dict) or not found:
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{source.name} is no list of named tensors")
    for name, tensor in found.items():
        if not isinstance(name, str) or not isinstance(tensor, torch.Tensor):
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{source.name} holds “{str(name)[:60]}”, no tensor")
        if tensor.layout is not torch.strided or tensor.is_quantized or tensor.is_complex() or tensor.is_meta:
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{name} in {source.name} is no plain tensor")
    return found


def verify_safetensors(file: Path) -> None:
    """Check that a file of safetensors is whole: its header, and that it is as long as that says.

    Raises
    ------
    PointsmithError
        WRONG_CHECKPOINT.
    """
    try:
        with safe_open(file, "pt") as opened:
            empty = not list(opened.keys())
    except (SafetensorError, OSError, ValueError) as error:
        reason = f"{file.name} is damaged or cut off"
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, reason) from error
    if empty:
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{file.name} holds no tensors")


def differences(found: Shapes, expected: Shapes) -> dict[str, list[str]]:
    """Return what is wrong with the tensors found, by kind: "missing", "unexpected", "of another shape"."""
    wrong = {
        "missing": [name for name in expected if name not in found],
        "unexpected": [name for name in found if name not in expected],
        "of another shape": [
            f"{name} is {_shape(found[name])} instead of {_shape(shape)}"
            for name, shape in expected.items()
            if name in found and found[name] != shape
        ],
    }
    return {kind: lines for kind, lines in wrong.items() if lines}


def _parted(tensors: Tensors) -> dict[str, torch.Tensor]:
    """Return tensors that share no memory, which is what safetensors stores; only those that do are copied."""
    seen: set[int] = set()
    parted = {}
    for name, tensor in tensors.items():
        place = tensor.untyped_storage().data_ptr()
        alone = tensor.is_contiguous() and place not in seen
        parted[name] = tensor.detach() if alone else tensor.detach().clone(memory_format=torch.contiguous_format)
        seen.add(place)
    return parted


def _summary(wrong: Mapping[str, list[str]]) -> str:
    parts = []
    for kind, lines in wrong.items():
        more = ", …" if len(lines) > _NAMED else ""
        names = ", ".join(line[:120] for line in lines[:_NAMED])
        parts.append(f"{len(lines)} {'tensor is' if len(lines) == 1 else 'tensors are'} {kind} ({names}{more})")
    return "; ".join(parts)


def _shape(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) if shape else "one number"
