"""The prompt out of a text, out of menus, by chance; presets put in, saved, removed."""

from __future__ import annotations

import time
from typing import Any

import bpy
import harness
from layout import Layout

LONG = "a tall\n\tred   chair\r\n\n  with four legs\n"


def settings() -> Any:
    return bpy.context.scene.pointsmith


def text() -> Any:
    return harness.module("addon.blender.settings.text")


def check_a_text_is_the_prompt() -> None:
    request_from = harness.module("addon.blender.settings.request").request_from
    settings().prompt = "a blue car"
    assert bpy.ops.pointsmith.edit_prompt("EXEC_DEFAULT", True) == {"FINISHED"}
    block = settings().text.block
    assert (block.name, block.as_string().strip()) == ("Prompt", "a blue car")
    block.from_string(LONG)
    assert request_from(settings()).prompt == "a tall red chair with four legs"
    assert settings().prompt == "a blue car"
    given = harness.module("addon.blender.settings.given").instead(settings(), {"prompt": "a green bus"})
    assert request_from(given).prompt == "a green bus"
    bpy.ops.pointsmith.use_closest_word(word="legs", closest="arms")
    assert block.as_string().strip() == "a tall red chair with four arms"
    block.from_string(" \n\t ")
    assert settings().missing == "Type what to make"
    block.from_string("chair " * 300)
    assert settings().missing == "The text has 1,799 letters; 1,000 are read"
    try:
        request_from(settings())
    except harness.module("addon.core.errors").PointsmithError as error:
        assert "longer than 1000" in str(error)
    else:
        raise AssertionError
    assert bpy.ops.pointsmith.prompt_to_line() == {"FINISHED"}
    assert len(settings().prompt) == 1000
    assert bpy.ops.pointsmith.edit_prompt() == {"FINISHED"}
    bpy.data.texts.remove(block)
    assert settings().text.block is None
    assert settings().missing == "Type what to make"
    settings().text.use_block = False


def check_words() -> None:
    settings().prompt = ""
    for word, wanted in (("chair", "a chair"), ("red", "a red chair"), ("car", "a red car")):
        assert bpy.ops.pointsmith.put_word(word=word) == {"FINISHED"}
        assert settings().prompt == wanted
    bpy.ops.pointsmith.surprise(seed=12)
    surprise = settings().prompt
    settings().prompt = ""
    bpy.ops.pointsmith.surprise(seed=12)
    assert settings().prompt == surprise != ""
    menus = harness.module("addon.blender.panels.words_menu").CLASSES
    shown = []
    for menu in menus[:-1]:
        layout = Layout()
        menu.draw(
            type("Menu", (), {"layout": layout, "words": menu.words, "family": menu.family, "_known": menu._known})(),
            None,
        )
        shown += [text for _, text, _ in layout.buttons]
    assert {"Chair", "Red", "Wooden", "Small", "Hot air balloon"} <= set(shown)
    harness.module("addon.blender.swatches").close()


def check_typing_is_completed_quickly() -> float:
    suggested = text().suggested
    assert next(iter(suggested(settings(), bpy.context, "a red ch"))) == "a red chair"
    start = time.process_time()
    for end in range(1, 26):
        suggested(settings(), bpy.context, "a red chair with four leg"[:end])
    return (time.process_time() - start) / 25 * 1000


def check_presets() -> None:
    presets = harness.module("addon.blender.settings.presets")
    use, save, remove = (getattr(bpy.ops.pointsmith, f"{name}_preset") for name in ("use", "save", "remove"))
    settings().prompt, settings().seed = "a chair", 3
    for preset in harness.module("addon.core.saved_presets").BUILT_IN:
        assert use(name=preset.name) == {"FINISHED"}
        assert presets.followed(settings()) == preset.name
    assert (settings().prompt, settings().seed) == ("a chair", 3)
    use(name="Low Poly Prop")
    placement = settings().placement
    assert (placement.reduce, placement.triangles, placement.flat) == (True, 600, True)
    settings().quality, settings().steps, settings().size = "FINE", 20, 1.2
    assert presets.followed(settings()) == ""
    assert save(name="Mine é", description="for  level 1") == {"FINISHED"}
    (mine,) = presets.own_presets().all()
    assert (mine.description, mine.settings["steps"], mine.settings["size"]) == ("for level 1", 20, 1.2)
    assert "points" not in mine.settings
    use(name="Toy")
    assert not placement.reduce
    use(name="mine É")
    assert (settings().steps, placement.triangles) == (20, 600)
    assert presets.followed(settings()) == "Mine é"
    for call, told in (
        (lambda: save(name="Toy"), "comes with"),
        (lambda: save(name="  "), "needs a name"),
        (lambda: remove(name="Hero"), "stays"),
        (lambda: use(name="none"), "there is no preset"),
    ):
        try:
            call()
        except RuntimeError as error:
            assert told in str(error), error
        else:
            raise AssertionError(told)
    assert remove(name="Mine é") == {"FINISHED"}
    assert presets.known_presets() == []


def check_panels() -> None:
    """All of what is new is drawn, for both ways to write the prompt."""
    prompt = harness.module("addon.blender.panels.prompt")
    layout = Layout()
    prompt.draw_prompt(layout, settings(), "a red chair", 300.0)
    assert "prompt" in layout.props
    bpy.ops.pointsmith.edit_prompt()
    settings().text.block.from_string("a chair " * 200)
    layout = Layout()
    prompt.draw_prompt(layout, settings(), "a red chair", 300.0)
    assert "1,599 of 1,000 letters" in layout.texts
    settings().text.use_block = False
    panels = harness.module("addon.blender.panels.placement")
    for panel in panels.CLASSES:
        layout = Layout()
        panel.draw(type("Panel", (), {"layout": layout})(), bpy.context)
        assert layout.buttons
    assert panels._told(settings().placement) == "At the cursor, 600 △"


def main() -> dict[str, Any]:
    check_a_text_is_the_prompt()
    check_words()
    check_presets()
    check_panels()
    return {"milliseconds": check_typing_is_completed_quickly()}
