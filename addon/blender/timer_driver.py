"""The window's driver: a timer moves the engine on, puts finished results into the scene, and redraws the panel.

A timer and not a modal operator, because loading a file may cancel modal operators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy
from bpy.app.handlers import persistent

from ..core.errors import PointsmithError
from . import made, queue_store
from .attention import attention
from .first_run import first_run
from .gallery_tasks import GalleryTask
from .live import driver as live
from .remember import remember
from .scene.viewport import windows
from .session import session
from .tasks import GenerationTask
from .translation import tell

if TYPE_CHECKING:
    from ..jobs.job import Job
    from .tasks import Task

_BUSY_SECONDS = 0.03
"""Between two looks at the worker: the quickest steps of a draft on a graphics card are not much shorter."""
_QUIET_SECONDS = 0.5
_BETWEEN_PIECES_SECONDS = 0.01
"""While a result enters piece by piece: enough for a redraw and for what the artist does."""

_shown: tuple[int, ...] = ()


def obstacle() -> str:
    """Say why a finished result cannot enter the scene right now; empty when it can."""
    if bpy.app.is_job_running("RENDER"):
        return "after the render"
    window = _window()
    if window is not None:
        with bpy.context.temp_override(window=window):
            if bpy.context.mode != "OBJECT":
                # In the other modes an undo step holds that mode's own data, not the new object.
                return "in Object Mode"
        if any(operator.bl_idname.startswith("TRANSFORM_OT_") for operator in window.modal_operators):
            return "after this transform"
    return ""


def entering() -> str:
    """Say what a finished result waits for, or how much of it is made; empty where there is nothing to say."""
    when = obstacle()
    if when:
        return tell("It enters the scene {when}", when=tell(when))
    job = session.job
    if job is not None and len(job.results) > 1:
        return tell("Object {number} of {count} enters the scene", number=job.member, count=job.members)
    return ""


def wake() -> None:
    """Step soon and not only at the next quiet beat."""
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    if not bpy.app.background:
        bpy.app.timers.register(_tick, first_interval=0.0, persistent=True)


def start() -> None:
    """Start the timer, where there is a window, and watch for other files."""
    wake()
    bpy.app.handlers.load_pre.append(_before_load)
    queue_store.start()


def stop() -> None:
    """Stop the timer."""
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    bpy.app.handlers.load_pre.remove(_before_load)
    queue_store.stop()
    live.stop()
    first_run.close()


def _tick() -> float:
    # Whatever is raised here would end the timer, and with it every later job.
    more = False
    try:
        session.step()
        more = _deliver()
        attention.step()  # before another task runs: its error is the last one's
        first_run.step()
        session.start_next()
        queue_store.keep()
    except Exception as error:
        _failed(error)
    live.update(session, entering)
    _redraw()
    if more:
        return _BETWEEN_PIECES_SECONDS
    return _BUSY_SECONDS if session.is_busy else _QUIET_SECONDS


def _deliver() -> bool:
    """Take over what is finished; returns whether only a piece of that was done."""
    job, task = session.job, session.task
    if job is None or task is None or not job.finished:
        return False
    if job.error is not None:
        _failed(job.error)
    elif job.result is None:
        session.notices.append("Cancelled.")
        session.end_job()
    else:
        if not isinstance(task, GalleryTask) and obstacle():
            return False
        if isinstance(task, GenerationTask) and _a_piece_was_made(task, job):
            return True
        try:
            _insert(job, task)
        except PointsmithError as error:
            _failed(error)
        else:
            session.end_job()
            remember(task, job)
        finally:
            _forget_pieces()
    session.notices.extend(notice for notice in job.notices if notice not in session.notices)
    return False


def _a_piece_was_made(task: GenerationTask, job: Job) -> bool:
    from .scene.ahead import ahead  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

    made = ahead.step(job, task.destinations)
    session.revision += made
    return made


def _forget_pieces() -> None:
    from .scene.ahead import ahead  # noqa: PLC0415 - as above

    ahead.clear()


def _failed(error: Exception) -> None:
    """Show it; the queue keeps the job, and goes on unless the next one would meet the same."""
    session.fail(error)
    told = session.error
    assert told is not None
    session.end_job(told)
    made.tell_failure(told)


def _insert(job: Job, task: Task) -> None:
    with bpy.context.temp_override(window=_window()):
        made.deliver(task, job)


def _redraw() -> None:
    global _shown  # noqa: PLW0603 - what the panels show is one thing per Blender
    now = session.shown_revision
    if now == _shown:
        return
    _shown = now
    for window in windows():
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()
            elif area.type == "PREFERENCES":
                area.tag_redraw()


def _window() -> bpy.types.Window | None:
    """Return the window that the artist works in; a timer's context has none."""
    return bpy.context.window or next(iter(windows()), None)


@persistent  # type: ignore[untyped-decorator]  # the stubs leave it out
def _before_load(*_paths: object) -> None:
    session.leave_file("The job was cancelled, because another file was opened.")
    live.stop()
