"""Which Blender the demo takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from addon.core.errors import PointsmithError
from addon.setup import blender_finder
from addon.setup.blender_finder import Blender

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in Blenders are shell scripts")


def fake_blender(folder: Path, first_line: str) -> Path:
    folder.mkdir()
    file = folder / "blender"
    file.write_text(f"#!/bin/sh\necho 'a warning of the driver'\necho '{first_line}'\necho '\tbuild date: today'\n")
    file.chmod(0o755)
    return file


def test_the_blender_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = fake_blender(tmp_path / "né w", "Blender 4.5.3 LTS")
    monkeypatch.setenv("PATH", str(file.parent))
    assert blender_finder.find() == Blender(file, "4.5.3", is_module=False)


@pytest.mark.parametrize("line", ["Blender 4.1.1", "Blender 3.6.9", "Segmentation fault"])
def test_an_old_or_broken_one_is_no_blender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    file = fake_blender(tmp_path / "old", line)
    monkeypatch.setenv("PATH", str(file.parent))
    assert blender_finder.find() is None
    with pytest.raises(PointsmithError, match=r"not Blender 4\.2 or newer"):
        blender_finder.find(file)
