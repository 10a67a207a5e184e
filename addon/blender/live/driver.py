"""When the cloud is drawn: from the first sign of a job until its objects are in the scene.

Callbacks of the 3D views and a timer that redraws them exist only while there is something to show. In the background
there is none of it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import bpy

from .. import environment
from ..scene.viewport import windows

if TYPE_CHECKING:
    from ..session import Session
    from .show import Show

_FRAME_SECONDS = 1 / 30
_SLOWEST_SECONDS = 0.5

log = logging.getLogger(__name__)


class _Screen:
    """The views' side of the show."""

    def __init__(self, show: Show) -> None:
        self.show = show
        self.scene = 0
        self.due = 0.0
        self.late = 0.0
        view: Any = bpy.types.SpaceView3D
        self._handles = [
            view.draw_handler_add(self._guarded(self._draw_clouds), (), "WINDOW", "POST_VIEW"),
            view.draw_handler_add(self._guarded(self._draw_readout), (), "WINDOW", "POST_PIXEL"),
        ]

    def close(self) -> None:
        """Take the callbacks and the timer away."""
        from . import drawing  # noqa: PLC0415 - the graphics card's, and only where there is one

        if bpy.app.timers.is_registered(self._beat):
            bpy.app.timers.unregister(self._beat)
        for handle in self._handles:
            bpy.types.SpaceView3D.draw_handler_remove(handle, "WINDOW")
        self._handles.clear()
        drawing.keep_only([])
        self.redraw()

    def move(self) -> None:
        """Redraw the views now, and again while anything moves."""
        self.redraw()
        if not bpy.app.timers.is_registered(self._beat):
            self.due = time.monotonic() + _FRAME_SECONDS
            bpy.app.timers.register(self._beat, first_interval=_FRAME_SECONDS, persistent=True)

    def redraw(self) -> None:
        """Redraw every 3D view of the scene."""
        for window in windows():
            if self.scene in {0, window.scene.session_uid}:
                for area in window.screen.areas:
                    if area.type == "VIEW_3D":
                        for region in area.regions:
                            if region.type == "WINDOW":
                                region.tag_redraw()

    def _beat(self) -> float | None:
        now = time.monotonic()
        # Where a frame takes long, at most about half of the time goes into frames.
        self.late += 0.3 * (max(0.0, now - self.due) - self.late)
        self.redraw()
        if self.show.at_rest(now):
            return None
        pause = min(max(_FRAME_SECONDS, self.late), _SLOWEST_SECONDS)
        self.due = now + pause
        return pause

    def _draw_clouds(self) -> None:
        from . import drawing  # noqa: PLC0415 - as above

        drawn = self.show.clouds.drawn
        drawing.keep_only(drawn)
        if drawn:
            drawing.draw_clouds(drawn)

    def _draw_readout(self) -> None:
        self.show.readout.draw()

    def _guarded(self, draw: Callable[[], None]) -> Callable[[], None]:
        def guarded() -> None:
            scene = bpy.context.scene
            if scene is None or scene.session_uid != self.scene or _broken():
                return
            try:
                draw()
            except Exception:
                # A driver that cannot do this costs the artist the picture, never the job.
                log.exception("the cloud cannot be drawn here")
                _failed.append(True)

        return guarded


_screens: list[_Screen] = []
_failed: list[bool] = []


def update(session: Session) -> None:
    """Follow what runs; called at every beat of the session's timer, after results have entered the scene."""
    if bpy.app.background or _failed:
        return
