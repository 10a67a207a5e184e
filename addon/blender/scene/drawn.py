"""A drawn picture in the file: packed, in the first image slot, with what it was drawn from."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...core.errors import ErrorCode, PointsmithError
from ..settings.panel import settings_of

if TYPE_CHECKING:
    from ...jobs.job import DrawnPicture

PROPERTY = "pointsmith_picture"
"""Custom property of a drawn image: JSON with its request and device."""


def deliver(picture: DrawnPicture) -> bpy.types.Image:
    """Put a picture into the first image slot of the current scene as one undo step; return it.

    Raises
    ------
    PointsmithError
        BAD_IMAGE when Blender cannot read it.
    """
    with tempfile.TemporaryDirectory(prefix="pointsmith-") as folder:
        path = Path(folder) / "picture.png"
        path.write_bytes(picture.png)
        try:
            image = bpy.data.images.load(str(path))
            image.pack()
        except RuntimeError as error:
            raise PointsmithError(ErrorCode.BAD_IMAGE, "Blender cannot read what was drawn") from error
    image.name, image.filepath_raw = picture.request.title, ""
    record = {"request": picture.request.to_json(), "device": picture.device}
    image[PROPERTY] = json.dumps(record, ensure_ascii=False)
    settings = settings_of(bpy.context)
    settings.mode = "IMAGE"
    slots: Any = settings.images
    slot = slots[0] if len(slots) else slots.add()
    slot.image, slot.side = image, "UNKNOWN"
    bpy.ops.ed.undo_push(message=f"Draw {image.name}")
    return image


def drawn_picture(context: bpy.types.Context) -> bpy.types.Image | None:
    """Return the drawn picture in the first slot, if there is one."""
    slots: Any = settings_of(context).images
    image: Any = slots[0].image if len(slots) else None
    return image if image is not None and PROPERTY in image else None


def described(image: bpy.types.Image) -> str:
    """Return in a line how a picture was drawn; empty when its record cannot be read."""
    try:
        request = json.loads(str(image[PROPERTY]))["request"]
        return f"Seed {request['seed']}, {request['steps']} steps, {request['model']}"
    except (ValueError, KeyError, TypeError):
        return ""
