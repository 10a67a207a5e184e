"""The settings of the panel, stored with the scene."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from dataclasses import asdict
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

from ...core.pipelines import BUNDLED, PIPELINES, Mesher, Preset, Quality, Sampler, pipeline
from ...core.request import (
    GUIDANCE_SCALE,
    MAX_PROMPT,
    MAX_SEED,
    POINTS,
    SIZE,
    STEPS,
    Device,
    GenerationRequest,
    Output,
)
from ...core.surface_settings import RESOLUTION
from ..catalogue import OWN_CONTEXT
from .blend import POINTSMITH_PG_blend
from .drawing import POINTSMITH_PG_drawing
from .image_slots import POINTSMITH_PG_image_slot, chosen
from .placement import POINTSMITH_PG_placement
from .text import POINTSMITH_PG_text, prompt_of, suggested, too_long, typed
from .variations import POINTSMITH_PG_variations

_DEFAULTS = GenerationRequest()

DEVICES = (
    (Device.AUTO.name, "Automatic", "The best device that the worker finds"),
    (Device.CUDA.name, "GPU (CUDA or ROCm)", "An NVIDIA or AMD graphics card"),
    (Device.MPS.name, "GPU (Apple)", "The graphics part of an Apple chip"),
    (Device.CPU.name, "CPU", "The processor: slower, works everywhere"),
)


def _quality_chosen(settings: POINTSMITH_PG_settings, _context: bpy.types.Context) -> None:
    settings.apply_preset()


def _model_chosen(settings: POINTSMITH_PG_settings, _context: bpy.types.Context) -> None:
    settings.apply_preset()
    _offer_a_slot(settings)


def _mode_chosen(settings: POINTSMITH_PG_settings, _context: bpy.types.Context) -> None:
    _offer_a_slot(settings)


def _offer_a_slot(settings: POINTSMITH_PG_settings) -> None:
    if settings.from_images and not len(settings.images):
        settings.images.add()


class POINTSMITH_PG_settings(bpy.types.PropertyGroup):
    """What the next Generate asks for."""

    model: EnumProperty(
        name="Model",
        description="What makes the object",
        items=[(each.id, each.title, each.purpose) for each in PIPELINES],
        default=BUNDLED,
        update=_model_chosen,
    )
    mode: EnumProperty(
        name="From",
        description="Where the object comes from",
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
        search=suggested,
        search_options={"SUGGESTION"},
        update=typed,
    )
    images: CollectionProperty(
        name="Images",
        description="Pictures of the one object, from up to four sides",
        type=POINTSMITH_PG_image_slot,
    )
    text: PointerProperty(type=POINTSMITH_PG_text)
    placement: PointerProperty(type=POINTSMITH_PG_placement)
    blend: PointerProperty(type=POINTSMITH_PG_blend)
    drawing: PointerProperty(type=POINTSMITH_PG_drawing)
    variations: PointerProperty(type=POINTSMITH_PG_variations)
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
        translation_context=OWN_CONTEXT,  # Blender's German for “Fine” is “thin”
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
    sampler: EnumProperty(
        name="Sampler",
        description="How noise becomes points",
        items=(
            (Sampler.FAST.name, "Fast", "DPM-Solver++: near the published sampler in a third of the steps"),
            (Sampler.PUBLISHED.name, "As Published", "Heun's method with churn, two network calls a step"),
        ),
        default=_DEFAULTS.sampler.name,
    )
    mesher: EnumProperty(
        name="Surface By",
        description="What makes the mesh of the points",
        items=(
            (Mesher.OWN.name, "Pointsmith", "The surface of all other models: quick, watertight, keeps thin parts"),
            (Mesher.SDF.name, "Mesh Network", "Point-E's published network; needs the model Point-E Mesh Network"),
        ),
        default=_DEFAULTS.mesher.name,
    )
    device: EnumProperty(
        name="Device",
        description="Where the worker computes; Automatic follows the preferences",
        items=DEVICES,
        default=_DEFAULTS.device.name,
    )

    @property
    def from_images(self) -> bool:
        """Whether pictures are asked with: where the model leaves the choice, what was chosen."""
        model = pipeline(self.model)
        return model.most_images > 0 and (self.mode == "IMAGE" or not model.takes_words)

    @property
    def uses_sdf(self) -> bool:
        """Whether Point-E's network of signed distances has to make a surface."""
        choices = pipeline(self.model).meshers
        return Mesher.SDF in choices and self.mesher == Mesher.SDF.name and self.output != Output.POINTS.name

    @property
    def missing(self) -> str:
        """What has to be filled in before a job can start; empty when nothing has."""
        if pipeline(self.model).takes_words and (long := too_long(self)):
            return long
        if not self.from_images:
            return "" if prompt_of(self).strip() else "Type what to make"
        return "" if chosen(self.images) else "Choose an image"

    @property
    def preset(self) -> Preset:
        """What the chosen quality stands for."""
        return pipeline(self.model).presets[Quality[self.quality]]

    @property
    def follows_preset(self) -> bool:
        """Whether the advanced settings are the ones of the chosen quality."""
        return all(getattr(self, name) == value for name, value in self._preset_values().items())

    def apply_preset(self) -> None:
        """Fill the advanced settings with the chosen quality's."""
        for name, value in self._preset_values().items():
            setattr(self, name, value)

    def _preset_values(self) -> dict[str, Any]:
        return {**asdict(self.preset), "sampler": self.preset.sampler.name}


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


CLASSES = (POINTSMITH_PG_settings,)
