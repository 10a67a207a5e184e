"""The queue is saved with the file: the scene holds a copy of it as text, which is read when a file is opened only.

The session's queue is the truth, which undo does not touch; after an undo or redo the copy is put right again. Nothing
starts by itself in a file that was opened: the queue waits, paused, for the artist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.app.handlers import persistent

from ..jobs.queue import EntryState
from .queue_record import dumps, loads
from .session import session
from .settings.queue import show_queue
from .thumbnails import close

if TYPE_CHECKING:
    from collections.abc import Callable

_kept: tuple[int, int] | None = None
"""What the copy was made of; None while the file's has not been read."""
_WAITS = "These jobs were saved with the file."


def start() -> None:
    """Watch for saving, opening, undo and redo; the first `keep` reads what the file holds."""
    global _kept  # noqa: PLW0603 - one queue per Blender
    _kept = None
    for handlers, handler in _handlers():
        handlers.append(handler)


def stop() -> None:
    """Watch no longer."""
    for handlers, handler in _handlers():
        if handler in handlers:
            handlers.remove(handler)


def keep() -> None:
    """Bring the scene's copy and the panel's list up to date, where the queue has changed."""
    global _kept  # noqa: PLW0603 - as above
    if bpy.context.scene is None or bpy.app.is_job_running("RENDER"):
        return  # a render reads the scene in a thread of its own
    if _kept is None:
        _read()
    now = (id(session.queue), session.queue.revision)
    if now != _kept:
        _kept = now
        _write()
        show_queue()


def _handlers() -> list[tuple[list[Any], Callable[..., None]]]:
    handlers = bpy.app.handlers
    return [
        (handlers.save_pre, _before_save),
        (handlers.load_post, _after_load),
        (handlers.undo_post, _after_undo),
        (handlers.redo_post, _after_undo),
    ]


def _write() -> None:
    text = dumps(session.queue.entries)
    for scene in bpy.data.scenes:
        holder: Any = scene
        wanted = text if scene == bpy.context.scene else ""
        # A scene that is linked from elsewhere cannot be written, and holds no queue of this file.
        if scene.library is None and _record(scene) != wanted:
            holder.pointsmith_queue.record = wanted


def _record(scene: Any) -> str:
    """Return what is stored with a scene; one that stores nothing stays without a queue, in exports too."""
    return str(scene.pointsmith_queue.record) if scene.is_property_set("pointsmith_queue") else ""


def _read() -> None:
    refused = 0
    for scene in bpy.data.scenes:
        if scene.library is None:
            saved = loads(_record(scene))
            session.queue.put(saved.entries)
            refused += saved.refused
            if any(entry.state is EntryState.WAITING for entry in saved.entries):
                session.queue.pause(_WAITS)
    if refused:
        session.notices.append(f"{refused} of the jobs that were saved with the file cannot be read and were left out.")


@persistent  # type: ignore[untyped-decorator]  # the stubs leave it out
def _before_save(*_paths: object) -> None:
    _write()


@persistent  # type: ignore[untyped-decorator]  # as above
def _after_undo(*_scenes: object) -> None:
    _write()
    show_queue()


@persistent  # type: ignore[untyped-decorator]  # as above
def _after_load(*_paths: object) -> None:
    global _kept  # noqa: PLW0603 - as above
    close()  # the icons of the other file's gallery
    session.queue.resume()
    _kept = None
    keep()
