"""A run: see what is missing, have it made, believe nothing but the folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from . import index, settings, shards
from .jobs import Job, Shard, cut
from .local import Ended
from .progress import Progress
from .shards import Making, Told

_ROUNDS = 2
"""A shard that failed, for want of memory or a file that came late, gets one more chance."""

Work = Callable[[Making, Sequence[Shard], Told], Generator[Ended | None, None, None]]
"""`local.work` or `over_ray.work` with its own choices filled in."""


def run(making: Making, jobs: Sequence[Job], shard_objects: int, work: Work) -> bool:
    """Make what is missing of a data set; True when it is whole then.

    Raises OtherSettingsError, UnusableError, NoRayError, OSError.
    """
    chosen = settings.of_run(jobs, shard_objects, making.stages)
    settings.claim(making.out, chosen)
    wanted = cut(jobs, shard_objects)
    whole = _whole(making, wanted)
    if len(whole) < len(wanted):
        # While there is an index, the data set is whole.
        (making.out / index.FILE).unlink(missing_ok=True)
    if whole:
        print(f"{len(whole)} of {len(wanted)} shards are there", flush=True)
    for _ in range(_ROUNDS):
        missing = [shard for shard in wanted if shard.number not in whole]
        if not missing:
            break
        failures = _make(making, missing, work)
        whole |= _whole(making, missing)
        for shard, reason in failures.items():
            if shard not in whole:
                print(f"shard {shard}: {reason}", flush=True)
    _report(whole)
    if len(whole) < len(wanted):
        print(f"{len(wanted) - len(whole)} of {len(wanted)} shards are missing; run the same command again", flush=True)
        return False
    index.write(making.out, chosen, [whole[shard.number] for shard in wanted])
    for part in making.out.glob(".shard-*.part"):
        part.unlink(missing_ok=True)
    return True


def _make(making: Making, missing: Sequence[Shard], work: Work) -> dict[int, str]:
    progress = Progress(sum(len(shard.jobs) for shard in missing))
    failures = {}
    # Closed and not left to the collector: an interrupt must end the servers before it ends us.
    with contextlib.closing(work(making, missing, progress.count)) as results:
        for ended in results:
            if ended is not None and ended[1]:
                failures[ended[0].number] = ended[1]
            progress.show()
    progress.finish()
    return failures


def _whole(making: Making, wanted: Sequence[Shard]) -> dict[int, dict[str, Any]]:
    """The JSON files of the shards that are there with the right hash, by number."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(partial(shards.completed, making.out), wanted)
        return {shard.number: facts for shard, facts in zip(wanted, found, strict=True) if facts is not None}


def _report(whole: dict[int, dict[str, Any]]) -> None:
    done = sum(len(facts["keys"]) for facts in whole.values())
    dropped = sum(len(facts["dropped"]) for facts in whole.values())
    renders = sum(facts["renders"] for facts in whole.values())
    print(f"{len(whole)} shards: {done} objects, {dropped} dropped, {renders} pictures", flush=True)
