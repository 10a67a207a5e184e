"""Words under the prompt: what is told, what it costs, and the button that puts the closest word there."""

from __future__ import annotations

import time
from typing import Any

import bpy
import harness

PROMPT = "A fuchsia chiar, a beautiful chiar, стул, xyzzyx"


class Layout:
    """Keeps what a panel draws."""

    def __init__(self, drawn: list[Any]) -> None:
        self.drawn = drawn

    def column(self, **_: Any) -> Layout:
        return self

    row = split = column

    def label(self, text: str, **_: Any) -> None:
        self.drawn.append(text)

    def operator(self, name: str, **_: Any) -> Any:
        self.drawn.append(type("Button", (), {"name": name})())
        return self.drawn[-1]


def drawn(prompt: str, **options: bool) -> list[Any]:
    found: list[Any] = []
    harness.module("addon.blender.panels.unknown_words").draw_unknown_words(Layout(found), prompt, 400.0, **options)
    return found


def lines() -> None:
    head, every, fuchsia, pink, chiar, chair, beautiful, nothing, rest = drawn(PROMPT)
    assert (head, every.name) == ("Words it does not know", "pointsmith.use_closest_words")
    assert (fuchsia, chiar, beautiful, nothing) == ("fuchsia", "chiar", "beautiful", "none is close")
    assert rest == "and 2 more"
    assert [(b.name, b.word, b.closest) for b in (pink, chair)] == [
        ("pointsmith.use_closest_word", "fuchsia", "pink"),
        ("pointsmith.use_closest_word", "chiar", "chair"),
    ]
    assert drawn("a beautiful chair") == ["A word it does not know", "beautiful", "none is close"]
    assert drawn("") == drawn("Please make a red chair") == []
    assert drawn("a red roof", with_images=True) == []


def buttons() -> None:
    settings = bpy.context.scene.pointsmith
    settings.prompt = PROMPT
    use = bpy.ops.pointsmith.use_closest_word
    assert use(word="chiar", closest="chair") == {"FINISHED"}
    assert settings.prompt == PROMPT.replace("chiar", "chair")
    assert use("EXEC_DEFAULT", True, word="fuchsia", closest="orange") == {"FINISHED"}
    assert settings.prompt.startswith("An orange chair, a beautiful chair")
    for word, closest in (("dragon", "horse"), ("chair", ""), ("", ""), ("chair", "x" * 2000)):
        before = settings.prompt
        assert use(word=word, closest=closest) == {"CANCELLED"}
        assert settings.prompt == before


def all_at_once() -> None:
    settings = bpy.context.scene.pointsmith
    settings.prompt = PROMPT
    assert bpy.ops.pointsmith.use_closest_words() == {"FINISHED"}
    assert settings.prompt == "A pink chair, a beautiful chair, стул, xyzzyx"
    assert bpy.ops.pointsmith.use_closest_words() == {"CANCELLED"}


def other_end() -> None:
    settings = bpy.context.scene.pointsmith
    settings.prompt, settings.blend.prompt = "a chiar", "a chiar"
    assert [button.of_blend for button in drawn("a chiar", of_blend=True)[2:]] == [True]
    assert bpy.ops.pointsmith.use_closest_word(word="chiar", closest="chair", of_blend=True) == {"FINISHED"}
    assert (settings.prompt, settings.blend.prompt) == ("a chiar", "a chair")


def undo() -> None:
    bpy.context.scene.pointsmith.prompt = "a chiar"
    bpy.ops.ed.undo_push(message="typed")
    bpy.ops.pointsmith.use_closest_word("EXEC_DEFAULT", True, word="chiar", closest="chair")
    assert bpy.context.scene.pointsmith.prompt == "a chair"
    bpy.ops.ed.undo()
    assert bpy.context.scene.pointsmith.prompt == "a chiar"


def redraw() -> float:
    """Milliseconds of drawing the lines once more."""
    drawn(PROMPT)
    start = time.perf_counter()
    for _ in range(200):
        drawn(PROMPT)
    return (time.perf_counter() - start) / 200 * 1000


def main() -> dict[str, Any]:
    lines()
    buttons()
    all_at_once()
    other_end()
    undo()
    return {"milliseconds": redraw()}
