"""The panel in a real window, driven by a real mouse (`tests/window/drive.py`), where a whole Blender is given.

POINTSMITH_WINDOW is a command that runs its arguments where `blender`, `xdotool` and an X server are: `.ci/run` names
one. A bpy module has no window, so the five Blenders of the other tests cannot do this.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from addon.core.environment import WorkerEnvironment

pytestmark = [pytest.mark.blender, pytest.mark.worker]

DRIVER = Path(__file__).resolve().parents[1] / "window" / "drive.py"


def test_clicks_make_an_object_and_cancel_one(
    built_zip: Path, set_up_environment: WorkerEnvironment, tmp_path: Path
) -> None:
    place = shlex.split(os.environ.get("POINTSMITH_WINDOW", ""))
    if not place:
        pytest.skip("the window is NOT TESTED: POINTSMITH_WINDOW names no whole Blender")
    photos = Path(os.environ.get("POINTSMITH_PHOTOS") or tmp_path / "photos")
    command = [*place, "python3", str(DRIVER), "--zip", str(built_zip), "--photos", str(photos)]
    command += ["--environment", str(set_up_environment.folder), "--blender", "blender --gpu-backend opengl"]
    # Not Blender's Python, and not this one's: the driver runs beside the whole Blender.
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    for name in ("1-prompt", "2-running", "3-result", "4-cancelled"):
        assert (photos / f"{name}.png").stat().st_size > 10_000
