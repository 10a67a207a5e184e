"""Labelled objects become parts that move, in real Blenders. No worker is needed; the surfaces are made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Blender

pytestmark = pytest.mark.blender


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from .labelled import save_result

    folder = tmp_path_factory.mktemp("labelled")
    for category, seed in (("car", 1), ("dresser", 2), ("lamp", 1), ("windmill", 1)):
        save_result(folder, category, seed)
    return folder


def test_parts_move_on_their_joints(blender: Blender, results: Path) -> None:
    assert blender.run_inside("take_apart", str(results))
