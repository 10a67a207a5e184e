"""A file that one process at a time holds. Standard library only."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

_POLL_SECONDS = 0.5


@contextlib.contextmanager
def locked(path: Path, on_wait: Callable[[], None] | None) -> Iterator[None]:
    """Hold a lock file; wait while another holds it, after calling `on_wait` once, or do not wait when it is None.

    The operating system lets go of the lock when its holder ends, however it ends.

    Raises
    ------
    BlockingIOError
        Another holds it, and `on_wait` is None.
    OSError
        The file cannot be made.
    """
    with path.open("a+b") as file:
        if not _try_lock(file):
            if on_wait is None:
                raise BlockingIOError(f"{path} is held by another process")
            on_wait()
            while not _try_lock(file):
                time.sleep(_POLL_SECONDS)
        yield


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
