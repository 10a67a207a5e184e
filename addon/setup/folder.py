"""The folder that set-up works in: may be written, has space, and belongs to one run at a time."""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from ..core import locks
from ..core.errors import ErrorCode, PointsmithError
from ..core.files import atomic_text


def as_error(error: OSError, path: Path) -> PointsmithError:
    """Return the closed list's word for a failed file operation."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return PointsmithError(ErrorCode.DISK_FULL, str(path))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return PointsmithError(ErrorCode.NOT_WRITABLE, str(error.filename or path))
    return PointsmithError(ErrorCode.SETUP_FAILED, f"{error.strerror or error} ({error.filename or path})")


def prepare(folder: Path) -> None:
    """Make the folder and prove that it can be written.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DISK_FULL.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 4096)
    except OSError as error:
        raise as_error(error, folder) from error


def free_megabytes(folder: Path) -> int:
    """Return the free space where `folder` is or will be."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free // 1_000_000


def require_space(folder: Path, megabytes: int) -> None:
    """Raise DISK_FULL unless so much space is free."""
    free = free_megabytes(folder)
    if free < megabytes:
        needs = f"{folder} (about {megabytes / 1000:.1f} GB are needed, {free / 1000:.1f} GB are free)"
        raise PointsmithError(ErrorCode.DISK_FULL, needs)


@contextlib.contextmanager
def locked(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the folder for this run; wait while another run holds it, after calling `on_wait` once.

    The operating system lets go of the lock when its holder ends, however it ends.
    """
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(locks.locked(folder / "setup.lock", on_wait))
        except OSError as error:
            raise as_error(error, folder) from error
        yield


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it; what is not there is fine."""

    def make_writable(function: Callable[[str], object], path: str, _error: object) -> None:
        # Windows refuses to remove read-only files.
        if not Path(path).exists():
            return
        Path(path).chmod(0o700)
        function(path)

    try:
        shutil.rmtree(folder, onerror=make_writable)
    except FileNotFoundError:
        return
    except OSError as error:
        in_use = f"{error.filename or folder} cannot be removed; close Blender and what else may use it"
        raise PointsmithError(ErrorCode.SETUP_FAILED, in_use) from error


def write_atomically(file: Path, text: str) -> None:
    """Write a file that is there whole or not at all."""
    try:
        atomic_text(file, text)
    except OSError as error:
        raise as_error(error, file) from error
