"""The panel's settings become a request."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import bpy

from ...core.errors import ErrorCode, PointsmithError
from ...core.pipelines import Mesher, Sampler, pipeline
from ...core.reference import ReferenceImage, Side
from ...core.request import Blend, Device, GenerationRequest, Output
from .. import environment
from .blend import POINTSMITH_PG_blend
from .given import Instead
from .image_slots import chosen
from .panel import POINTSMITH_PG_settings
from .text import prompt_of


def request_from(settings: POINTSMITH_PG_settings | Instead) -> GenerationRequest:
    """Return what the panel asks for, validated.

    Raises
    ------
    PointsmithError
        EMPTY_PROMPT, BAD_IMAGE, BAD_SETTING, or NOT_WRITABLE when a picture cannot be kept.
    """
    model = pipeline(settings.model)
    return GenerationRequest(
        prompt=prompt_of(settings) if model.takes_words else "",
        images=_images(settings) if settings.from_images else (),
        seed=settings.seed,
        steps=settings.steps,
        guidance_scale=settings.guidance_scale,
        points=settings.points,
        surface_resolution=settings.surface_resolution,
        sharp=settings.sharp,
        output=Output[settings.output],
        size=settings.size,
        device=Device[settings.device],
        pipeline=model.id,
        sampler=Sampler[settings.sampler] if len(model.samplers) > 1 else model.samplers[0],
        mesher=Mesher[settings.mesher] if len(model.meshers) > 1 else model.meshers[0],
    ).validated()


def _images(settings: Any) -> tuple[ReferenceImage, ...]:
    """Return the pictures that a script has named, else those in the panel's slots."""
    if isinstance(settings, Instead) and (named := settings.given_images):
        return named
    return references(settings.images)


def blend_from(blend: POINTSMITH_PG_blend | Instead) -> Blend:
    """Return the other end that the Blend panel asks for, validated.

    Raises
    ------
    PointsmithError
        EMPTY_PROMPT, BAD_IMAGE, BAD_SETTING, NOT_WRITABLE.
    """
    if blend.kind == "TEXT" and not blend.prompt.strip():
        raise PointsmithError(ErrorCode.EMPTY_PROMPT)
    return Blend(
        prompt=blend.prompt if blend.kind != "SEED" else "",
        images=_images(blend) if blend.kind == "IMAGE" else (),
        seed=blend.seed if blend.kind == "SEED" or blend.use_seed else None,
    ).validated()


def references(slots: Any) -> tuple[ReferenceImage, ...]:
    """Return the images of slots, each with a file that holds what Blender shows.

    Raises
    ------
    PointsmithError
        BAD_IMAGE when no slot holds one or one cannot be used, NOT_WRITABLE.
    """
    filled = chosen(slots)
    if not filled:
        raise PointsmithError(ErrorCode.BAD_IMAGE, "none is chosen")
    return tuple(ReferenceImage(str(image_file(slot.image)), Side[slot.side]) for slot in filled)


def fill(settings: POINTSMITH_PG_settings, request: GenerationRequest) -> None:
    """Put a request into the panel, the other way round."""
    settings.model = request.pipeline
    settings.mode = "IMAGE" if request.images else "TEXT"
    # Into the line: an artist's text is not written over.
    settings.text.use_block = False
    settings.prompt = request.prompt
    _fill_slots(settings.images, request.images)
    if request.blend is not None:
        _fill_blend(settings.blend, request.blend)
    settings.seed = request.seed
    settings.steps = request.steps
    settings.guidance_scale = request.guidance_scale
    settings.points = request.points
    settings.surface_resolution = request.surface_resolution
    settings.sharp = request.sharp
    settings.output = request.output.name
    settings.size = request.size
    settings.device = request.device.name
    settings.sampler = request.sampler.name
    settings.mesher = request.mesher.name


def _fill_blend(settings: POINTSMITH_PG_blend, blend: Blend) -> None:
    settings.kind = "IMAGE" if blend.images else "TEXT" if blend.has_subject else "SEED"
    settings.prompt = blend.prompt
    _fill_slots(settings.images, blend.images)
    settings.use_seed = blend.seed is not None
    if blend.seed is not None:
        settings.seed = blend.seed


def _fill_slots(slots: Any, images: tuple[ReferenceImage, ...]) -> None:
    """Put images into slots; one whose file is gone leaves its slot empty. No images leave the slots as they are."""
    if not images:
        return
    slots.clear()
    for image in images:
        slot = slots.add()
        slot.side = image.side.name
        if Path(image.path).is_file():
            slot.image = bpy.data.images.load(image.path, check_existing=True)


def image_file(image: bpy.types.Image) -> Path:
    """Return a file with the picture as Blender shows it.

    An unchanged picture on disk is its own file; one that is packed, generated or painted on is kept as PNG under a
    name that its pixels decide.

    Raises
    ------
    PointsmithError
        BAD_IMAGE, NOT_WRITABLE.
    """
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
