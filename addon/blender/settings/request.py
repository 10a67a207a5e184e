"""The panel's settings become a request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ...core.errors import ErrorCode, PointsmithError
from ...core.pipelines import Mesher, Sampler, pipeline
from ...core.reference import ReferenceImage, Side
from ...core.request import Blend, Device, GenerationRequest, Output
from .blend import POINTSMITH_PG_blend
from .cutout import cutout_of, fill_cutout
from .given import Instead
from .image_file import image_file
from .image_slots import POINTSMITH_PG_image_slot, chosen
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
    named: tuple[ReferenceImage, ...] = settings.given_images if isinstance(settings, Instead) else ()
    if named:
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
    return tuple(reference(slot) for slot in filled)


def reference(slot: POINTSMITH_PG_image_slot) -> ReferenceImage:
    """Return a slot's picture as a request has it. Raises PointsmithError BAD_IMAGE, NOT_WRITABLE."""
    return ReferenceImage(str(image_file(slot.image)), Side[slot.side], cutout_of(slot))


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
        if Path(image.path).is_file():
            slot.image = bpy.data.images.load(image.path, check_existing=True)
            fill_cutout(slot, image.cutout)
        # Last, because a picture brings the side that its name tells.
        slot.side = image.side.name
