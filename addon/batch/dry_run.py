"""What a run would make, told before it does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from .manifest import Manifest
from .survey import Survey


def lines(manifest: Manifest, surveyed: Survey) -> Iterator[str]:
    """Yield lines about a manifest that has been looked through: how many jobs, the first files, how much disk."""
    done = f", {surveyed.done:,} of them done before" if surveyed.done else ""
    yield f"{manifest.name}: {surveyed.jobs:,} job{'s' if surveyed.jobs != 1 else ''}{done}"
    for job in surveyed.first:
        names = ", ".join(_shown(path, manifest.outputs) for path in job.outputs)
        yield f"  {names}: {job.request.title}, seed {job.request.seed}"
    if surveyed.jobs > len(surveyed.first):
        yield f"  … and {surveyed.jobs - len(surveyed.first):,} more"
    if surveyed.waiting:
        yield f"{surveyed.files:,} files to write, about {amount(surveyed.size)}, into {manifest.outputs}"
    warning = too_large(manifest, surveyed)
    if warning:
        yield warning


def too_large(manifest: Manifest, surveyed: Survey) -> str:
    """Return a warning when the files will hardly fit onto the disk; "" when they will."""
    folder = manifest.outputs
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if surveyed.size <= free:
        return ""
    return f"Warning: the files take about {amount(surveyed.size)}, and {amount(free)} are free in {folder}"


def amount(size: float) -> str:
    """Spell a number of bytes: 40 kB, 1.2 GB."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} TB"


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
