"""How a farm grows with machines: `python -m benchmarks.farm_growth --making S --writing S [--measured FILE]`.

First the simulation beside what `benchmarks.batch --save FILE` measured on this machine, then many machines like this
one, and a figure. `--making` and `--making-with-all` come from `benchmarks.object_stages` (one thread, and the wall
seconds with as many as there are cores, which a single worker has), `--writing` from `benchmarks.exporting`: processor
seconds of an object alone; `--crowding` is what `benchmarks.batch` finds an object to take in a full machine, in parts
of that. What is not measured is an assumption, and an option.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from .farm_simulation import Farm, simulate
from .growth_figure import Line, figure

_MACHINES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
_RUNS = (1_000, 10_000, 100_000)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--making", type=float, required=True, help="measured")
    parser.add_argument("--making-with-all", type=float, required=True, help="measured")
    parser.add_argument("--writing", type=float, required=True, help="measured")
    parser.add_argument("--measured", type=Path, help="a file of benchmarks.batch")
    parser.add_argument("--starting", type=float, default=10.0, help="seconds before the first batch begins, measured")
    parser.add_argument("--driving", type=float, default=0.002, help="driver's seconds for an object, assumed")
    parser.add_argument("--spread", type=float, default=0.3, help="of an object's making, assumed")
    parser.add_argument("--crowding", type=float, default=1.0, help="times as long when all cores work, measured")
    parser.add_argument("--batch", type=int, default=8, help="objects that a station takes at once")
    parser.add_argument("--latency", type=float, default=0.05, help="of the storage for an object, assumed")
    parser.add_argument("--megabytes", type=float, default=0.25, help="of an object's files, measured")
    parser.add_argument("--bandwidth", type=float, default=125.0, help="megabytes a second for all, assumed: 1 Gbit/s")
    parser.add_argument("--figure", type=Path, help="an SVG file to write")
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    here = Farm(
        cores=cores,
        stations=cores,
        batch=options.batch,
        making=options.making * options.crowding,
        writing=options.writing * options.crowding,
        spread=options.spread,
        starting=options.starting,
    )
    if options.measured is not None:
        compare(here, options.making_with_all * options.crowding, json.loads(options.measured.read_text()))
    there = replace(
        here,
        driving=options.driving,
        latency=options.latency,
        size=options.megabytes,
        bandwidth=options.bandwidth,
    )
    print(there)
    lines = grow(there)
    if options.figure is not None:
        options.figure.write_text(figure(lines, "machines", "objects an hour"), encoding="utf-8")


def compare(here: Farm, making_with_all: float, measured: dict[str, dict[str, list[dict[str, float]]]]) -> None:
    """Print the whole runs as simulated beside what was measured; when the first object came is taken from these."""
    print(f"{'workers':>8}{'simulated/h':>14}{'measured/h':>14}{'simulated / measured':>22}")
    for way, runs in measured["ways"].items():
        if not way.isdecimal():
            continue
        farm = replace(here, stations=int(way))
        if farm.stations == 1:
            farm = replace(farm, making=making_with_all)
        first, found = (statistics.mean(run[name] for run in runs) for name in ("first", "whole"))
        began = first - farm.batch * farm.making * max(1, farm.stations / farm.cores) - farm.writing
        told = _hourly(replace(farm, starting=max(0.0, began)), int(runs[0]["objects"]), range(8))
        print(f"{way:>8}{told:>14,.0f}{found:>14,.0f}{told / found:>22.2f}")


def grow(machine: Farm) -> list[Line]:
    """Print objects an hour by machines and length of the run, and return the curves."""
    alone = simulate(machine, 20_000).steady
    lines = [Line("as many times one machine", [(count, count * alone) for count in _MACHINES], dashed=True)]
    print(f"{'machines':>8}" + "".join(f"{jobs:>12,} jobs{'':>8}" for jobs in _RUNS))
    rows = [[_hourly(replace(machine, machines=count), jobs) for jobs in _RUNS] for count in _MACHINES]
    for count, row in zip(_MACHINES, rows, strict=True):
        cells = (f"{hourly:>12,.0f}/h {hourly / (count * alone):>8.0%}  " for hourly in row)
        print(f"{count:>8}" + "".join(cells), flush=True)
    for jobs, hourly in zip(_RUNS, zip(*rows, strict=True), strict=True):
        lines.append(Line(f"{jobs:,} objects", list(zip(_MACHINES, hourly, strict=True))))
    return lines


def _hourly(farm: Farm, jobs: int, seeds: Sequence[int] = (0,)) -> float:
    return statistics.mean(simulate(farm, jobs, seed).hourly for seed in seeds)


if __name__ == "__main__":
    main()
