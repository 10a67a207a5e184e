"""A file that one process at a time holds. Standard library only."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

_POLL_SECONDS, _BRIEF_POLL_SECONDS = 0.5, 0.02


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


@contextlib.contextmanager
def locked_briefly(path: Path) -> Iterator[None]:
    """Hold a lock file that is there only while it is held; wait while another holds it. Raises OSError as `locked`."""
    while True:
        with path.open("a+b") as file:
            while not _try_lock(file):
                time.sleep(_BRIEF_POLL_SECONDS)
            if not _is_at(file, path):
                continue  # who held it before has removed it
            try:
                yield
            finally:
                if sys.platform != "win32":
                    path.unlink(missing_ok=True)
        if sys.platform == "win32":
            # Windows removes no file that is open: one that another waits for stays, for that one to remove.
            with contextlib.suppress(OSError):
                path.unlink()
        return


def _is_at(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


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
