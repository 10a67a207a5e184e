"""Words: completed while they are typed, out of menus, out of a text, out of presets; unknown ones are marked."""

import time
from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture

GUIDE = (
    GuidePicture(
        "guide-text", ("1-suggestions", "2-unknown", "3-words", "4-presets"), crop=(0, 0, 292, 568), width=1200
    ),
)
LONG = "a tall wooden chair with four legs\nand a red seat\n"


def play(window: BlenderWindow, photos: Path) -> None:
    _completed(window, photos)
    _unknown(window, photos)
    _menus(window, photos)
    _presets(window, photos)
    _text(window, photos)


def _press_beside(window: BlenderWindow, widget: str, across: float, step: tuple[int, int], lower: int = 0) -> None:
    """Press a menu: Blender names only operators and properties under the mouse, so it is found by its neighbour.

    `lower` is how far below that place to press: the neighbour may have been found at its rim.
    """
    x, y = window.find(widget, across)
    window.move(x + step[0], y + step[1] - lower)
    # A press that comes with the mouse is sometimes taken for the neighbour's.
    window.settle()
    window.press()


def _completed(window: BlenderWindow, photos: Path) -> None:
    window.click("prompt")
    window.key("ctrl+a")
    window.type("a red ch")
    time.sleep(1.0)
    window.photograph(photos / "1-suggestions.png", crop="sidebar")
    window.key("Down")
    window.key("Return")
    window.wait("the completed prompt", lambda s: s["prompt"] == "a red chair")
    # What is typed stays what it is when no suggestion is chosen.
    window.fill("prompt", "a red ch")
    window.wait("the typed prompt", lambda s: s["prompt"] == "a red ch")
    # Each is an undo step of its own.
    window.away()
    window.key("ctrl+z")
    window.wait("the prompt before", lambda s: s["prompt"] == "a red chair")


def _unknown(window: BlenderWindow, photos: Path) -> None:
    window.fill("prompt", "a fuchsia dragon on a democracy with a chiar")
    window.wait("the prompt", lambda s: "dragon" in s["prompt"])
    window.away()
    window.photograph(photos / "2-unknown.png", crop="sidebar")
    window.click("use_closest_word", across=0.7, word="fuchsia")
    window.wait("the known colour", lambda s: s["prompt"].startswith("a pink dragon"))


def _menus(window: BlenderWindow, photos: Path) -> None:
    window.fill("prompt", "a red chair")

    nudges = iter((0, 4, -4))

    def opened() -> None:
        _press_beside(window, "edit_prompt", 0.84, (-22, 0), next(nudges))
        window.settle()
        window.photograph(photos / "3-words.png", crop="sidebar")

    window.click_in_popup("surprise", opened)
    window.wait("a surprise", lambda s: s["prompt"] not in {"", "a red chair"})
    window.away()
    window.key("ctrl+z")
    window.wait("the prompt before the surprise", lambda s: s["prompt"] == "a red chair")


def _presets(window: BlenderWindow, photos: Path) -> None:
    def opened() -> None:
        _press_beside(window, "quality", 0.5, (0, 26))
        window.settle()
        window.photograph(photos / "4-presets.png", crop="sidebar")

    window.click_in_popup("use_preset", opened, name="Low Poly Prop")
    window.wait_for("settings.placement.reduce and settings.placement.triangles == 600")
    window.away()
    window.photograph(photos / "5-preset.png", crop="sidebar")
    window.fill("prompt", "a red chair")
    window.click("generate")
    window.wait("the job", lambda s: s["job"])
    window.wait_for_object()
    count = window.python("(lambda m: len(m.loops) - 2 * len(m.polygons))(bpy.context.active_object.data)")
    assert 500 < count <= 612, count
    assert not window.python("any(face.use_smooth for face in bpy.context.active_object.data.polygons)")
    window.frame()
    window.photograph(photos / "6-low-poly.png")


def _text(window: BlenderWindow, photos: Path) -> None:
    before = window.python("len(bpy.context.window_manager.windows)")
    window.click("edit_prompt", across=0.84)
    window.wait_for("settings.text.use_block and settings.text.block is not None")
    window.wait_for(f"len(bpy.context.window_manager.windows) == {before + 1}")
    window.python("settings.text.block.from_string({})", LONG)
    time.sleep(1.0)
    window.photograph(photos / "7-text.png")
    assert window.python("settings.missing") == ""
    window.python("settings.text.block.from_string({})", LONG * 30)
    time.sleep(0.5)
    assert "are read" in window.python("settings.missing")
    window.photograph(photos / "8-too-long.png", crop="sidebar")
