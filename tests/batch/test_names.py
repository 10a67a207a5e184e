"""Names that hold on every system."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.batch.names import LONGEST, checked, identity, inserted, slug
from addon.core.errors import PointsmithError

NAMES = st.text() | st.text("./\\abCON: 1\0é", max_size=12)


@pytest.mark.parametrize(
    "name", ["chair", "chairs/red 01", "a.b.c", "été", "椅子", ".hidden", "con-rad", "a\\b", "x" * 180]
)
def test_good_names(name: str) -> None:
    assert checked("name", name) == name.replace("\\", "/")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("../chair", "leads out"),
        ("a/../../b", "leads out"),
        ("..\\chair", "leads out"),
        ("/etc/chair", "absolute"),
        ("C:chair", "absolute"),
        ("\\\\server\\share", "absolute"),
        ("a//b", "empty part"),
        ("a/", "empty part"),
        ("./a", "part “.”"),
        ("nul", "Windows keeps"),
        ("a/Com1.glb", "Windows keeps"),
        ("aux .txt", "Windows keeps"),
        ("lpt²", "Windows keeps"),
        ("what?", "forbids"),
        ("a\nb", "forbids"),
        ("a.", "drop"),
        ("a /b", "drop"),
        (" a", "drop"),
        ("é" * 91, "180 bytes"),
        ("x/" * 101, f"more than {LONGEST}"),
    ],
)
def test_bad_names(name: str, word: str) -> None:
    with pytest.raises(PointsmithError, match=word):
        checked("name", name)


@given(NAMES)
def test_no_name_leaves_its_folder(name: str) -> None:
    try:
        good = checked("name", name)
    except PointsmithError as error:
        assert error.detail.isprintable()
        return
    folder = Path("/made/here")
    assert (folder / good).resolve().is_relative_to(folder)
    assert not PureWindowsPath(good).anchor
    assert not PureWindowsPath(good).is_reserved()


@given(NAMES)
def test_values_and_prompts_become_names(text: str) -> None:
    assert checked("name", f"x{inserted(text)}"[:60].rstrip(". "))
    assert checked("name", f"{slug(text)}-0")
    assert len(slug(text)) <= 48


def test_what_some_system_takes_for_one_name() -> None:
    assert identity("Chair/É.glb") == identity("chair/E\u0301.GLB")
    assert identity("straße") == identity("STRASSE")
    assert identity("a") != identity("b")
