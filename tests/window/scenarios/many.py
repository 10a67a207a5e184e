"""Many at once: a row of variations in one undo step, and a gallery whose clouds are picked by mouse."""

import time
from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture

PROMPT = "a red chair"
SIZE = "1600x1100"

GUIDE = (
    GuidePicture("guide-gallery", ("2-gallery",), crop=(0, 0, 392, 940)),
    GuidePicture("guide-gallery-large", ("4-large",), width=1000),
)


def play(window: BlenderWindow, photos: Path) -> None:
    if window.python("bpy.app.version >= (5, 0)"):  # before, the mouse does not get hold of the sidebar's edge
        window.widen_sidebar(420)
    window.fill("prompt", PROMPT)
    window.python("setattr(settings, 'quality', 'DRAFT')")
    _row(window, photos)
    _gallery(window, photos)


def _row(window: BlenderWindow, photos: Path) -> None:
    window.fill("variations.count", "4", across=0.7)
    window.wait_for("settings.variations.count == 4")
    window.click("generate")
    window.wait("the job", lambda s: s["job"])
    state = window.wait_for_object()
    assert len(state["made"]) == 4, state["made"]
    assert window.python("len(bpy.data.collections[{}].objects)", PROMPT) == 4
    places = window.python("sorted(round(o.location.x, 2) for o in bpy.data.objects if 'pointsmith' in o)")
    assert places == [0.0, 1.25, 2.5, 3.75], places
    window.frame()
    time.sleep(1.0)
    window.photograph(photos / "1-row.png")
    window.key("ctrl+z")
    window.wait("undo", lambda s: not s["made"])


def _gallery(window: BlenderWindow, photos: Path) -> None:
    window.python("setattr(settings.variations, 'layout', 'GALLERY')")
    window.python("setattr(settings.variations, 'count', 8)")
    window.scroll(-100)  # the panel is drawn anew, and Generate has moved
    window.click("generate")
    window.wait("the job", lambda s: s["job"])
    window.wait_for("session.has_gallery and session.job is None and not session.background.is_busy", 300.0)
    assert not window.state["made"], "clouds are no objects yet"
    wide = window.state["panel"][2] > 350
    for across in (0.46, 0.16) if wide else (0.65, 0.2):  # three in a line, or two
        window.click("gallery_pick", across=across)
    window.wait_for("[each.request.seed for each in session.gallery.picked] == [0, 1]")
    window.away()
    time.sleep(1.0)
    window.photograph(photos / "2-gallery.png", crop="sidebar")
    window.click("gallery_make")
    window.wait_for("len([o for o in bpy.data.objects if 'pointsmith' in o]) == 2", 120.0)
    state = window.wait_for_object()
    seeds = window.python("sorted(session.history.entries()[n].request.seed for n in range(2))")
    assert seeds == [0, 1], seeds
    assert not state["notices"], state
    window.frame()
    window.photograph(photos / "3-picked.png")
    _large(window, photos)


def _large(window: BlenderWindow, photos: Path) -> None:
    """The pop-up that shows the clouds large: one is picked there, and made."""
    before = set(window.state["made"])
    wanted = window.python("session.gallery.candidates[5].id")

    def opened() -> None:
        window.click("gallery_show", across=0.85)
        window.settle()

    # It opens below the mouse and to its left; the sixth is the second of the lower four.
    below = range(-640, 0, 10)
    window.click_in_popup("gallery_pick", opened, columns=(-440,), rows=below, candidate=wanted)
    window.wait_for("[each.request.seed for each in session.gallery.picked] == [5]")
    window.settle()
    window.photograph(photos / "4-large.png")
    window.move(*window.find_in_popup("gallery_make", columns=(0,), rows=range(-160, 0, 10)))
    window.press()
    window.wait_for("session.gallery.candidates[5].made", 120.0)
    made = set(window.wait_for_object()["made"]) - before
    assert len(made) == 1, made
    assert window.python("session.history.entries()[0].request.seed") == 5
    window.away()
    window.photograph(photos / "5-large-made.png")
