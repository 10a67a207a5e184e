"""Opens the dialog of a new error once, when the artist's hands are free; a timer calls `step`.

Nothing here refers to Blender's data.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bpy

from ..core.errors import PointsmithError
from .environment import preferences
from .scene.viewport import windows
from .session import session

if TYPE_CHECKING:
    from .tasks import Task

_CALM_SECONDS = 1.5
"""After the last letter that was typed into a text."""


@dataclass(slots=True)
class Attention:
    """What was shown already, and what a failed job was to do.

    Attributes
    ----------
    error
        The one that a dialog tells of, or is to tell of; kept when the panel's message is dismissed.
    task
        What had to be done when it came, for another try; None when no job ran.
    """

    error: PointsmithError | None = None
    task: Task | None = None
    _running: Task | None = None
    _waiting: bool = False
    _typed: object = None
    _calm_since: float = 0.0

    def step(self) -> None:
        """Notice a new error, and open its dialog as soon as it may."""
        if session.task is not None:
            self._running = session.task
        if session.error is None:
            self._waiting = False
            if session.task is None:
                self._running = None
        elif session.error is not self.error:
            self.error = session.error
            self.task, self._running = self._running, None
            self._waiting = wanted()
        if self._waiting and self._hands_are_free():
            self._waiting = False
            _open()

    def _hands_are_free(self) -> bool:
        if bpy.app.is_job_running("RENDER"):
            return False
        now = time.monotonic()
        typed = _typed()
        if typed != self._typed:
            self._typed, self._calm_since = typed, now
        if now - self._calm_since < _CALM_SECONDS:
            return False
        return not any(window.modal_operators or _is_in_a_field(window) for window in windows())


def wanted() -> bool:
    """Whether errors are told in a dialog: in a window, unless the preferences say no."""
    chosen = preferences()
    return not bpy.app.background and (chosen is None or chosen.error_dialog)


def _open() -> None:
    window = bpy.context.window or next(iter(windows()), None)
    if window is None:
        return
    screen: Any = window.screen
    area = max(screen.areas, key=lambda each: (each.type == "VIEW_3D", each.width * each.height))
    region = next(each for each in area.regions if each.type == "WINDOW")
    with bpy.context.temp_override(window=window, area=area, region=region):
        ours: Any = bpy.ops
        ours.pointsmith.show_error("INVOKE_DEFAULT")


def _is_in_a_field(window: Any) -> bool:
    """Whether a text or number field is being edited, or is under the mouse: Blender tells no difference."""
    buttons: Any = bpy.ops.ui
    for area in window.screen.areas:
        for region in area.regions:
            with bpy.context.temp_override(window=window, area=area, region=region):
                if buttons.copy_data_path_button.poll():
                    return True
    return False


def _typed() -> object:
    """Return what changes with every letter that is typed into a Text Editor or a console of any window."""
    told: list[object] = []
    for window in windows():
        for area in window.screen.areas:
            space: Any = area.spaces.active
            if area.type == "TEXT_EDITOR" and space.text is not None:
                told += [space.text.name, space.text.current_line_index, space.text.current_character]
            elif area.type == "CONSOLE" and len(space.history):
                told += [len(space.history), space.history[-1].body]
    return told


attention = Attention()
"""The one of this Blender."""
