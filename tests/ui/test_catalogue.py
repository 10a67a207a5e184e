"""PO files."""

from __future__ import annotations

from pathlib import Path

import pytest

from addon.blender.catalogue import read


def catalogue(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "xx.po"
    file.write_text(text, encoding="utf-8")
    return file


def test_contexts_lines_and_escapes(tmp_path: Path) -> None:
    text = """# a translator
msgid ""
msgstr "Language: xx\\n"

#: somewhere:1
msgctxt "Operator"
msgid "Make “it”"
msgstr ""
"Mach "
"\\"es\\""

msgid "Make “it”"
msgstr "anders"
"""
    assert read(catalogue(tmp_path, text)) == {("Operator", "Make “it”"): 'Mach "es"', ("*", "Make “it”"): "anders"}


def test_fuzzy_obsolete_and_empty_ones_are_left_out(tmp_path: Path) -> None:
    text = '#, fuzzy\nmsgid "a"\nmsgstr "b"\n\n#~ msgid "c"\n#~ msgstr "d"\n\n'
    text += 'msgid "e"\nmsgstr ""\n\nmsgid "f"\nmsgstr "g"\n'
    assert read(catalogue(tmp_path, text)) == {("*", "f"): "g"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgid "a"\nmsgstr "b\n', "line 2"),
        ('msgid "a"\nmsgstr "b"\nmsgid "c"\n', "line 3"),
        ('msgid_plural "a"\n', "line 1"),
        ('"a"\n', "line 1"),
    ],
)
def test_a_mistake_is_named_by_its_line(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(ValueError, match=line):
        read(catalogue(tmp_path, text))
