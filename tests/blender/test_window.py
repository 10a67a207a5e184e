"""The extension in a real window, driven by a real mouse (`tests/window/drive.py`), where a whole Blender is given.

POINTSMITH_WINDOW is a command that runs its arguments where `blender`, `xdotool` and an X server are: `.ci/run` names
one. POINTSMITH_WINDOW_OLD is another with an older Blender, in which the same is played. A bpy module has no window, so
the five Blenders of the other tests cannot do this.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from addon.core.environment import WorkerEnvironment

pytestmark = [pytest.mark.blender, pytest.mark.worker]

WINDOW = Path(__file__).resolve().parents[1] / "window"
NEW_ALONE = {"library"}
"""What older Blenders do with its files is tested without a window, and sooner."""
SCENARIOS = sorted(file.stem for file in (WINDOW / "scenarios").glob("*.py") if file.stem != "__init__")


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("place", ["POINTSMITH_WINDOW", "POINTSMITH_WINDOW_OLD"], ids=["new", "old"])
def test_in_a_window(
    scenario: str, place: str, built_zip: Path, set_up_environment: WorkerEnvironment, tmp_path: Path
) -> None:
    words = shlex.split(os.environ.get(place, ""))
    if not words:
        pytest.skip(f"the window is NOT TESTED: {place} names no whole Blender")
    if scenario in NEW_ALONE and place.endswith("_OLD"):
        pytest.skip(f"{scenario} is played in the new Blender alone")
    photos = Path(os.environ.get("POINTSMITH_PHOTOS") or tmp_path / "photos") / place.lower()
    command = [*words, "python3", str(WINDOW / "drive.py"), "--zip", str(built_zip), "--photos", str(photos)]
    command += ["--environment", str(set_up_environment.folder), "--blender", "blender --gpu-backend opengl"]
    command += ["--scenario", scenario]
    # Not Blender's Python, and not this one's: the driver runs beside the whole Blender.
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    taken = list((photos / scenario).glob("*.png"))
    assert taken
    assert all(photo.stat().st_size > 2_000 for photo in taken)
