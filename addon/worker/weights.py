"""The bundled weights: which they are, and whether they arrived whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..core.errors import ErrorCode, PointsmithError
from ..core.files import atomic_text

CHECKSUMS = "SHA256SUMS"
"""Lists every file of the model but the card, in the format of `sha256sum`."""


def model_hash(folder: Path) -> str:
    """SHA-256 over the checksums file: names the model, 64 hex digits. Raises OSError."""
    return hashlib.sha256((folder / CHECKSUMS).read_bytes()).hexdigest()


def write_checksums(folder: Path) -> None:
    """List the model's files after an export."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in {".json", ".safetensors"})
    lines = [f"{_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    atomic_text(folder / CHECKSUMS, "".join(lines))


def verified_hash(folder: Path) -> str:
    """Check every listed file and return the model's hash.

    Raises
    ------
    PointsmithError
        WRONG_WEIGHTS naming the first file that is missing or altered.
    """
    try:
        for line in (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines():
            digest, name = line.split("  ", 1)
            if _digest(folder / name) != digest:
                raise PointsmithError(ErrorCode.WRONG_WEIGHTS, f"{name} is damaged")
        return model_hash(folder)
    except (OSError, ValueError) as error:
        name = Path(getattr(error, "filename", None) or CHECKSUMS).name
        raise PointsmithError(ErrorCode.WRONG_WEIGHTS, f"{name} is missing or cannot be read") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
