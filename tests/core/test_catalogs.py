"""Lists of asset catalogues: what others wrote stays, one entry comes in, the file is whole at every moment."""

import os
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core import catalogs
from addon.core.errors import ErrorCode, PointsmithError

OTHER = "313ba471-6c81-4de6-87ae-b66c3dbe6a1f"
EXISTING = f"""# Mine, by hand
VERSION 1

{OTHER}:Props/Furniture:Props-Furniture
this line is broken
"""
lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
path = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1, max_size=4).map("/".join)


@given(st.lists(lines).map("\n".join), path)
def test_what_was_there_stays_and_one_entry_comes(before, wanted):
    after, name = catalogs.with_entry(before, wanted)
    assert set(before.splitlines()) <= set(after.splitlines())
    assert catalogs.entries(after)[name]
    assert catalogs.with_entry(after, wanted) == (after, name)


def test_an_entry_of_this_path_is_taken():
    assert catalogs.with_entry(EXISTING, "Props/Furniture") == (EXISTING, OTHER)
    assert catalogs.with_entry(EXISTING, " Props \\ Furniture/") == (EXISTING, OTHER)


def test_a_catalogue_that_the_artist_renamed_is_taken():
    text, name = catalogs.with_entry(EXISTING, "Pointsmith/Tools")
    renamed = text.replace("Pointsmith/Tools:Pointsmith-Tools", "Garage:Garage")
    assert catalogs.with_entry(renamed, "Pointsmith/Tools") == (renamed, name)


def test_a_new_file_is_one_that_blender_reads():
    text, name = catalogs.with_entry("", "A:B/C")
    said = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert said == ["VERSION 1", f"{name}:A-B/C:A-B-C"]
    assert uuid.UUID(name) == uuid.UUID(catalogs.own_id("A:B/C"))


def test_in_a_folder(tmp_path):
    file = tmp_path / catalogs.FILE
    file.write_text(EXISTING, encoding="utf-8")
    name = catalogs.ensure(tmp_path, "Pointsmith/Möbel")
    assert catalogs.ensure(tmp_path, "Pointsmith/Möbel") == name
    assert file.read_text(encoding="utf-8").startswith(EXISTING)
    assert catalogs.paths(tmp_path) == ["Pointsmith/Möbel", "Props/Furniture"]
    assert [each.name for each in tmp_path.iterdir()] == [catalogs.FILE]


def test_a_lock_that_a_killed_process_left_goes_with_the_next(tmp_path):
    (tmp_path / ".blender_assets.cats.lock").touch()
    catalogs.ensure(tmp_path, "A")
    assert [each.name for each in tmp_path.iterdir()] == [catalogs.FILE]


def test_files_that_cannot_be_used(tmp_path):
    (tmp_path / catalogs.FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PointsmithError) as caught:
        catalogs.ensure(tmp_path, "A")
    assert caught.value.code is ErrorCode.BAD_SETTING
    assert catalogs.paths(tmp_path) == []
    with pytest.raises(PointsmithError) as caught:
        catalogs.ensure(tmp_path / "not there", "A")
    assert caught.value.code is ErrorCode.NOT_WRITABLE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PointsmithError) as caught:
        catalogs.ensure(tmp_path, "A")
    assert caught.value.code is ErrorCode.NOT_WRITABLE
