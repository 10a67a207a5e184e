"""What a run would make, told before it does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ..core.pipelines import BUNDLED
from ..core.understanding import understand
from .job import BatchJob
from .manifest import Manifest
from .survey import Survey

_LOOKED_AT, _WORDS = 2000, 20


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
        place = manifest.place or manifest.outputs
        yield f"{surveyed.files:,} files to write, about {amount(surveyed.size)}, into {place}"
    warning = too_large(manifest, surveyed)
    if warning:
        yield warning
    yield from unknown_words(manifest)


def unknown_words(manifest: Manifest) -> Iterator[str]:
    """Yield a line about each word that the bundled model does not know, of the first 2,000 jobs it makes of words.

    Raises
    ------
    PointsmithError
        WRONG_WEIGHTS when the vocabulary cannot be read.
    """
    prompts: dict[str, int] = {}
    for entry in islice(manifest.entries(), _LOOKED_AT):
        if isinstance(entry, BatchJob) and entry.request.pipeline == BUNDLED and not entry.request.images:
            prompts.setdefault(entry.request.prompt, entry.line)
    told: dict[str, int] = {}
    for prompt, line in prompts.items():
        for unknown in understand(prompt).unknown:
            told.setdefault(unknown.sentence, line)
    for sentence, line in islice(told.items(), _WORDS):
        yield f"Warning: line {line}: {sentence}"
    if len(told) > _WORDS:
        yield f"Warning: {len(told) - _WORDS} more words are not known"


def too_large(manifest: Manifest, surveyed: Survey) -> str:
    """Return a warning when the files will hardly fit onto the disk; "" when they will."""
    if manifest.place:
        return ""
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
