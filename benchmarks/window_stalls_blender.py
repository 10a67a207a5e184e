"""Runs inside a whole Blender with a window: how long its main thread is kept, and by whom. See `window_stalls`."""

from __future__ import annotations

import functools
import importlib
import time
from collections.abc import Callable
from typing import Any

import bpy

BEAT = 0.005
FRAME = 1 / 30

Spans = list[tuple[str, float, float, float]]
"""What ran, when it began, how long it took, and how long it had the processor, in seconds."""


class Meter:
    """Counts a timer's beats and the time spent in the extension's own functions.

    Parameters
    ----------
    package
        The extension's, such as `bl_ext.user_default.pointsmith`.
    """

    def __init__(self, package: str) -> None:
        self.beats: list[float] = []
        self.spans: Spans = []
        self._package = package
        self._redraws = False
        self._wrap_timer()
        self._wrap_panels()
        screen = self._module("live.screen").Screen
        for name, told in (("_guarded", "drawing the cloud"), ("_beat", "the cloud's timer")):
            setattr(screen, name, self._timed(told, getattr(screen, name)))
        operator = self._module("operators.generate").POINTSMITH_OT_generate
        operator.execute = self._method("the Generate button", operator.execute)
        bpy.app.timers.register(self._beat, persistent=True)
        bpy.app.timers.register(self._frame, persistent=True)

    def begin(self, *, redraws: bool) -> None:
        """Forget what was measured; with `redraws` the views are redrawn as often as while a cloud takes shape."""
        self.beats, self.spans, self._redraws = [], [], redraws

    def measured(self) -> dict[str, Any]:
        """Return the beats' times and the spans."""
        return {"beats": self.beats, "spans": [list(each) for each in self.spans]}

    def submit(self, count: int) -> None:
        """Ask for the panel's object with `count` seeds, in one job."""
        settings = self._module("settings.panel").settings_of(bpy.context)
        request = self._module("settings.request").request_from(settings)
        core = importlib.import_module(f"{self._package}.addon.core.destination")
        changed = importlib.import_module("dataclasses").replace
        requests = tuple(changed(request, seed=seed) for seed in range(count))
        places = tuple(core.Destination((1.3 * (seed % 4), 1.3 * (seed // 4), 0.0)) for seed in range(count))
        self._module("session").session.submit([self._module("tasks").GenerationTask(requests, places)])
        self._module("timer_driver").wake()

    def _module(self, name: str) -> Any:
        return importlib.import_module(f"{self._package}.addon.blender.{name}")

    def _timed(self, told: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            began, worked = time.perf_counter(), time.thread_time()
            try:
                return function(*arguments, **named)
            finally:
                self.spans.append((told, began, time.perf_counter() - began, time.thread_time() - worked))

        return timed

    def _method(self, told: str, function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        timed = self._timed(told, function)

        def method(this: Any, context: Any) -> Any:  # Blender counts a method's arguments before it calls it
            return timed(this, context)

        return method

    def _wrap_timer(self) -> None:
        driver = self._module("timer_driver")
        bpy.app.timers.unregister(driver._tick)
        driver._insert = self._timed("insertion", driver._insert)
        driver._a_piece_was_made = self._timed("mesh made ahead", driver._a_piece_was_made)
        driver._tick = self._timed("the session's timer", driver._tick)
        driver.wake()

    def _wrap_panels(self) -> None:
        for cls in bpy.types.Panel.__subclasses__():
            if cls.__module__.startswith(self._package):
                drawing: Any = cls
                drawing.draw = self._method("drawing the panel", drawing.draw)

    def _beat(self) -> float:
        self.beats.append(time.perf_counter())
        return BEAT

    def _frame(self) -> float:
        manager = bpy.context.window_manager
        for window in manager.windows if self._redraws and manager is not None else ():
            for area in window.screen.areas:
                if area.type == "VIEW_3D":
                    area.tag_redraw()
        return FRAME
