"""What becomes of a worker's result in real Blenders: objects, undo, exports. No worker is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Blender

pytestmark = pytest.mark.blender


def test_results_become_objects_and_files(blender: Blender, tmp_path: Path) -> None:
    blender.run_inside("insert_result", str(tmp_path))
