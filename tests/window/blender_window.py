"""A Blender in a window: all that a scenario can do with it."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.window.desktop import Box, DriveError, Place
from tests.window.sidebar import SidebarHands

LIGHT = "Blender_Light"
TAKE_CLIPBOARD = """
manager = bpy.context.window_manager
result = manager.clipboard
manager.clipboard = ""
"""


class BlenderWindow(SidebarHands):
    """A running Blender with the extension installed and the 3D view maximised."""

    def photograph(self, path: Path, crop: str | Box | None = None) -> None:
        """Keep a picture of the screen.

        Parameters
        ----------
        path
            A PNG.
        crop
            "sidebar", "view" (what is left of the sidebar), or a part of the screen; all of it when left out.
        """
        self.take(path, self._box(crop) if isinstance(crop, str) else crop)

    def _box(self, what: str) -> Box:
        state = self.state
        panel, view, height = state["panel"], state["view"], state["window"][1]
        left, bottom, width, tall = panel if what == "sidebar" else (*view[:2], panel[0] - view[0], view[3])
        return left, height - bottom - tall, width, tall

    def frame(self) -> None:
        """Look at what is selected from near, as the artist's key does."""
        self.away()
        self.key("KP_Decimal")
        time.sleep(1.0)

    # Popups

    def find_in_popup(
        self,
        operator: str,
        columns: Sequence[int] = (0, -105, 105, -210, 210),
        rows: Sequence[int] = range(-320, 320, 10),
        **arguments: object,
    ) -> Place:
        """Return where the button of an operator is in the dialog, menu or pop-over around the mouse.

        Looks at places that are `columns` to the right and `rows` above the mouse, the nearer rows first. Blender tells
        a timer nothing of popups; what Ctrl-C copies over a button is its Python command.
        """
        start = self.python("bpy.context.window_manager.windows[0].width"), self.state["window"][1]
        x, y = self.mouse
        self.python(TAKE_CLIPBOARD)
        for column in columns:
            for row in sorted(rows, key=abs):
                place = min(max(x + column, 4), start[0] - 4), y + row
                if 4 < place[1] < start[1] - 4 and self._copies(place, operator, arguments):
                    return place
        raise DriveError(f"no button {operator} {arguments or ''} in the popup")

    def click_in_popup(self, operator: str, opened: Callable[[], object], **arguments: Any) -> None:
        """Open a dialog, menu or pop-over and click the button of an operator in it; see `find_in_popup`.

        `opened` opens it under the mouse. It is opened once more where the button is not found: a pop-over closes
        when the mouse leaves it, and on a busy machine it may come late.
        """
        for attempt in range(3):
            opened()
            self.settle()
            try:
                place = self.find_in_popup(operator, **arguments)
            except DriveError:
                if attempt == 2:
                    raise
                self.away()
                self.settle()
            else:
                self.move(*place)
                self.press()
                return

    def _copies(self, place: Place, operator: str, arguments: dict[str, object]) -> bool:
        self.move(*place, "key", "ctrl+c")
        self.python("0")
        copied: str = self.python(TAKE_CLIPBOARD)
        name, _, told = copied.removeprefix("bpy.ops.").removeprefix("pointsmith.").partition("(")
        told = told.replace('"', "'")
        return name == operator and all(f"{key}={value!r}" in told for key, value in arguments.items())

    # How Blender looks

    def scale(self, factor: float) -> None:
        """Set the interface scale of the preferences: 2.0 for 200 %."""
        self.python("setattr(bpy.context.preferences.view, 'ui_scale', {})", factor)
        self._settle()

    def theme(self, name: str = LIGHT) -> None:
        """Choose one of Blender's themes by its file's name."""
        self.python(
            """
import pathlib
file, = [f for d in bpy.utils.preset_paths("interface_theme") for f in pathlib.Path(d).glob({} + ".xml")]
bpy.ops.script.execute_preset(filepath=str(file), menu_idname="USERPREF_MT_interface_theme_presets")
""",
            name,
        )
        self._settle()

    def language(self, code: str) -> None:
        """Choose the interface's language: "de_DE", "en_US". Fails where this Blender has no translations."""
        self.python(
            """
view = bpy.context.preferences.view
view.language = {}
view.use_translate_interface = view.use_translate_tooltips = view.use_translate_new_dataname = True
""",
            code,
        )
        self._settle()

    def _settle(self) -> None:
        self._known.clear()
        time.sleep(1.0)
        self.state  # noqa: B018 - Blender has drawn again when it answers

    # Files

    def save(self, path: Path) -> None:
        """Save the file under a name."""
        self.python("bpy.ops.wm.save_as_mainfile(filepath={})", str(path))

    def open(self, path: Path) -> None:
        """Open a file, in the window's own layout."""
        self._line.ask("open_file", str(path))
        self._settle()
