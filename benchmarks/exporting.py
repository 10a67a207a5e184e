"""What an exporter of a batch costs: `python -m benchmarks.exporting PYTHON_WITH_BPY ...`.

An object is a ring of 9,600 vertices and 1,024 points, about a Draft. Milliseconds of the processor for each (of the
clock in brackets, which other programs make longer), for the GLB alone, with the thumbnail, and with the asset too; the
first ten are not counted. Seconds until the first answer, and by how much the memory grows from the 50th object on.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from addon.farm.exporters import ExporterProcess
from tests.farm import objects

PROGRAM = Path(__file__).resolve().parents[1] / "addon" / "blender" / "batch.py"
WARM_UP, MEMORY_FROM = 10, 50


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one exporter: seconds to its first answer, milliseconds an object, megabytes."""

    start: float
    processor: float
    clock: float
    memory: float
    growth: float


def measured(python: Path, folder: Path, count: int, *, thumbnail: bool, asset: bool) -> Cost:
    """Let a new exporter write `count` objects, one after the other."""
    arrays = objects.kept(folder / "arrays")
    library = folder / "library" if asset else None
    began = time.perf_counter()
    command = [str(python), str(PROGRAM), "--", "--exporter", "--parent", str(os.getpid())]
    exporter = ExporterProcess(command, folder / "exporter.log")
    start, marks, memory = 0.0, (0.0, 0.0), {}
    for number in range(count):
        job = objects.job(folder / "made", library, name=f"kind {number % 7}/{number}", seed=number)
        results = folder / "made" if thumbnail else None
        exporter.send(objects.order(number, job, arrays, folder=results, library=library))
        _answered(exporter)
        start = start or time.perf_counter() - began
        memory[number] = _resident(exporter.pid)
        if number + 1 == WARM_UP:
            marks = _processor(exporter.pid), time.perf_counter()
    each = count - WARM_UP
    processor = 1e3 * (_processor(exporter.pid) - marks[0]) / each
    clock = 1e3 * (time.perf_counter() - marks[1]) / each
    exporter.stop()
    return Cost(start, processor, clock, memory[count - 1], memory[count - 1] - memory[MEMORY_FROM - 1])


def _answered(exporter: ExporterProcess) -> None:
    while True:
        told, ended = exporter.events()
        if told:
            assert told[0].record["ok"], told[0].record
            return
        if ended:
            raise SystemExit(exporter.log.read_text(encoding="utf-8"))
        time.sleep(0.001)


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Command line; Linux, because it reads /proc."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("blenders", nargs="+", type=Path, help="Pythons that have a Blender as their bpy module")
    parser.add_argument("--count", type=int, default=200, help="objects, more than 50")
    options = parser.parse_args()
    print(f"{'Blender':>10} {'writes':>24} {'start s':>8} {'ms':>14} {'MB':>5} {'grown by':>9}")
    for python in options.blenders:
        for name, thumbnail, asset in (
            ("GLB", False, False),
            ("GLB, thumbnail", True, False),
            ("GLB, thumbnail, asset", True, True),
        ):
            with tempfile.TemporaryDirectory() as folder:
                os.environ["BLENDER_USER_RESOURCES"] = str(Path(folder, "settings"))
                cost = measured(python, Path(folder), options.count, thumbnail=thumbnail, asset=asset)
            blender = next(part for part in reversed(python.parts) if part not in {"bin", "python"})
            times = f"{cost.processor:.0f} ({cost.clock:.0f})"
            memory = f"{cost.memory:>5.0f} {cost.growth:>8.1f}"
            print(f"{blender:>10} {name:>24} {cost.start:>8.1f} {times:>14} {memory}", flush=True)


if __name__ == "__main__":
    main()
