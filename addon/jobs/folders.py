"""Folders that hold a job's files while it runs."""

from __future__ import annotations

import errno
import shutil
import tempfile
import time
from pathlib import Path

from ..core.errors import ErrorCode, PointsmithError

_STALE_SECONDS = 24 * 3600.0


def new_folder(jobs: Path) -> Path:
    """Make a folder for one job, and remove what crashed sessions left a day ago.

    Raises PointsmithError DISK_FULL or NOT_WRITABLE.
    """
    try:
        jobs.mkdir(parents=True, exist_ok=True)
        for old in jobs.glob("job-*"):
            if time.time() - old.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix="job-", dir=jobs))
    except OSError as error:
        code = ErrorCode.DISK_FULL if error.errno == errno.ENOSPC else ErrorCode.NOT_WRITABLE
        raise PointsmithError(code, str(jobs)) from error
