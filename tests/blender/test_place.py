"""Prompts, presets, placement and assets in real Blenders. No worker is needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Blender

pytestmark = pytest.mark.blender


def test_results_come_to_their_places(blender: Blender) -> None:
    blender.run_inside("placing")


def test_prompts_and_presets(blender: Blender) -> None:
    assert blender.run_inside("prompts")["milliseconds"] < 10.0


def test_assets_are_kept_and_read_by_another_blender(blender: Blender, tmp_path: Path) -> None:
    kept = blender.run_inside("assets", str(tmp_path))
    ids = kept["ids"]
    by_words, by_artist = (blender.run_inside("read_asset", file, install=False) for file in json.loads(kept["files"]))
    assert by_words["catalog"] == ids["Pointsmith/Furniture"]
    assert by_artist["catalog"] == ids["Props/Chairs"]
    assert by_words["tags"][:3] == ["chair", "furniture", "red"]
    assert by_artist["tags"][:2] == ["x", "y"]
    assert by_artist["scale"] == [1, 2, 1]
    for read in (by_words, by_artist):
        assert read["picture"] == [256, 256]
        assert read["location"] == [0, 0, 0]
        assert not read["parent"]
        assert (read["vertices"], read["cloud"], read["objects"]) == (8, 500, 1)
        assert (read["colors"], read["material"], read["licence"]) == ("Color", "Pointsmith Colors", "CC0-1.0")
        assert "seed 7" in read["description"]
