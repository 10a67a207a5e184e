"""One RGBA picture on transparent film."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bpy

from ...core.cameras import View
from .camera import add_camera, place_camera
from .lights import add_lights
from .normalise import normalising_matrix, with_children

THREE_QUARTER = View(azimuth=0.6, elevation=0.35)
ENGINES = ("CYCLES", "EEVEE")


def prepare(scene: bpy.types.Scene, size: int, samples: int, engine: str = "CYCLES", threads: int = 0) -> None:
    """Set `scene` to square pictures with alpha, display-referred sRGB without a look.

    Parameters
    ----------
    scene
        Loses its own render settings.
    size
        Side in pixels.
    samples
        Rays a pixel.
    engine
        One of `ENGINES`; EEVEE needs a GPU, or a display.
    threads
        0 takes all cores.
    """
    untyped: Any = scene
    render = untyped.render
    render.engine = "CYCLES" if engine == "CYCLES" else _eevee()
    render.resolution_x = render.resolution_y = size
    render.resolution_percentage = 100
    render.pixel_aspect_x = render.pixel_aspect_y = 1.0
    render.use_border = render.use_compositing = render.use_sequencer = False
    render.film_transparent = True
    render.dither_intensity = 0.0
    render.threads_mode, render.threads = ("FIXED", threads) if threads else ("AUTO", render.threads)
    image = render.image_settings
    if hasattr(image, "media_type"):
        image.media_type = "IMAGE"
    image.file_format, image.color_mode, image.color_depth = "PNG", "RGBA", "8"
    view: Any = scene.view_settings
    view.view_transform, view.look, view.exposure, view.gamma = "Standard", "None", 0.0, 1.0
    if engine == "CYCLES":
        cycles: Any = untyped.cycles
        cycles.device, cycles.samples = "CPU", samples
        cycles.use_adaptive_sampling = cycles.use_denoising = cycles.use_auto_tile = False
    else:
        untyped.eevee.taa_render_samples = samples


def reference_picture(
    objects: Iterable[bpy.types.Object],
    path: Path,
    *,
    view: View = THREE_QUARTER,
    size: int = 512,
    samples: int = 64,
    light: str = "basic",
    engine: str = "CYCLES",
) -> None:
    """Render `objects` and all below them, normalised to the unit cube, to the PNG `path`. Changes nothing else.

    Raises ValueError where there is no geometry, RuntimeError where Blender cannot render now.
    """
    items = with_children(objects)
    matrix = normalising_matrix(items)
    before = [set(store) for store in _stores()]
    scene = bpy.data.scenes.new("Reference Picture")
    try:
        group = bpy.data.collections.new("Reference Picture")
        for item in items:
            group.objects.link(item)
        # An instance shows the objects in another frame and leaves them where they are.
        frame = bpy.data.objects.new("Unit Cube", None)
        frame.instance_type, frame.instance_collection = "COLLECTION", group
        frame.matrix_world = matrix
        scene.collection.objects.link(frame)
        prepare(scene, size, samples, engine)
        camera = add_camera(scene)
        place_camera(camera, view)
        add_lights(scene, light, camera, ambient=True)
        scene.render.filepath = str(path)
        bpy.ops.render.render(scene=scene.name, write_still=True)
    finally:
        bpy.data.scenes.remove(scene)
        for store, known in zip(_stores(), before, strict=True):
            for made in set(store) - known:
                store.remove(made)


def _stores() -> list[Any]:
    """Return what `reference_picture` adds to."""
    data = bpy.data
    return [data.objects, data.collections, data.cameras, data.lights, data.worlds]


def _eevee() -> str:
    # 4.2 to 4.5 had the old and the new engine side by side.
    return "BLENDER_EEVEE" if bpy.app.version >= (5, 0, 0) else "BLENDER_EEVEE_NEXT"
