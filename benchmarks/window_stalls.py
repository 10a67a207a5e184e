"""How long the window stalls while a job runs: `python -m benchmarks.window_stalls --zip ZIP --environment DIR`.

Needs a whole Blender with a window, `xdotool` and an X server, as `tests/window/drive.py` does. Two things are measured
in one run. Exactly: how long each piece of the extension keeps the main thread at a time (its timer, its drawing, the
button, the panel). From outside: the gaps between the beats of a timer that asks for one every 5 ms, once while Blender
redraws its view without a job, as often as a cloud that takes shape does, and once for each job; with software
rendering a frame of an empty scene alone takes longer than 50 ms, so only the difference of the two tells of the
extension. Insertion, which is one step for undo, is told apart, and so are the meshes of several that are made before.

Exit status 1 when a piece of the extension, insertion aside, has kept the main thread for more than 50 ms.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.window.blender_window import BlenderWindow
from tests.window.desktop import display

LIMIT_MS = 50.0
INSERTION = ("insertion", "mesh made ahead")
METER = Path(__file__).with_name("window_stalls_blender.py")
START = """
import importlib.util
spec = importlib.util.spec_from_file_location("window_stalls_blender", {})
meters = importlib.util.module_from_spec(spec)
spec.loader.exec_module(meters)
meter = meters.Meter(module.__name__)
"""
JOBS = {"Draft": ("DRAFT", 1), "Standard": ("STANDARD", 1), "Fine": ("FINE", 1), "16 at once": ("STANDARD", 16)}


def quantile(values: list[float], share: float) -> float:
    """The value that a share of the values does not exceed."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def gaps(beats: list[float]) -> list[float]:
    """Milliseconds between beats."""
    return [1000.0 * (b - a) for a, b in itertools.pairwise(beats)]


def tell_gaps(name: str, beats: list[float]) -> None:
    """Print how the gaps between beats are distributed."""
    between = gaps(beats)
    over = [each for each in between if each > LIMIT_MS]
    columns = (quantile(between, 0.5), quantile(between, 0.95), quantile(between, 0.99), max(between))
    print(f"{name:>12} {len(between):>7}" + "".join(f"{value:>8.0f}" for value in columns), end="")
    print(f"{sum(over) / sum(between):>10.0%}", flush=True)


def tell_pieces(name: str, spans: list[list[Any]], took: float) -> float:
    """Print each piece's longest, and how much of the time it had; returns the longest of all but insertion, in ms."""
    worst = 0.0
    inserted = [each for each in spans if each[0] in INSERTION]
    for piece in sorted({each[0] for each in spans}):
        of_it = [each for each in spans if each[0] == piece]
        if piece == "the session's timer":
            of_it = [_without(each, inserted) for each in of_it]
        wall = [1000.0 * each[2] for each in of_it]
        work = [1000.0 * each[3] for each in of_it]
        share = sum(wall) / 1000.0 / took
        print(f"{name:>12} {piece:>20} {len(wall):>7} {quantile(wall, 0.99):>8.1f} {max(wall):>8.1f}", end="")
        print(f" {max(work):>10.1f} {share:>7.1%}", flush=True)
        if piece not in INSERTION:
            worst = max(worst, *wall)
    return worst


def _without(beat: list[Any], inserted: list[list[Any]]) -> list[Any]:
    """Take what entered the scene in a beat of the timer out of it."""
    inside = [each for each in inserted if beat[1] <= each[1] < beat[1] + beat[2]]
    return [*beat[:2], beat[2] - sum(each[2] for each in inside), beat[3] - sum(each[3] for each in inside)]


def main() -> int:
    """Command line; exit status 1 when something of the extension stalls the window."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zip", type=Path, required=True, help="the extension")
    parser.add_argument("--environment", type=Path, required=True, help="of the worker, set up")
    parser.add_argument("--blender", default="blender", help="command that starts a Blender with a window")
    parser.add_argument("--display", default=os.environ.get("DISPLAY", ""), help="X display; empty for an Xvfb")
    parser.add_argument("--size", default="1280x800", help="of the screen that an Xvfb gets")
    parser.add_argument("--jobs", nargs="+", default=list(JOBS), choices=list(JOBS))
    parser.add_argument("--rest", type=float, default=8.0, help="seconds that Blender is measured without a job")
    options = parser.parse_args()
    told: dict[str, tuple[dict[str, Any], float]] = {}
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        display(options.display, options.size) as screen,
    ):
        window = BlenderWindow(
            options.blender, screen, options.zip.absolute(), options.environment.absolute(), Path(home)
        )
        try:
            window.open_tab()
            window.python(START, str(METER))
            window.away()
            window.python("meter.begin(redraws=True)")
            time.sleep(options.rest)
            told["no job"] = window.python("meter.measured()"), options.rest
            window.python('setattr(settings, "prompt", "a red chair")')
            for name in options.jobs:
                told[name] = _run(window, *JOBS[name])
        finally:
            window.close()
    print(f"\n{'ms':>12} {'beats':>7}{'median':>8}{'95 %':>8}{'99 %':>8}{'longest':>8}{'over 50':>10}")
    for name, (measured, _) in told.items():
        tell_gaps(name, measured["beats"])
    print(f"\n{'ms at a time':>12} {'':>20} {'calls':>7} {'99 %':>8} {'longest':>8} {'processor':>10} {'share':>7}")
    return int(max(tell_pieces(name, each["spans"], took) for name, (each, took) in told.items()) > LIMIT_MS)


def _run(window: BlenderWindow, quality: str, count: int) -> tuple[dict[str, Any], float]:
    window.python('setattr(settings, "quality", {})', quality)
    window.python("meter.begin(redraws=False)")
    began = time.monotonic()
    window.python('bpy.ops.pointsmith.generate("EXEC_DEFAULT")' if count == 1 else f"meter.submit({count})")
    # Asking is work for the main thread too: seldom.
    while window.python("session.job is not None"):
        time.sleep(0.5)
    time.sleep(1.0)
    measured: dict[str, Any] = window.python("meter.measured()")
    error = window.python("str(session.error or '')")
    if error:
        raise SystemExit(f"{quality}: {error}")
    window.python('bpy.ops.object.select_all(action="SELECT"); bpy.ops.object.delete()')
    return measured, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
