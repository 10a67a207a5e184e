"""Where the time goes from a request to its result: `python -m benchmarks.first_result --environment DIR [--cores 1]`.

For each quality a fresh worker makes one object cold, then several warm. Prints seconds of wall time per stage; `rest`
is what pipes, files and Blender's side of the job take, and the worker's start when it is cold; `busy` is the worker's
processor time, which says more on a machine that does other things too. CPU, Linux only.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from addon.core.environment import WorkerEnvironment
from addon.core.messages import Stage
from addon.core.model_store import ModelStore
from addon.core.request import GenerationRequest
from addon.jobs.engine import JobEngine

_STAGES = (Stage.LOADING, Stage.COARSE, Stage.FINE, Stage.SURFACE)


def busy(pid: int | None) -> float:
    """Processor seconds that a process has used; 0 without one."""
    if pid is None:
        return 0.0
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def timed(engine: JobEngine, request: GenerationRequest) -> dict[str, float]:
    """Seconds per stage of one job, of the whole, and of processor time."""
    busy_before = busy(engine.worker_pid)
    started = time.perf_counter()
    job = engine.wait(engine.submit(request))
    whole = time.perf_counter() - started
    if job.result is None:
        raise SystemExit(str(job.error))
    seconds = {str(stage): job.result.seconds.get(stage, 0.0) for stage in _STAGES}
    return {
        **seconds,
        "rest": whole - sum(seconds.values()),
        "whole": whole,
        "busy": busy(engine.worker_pid) - busy_before,
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environment", type=Path, required=True, help="folder made by vendor_install.py")
    parser.add_argument("--prompt", default="a red chair")
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=5, help="warm runs; their median is printed")
    options = parser.parse_args()
    environment = WorkerEnvironment(options.environment.resolve())
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
    print(f"{options.cores} core(s)".ljust(16) + "".join(f"{name:>9}" for name in (*_STAGES, "rest", "whole", "busy")))
    for quality in ("draft", "standard"):
        request = GenerationRequest.of_quality(quality, prompt=options.prompt, device="cpu")
        with tempfile.TemporaryDirectory() as folder:
            engine = JobEngine(
                lambda: environment, lambda: Path(folder), lambda: 60.0, lambda: ModelStore(Path(folder))
            )
            cold = timed(engine, request)
            warm = [timed(engine, request) for _ in range(options.repeat)]
            engine.close()
        middle = {name: statistics.median(run[name] for run in warm) for name in cold}
        for name, row in (("cold", cold), ("warm", middle)):
            print(f"{quality + ', ' + name:<16}" + "".join(f"{value:>9.3f}" for value in row.values()), flush=True)


if __name__ == "__main__":
    main()
