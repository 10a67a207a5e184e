"""The programs that make an object's files, and how each is started on the machine that runs it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
"""Where the packages `dataset` and `addon` are: the checkout, or Ray's copy of it."""

DIRECT, RENDER, BOTH = PATHS = ("direct", "render", "both")


@dataclass(frozen=True)
class Stage:
    """A server that every job passes through.

    settings : fields of every order, beside what the job itself says
    blender : for `render`: a Python that has bpy, or a Blender
    command : another server of the same protocol, instead of our own
    """

    name: str
    settings: dict[str, Any]
    blender: str = ""
    command: tuple[str, ...] = ()

    def start_line(self) -> list[str]:
        """The command that starts the server on this machine."""
        if self.command:
            return list(self.command)
        if self.name == DIRECT:
            return [sys.executable, "-m", "dataset.run.direct"]
        if Path(self.blender).name.lower().startswith("python"):
            return [self.blender, "-m", "dataset.render.serve"]
        script = ROOT / "dataset" / "render" / "serve.py"
        return [self.blender, "--background", "--factory-startup", "--python-exit-code", "1", "--python", str(script)]


def of_path(path: str, settings: dict[str, Any], blender: str = "", command: tuple[str, ...] = ()) -> tuple[Stage, ...]:
    """The stages of a path: `direct`, `render`, or `both`, which is pictures by Blender and points from the solids."""
    points = settings["points"]
    direct = Stage(DIRECT, {"points": points, "direct": True}, command=command)
    render = Stage(RENDER, {**settings, "points": 0 if path == BOTH else points, "direct": False}, blender, command)
    return {DIRECT: (direct,), RENDER: (render,), BOTH: (direct, render)}[path]


def environment() -> dict[str, str]:
    """Variables for a server: our packages, and one thread each, because there is a server for every core."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**threads, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}
