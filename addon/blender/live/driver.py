"""When the cloud is drawn: from the start of a job until its objects are in the scene.

Callbacks and timers exist only while there is something to show; in the background there is none of it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import bpy

from .. import environment
from ..scene.viewport import windows

if TYPE_CHECKING:
    from ...jobs.job import Job
    from ..session import Session
    from .screen import Screen
    from .show import Show

log = logging.getLogger(__name__)

_show: Show | None = None
_screen: Screen | None = None


def update(session: Session, entering: Callable[[], str]) -> None:
    """Follow what runs. Called at every beat of the session's timer, after finished results have entered the scene.

    `entering` tells of a finished result that is not there yet.
    """
    preferences = environment.preferences()
    wanted = preferences is not None and preferences.show_cloud
    if bpy.app.background or (_show is None and (session.job is None or not wanted)):
        return
    try:
        _follow(session.job if wanted else None, session, entering)
    except Exception:
        # It costs the artist the picture, never the job.
        log.exception("the cloud cannot be shown")
        stop()


def stop() -> None:
    """Show nothing any more, and give everything back."""
    global _show, _screen  # noqa: PLW0603 - as above
    if _screen is not None:
        _screen.close()
    _show = _screen = None


def _follow(job: Job | None, session: Session, entering: Callable[[], str]) -> None:
    global _show, _screen  # noqa: PLW0603 - there is one show per Blender
    from .show import Running, Show  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

    _show = _show or Show()
    news = _show.follow(Running(job, session.task, entering), time.monotonic())
    if _show.is_empty:
        stop()
        return
    if _screen is None:
        from .screen import Screen  # noqa: PLC0415 - brings the shaders

        _screen = Screen(_show, 0)
    scene = _scene()
    if news or scene != _screen.scene:
        _screen.scene = scene
        _screen.move()


def _scene() -> int:
    """Return Blender's number of the scene that results enter."""
    window = bpy.context.window or next(iter(windows()), None)
    return window.scene.session_uid if window is not None else 0
