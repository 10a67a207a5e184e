"""Files that are either whole or absent."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray


@contextlib.contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that becomes `path` when the block ends well, and vanishes when it raises."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-", suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.replace(temporary, path)  # noqa: PTH105 - Path.replace hides that an existing file goes
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 - as above
        raise


def atomic_save(path: Path, **arrays: NDArray[np.generic]) -> None:
    """Write named arrays as an uncompressed .npz. Raises OSError."""
    with atomic_write(path) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # its stub wants bool for every keyword


def atomic_text(path: Path, text: str) -> None:
    """Write UTF-8 text. Raises OSError."""
    with atomic_write(path) as file:
        file.write(text.encode())
