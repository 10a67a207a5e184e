"""The table of goals: each line's goal, what was reached, its spread over the seeds, and the controls."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

FEW_STEPS_LIMIT = 0.05
"""How much worse than with the reference's steps a figure may be."""


@dataclass(frozen=True)
class Line:
    """One line of the table.

    what : what is measured
    group, key : where its figures are
    goal : None for a figure that has none
    at_least : whether more is better
    unit : "share", "degrees", "seconds", "ratio" or "length"
    rows : which list of the group holds a figure for each seed; empty for a figure without seeds
    """

    what: str
    group: str
    key: str
    goal: float | None
    at_least: bool = True
    unit: str = "share"
    rows: str = "seeds"


LINES = (
    Line("judge: category of real clouds, test split", "judge", "test/category", 0.98, rows=""),
    Line("text, held-out seeds: category", "text", "category", 0.95),
    Line("text: main colour", "text", "main_colour", 0.95),
    Line("text, held-out colour x category cells: both", "colors", "category_and_main_colour", 0.85),
    Line("text, held-out pairs of structures: category", "structures", "category", None),
    Line("unseen phrasings: category", "unseen", "category", 0.85),
    Line("1-NNA", "distribution", "one_nearest_neighbour", 0.65, at_least=False),
    Line("one image, held-out seeds: Chamfer below retrieval's by", "image", "gain_on_retrieval", 0.25),
    Line("three images, sides unknown: Chamfer below one's by", "image", "gain_on_one", 0.15, rows="three"),
    Line("three images, sides told: Chamfer below one's by", "image", "gain_on_one", 0.15, rows="three_named"),
    Line("held-out categories, one image: Chamfer below retrieval's by", "categories", "gain_on_retrieval", 0.0),
    Line("normals, one image: error", "image", "normal_degrees", 25, at_least=False, unit="degrees"),
    Line("normals, text: against planes", "text", "normals_against_planes_degrees", 25, at_least=False, unit="degrees"),
    Line("part labels: points as the judge names them", "parts", "agrees_with_judge", 0.85),
    Line("part labels of real clouds at noise level 0.05", "parts", "right_on_real", 0.85),
    Line("mesh from 4,096 points: F-score at 2 %, of true points'", "meshes", "of_ceiling", 0.9),
    Line("copies: distance to training against held-out objects'", "copies", "against_held_out", None, unit="ratio"),
    Line("prompt to 1,024 points", "speed", "draft/cloud_seconds", 0.4, False, "seconds", ""),
    Line("prompt to 4,096 points", "speed", "standard/cloud_seconds", 1.5, False, "seconds", ""),
    Line("prompt to a mesh from 4,096 points", "speed", "standard/mesh_seconds", 2.5, False, "seconds", ""),
    Line("one GPU: prompt to 4,096 points", "speed_gpu", "standard/cloud_seconds", 0.2, False, "seconds", ""),
)
CONTROLS = ("floor", "retrieval", "ceiling")


def values(figures: dict[str, Any], line: Line) -> list[float]:
    """What was reached, for each seed; empty if it was not measured."""
    group = figures.get(line.group)
    if group is None:
        return []
    if line.rows:
        return [row[line.key] for row in group.get(line.rows, [])]
    for name in line.key.split("/"):
        group = group[name]
    return [float(group)]


def meets(line: Line, reached: float) -> bool:
    """Whether a figure meets its line's goal."""
    assert line.goal is not None
    return reached >= line.goal if line.at_least else reached <= line.goal


def reaches(figures: dict[str, Any], line: Line) -> bool | None:
    """Whether the mean over the seeds meets the goal; None if it was not measured."""
    found = values(figures, line)
    return meets(line, statistics.mean(found)) if found else None


def cells(figures: dict[str, Any], line: Line) -> list[str]:
    """The line as text: what, goal, reached, spread, floor, retrieval, ceiling."""
    found = values(figures, line)
    goal = "" if line.goal is None else f"{'at least' if line.at_least else 'at most'} {written(line.goal, line.unit)}"
    controls = figures.get(line.group, {}).get("controls", {}) if line.rows else {}
    beside = [
        written(controls[name][line.key], line.unit) if line.key in controls.get(name, {}) else "" for name in CONTROLS
    ]
    if not found:
        return [line.what, goal, "not measured", "", *beside]
    reached = statistics.mean(found)
    mark = "" if line.goal is None else " ✓" if meets(line, reached) else " ✗"
    spread = f"{written(min(found), line.unit)} to {written(max(found), line.unit)}" if len(found) > 1 else ""
    return [line.what, goal, written(reached, line.unit) + mark, spread, *beside]


def written(value: float, unit: str) -> str:
    """A figure with its unit."""
    if unit == "share":
        return f"{100 * value:.1f} %"
    return {"degrees": f"{value:.1f}°", "seconds": f"{value:.2f} s", "ratio": f"{value:.2f}", "length": f"{value:.4f}"}[
        unit
    ]


def markdown(figures: dict[str, Any], lines: Sequence[Line] = LINES) -> str:
    """The whole table."""
    head = ["what", "goal", "reached", "spread over seeds", "floor", "retrieval", "ceiling"]
    rows = [head, ["---"] * len(head), *(cells(figures, line) for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _without_gain(line: Line) -> Line:
    """The line of the distance that a gain comes from: a share of a gain says little."""
    if not line.key.startswith("gain_on_"):
        return line
    what = line.what.split(":")[0] + ": Chamfer"
    return replace(line, what=what, key="chamfer", goal=None, at_least=False, unit="length")


def few_steps(few: dict[str, Any], many: dict[str, Any], lines: Sequence[Line] = LINES) -> str:
    """Each seeded figure with few steps beside the same with many, and how much worse it is."""
    calls = (few["settings"]["steps"], many["settings"]["steps"])
    rows = [["what", f"{calls[0]} steps", f"{calls[1]} steps", "worse by"], ["---"] * 4]
    for line in map(_without_gain, lines):
        pair = [values(figures, line) for figures in (few, many)]
        if not line.rows or not all(pair):
            continue
        a, b = map(statistics.mean, pair)
        worse = ((b - a) if line.at_least else (a - b)) / max(abs(b), 1e-9)
        mark = "✓" if worse <= FEW_STEPS_LIMIT else "✗"
        rows.append([line.what, written(a, line.unit), written(b, line.unit), f"{100 * worse:+.1f} % {mark}"])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
