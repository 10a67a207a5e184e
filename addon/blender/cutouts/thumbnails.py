"""Cut-outs as icons: Blender's own previews, made from the worker's answers."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

import bpy.utils.previews

from ...core.errors import PointsmithError
from ..settings.image_slots import POINTSMITH_PG_image_slot
from .driver import cut_out, known, shown_key

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_KEPT = 32

_icons: Any = None
_names: dict[Hashable, str] = {}
_made = 0


def icons(where: str, index: int, slot: POINTSMITH_PG_image_slot) -> tuple[int, int]:
    """Return the icons of a slot's picture before and after the cut-out; zeros while there are none."""
    cut_out(where, index, slot)
    key = shown_key(where, index, slot)
    answer = known.get(key) if key is not None else None
    if not isinstance(key, tuple) or answer is None or isinstance(answer, PointsmithError):
        return 0, 0
    from ...core import pictures  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

    box = key[1].box
    return (
        _icon((key[0], box, "before"), lambda: pictures.before(answer.pixels, box)),
        _icon((key, "after"), lambda: pictures.on_checkerboard(answer.pixels, box)),
    )


def clear() -> None:
    """Give the icons back, when the extension is disabled."""
    global _icons  # noqa: PLW0603 - one collection per Blender
    if _icons is not None:
        bpy.utils.previews.remove(_icons)
        _icons = None
    _names.clear()


def _icon(key: Hashable, draw: Callable[[], npt.NDArray[np.float32]]) -> int:
    global _icons, _made  # noqa: PLW0603 - as above
    if _icons is None:
        _icons = bpy.utils.previews.new()
    name = _names.get(key)
    if name is None:
        # An icon whose pixels change keeps its old texture: each picture is a new one.
        _made += 1
        name = _names[key] = str(_made)
        picture = draw()
        preview = _icons.new(name)
        preview.image_size = picture.shape[1::-1]
        preview.image_pixels_float.foreach_set(picture.ravel())
        while len(_names) > _KEPT:
            del _icons[_names.pop(next(iter(_names)))]
    icon: int = _icons[name].icon_id
    return icon
