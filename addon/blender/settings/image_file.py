"""A picture of Blender's as a file that the worker can read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import bpy

from ...core.errors import ErrorCode, PointsmithError
from ...core.files import atomic_write
from .. import environment

BLENDERS_OWN = frozenset({".exr", ".hdr", ".dpx", ".cin", ".psd", ".dds", ".sgi", ".rgb", ".avif"})
"""Endings of files that Blender reads and the worker does not, or not in the same way."""
_STARTS = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
"""How files begin that are kept as they are packed."""


def image_file(image: bpy.types.Image) -> Path:
    """Return a file with the picture as Blender shows it.

    An unchanged picture on disk is its own file where the worker can read it. A packed one is kept as it is packed; one
    that is generated, painted on or of a kind that only Blender reads is kept as PNG. Its content decides the name.

    Raises
    ------
    PointsmithError
        BAD_IMAGE, NOT_WRITABLE.
    """
    if image.source == "FILE" and image.packed_file is None and not image.is_dirty:
        path = Path(bpy.path.abspath(image.filepath, library=image.library))
        if not path.is_file():
            raise PointsmithError(ErrorCode.BAD_IMAGE, f"its file {path} is missing")
        return path if path.suffix.lower() not in BLENDERS_OWN else _kept(image)
    if image.source not in {"FILE", "GENERATED"}:
        raise PointsmithError(ErrorCode.BAD_IMAGE, "it is a movie, a sequence or a render; save one picture of it")
    return _unpacked(image) or _kept(image)


def mark(image: bpy.types.Image) -> tuple[str | int, ...]:
    """Return what tells a picture from others and from itself before a change, as far as that is quick to ask.

    Strokes of a brush that follow one another are not told apart.
    """
    if image.packed_file is not None:
        return image.session_uid, "packed", image.packed_file.size, image.is_dirty
    if image.source != "FILE":
        size: Any = image.size
        width, height = size
        return image.session_uid, image.source, width, height, image.is_dirty
    path = bpy.path.abspath(image.filepath, library=image.library)
    try:
        facts = Path(path).stat()
    except OSError:
        return image.session_uid, path, image.is_dirty
    return image.session_uid, path, facts.st_size, facts.st_mtime_ns, image.is_dirty


def _unpacked(image: bpy.types.Image) -> Path | None:
    """Return a file with the bytes that are packed, if nothing was painted on them and they are of a usual kind."""
    packed: Any = image.packed_file
    if packed is None or image.is_dirty or len(image.packed_files) != 1:
        return None
    content: bytes = packed.data
    ending = next((ending for start, ending in _STARTS.items() if content.startswith(start)), None)
    if ending is None:
        return None
    folder = environment.images_folder()
    path = folder / f"{hashlib.sha256(content).hexdigest()[:32]}{ending}"
    if not path.is_file():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with atomic_write(path) as file:
                file.write(content)
        except OSError as error:
            raise PointsmithError(ErrorCode.NOT_WRITABLE, str(folder)) from error
    return path


def _kept(image: bpy.types.Image) -> Path:
    import numpy as np  # noqa: PLC0415 - 60 ms where Blender has not loaded it yet

    from ...core.colors import linear_to_srgb  # noqa: PLC0415 - as above

    size: Any = image.size
    width, height = size
    values: Any = image.pixels
    pixels = np.empty(width * height * 4, np.float32)
    if not pixels.size or len(values) != pixels.size:
        raise PointsmithError(ErrorCode.BAD_IMAGE, "it has no pixels")
    values.foreach_get(pixels)
    if image.is_float:
        rgba = pixels.reshape(-1, 4)
        rgba[:, :3] = linear_to_srgb(np.clip(rgba[:, :3], 0.0, 1.0))
    folder = environment.images_folder()
    path = folder / f"{hashlib.sha256(pixels.tobytes()).hexdigest()[:32]}.png"
    if path.is_file():
        return path
    copy = bpy.data.images.new("pointsmith", width, height, alpha=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copied: Any = copy.pixels
        copied.foreach_set(pixels)
        copy.filepath_raw = str(path)
        copy.file_format = "PNG"
        copy.save()
    except (OSError, RuntimeError) as error:
        raise PointsmithError(ErrorCode.NOT_WRITABLE, str(folder)) from error
    finally:
        bpy.data.images.remove(copy)
    return path
