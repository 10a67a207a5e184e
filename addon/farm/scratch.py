"""The folder that a farm keeps its files in while it runs."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from ..batch.results import written_badly
from ..core.errors import PointsmithError
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
    folder = parent / f"{_PREFIX}{uuid.uuid4().hex[:12]}"
    lock = folder.with_suffix(".lock")
    with contextlib.ExitStack() as held:
        try:
            parent.mkdir(parents=True, exist_ok=True)
            _remove_crashed(parent)
            held.callback(_remove, lock)
            held.enter_context(locked(lock, None))
            folder.mkdir()
        except OSError as error:
            raise PointsmithError(written_badly(parent, error).code, str(parent)) from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_crashed(parent: Path) -> None:
    for lock in parent.glob(f"{_PREFIX}*.lock"):
        # Another farm's: it is still held, or it has just been removed.
        with contextlib.suppress(OSError):
            with locked(lock, None):
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            _remove(lock)


def _remove(lock: Path) -> None:
    # After it was let go of: Windows removes no file that is open.
    with contextlib.suppress(OSError):
        lock.unlink()
