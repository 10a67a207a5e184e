"""What this machine has for a farm: processor cores, free memory, GPUs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ..core.environment import WorkerEnvironment

_CGROUP = Path("/sys/fs/cgroup")
_GPU_SECONDS = 120.0
_COUNT_GPUS = """
import torch
print("gpus", torch.cuda.device_count() or int(torch.backends.mps.is_available()))
"""


def cores() -> int:
    """How many processor cores this process may use, a container's quota included; at least one."""
    if sys.platform == "linux":
        allowed = len(os.sched_getaffinity(0))
    else:
        allowed = os.cpu_count() or 1
    try:
        quota, period = (_CGROUP / "cpu.max").read_text(encoding="ascii").split()
        if quota != "max":
            allowed = min(allowed, round(int(quota) / int(period)))
    except (OSError, ValueError, ZeroDivisionError):
        pass  # no cgroup of version 2: no quota
    return max(1, allowed)


def free_bytes() -> int:
    """Memory that programs can have now, a container's limit included; a huge number where it is not known."""
    free = sys.maxsize
    if sys.platform == "linux":
        try:
            lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
            free = int(next(line.split()[1] for line in lines if line.startswith("MemAvailable:"))) * 1024
        except (OSError, ValueError, IndexError, StopIteration):
            return free
        try:
            limit = (_CGROUP / "memory.max").read_text(encoding="ascii").strip()
            if limit != "max":
                used = int((_CGROUP / "memory.current").read_text(encoding="ascii"))
                free = min(free, max(0, int(limit) - used))
        except (OSError, ValueError):
            pass  # as above: no limit
    return free


def gpus(environment: WorkerEnvironment) -> int:
    """How many GPUs the worker's torch can use; 0 where set-up was made for the CPU, or torch does not say.

    Asked of torch itself, in its own process, because a driver that is there may still be of no use to it.
    """
    if str(environment.record().get("device", "cpu")) == "cpu":
        return 0
    try:
        answer = subprocess.run(
            [os.fspath(environment.python), "-I", "-c", _COUNT_GPUS],
            capture_output=True,
            text=True,
            check=False,
            timeout=_GPU_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    for line in answer.stdout.splitlines():
        name, _, number = line.partition(" ")
        if name == "gpus" and number.isdecimal():
            return int(number)
    return 0
