"""How a picture is drawn from words: settings stored with the scene, and the request that they make."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from dataclasses import replace
from typing import Any

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, StringProperty

from ...core.draw_request import ADDITION, SIDE, DrawRequest
from ...core.request import GUIDANCE_SCALE, MAX_PROMPT, MAX_SEED, STEPS, Device
from .. import environment
from ..models.pictures import picture_folder, picture_source
from .text import prompt_of


class POINTSMITH_PG_drawing(bpy.types.PropertyGroup):
    """What the next Draw Picture asks for, beside the prompt."""

    addition: StringProperty(
        name="Also",
        description="Words that follow the prompt: points are best made of one whole object on a plain background",
        default=ADDITION,
        maxlen=MAX_PROMPT,
    )
    seed: IntProperty(
        name="Seed",
        description="Start of the noise: the same seed, words and settings draw the same picture",
        min=0,
        max=MAX_SEED,
    )
    steps: IntProperty(
        name="Steps",
        description="Denoising steps; 0 takes what is usual for the model",
        min=0,
        max=STEPS[1],
        soft_max=50,
    )
    guidance_scale: FloatProperty(
        name="Guidance",
        description="How closely the picture keeps to the words; 0 takes what is usual for the model, 1 is none",
        min=0.0,
        max=GUIDANCE_SCALE[1],
        precision=1,
        step=50,
    )
    side: IntProperty(
        name="Size",
        description="Pixels along each side, a multiple of 8; 0 takes what the model was trained on",
        subtype="PIXEL",
        min=0,
        max=SIDE[1],
        step=64,
    )
    cut_out: BoolProperty(
        name="Cut Out",
        description="Cut the object out of its background, for you to see; off leaves that to Generate",
        default=True,
    )


def draw_request(settings: Any) -> DrawRequest:
    """Return the picture that the panel's settings ask for, validated.

    Raises
    ------
    PointsmithError
        EMPTY_PROMPT, BAD_SETTING, MODEL_MISSING, WRONG_CHECKPOINT.
    """
    drawing: POINTSMITH_PG_drawing = settings.drawing
    asked = DrawRequest(
        prompt=prompt_of(settings),
        addition=drawing.addition,
        seed=drawing.seed,
        steps=drawing.steps,
        guidance_scale=drawing.guidance_scale,
        side=drawing.side,
        cut_out=drawing.cut_out,
        device=Device[settings.device],
    ).validated()
    return placed(asked)


def placed(request: DrawRequest) -> DrawRequest:
    """Return the request with the folder of its model, or of the preferred one, and the preferred device.

    Raises
    ------
    PointsmithError
        MODEL_MISSING, WRONG_CHECKPOINT, BAD_SETTING.
    """
    source = request.model or picture_source()
    folder = picture_folder(source, environment.model_store())
    chosen = environment.preferences()
    device = request.device
    if device is Device.AUTO and chosen is not None:
        device = Device[chosen.device]
    return replace(request, model=source, folder=str(folder), device=device)


def fill_drawing(settings: Any, request: DrawRequest) -> None:
    """Put a picture's request into the panel, the other way round."""
    drawing: POINTSMITH_PG_drawing = settings.drawing
    settings.prompt, settings.device = request.prompt, request.device.name
    for name in ("addition", "seed", "steps", "guidance_scale", "side", "cut_out"):
        setattr(drawing, name, getattr(request, name))


CLASSES = (POINTSMITH_PG_drawing,)
