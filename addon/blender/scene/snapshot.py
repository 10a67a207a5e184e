"""Pictures of what Blender shows: the render result, and a 3D view."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from mathutils import Matrix

from ...core.errors import ErrorCode, PointsmithError

if TYPE_CHECKING:
    from collections.abc import Iterator

_VIEW_SIDE = 512
"""Pixels: as large as the worker works with."""
_PNG = {"media_type": "IMAGE", "file_format": "PNG", "color_mode": "RGBA", "color_depth": "8"}


def render_result(scene: Any, path: Path) -> None:
    """Write the last render as it is shown to a PNG.

    Raises
    ------
    PointsmithError
        BAD_IMAGE when nothing was rendered yet.
    """
    result = next((image for image in bpy.data.images if image.type == "RENDER_RESULT"), None)
    none = PointsmithError(ErrorCode.BAD_IMAGE, "there is no render yet; press F12 first")
    if result is None:
        raise none
    with _as_png(scene):
        try:
            result.save_render(str(path), scene=scene)
        except RuntimeError as error:
            raise none from error
    if not path.is_file():
        raise none


def packed(path: Path, name: str) -> bpy.types.Image:
    """Return an image of a file that is kept in the .blend; the file may go."""
    try:
        image = bpy.data.images.load(str(path))
        image.pack()
    except RuntimeError as error:
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"{path.name} is not a picture that can be read") from error
    image.name, image.filepath_raw = name, ""
    return image


def view_picture(context: bpy.types.Context) -> bpy.types.Image:
    """Return a packed square picture of the middle of a 3D view, transparent where nothing is.

    Raises
    ------
    PointsmithError
        BAD_SELECTION where there is no 3D view, or nothing in it.
    """
    import gpu  # noqa: PLC0415 - has no platform without a window
    import numpy as np  # noqa: PLC0415 - 60 ms where Blender has not loaded it yet

    area: Any = context.area
    scene: Any = context.scene
    layer: Any = context.view_layer
    space: Any = area.spaces.active
    region: Any = next(region for region in area.regions if region.type == "WINDOW")
    view: Any = space.region_3d
    side = min(region.width, region.height)
    middle = Matrix.Diagonal((region.width / side, region.height / side, 1.0, 1.0)) @ view.window_matrix
    offscreen = gpu.types.GPUOffScreen(_VIEW_SIDE, _VIEW_SIDE, format="RGBA8")
    try:
        with _bare(space):
            offscreen.draw_view3d(
                scene,
                layer,
                space,
                region,
                view.view_matrix,
                middle,
                do_color_management=True,
                draw_background=False,
            )
        buffer: Any = offscreen.texture_color.read()
        buffer.dimensions = _VIEW_SIDE * _VIEW_SIDE * 4
        pixels = np.array(buffer, np.float32).reshape(-1, 4)
    finally:
        offscreen.free()
    if pixels.max() > 1:
        pixels /= 255
    if not (pixels[:, 3] > 0).any():
        raise PointsmithError(ErrorCode.BAD_SELECTION, "the middle of the 3D view shows nothing")
    seen = np.maximum(pixels[:, 3:], 1e-4)
    pixels[:, :3] = np.where(pixels[:, 3:] > 0, pixels[:, :3] / seen, 0).clip(0, 1)
    image = bpy.data.images.new("3D View", _VIEW_SIDE, _VIEW_SIDE, alpha=True)
    values: Any = image.pixels
    values.foreach_set(pixels.ravel())
    image.pack()
    return image


@contextmanager
def _bare(space: Any) -> Iterator[None]:
    """Turn overlays off while the view is drawn."""
    shown = space.overlay.show_overlays
    space.overlay.show_overlays = False
    try:
        yield
    finally:
        space.overlay.show_overlays = shown


@contextmanager
def _as_png(scene: Any) -> Iterator[None]:
    """Let the scene's files be PNG with alpha for a moment."""
    settings = scene.render.image_settings
    before = {name: getattr(settings, name) for name in (*_PNG, "color_management") if hasattr(settings, name)}
    try:
        for name, value in _PNG.items():
            if name in before:
                setattr(settings, name, value)
        if "color_management" in before:
            settings.color_management = "FOLLOW_SCENE"
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
