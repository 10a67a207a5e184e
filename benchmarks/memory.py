"""Peak memory of the worker by points and surface resolution: `python -m benchmarks.memory --environment DIR`.

Each setting runs in a fresh worker on the CPU; the numbers are the process's peak resident and virtual memory. The
constants of `addon/worker/memory.py` come from here. Linux only.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from addon.core.environment import WorkerEnvironment
from addon.core.model_store import ModelStore
from addon.core.request import GenerationRequest
from addon.jobs.engine import JobEngine

SETTINGS = (
    {"points": 1024, "output": "points"},
    {"points": 4096, "output": "points"},
    {"points": 16384, "output": "points"},
    {"points": 65536, "output": "points"},
    {"points": 1024, "surface_resolution": 64},
    {"points": 1024, "surface_resolution": 128},
    {"points": 1024, "surface_resolution": 192},
    {"points": 1024, "surface_resolution": 256},
)


def peaks(pid: int) -> tuple[float, float]:
    """Peak resident and virtual memory of a process, MiB."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    resident, virtual = (float(status[name].split()[0]) / 1024 for name in ("VmHWM", "VmPeak"))
    return resident, virtual


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environment", type=Path, required=True, help="folder made by vendor_install.py")
    environment = WorkerEnvironment(parser.parse_args().environment.resolve())
    print(f"{'points':>8} {'surface':>8} {'resident MiB':>13} {'virtual MiB':>12}")
    for setting in SETTINGS:
        request = GenerationRequest.of_quality("draft", prompt="a chair", steps=2, device="cpu", **setting)
        with tempfile.TemporaryDirectory() as folder:
            engine = JobEngine(
                lambda: environment, lambda: Path(folder), lambda: 60.0, lambda: ModelStore(Path(folder))
            )
            job = engine.wait(engine.submit(request))
            if job.error is not None or engine.worker_pid is None:
                raise SystemExit(f"{setting}: {job.error}")
            resident, virtual = peaks(engine.worker_pid)
            engine.close()
        surface = request.surface_resolution if "output" not in setting else "-"
        print(f"{request.points:>8} {surface:>8} {resident:>13.0f} {virtual:>12.0f}", flush=True)


if __name__ == "__main__":
    main()
