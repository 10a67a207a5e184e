"""Curves on logarithmic axes as an SVG file, with nothing but the standard library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 420, 90, 200, 20, 50
_COLOURS = ("#666666", "#0072b2", "#d55e00", "#009e73")  # Okabe and Ito's, told apart by everybody
_STYLE = "font-family: sans-serif; font-size: 13px"


class Line(NamedTuple):
    """A curve: its name, and its points with both coordinates above zero."""

    name: str
    points: Sequence[tuple[float, float]]
    dashed: bool = False


def figure(lines: Sequence[Line], across: str, up: str) -> str:
    """Return the SVG of curves that share both axes."""
    xs, ys = ([point[axis] for line in lines for point in line.points] for axis in (0, 1))
    x_range, y_range = (min(xs), max(xs)), (10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys))))

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            _LEFT + _share(x, *x_range) * (_WIDTH - _LEFT - _RIGHT),
            _HEIGHT - _BOTTOM - _share(y, *y_range) * (_HEIGHT - _TOP - _BOTTOM),
        )

    drawn = [f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>']
    for x in sorted({point[0] for line in lines for point in line.points}):
        (left, low), (_, high) = place(x, y_range[0]), place(x, y_range[1])
        drawn += [_path([(left, low), (left, high)], "#dddddd"), _text(left, low + 18, f"{x:,.0f}", "middle")]
    for power in range(round(math.log10(y_range[0])), round(math.log10(y_range[1])) + 1):
        (left, low), (right, _) = place(x_range[0], 10**power), place(x_range[1], 10**power)
        drawn += [_path([(left, low), (right, low)], "#dddddd"), _text(left - 8, low + 4, f"{10**power:,}", "end")]
    for line, colour in zip(lines, _COLOURS, strict=False):
        places = [place(*point) for point in line.points]
        drawn.append(_path(places, colour, 'stroke-width="2"' + (' stroke-dasharray="6 5"' if line.dashed else "")))
    # The names stand in the order of the curves' ends, a line apart.
    ends = sorted(
        (place(*line.points[-1])[1], line.name, colour) for line, colour in zip(lines, _COLOURS, strict=False)
    )
    lowest = -math.inf
    for height, name, colour in ends:
        lowest = max(height + 4, lowest + 17)
        drawn.append(_text(_WIDTH - _RIGHT + 8, lowest, name, "start", colour))
    drawn += [_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 10, across, "middle"), _text(8, _TOP - 6, up, "start")]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" style="{_STYLE}">'
    return "\n".join([head, *drawn, "</svg>"]) + "\n"


def _share(value: float, low: float, high: float) -> float:
    return math.log(value / low) / math.log(high / low)


def _path(points: Sequence[tuple[float, float]], colour: str, more: str = "") -> str:
    steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{steps}" fill="none" stroke="{colour}" {more}/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
