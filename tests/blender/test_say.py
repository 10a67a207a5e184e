"""What the artist is told: errors with the button that mends them, tooltips, the first run, keys, German."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from addon.blender.catalogue import read
from addon.core.errors import ErrorCode
from tests.extraction import extract
from tests.missing_translations import CATALOGUES, missing, of_code

from .conftest import Blender

pytestmark = pytest.mark.blender
_MAPS = re.compile(r"km_(view3d|window|screen|object|mesh|sculpt)")
RunInside = Callable[..., dict[str, Any]]


def test_every_class_has_name_tooltip_and_german(run_inside: RunInside) -> None:
    told = run_inside("strings")
    assert told["lacking"] == []
    strings = {(context, text): "Blender" for context, text in told["strings"] if text.strip()}
    assert len(strings) > 300
    assert missing("de", strings) == {}


def test_every_error_has_a_button_that_mends(run_inside: RunInside, tmp_path: Path) -> None:
    drawn = run_inside("say", "mending", POINTSMITH_ENVIRONMENT=str(tmp_path))["drawn"]
    assert set(drawn) == {code.name for code in ErrorCode}
    assert drawn["NOT_SET_UP"][0] == "pointsmith.setup"
    assert drawn["EMPTY_RESULT"] == ["pointsmith.copy_diagnostics", "pointsmith.dismiss"]  # nothing can start
    assert "pointsmith.open_log" in drawn["WORKER_DIED"]


def test_a_dialog_opens_once_and_waits_for_free_hands(run_inside: RunInside) -> None:
    assert run_inside("say", "attention")["opened"] == ["WORKER_DIED", "WORKER_DIED"]


def test_only_escape_is_a_key_from_the_start(run_inside: RunInside) -> None:
    told = run_inside("say", "keys")
    assert {tuple(key) for key in told["active"]} == {
        ("pointsmith.cancel", "ESC", True),
        ("pointsmith.generate", "RET", False),
        ("pointsmith.type_prompt", "RET", False),
        ("wm.call_menu_pie", "P", False),
    }
    lists = ["pointsmith.gallery_show", "pointsmith.queue_show", "pointsmith.history_show"]
    pie = told["POINTSMITH_MT_pie"]
    assert [pie.index(name) for name in lists] == [6, 7, 8]  # one place of the eight, before the last
    assert len(pie) == 8 - 1 + len(lists)
    wanted = {"pointsmith.generate", "pointsmith.place_by_click", "pointsmith.take_places", *lists}
    assert wanted <= set(told["POINTSMITH_MT_object"])


def _events(function: ast.FunctionDef) -> Iterator[tuple[object, set[str]]]:
    """Yield the key and the modifiers of every event that a function writes down."""
    for item in ast.walk(function):
        if isinstance(item, ast.Dict):
            pairs = zip(item.keys, item.values, strict=True)
            names = {key.value: value for key, value in pairs if isinstance(key, ast.Constant)}
            kind = names.get("type")
            if isinstance(kind, ast.Constant):
                yield kind.value, {"ctrl", "shift", "alt", "oskey"}.intersection(map(str, names))


@pytest.mark.parametrize("key", ["RET ctrl", "RET ctrl shift", "P shift alt"])
def test_our_keys_are_free_in_blender(blender: Blender, key: str) -> None:
    """Blender's own keymap is a file of literals around functions: the 3D view's are read, not run."""
    pattern = f"**/bpy/{blender.series}/scripts/presets/keyconfig/keymap_data/blender_default.py"
    (file,) = blender.python.parents[1].glob(pattern)
    wanted, *modifiers = key.split()
    taken = []
    for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef) and _MAPS.match(function.name):
            taken += [function.name for event in _events(function) if event == (wanted, set(modifiers))]
    assert taken == []


def test_first_run_says_what_will_be_installed(run_inside: RunInside, tmp_path: Path) -> None:
    folder = str(tmp_path / "noch nicht da")
    told = run_inside("say", "first_run", folder, POINTSMITH_ENVIRONMENT="")
    device, download, disk, free = told["plan"]
    assert device
    assert 0 < download < disk
    assert free > 0
    texts = "\n".join(told["texts"])
    assert "Download" in texts
    assert "free" in texts
    assert "pointsmith.setup" in told["buttons"]
    assert told["hints"] == ["pointsmith.make_sample"]
    assert told["afterwards"] == []


def test_sentences_with_blanks_are_german(run_inside: RunInside) -> None:
    told = run_inside("say", "german")
    assert told["BAD_SETTING"][0] == (
        "Eine Einstellung kann nicht verwendet werden: steps ist 0, erlaubt sind 1 bis 1024."
    )
    assert "Qualität" in told["OUT_OF_MEMORY"][1]
    assert told["WORKER_DIED"] == [
        "Der Worker hörte unerwartet auf.",
        "Noch einmal Erzeugen drücken. Sein Protokoll: /tmp/x.log",
    ]
    assert told["notice"] == ["dragon: nicht bekannt, am nächsten: horse"]
    assert told["name"] == ["Abgebrochen.", "Müllers Stuhl"]
    assert told["panel"] == ["Verlauf", "Übergang"]  # Blender's own says “Protokol”
    assert told["time"] == ["noch 12 s"]


def test_every_text_of_the_code_is_german() -> None:
    wanted = of_code()
    assert len(wanted) > 300
    assert missing("de", wanted) == {}


def test_no_sentence_is_shown_without_its_translation() -> None:
    assert extract().bare == []


@pytest.mark.parametrize("file", sorted(CATALOGUES.glob("*.po")), ids=lambda file: file.stem)
def test_blanks_are_the_same_in_every_language(file: Path) -> None:
    for (_, message), text in read(file).items():
        blanks = re.findall(r"\{\w*\}", message)
        assert sorted(re.findall(r"\{\w*\}", text)) == sorted(blanks), message
