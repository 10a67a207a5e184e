"""Asks the worker for the cut-outs that panels and the 3D view want to show, and draws them again when they come.

Asked while drawing, answered by a timer of its own, which lives only while something is under way.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import PointsmithError
from ...core.reference import ReferenceImage
from ..scene.viewport import windows
from ..session import session
from ..settings.cutout import cutout_of
from ..settings.image_file import mark
from ..settings.request import reference
from .known import KnownCutOuts

if TYPE_CHECKING:
    from ...core.cutout import CutOut
    from ...jobs.cut_outs import ShownCutOut
    from ..settings.image_slots import POINTSMITH_PG_image_slot

_SECONDS = 0.03

known = KnownCutOuts()
"""The one of this Blender."""
listeners: list[Callable[[], None]] = []
"""Called when an answer has come: what is drawn elsewhere than in the sidebar."""


def cut_out(where: str, index: int, slot: POINTSMITH_PG_image_slot) -> ShownCutOut | PointsmithError | None:
    """Return the cut-out of a slot, number `index` at `where`, and ask for it when it is not known.

    None while nothing can be shown: the worker is not set up, or has not answered yet.
    """
    key = key_of(slot)
    answer = known.get(key)
    if (answer is None or isinstance(answer, PointsmithError)) and session.is_ready and not bpy.app.background:
        scene: Any = slot.id_data
        place = (scene.session_uid, where, index)
        known.want(place, key, partial(_reference, place, key))
        if not known.is_idle and not bpy.app.timers.is_registered(_tick):
            bpy.app.timers.register(_tick, first_interval=0.0, persistent=True)
    return answer


def shown_key(where: str, index: int, slot: POINTSMITH_PG_image_slot) -> Hashable | None:
    """Return the key of what to show of a slot now: its cut-out, or, until that comes, the last one of its picture."""
    key = key_of(slot)
    if known.get(key) is not None:
        return key
    scene: Any = slot.id_data
    last = known.latest((scene.session_uid, where, index))
    return last if isinstance(last, tuple) and last[0] == key[0] else None


def key_of(slot: POINTSMITH_PG_image_slot) -> tuple[tuple[str | int, ...], CutOut]:
    """Return what names a slot's picture with its corrections."""
    return mark(slot.image), cutout_of(slot)


def stop() -> None:
    """Forget everything, when the extension is disabled."""
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    known.forget()


def _reference(place: tuple[int, str, int], key: tuple[tuple[str | int, ...], CutOut]) -> ReferenceImage | None:
    """Return what is in a slot, found anew, because undo may have moved it; None when it is no longer the same."""
    uid, where, index = place
    scene: Any = next((scene for scene in bpy.data.scenes if scene.session_uid == uid), None)
    slots: Any = scene.pointsmith.path_resolve(where) if scene is not None else ()
    if index >= len(slots) or slots[index].image is None or key_of(slots[index]) != key:
        return None
    return reference(slots[index])


def _tick() -> float | None:
    # Whatever is raised here would end the timer in mid-way.
    before = known.revision
    try:
        engine = session.engine
        engine.step()
        known.step(engine.show_cut_out, engine.cut_outs.take)
    except Exception as error:
        known.forget()
        session.fail(error)
    if known.revision != before:
        _redraw()
    return None if known.is_idle else _SECONDS


def _redraw() -> None:
    for window in windows():
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                for region in area.regions:
                    if region.type == "UI":
                        region.tag_redraw()
    for listener in listeners:
        listener()
