"""Files that are either whole or absent. Standard library only: set-up writes with this before numpy is anywhere."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that becomes `path` when the block ends well, and vanishes when it raises. Raises OSError."""
    temporary = path.with_name(f".part-{os.getpid()}-{path.name}")
    try:
        with temporary.open("wb") as file:
            yield file
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def atomic_text(path: Path, text: str) -> None:
    """Write UTF-8 text. Raises OSError."""
    with atomic_write(path) as file:
        file.write(text.encode())
