"""The folder that a farm keeps its files in while it runs."""

from __future__ import annotations

import contextlib
import errno
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from ..core.errors import ErrorCode, PointsmithError
from ..core.locks import locked

_PREFIX = "farm-"


@contextlib.contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """Yield a new folder in `parent`, which is removed at the end, and remove those of farms that crashed.

    A lock beside each folder tells whether its farm still runs: the system lets go of it however the farm ends.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DISK_FULL.
    """
    with contextlib.ExitStack() as held:
        try:
            parent.mkdir(parents=True, exist_ok=True)
            _remove_crashed(parent)
            folder = parent / f"{_PREFIX}{uuid.uuid4().hex[:12]}"
            lock = folder.with_suffix(".lock")
            held.enter_context(locked(lock, None))
            folder.mkdir()
        except OSError as error:
            code = ErrorCode.DISK_FULL if error.errno == errno.ENOSPC else ErrorCode.NOT_WRITABLE
            raise PointsmithError(code, str(parent)) from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):
                lock.unlink()


def _remove_crashed(parent: Path) -> None:
    for lock in parent.glob(f"{_PREFIX}*.lock"):
        # Another farm's: it is still held, or it has just been removed.
        with contextlib.suppress(OSError), locked(lock, None):
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink()
