"""Objects an hour, one Blender an object against a farm: `python -m benchmarks.batch --blender PYTHON --save FILE`.

Ways to the same kind of objects, GLB files on the CPU, taken in turns:

- each:     a Blender for every object, the loop that shells are full of; few objects, because each takes seconds
- loop:     one Blender, one request after the other (a row of blends is made like that); no thumbnails
- before:   a manifest with an older checkout, for the first release whose batch had no farm (`--before FOLDER`)
- N:        a manifest with N workers

`whole` counts from the start of Blender to its end, `steady` from the first record to the last; `cpu` are the
processor seconds of all processes for an object, their starts included. Each is the mean of the rounds, with the lowest
and the highest; ratios are to the loop's in the same round. Linux and macOS.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
_PROGRAM = Path("addon", "blender", "batch.py")
_POLL_SECONDS = 0.01
_THINGS = ("chair", "table", "house", "tree", "car", "lamp", "mug", "boat")
_COLOURS = ("red", "blue", "green", "white")


class Run(NamedTuple):
    """What a way took: objects an hour, processor seconds an object, and seconds until the first record."""

    objects: int
    whole: float
    steady: float
    cpu: float
    first: float
    stages: dict[str, float]


def timed(command: list[str], results: Path, count: int) -> Run:
    """Run a batch and watch its records come. Raises SystemExit when it does not make all of them."""
    spent = _children()
    began, first = time.perf_counter(), (0.0, 0)
    last = (0.0, 0)
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=told, stderr=subprocess.STDOUT)
        while process.poll() is None:
            time.sleep(_POLL_SECONDS)
            lines = results.read_bytes().count(b"\n") if results.exists() else 0
            if lines != last[1]:
                last = (time.perf_counter() - began, lines)
                first = first if first[1] else last
        whole = time.perf_counter() - began
        told.seek(0)
        records = [json.loads(line) for line in results.read_text().splitlines()] if results.exists() else []
        if process.returncode or len(records) != count or not all(record["ok"] for record in records):
            raise SystemExit(told.read().decode(errors="replace")[-2000:])
    steady = (last[1] - first[1]) / (last[0] - first[0]) if last[1] > first[1] else count / whole
    names = {name for record in records for name in record["stages"]}
    stages = {name: statistics.mean(record["stages"].get(name, 0.0) for record in records) for name in sorted(names)}
    return Run(count, 3600 * count / whole, 3600 * steady, (_children() - spent) / count, first[0], stages)


def _children() -> float:
    """Processor seconds of the children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Bench:
    """The ways, with what they have in common.

    Parameters
    ----------
    blender
        Blender, or a Python that has the module bpy.
    """

    def __init__(self, blender: str, quality: str, before: Path | None) -> None:
        self._quality, self._before = quality, before
        is_python = Path(blender).name.startswith("python")
        self._start = [blender] if is_python else [blender, "--background", "--factory-startup", "--python"]

    def each(self, count: int) -> Run:
        """Return what a Blender for every object takes."""
        runs = []
        for number in range(count):
            with tempfile.TemporaryDirectory() as folder:
                given = ["--prompt", f"a red {_THINGS[number % len(_THINGS)]}", "--out", f"{folder}/object.glb"]
                runs.append(self._batch(ROOT, [*given, "--seed", str(number)], Path(folder), 1))
        whole = count / sum(1 / run.whole for run in runs)
        cpu = statistics.mean(run.cpu for run in runs)
        return Run(count, whole, whole, cpu, statistics.mean(run.first for run in runs), runs[0].stages)

    def loop(self, count: int) -> Run:
        """Return what one request after the other takes."""
        with tempfile.TemporaryDirectory() as folder:
            given = ["--prompt", "a red chair", "--blend-prompt", "a blue table", "--blend-seed", "1"]
            given += ["--blend-steps", str(count), "--out", f"{folder}/row.glb"]
            return self._batch(ROOT, given, Path(folder), count)

    def before(self, count: int) -> Run:
        """Return what the older checkout takes for a manifest."""
        assert self._before is not None
        return self._manifest(self._before, count, [])

    def farm(self, count: int, workers: int) -> Run:
        """Return what a farm of so many workers takes."""
        return self._manifest(ROOT, count, ["--workers", str(workers)])

    def _manifest(self, checkout: Path, count: int, options: list[str]) -> Run:
        with tempfile.TemporaryDirectory() as folder:
            manifest = Path(folder, "jobs.jsonl")
            jobs = (
                {
                    "prompt": f"a {_COLOURS[n // 8 % len(_COLOURS)]} {_THINGS[n % len(_THINGS)]}",
                    "seed": n,
                    "name": f"{n}",
                }
                for n in range(count)
            )
            manifest.write_text("".join(json.dumps(job) + "\n" for job in jobs))
            return self._batch(checkout, ["--manifest", str(manifest), *options], Path(folder), count)

    def _batch(self, checkout: Path, given: list[str], folder: Path, count: int) -> Run:
        results = folder / "results.jsonl"
        common = ["--quality", self._quality, "--device", "cpu", "--results", str(results)]
        return timed([*self._start, str(checkout / _PROGRAM), "--", *given, *common], results, count)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blender", required=True, help="Blender, or a Python that has the module bpy")
    parser.add_argument("--before", type=Path, help="an older checkout")
    parser.add_argument("--quality", default="draft")
    parser.add_argument("--objects", type=int, default=64, help="of a manifest")
    parser.add_argument("--looped", type=int, default=16, help="objects of the loop")
    parser.add_argument("--each", type=int, default=2, help="objects with a Blender each; 0 for none")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--save", type=Path, help="a JSON file for benchmarks.farm_growth")
    options = parser.parse_args()
    bench = Bench(options.blender, options.quality, options.before)
    found: dict[str, list[Run]] = {}
    for number in range(options.rounds):
        if options.each:
            found.setdefault("each", []).append(bench.each(options.each))
        found.setdefault("loop", []).append(bench.loop(options.looped))
        if options.before is not None:
            found.setdefault("before", []).append(bench.before(options.looped))
        for workers in options.workers:
            found.setdefault(str(workers), []).append(bench.farm(options.objects, workers))
        print(f"round {number + 1} of {options.rounds}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    _show(found)
    if options.save is not None:
        record = {way: [run._asdict() for run in runs] for way, runs in found.items()}
        options.save.write_text(json.dumps({"quality": options.quality, "ways": record}, indent=1) + "\n")


def _show(found: dict[str, list[Run]]) -> None:
    print(f"{'':<8}{'whole/h':>24}{'steady/h':>24}{'ratio':>20}{'cpu s':>8}{'first s':>8}  stages s")
    for way, runs in found.items():
        ratios = [run.steady / loop.steady for run, loop in zip(runs, found["loop"], strict=True)]
        stages = ", ".join(f"{name} {value:.3f}" for name, value in runs[-1].stages.items())
        row = _spread([run.whole for run in runs], 0), _spread([run.steady for run in runs], 0), _spread(ratios, 1)
        cpu, first = (statistics.mean(values) for values in zip(*((run.cpu, run.first) for run in runs), strict=True))
        print(f"{way:<8}{row[0]:>24}{row[1]:>24}{row[2]:>20}{cpu:>8.2f}{first:>8.1f}  {stages}")


def _spread(values: list[float], digits: int) -> str:
    return f"{statistics.mean(values):,.{digits}f} ({min(values):,.{digits}f}-{max(values):,.{digits}f})"


if __name__ == "__main__":
    main()
