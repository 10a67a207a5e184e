"""Presets: what ships is valid, the artist's own survive, nothing else is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.pipelines import Quality
from addon.core.saved_presets import BUILT_IN, LONGEST_NAME, PresetFolder, SavedPreset

names = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=LONGEST_NAME)
presets = st.builds(
    SavedPreset,
    names,
    st.text(st.characters(exclude_categories=["Cc", "Cs"])),
    st.sampled_from(Quality),
    st.fixed_dictionaries(
        {}, optional={"steps": st.integers(1, 200), "sharp": st.booleans(), "size": st.floats(1e-4, 1e6)}
    ),
    st.just(0) | st.integers(12, 5_000_000),
    st.booleans(),
)


def refused(call):
    with pytest.raises(PointsmithError) as caught:
        call()
    return caught.value


@given(presets)
def test_there_and_back(preset):
    assert SavedPreset.from_json(json.loads(json.dumps(preset.to_json()))) == preset


def test_what_ships_is_valid_and_named_once():
    assert len({preset.name.casefold() for preset in BUILT_IN}) == len(BUILT_IN)
    for preset in BUILT_IN:
        assert SavedPreset.from_json(preset.to_json()) == preset
        assert preset.description
    low_poly = next(preset for preset in BUILT_IN if preset.name == "Low Poly Prop")
    assert low_poly.flat
    assert 0 < low_poly.triangles < 1000


def test_saved_found_listed_and_removed(tmp_path):
    folder = PresetFolder(tmp_path / "presets é")
    assert folder.all() == []
    mine = SavedPreset("Möbel / Küche", "for the kitchen", Quality.FINE, {"size": 0.5}, 900, True)
    also = SavedPreset("möbel : küche")
    folder.save(mine)
    folder.save(also)
    assert folder.all() == [mine, also]
    assert folder.find("MÖBEL / KÜCHE") == mine
    better = SavedPreset("Möbel / Küche", "better")
    folder.save(better)
    assert folder.all() == [better, also]
    folder.remove("Möbel / Küche")
    assert folder.all() == [also]
    assert refused(lambda: folder.find("Möbel / Küche")).code is ErrorCode.BAD_SETTING
    assert refused(lambda: folder.remove("Möbel / Küche")).code is ErrorCode.BAD_SETTING


def test_what_ships_is_found_and_stays(tmp_path):
    folder = PresetFolder(tmp_path)
    assert folder.find("toy").name == "Toy"
    assert "comes with" in str(refused(lambda: folder.save(SavedPreset("TOY"))))
    assert "stays" in str(refused(lambda: folder.remove("Toy")))


@pytest.mark.parametrize(
    "record",
    [
        None,
        {},
        {"name": ""},
        {"name": "x" * (LONGEST_NAME + 1)},
        {"name": "x", "settings": {"prompt": "y"}},
        {"name": "x", "settings": {"steps": 0}},
        {"name": "x", "settings": []},
        {"name": "x", "quality": "best"},
        {"name": "x", "triangles": 1},
        {"name": "x", "code": "import os"},
    ],
)
def test_what_is_none(record):
    assert refused(lambda: SavedPreset.from_json(record)).code is ErrorCode.BAD_SETTING


def test_files_that_are_none_are_passed_over(tmp_path):
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "other.json").write_text('{"name": "x", "code": 1}')
    (tmp_path / "bytes.json").write_bytes(b"\xff\xff")
    assert PresetFolder(tmp_path).all() == []


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    assert refused(lambda: PresetFolder(tmp_path / "file").save(SavedPreset("x"))).code is ErrorCode.NOT_WRITABLE
