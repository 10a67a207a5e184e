"""The settings of the panel, stored with the scene."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)

from ..core.request import (
    GUIDANCE_SCALE,
    MAX_PROMPT,
    MAX_SEED,
    POINTS,
    PRESETS,
    SIZE,
    STEPS,
    Device,
    GenerationRequest,
    Output,
    Preset,
    Quality,
)
from ..core.surface_settings import RESOLUTION
from .blend import POINTSMITH_PG_blend
from .drawing import POINTSMITH_PG_drawing
from .image_slots import POINTSMITH_PG_image_slot, chosen

_DEFAULTS = GenerationRequest()

DEVICES = (
    (Device.AUTO.name, "Automatic", "The best device that the worker finds"),
    (Device.CUDA.name, "GPU (CUDA or ROCm)", "An NVIDIA or AMD graphics card"),
    (Device.MPS.name, "GPU (Apple)", "The graphics part of an Apple chip"),
    (Device.CPU.name, "CPU", "The processor: slower, works everywhere"),
)


def _quality_chosen(settings: POINTSMITH_PG_settings, _context: bpy.types.Context) -> None:
    settings.apply_preset()


def _mode_chosen(settings: POINTSMITH_PG_settings, _context: bpy.types.Context) -> None:
    if settings.mode == "IMAGE" and not len(settings.images):
        settings.images.add()


class POINTSMITH_PG_settings(bpy.types.PropertyGroup):
    """What the next Generate asks for."""

    mode: EnumProperty(
        name="From",
        items=(
            ("TEXT", "Text", "Make what a prompt describes", "SMALL_CAPS", 0),
            ("IMAGE", "Image", "Make what one or several pictures show", "IMAGE_DATA", 1),
        ),
        update=_mode_chosen,
    )
    prompt: StringProperty(
        name="Prompt",
        description="What to make, such as “a red chair”; beside images, what they do not show",
        maxlen=MAX_PROMPT,
    )
    images: CollectionProperty(
        name="Images",
        description="Pictures of the one object, from up to four sides",
        type=POINTSMITH_PG_image_slot,
    )
    blend: PointerProperty(type=POINTSMITH_PG_blend)
    drawing: PointerProperty(type=POINTSMITH_PG_drawing)
    seed: IntProperty(
        name="Seed",
        description="Start of the noise: the same seed, settings and device make the same object",
        min=0,
        max=MAX_SEED,
    )
    quality: EnumProperty(
        name="Quality",
        description="How much time to spend; fills the advanced settings",
        items=(
            (Quality.DRAFT.name, "Draft", "A quick look"),
            (Quality.STANDARD.name, "Standard", "A good balance"),
            (Quality.FINE.name, "Fine", "More points and a finer surface"),
        ),
        default=Quality.STANDARD.name,
        update=_quality_chosen,
    )
    output: EnumProperty(
        name="Output",
        description="What enters the scene",
        items=(
            (Output.MESH.name, "Mesh", "A watertight surface with vertex colours", "MESH_DATA", 0),
            (Output.POINTS.name, "Point Cloud", "The coloured points", "POINTCLOUD_DATA", 1),
            (Output.BOTH.name, "Both", "The surface and the points, as two objects", "DUPLICATE", 2),
        ),
        default=_DEFAULTS.output.name,
    )
    size: FloatProperty(
        name="Size",
        description="Length of the object's longest side",
        subtype="DISTANCE",
        unit="LENGTH",
        default=_DEFAULTS.size,
        min=SIZE[0],
        max=SIZE[1],
        soft_min=0.01,
        soft_max=100.0,
        step=10,
    )
    steps: IntProperty(
        name="Steps",
        description="Denoising steps: more take longer and wander less",
        default=_DEFAULTS.steps,
        min=STEPS[0],
        max=STEPS[1],
        soft_max=64,
    )
    guidance_scale: FloatProperty(
        name="Guidance Scale",
        description="How closely the result keeps to the prompt or image; 1 is free, high values lose variety",
        default=_DEFAULTS.guidance_scale,
        min=GUIDANCE_SCALE[0],
        max=GUIDANCE_SCALE[1],
        soft_max=10.0,
        step=50,
        precision=1,
    )
    points: IntProperty(
        name="Points",
        description="Points of the finished cloud",
        default=_DEFAULTS.points,
        min=POINTS[0],
        max=POINTS[1],
        soft_max=16_384,
    )
    surface_resolution: IntProperty(
        name="Surface Resolution",
        description="Voxels along the object's longest side",
        default=_DEFAULTS.surface_resolution,
        min=RESOLUTION[0],
        max=RESOLUTION[1],
    )
    sharp: BoolProperty(
        name="Sharp Edges",
        description="Edges and corners as sharp as the points' normals say, instead of a little rounded",
        default=_DEFAULTS.sharp,
    )
    device: EnumProperty(
        name="Device",
        description="Where the worker computes; Automatic follows the preferences",
        items=DEVICES,
        default=_DEFAULTS.device.name,
    )

    @property
    def missing(self) -> str:
        """What has to be filled in before a job can start; empty when nothing has."""
        if self.mode == "TEXT":
            return "" if self.prompt.strip() else "Type what to make"
        return "" if chosen(self.images) else "Choose an image"

    @property
    def preset(self) -> Preset:
        """What the chosen quality stands for."""
        return PRESETS[Quality[self.quality]]

    @property
    def follows_preset(self) -> bool:
        """Whether the advanced settings are the ones of the chosen quality."""
        preset = self.preset
        return (self.steps, self.points, self.surface_resolution) == (
            preset.steps,
            preset.points,
            preset.surface_resolution,
        )

    def apply_preset(self) -> None:
        """Fill the advanced settings with the chosen quality's."""
        preset = self.preset
        self.steps, self.points, self.surface_resolution = preset.steps, preset.points, preset.surface_resolution


def settings_of(context: bpy.types.Context) -> POINTSMITH_PG_settings:
    """Return the panel's settings in the current scene."""
    scene: Any = context.scene
    settings: POINTSMITH_PG_settings = scene.pointsmith
    return settings


def attach() -> None:
    """Give every scene its settings; the class is registered already."""
    bpy.types.Scene.pointsmith = PointerProperty(type=POINTSMITH_PG_settings)  # type: ignore[attr-defined]


def detach() -> None:
    """Take the settings from the scenes."""
    del bpy.types.Scene.pointsmith  # type: ignore[attr-defined]
