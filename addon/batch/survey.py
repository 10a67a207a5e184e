"""One look at all jobs before the first begins: mistakes, files that are written twice, how many, how large."""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .estimate import bytes_of, memory_of
from .job import BatchJob
from .manifest import Manifest
from .mistakes import BadLine, Mistake, Mistakes
from .names import identity
from .results import is_done

_FIRST = 5
_TOLD = 100_000


@dataclass(slots=True)
class Survey:
    """What a manifest stands for. It holds nothing for each job but 8 bytes a file, while it is made.

    Attributes
    ----------
    jobs, bad, done
        How many jobs can be made, how many entries cannot, and how many of the jobs were made before.
    mistakes
        Everything that is wrong.
    rejected
        By place in `Manifest.entries`: jobs that would write what another one writes.
    first
        The first jobs.
    samples
        For each model, picture model and device the job that takes most memory: to look whether these are there, and
        how many workers go into the memory.
    files, size
        How many files the jobs that are not done will write, and about how many bytes.
    """

    jobs: int = 0
    bad: int = 0
    done: int = 0
    mistakes: Mistakes = field(default_factory=Mistakes)
    rejected: dict[int, BadLine] = field(default_factory=dict)
    first: list[BatchJob] = field(default_factory=list)
    samples: dict[tuple[str, ...], BatchJob] = field(default_factory=dict)
    files: int = 0
    size: int = 0

    @property
    def waiting(self) -> int:
        """How many jobs are still to be made."""
        return self.jobs - self.done


def survey(manifest: Manifest, done: Collection[str] = (), tell: Callable[[int], object] = lambda _: None) -> Survey:
    """Look at every job of a manifest; `done` are the keys of those that succeeded before.

    `tell` is called with the count so far, at every 100,000th. Raises PointsmithError BAD_SETTING when the manifest
    cannot be read at all.
    """
    found = Survey()
    hashes, folders = array("Q"), set[int]()
    for count, entry in enumerate(manifest.entries(), start=1):
        if count % _TOLD == 0:
            tell(count)
        if isinstance(entry, BadLine):
            found.bad += 1
            found.mistakes.add(entry.mistakes)
            continue
        for name in _written(entry, manifest.outputs):
            hashes.append(_hash(name))
            folders.update(_hash(parent) for parent in _parents(name))
        _count(found, entry, done, here=not manifest.place)
    _reject_doubles(found, manifest, hashes, folders, done)
    return found


def pending(manifest: Manifest, surveyed: Survey, done: Collection[str] = ()) -> Iterator[BatchJob | BadLine]:
    """Yield what is left to do, in order; bad lines among it. Raises as `survey` does."""
    for place, entry in enumerate(manifest.entries()):
        if place in surveyed.rejected:
            yield surveyed.rejected[place]
        elif isinstance(entry, BadLine) or not (done and is_done(entry, done, here=not manifest.place)):
            yield entry


def _count(found: Survey, job: BatchJob, done: Collection[str], *, here: bool) -> None:
    found.jobs += 1
    if len(found.first) < _FIRST:
        found.first.append(job)
    request = job.request
    drawn = "" if job.draw is None else f"draw {job.draw.model}"
    what = request.pipeline, str(request.uses_sdf), str(request.device), drawn
    largest = found.samples.get(what)
    if largest is None or memory_of(request) > memory_of(largest.request):
        found.samples[what] = job
    if done and is_done(job, done, here=here):
        found.done += 1
    else:
        found.files += len(job.outputs)
        found.size += bytes_of(job)


def _reject_doubles(
    found: Survey, manifest: Manifest, hashes: array[int], folders: set[int], done: Collection[str]
) -> None:
    """Find jobs that write a file which an earlier one writes, or which is a folder of another's files."""
    values = np.frombuffer(hashes, np.uint64)  # not a copy
    values.sort()
    parents = np.fromiter(folders, np.uint64, len(folders))
    both = parents[np.searchsorted(values, parents, "right") > np.searchsorted(values, parents)]
    suspects = {int(value) for value in (*values[1:][values[1:] == values[:-1]], *both)}
    if not suspects:
        return
    first: dict[str, int] = {}
    for place, entry in enumerate(manifest.entries()):
        if isinstance(entry, BadLine):
            continue
        names = dict(zip(_written(entry, manifest.outputs), entry.outputs, strict=True))
        mistake = None
        for name, path in names.items():
            number = _hash(name)
            if number not in suspects:
                continue
            if number in folders:
                mistake = Mistake(entry.line, "name", f"{path.name} is a folder of another job's files")
            elif name in first:
                mistake = Mistake(entry.line, "name", f"{path.name} is written by line {first[name]} too")
        if mistake is None:
            first.update({name: entry.line for name in names if _hash(name) in suspects})
            continue
        found.rejected[place] = BadLine(entry.key, entry.line, (mistake,))
        found.mistakes.add((mistake,))
        found.jobs -= 1
        found.bad += 1
        found.done -= bool(done and is_done(entry, done, here=not manifest.place))


def _written(job: BatchJob, outputs: Path) -> list[str]:
    start = f"{outputs}{os.sep}"
    return [identity(str(path).removeprefix(start)) for path in job.outputs]


def _parents(name: str) -> Iterator[str]:
    while "/" in (name := name.replace("\\", "/")):
        name = name.rpartition("/")[0]
        yield name


def _hash(name: str) -> int:
    # 64 bits: among ten million names two are mistaken for one once in 370,000 manifests, and the second look tells.
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
