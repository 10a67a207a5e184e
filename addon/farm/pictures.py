"""Pictures that are drawn before the object that they show is made."""

from __future__ import annotations

from pathlib import Path

from ..batch.results import written_badly
from ..core.files import atomic_write


def keep_picture(path: Path, png: bytes) -> None:
    """Write a picture's file where its job's request expects it. Raises PointsmithError NOT_WRITABLE, DISK_FULL."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as file:
            file.write(png)
    except OSError as error:
        raise written_badly(path, error) from error
