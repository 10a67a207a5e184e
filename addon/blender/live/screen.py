"""The 3D views' side of the show: callbacks that draw, and a timer that redraws while anything moves."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import bpy

from ..scene.viewport import windows
from . import drawing, shaders

if TYPE_CHECKING:
    from .show import Show

_FRAME_SECONDS = 1 / 30
_SLOWEST_SECONDS = 0.5

log = logging.getLogger(__name__)


class Screen:
    """Draws a show into every 3D view of one scene, until it is closed.

    Attributes
    ----------
    scene
        Blender's number (`session_uid`) of the scene.
    broken
        Set when drawing has failed, of which the log tells; then nothing more is drawn.
    """

    def __init__(self, show: Show, scene: int) -> None:
        self.scene = scene
        self.broken = False
        self._show = show
        self._due = 0.0
        self._late = 0.0
        self._frames = 0
        view: Any = bpy.types.SpaceView3D
        self._handles = [
            view.draw_handler_add(self._guarded, (self._draw_clouds,), "WINDOW", "POST_VIEW"),
            view.draw_handler_add(self._guarded, (show.readout.draw,), "WINDOW", "POST_PIXEL"),
        ]

    def close(self) -> None:
        """Take the callbacks, the timer and the graphics memory away."""
        if bpy.app.timers.is_registered(self._beat):
            bpy.app.timers.unregister(self._beat)
        for handle in self._handles:
            bpy.types.SpaceView3D.draw_handler_remove(handle, "WINDOW")
        self._handles.clear()
        drawing.keep_only([])
        self._redraw()

    def move(self) -> None:
        """Redraw the views now, and again while anything moves."""
        self._redraw()
        if not bpy.app.timers.is_registered(self._beat):
            self._due = time.monotonic() + _FRAME_SECONDS
            bpy.app.timers.register(self._beat, first_interval=_FRAME_SECONDS, persistent=True)

    def _redraw(self) -> None:
        for window in windows():
            for area in window.screen.areas:
                if area.type == "VIEW_3D":
                    for region in area.regions:
                        if region.type == "WINDOW":
                            region.tag_redraw()

    def _beat(self) -> float | None:
        now = time.monotonic()
        # Where a frame takes long, about half of the time is left for everything else.
        self._late += 0.3 * (max(0.0, now - self._due) - self._late)
        self._redraw()
        if self.broken or self._show.at_rest(now):
            return None
        pause = min(max(_FRAME_SECONDS, self._late), _SLOWEST_SECONDS)
        self._due = now + pause
        return pause

    def _draw_clouds(self) -> None:
        clouds = self._show.clouds.drawn
        drawing.keep_only(clouds)
        if clouds:
            drawing.draw_clouds(clouds)
        elif self._frames == 1:
            # Compiled while the model loads, and not in the frame that compiles the readout's.
            shaders.points()
        self._frames += 1

    def _guarded(self, draw: Callable[[], None]) -> None:
        scene = bpy.context.scene
        if self.broken or scene is None or scene.session_uid != self.scene:
            return
        try:
            draw()
        except Exception:
            # A graphics driver that cannot do this costs the artist the picture, never the job.
            log.exception("the cloud cannot be drawn here")
            self.broken = True
