"""Pictures in files as icons for panels, and pictures as Blender wants their pixels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy.utils.previews

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_collection: Any = None


def icon(file: Path) -> int:
    """Return the icon of a picture file; 0, which draws nothing, while the file is not there."""
    global _collection  # noqa: PLW0603 - one per Blender
    if _collection is None:
        _collection = bpy.utils.previews.new()
    name = str(file)
    if name not in _collection:
        if not file.is_file():
            return 0
        # Blender reads the file when the icon is drawn, beside the main thread.
        _collection.load(name, name, "IMAGE")
    found: int = _collection[name].icon_id
    return found


def blender_pixels(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a picture of `core.thumbnail` as Blender stores pixels: flat, float32 in [0, 1], rows from below."""
    pixels: NDArray[np.float32] = picture[::-1].astype("float32").ravel()
    pixels /= 255
    return pixels


def close() -> None:
    """Give the icons back."""
    global _collection  # noqa: PLW0603 - as above
    if _collection is not None:
        bpy.utils.previews.remove(_collection)
        _collection = None
