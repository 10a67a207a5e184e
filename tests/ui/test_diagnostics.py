"""The text of Copy Diagnostics says nothing about who sent it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.blender.diagnostics import masked, newest_log, report


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("/home/mia/env", "~/env"),
        ("/home/mia", "~"),
        ("/home/mia-old/env", "/home/<user>-old/env"),
        ("user=Mia;", "user=<user>;"),
        ("miaow", "miaow"),
        ("/srv/mia/jobs", "/srv/<user>/jobs"),
    ],
)
def test_masks_posix(text: str, clean: str) -> None:
    assert masked(text, "/home/mia", "mia") == clean


@pytest.mark.parametrize(
    "text", [r"C:\\Users\\Mia\\x", r"C:\Users\Mia\x", "C:/Users/Mia/x", r"c:\users\mia\x", r"\\server\Mia\x"]
)
def test_masks_windows(text: str) -> None:
    assert "mia" not in masked(text, r"C:\Users\Mia", "Mia").lower()


@given(st.text(), st.text(), st.text())
def test_any_text_is_taken(text: str, home: str, user: str) -> None:
    masked(text, home, user)


def test_report_ends_with_the_masked_log(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    log.write_text("".join(f"line {i}\n" for i in range(100)) + f"at {Path.home()}/x\n", encoding="utf-8")
    text = report({"Blender": "5.2"}, log)
    assert "Blender: 5.2\n" in text
    assert "line 99" in text
    assert "line 10\n" not in text
    assert str(Path.home()) + "/x" not in text


def test_report_without_a_log(tmp_path: Path) -> None:
    assert "Python: 3" in report({"Python": 3}, None)
    assert "cannot be read" in report({}, tmp_path / "absent.log")


def test_newest_log(tmp_path: Path) -> None:
    assert newest_log(tmp_path / "absent") is None
    for age, name in ((100, "old.log"), (0, "new.log"), (50, "middle.log"), (0, "other.txt")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    found = newest_log(tmp_path)
    assert found is not None
    assert found.name == "new.log"
