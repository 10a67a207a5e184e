"""Shards over several machines: every shard is a Ray task, run by the same function that makes one here.

A task that Ray starts again, because its machine died, finds the shard complete or makes it anew; nothing else is
kept of it. All machines see the data set's folder, and the Blender, at the same place. The code travels with the run.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Generator, Sequence
from pathlib import Path

from .jobs import Shard
from .local import Ended
from .shards import Making, Told, make_alone
from .stages import ROOT

_TICK_SECONDS = 0.5
_RETRIES = 10
"""How many machines may die under one shard."""
_CODE = ("dataset", "addon")


class NoRayError(Exception):
    """Ray is not installed, cannot start a Python, or no cluster answers."""


def work(making: Making, shards: Sequence[Shard], address: str, told: Told) -> Generator[Ended | None, None, None]:
    """Make the shards on the cluster; yield each as it ends, and None when nothing has happened. Raises NoRayError."""
    try:
        import ray  # noqa: PLC0415 - an optional dependency
    except ImportError:
        wanted = Path("dataset") / "requirements-ray.txt"
        raise NoRayError(f"--ray needs the package ray: pip install -r {wanted.as_posix()}") from None
    if " " in sys.executable:
        # It would wait for workers for ever.
        raise NoRayError(f"Ray cannot start {sys.executable}, because of the space: use a Python at another path")
    try:
        ray.init(
            address=address,
            runtime_env={"working_dir": str(ROOT), "excludes": _left_here()},
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise NoRayError(f"no Ray cluster at {address}: {error}") from error
    try:
        remote = ray.remote(make_alone).options(num_cpus=1, max_retries=_RETRIES, scheduling_strategy="SPREAD")
        running = {remote.remote(making, shard): shard for shard in shards}
        while running:
            ready, _ = ray.wait(list(running), num_returns=1, timeout=_TICK_SECONDS)
            for reference in ready:
                shard = running.pop(reference)
                try:
                    told(*ray.get(reference))
                    yield shard, ""
                except ray.exceptions.RayError as error:
                    # The last line of the text that Ray makes of it names the error.
                    yield shard, str(error).strip().splitlines()[-1]
            if not ready:
                yield None
    finally:
        # Ends the tasks too, and with them their servers.
        ray.shutdown()


def _left_here() -> list[str]:
    """What of the checkout does not travel, as Ray wants it: all but the code."""
    others = [f"/{place.name}" for place in sorted(ROOT.iterdir()) if place.name not in _CODE]
    return [*others, "/addon/weights"]
