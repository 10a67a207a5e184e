"""A Blender scene that is set up once and takes RGBAD pictures of one object after another.

A view takes two renders of one scene. Colour: several samples a pixel, Blender's own pixel filter. Geometry: one
sample, at the pixel's centre. Cycles writes depth from the first sample only, which a colour render places anywhere
in a pixel or beside it, and averages all else over what a pixel shows; so one render for both would give depths that
miss their pixel and edges whose albedo and normals belong to nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from addon.blender.studio.camera import add_camera, place_camera
from addon.blender.studio.lights import add_lights, vary
from addon.blender.studio.normalise import normalise_scene, shown_geometry
from addon.blender.studio.picture import prepare
from addon.core.cameras import View

from ..catalogue.asset import Asset
from ..catalogue.paint import FINISHES
from .asset_mesh import asset_mesh
from .exr import Floats, read_channels
from .file_materials import adapt
from .finishes import finish_material
from .materials import ALBEDO, NORMAL, OPACITY, PART, declare_outputs
from .model_file import open_model
from .order import OrderError
from .shot import Shot, shot, straight_rgba

_LETTERS = {"Combined": "RGBA", "Depth": "Z", ALBEDO: "RGB", NORMAL: "RGB", PART: "X", OPACITY: "X"}


class Studio:
    """Owns Blender's scene: `show` an object, then `shoot` it."""

    def __init__(
        self, size: int, samples: int = 8, light: str = "basic", *, threads: int = 1, light_seed: int = 0
    ) -> None:
        """Empty Blender and set up Cycles, lamps and camera.

        size : side of a picture in pixels
        samples : rays a pixel for colour
        light : one of `addon.blender.studio.lights.RULES`
        threads : 0 takes all cores
        light_seed : where the lamps of `random` stand
        """
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self._folder = tempfile.TemporaryDirectory(prefix="pointsmith-studio-")
        context: Any = bpy.context
        self._scene = context.scene
        self._samples = samples
        prepare(self._scene, size, samples, threads=threads)
        self._write_all_passes(Path(self._folder.name) / "view.exr")
        self._camera = add_camera(self._scene)
        self._lamps = add_lights(self._scene, light, self._camera, np.random.default_rng(light_seed))
        self._basic = light in ("basic", "varied")
        self._scene.cycles.max_bounces = 0 if self._basic else 4
        self._materials = {name: finish_material(name) for name in FINISHES}
        self._own = everything()
        self.parts: list[str] = []

    def _write_all_passes(self, path: Path) -> None:
        render = self._scene.render
        render.use_persistent_data = True
        image = render.image_settings
        if hasattr(image, "media_type"):
            image.media_type = "MULTI_LAYER_IMAGE"
        image.file_format, image.exr_codec, image.color_depth = "OPEN_EXR_MULTILAYER", "NONE", "32"
        render.filepath = str(path)
        layer = self._scene.view_layers[0]
        layer.use_pass_z = True
        declare_outputs(layer)

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._folder.cleanup()

    def show(self, asset: Asset) -> None:
        """Show a catalogue object, which stands in the unit cube already, instead of what was there."""
        self._clear()
        shown = bpy.data.objects.new("asset", asset_mesh(asset, self._materials))
        self._scene.collection.objects.link(shown)
        self.parts = [part.name for part in asset.parts]

    def show_file(self, path: Path) -> None:
        """Show what a model file holds, in the unit cube, instead of what was there. Raises OrderError."""
        self._clear()
        objects = open_model(path)
        try:
            normalise_scene(objects)
        except ValueError as error:
            raise OrderError(f"{path.name} cannot be shown: {error}.") from error
        materials = [each for each in bpy.data.materials if each not in self._own]
        self.parts = adapt(shown_geometry(objects), materials, self._basic)

    def vary_light(self, rng: np.random.Generator) -> None:
        """Light the object in its own way; for `varied` only."""
        vary(self._lamps, rng)

    def _clear(self) -> None:
        bpy.data.batch_remove(everything() - self._own)

    def picture(self, view: View) -> NDArray[np.uint8]:
        """Colour only: (size, size, 4) as `Shot.rgba`."""
        self._for_color()
        return straight_rgba(self._render(view)["Combined"])

    def shoot(self, views: Sequence[View]) -> list[Shot]:
        """Take one RGBAD picture a view."""
        # All of one kind first: every change of the settings costs a part of Cycles' set-up.
        self._for_color()
        colors = [self._render(view)["Combined"] for view in views]
        self._for_geometry()
        return [shot(view, color, self._render(view)) for view, color in zip(views, colors, strict=True)]

    def _for_color(self) -> None:
        self._sample(self._samples, "BLACKMAN_HARRIS", 1.5)

    def _for_geometry(self) -> None:
        # As narrow as Cycles allows: the sample stands within a hundredth of a pixel from the centre.
        self._sample(1, "GAUSSIAN", 0.01)

    def _sample(self, count: int, pixel_filter: str, width: float) -> None:
        cycles = self._scene.cycles
        cycles.samples, cycles.pixel_filter_type, cycles.filter_width = count, pixel_filter, width
        # Between two renders Cycles keeps what it has, these settings too, unless it is told.
        self._scene.update_tag()

    def _render(self, view: View) -> dict[str, Floats]:
        place_camera(self._camera, view)
        bpy.ops.render.render(write_still=True)
        channels = read_channels(Path(self._scene.render.filepath))
        return {
            name: np.stack([channels[f"ViewLayer.{name}.{letter}"] for letter in letters], axis=-1)
            for name, letters in _LETTERS.items()
        }


def everything() -> set[bpy.types.ID]:
    """All data-blocks of the file."""
    return set(bpy.data.user_map())
