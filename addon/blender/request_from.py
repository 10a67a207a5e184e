"""The panel's settings become a request."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import bpy

from ..core.errors import ErrorCode, PointsmithError
from ..core.reference import ReferenceImage
from ..core.request import Device, GenerationRequest, Output
from . import environment
from .properties import POINTSMITH_PG_settings


def request_from(settings: POINTSMITH_PG_settings) -> GenerationRequest:
    """Return what the panel asks for, validated.

    Raises
    ------
    PointsmithError
        EMPTY_PROMPT, BAD_IMAGE, BAD_SETTING, or NOT_WRITABLE when a picture cannot be kept.
    """
    of_text = settings.mode == "TEXT"
    return GenerationRequest(
        prompt=settings.prompt if of_text else "",
        images=() if of_text else (ReferenceImage(str(image_file(settings.image))),),
        seed=settings.seed,
        steps=settings.steps,
        guidance_scale=settings.guidance_scale,
        points=settings.points,
        surface_resolution=settings.surface_resolution,
        output=Output[settings.output],
        size=settings.size,
        device=Device[settings.device],
    ).validated()


def fill(settings: POINTSMITH_PG_settings, request: GenerationRequest) -> None:
    """Put a request into the panel, the other way round."""
    settings.mode = "IMAGE" if request.images else "TEXT"
    settings.prompt = request.prompt
    if request.images and Path(request.images[0].path).is_file():
        settings.image = bpy.data.images.load(request.images[0].path, check_existing=True)
    settings.seed = request.seed
    settings.steps = request.steps
    settings.guidance_scale = request.guidance_scale
    settings.points = request.points
    settings.surface_resolution = request.surface_resolution
    settings.output = request.output.name
    settings.size = request.size
    settings.device = request.device.name


def image_file(image: bpy.types.Image | None) -> Path:
    """Return a file with the picture as Blender shows it.

    An unchanged picture on disk is its own file; one that is packed, generated or painted on is kept as PNG under a
    name that its pixels decide.

    Raises
    ------
    PointsmithError
        BAD_IMAGE, NOT_WRITABLE.
    """
    if image is None:
        raise PointsmithError(ErrorCode.BAD_IMAGE, "none is chosen")
    if image.source == "FILE" and image.packed_file is None and not image.is_dirty:
        path = Path(bpy.path.abspath(image.filepath, library=image.library))
        if not path.is_file():
            raise PointsmithError(ErrorCode.BAD_IMAGE, f"its file {path} is missing")
        return path
    if image.source not in {"FILE", "GENERATED"}:
        raise PointsmithError(ErrorCode.BAD_IMAGE, "it is a movie, a sequence or a render; save one picture of it")
    return _kept(image)


def _kept(image: bpy.types.Image) -> Path:
    import numpy as np  # noqa: PLC0415 - 60 ms where Blender has not loaded it yet

    from ..core.colors import linear_to_srgb  # noqa: PLC0415 - as above

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
