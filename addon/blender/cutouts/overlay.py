"""The picture drawn large over a 3D view, what is cut away faded, with the box."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import bpy

from ...core.cutout import WHOLE
from ...core.errors import PointsmithError
from .box_tool import BoxTool, Point

_MARGIN = 0.08
"""Of the view, left free around the picture."""
_REACH = 9
"""Pixels from an edge of the box at which the mouse takes hold of it."""
_DIM = (0.02, 0.02, 0.02, 0.72)
_SHADE = (0.0, 0.0, 0.0, 0.45)
_LINE = (1.0, 0.62, 0.1, 1.0)
_HANDLE = 4


class Overlay:
    """Draws into one region until it is removed.

    Parameters
    ----------
    area, region
        The 3D view and its main region.
    tool
        The box.
    shown
        Returns the `ShownCutOut` to draw, a `PointsmithError`, or None while there is neither.
    """

    def __init__(self, area: Any, region: Any, tool: BoxTool, shown: Callable[[], Any]) -> None:
        self._area, self._region, self._tool, self._shown = area, region, tool, shown
        self.show_before = False
        self._textures: tuple[Any, bool, Any] | None = None
        self._picture: tuple[float, float, float, float] | None = None
        self._handle: Any = bpy.types.SpaceView3D.draw_handler_add(self._draw, (), "WINDOW", "POST_PIXEL")
        area.tag_redraw()

    def remove(self) -> None:
        """Stop drawing."""
        if self._handle is not None:
            bpy.types.SpaceView3D.draw_handler_remove(self._handle, "WINDOW")
            self._handle = None
            self._textures = None
        if self.is_there:
            self._area.tag_redraw()

    @property
    def is_there(self) -> bool:
        """Whether the view is still on a screen."""
        return any(
            area == self._area and area.type == "VIEW_3D"
            for window in bpy.context.window_manager.windows  # type: ignore[union-attr]
            for area in window.screen.areas
        )

    def redraw(self) -> None:
        """Draw again soon."""
        self._area.tag_redraw()

    @property
    def reach(self) -> Point:
        """How near the mouse must come to an edge, in shares of the picture."""
        if self._picture is None:
            return 0.0, 0.0
        _, _, width, height = self._picture
        return _REACH * _scale() / width, _REACH * _scale() / height

    def place(self, x: float, y: float, *, clamp: bool = False) -> Point | None:
        """Return where in the picture a place in the window is, the origin at the top left.

        None outside the free part of the region, or before there is a picture; `clamp` allows any place.
        """
        region = self._region
        x, y = x - region.x, y - region.y
        if self._picture is None or (not clamp and not _is_free(self._area, region, x, y)):
            return None
        left, bottom, width, height = self._picture
        return (x - left) / width, 1 - (y - bottom) / height

    def _draw(self) -> None:
        if bpy.context.region != self._region:
            return
        import gpu  # noqa: PLC0415 - has no platform without a window

        region, shown = self._region, self._shown()
        gpu.state.blend_set("ALPHA")
        _rectangle(0, 0, region.width, region.height, _DIM)
        if shown is None or isinstance(shown, PointsmithError):
            text = (
                shown.sentence
                if isinstance(shown, PointsmithError)
                else bpy.app.translations.pgettext_iface("Looking for the object")
            )
            _centred(region, text)
        else:
            self._draw_picture(shown)
        gpu.state.blend_set("NONE")

    def _draw_picture(self, shown: Any) -> None:
        from gpu_extras.presets import draw_texture_2d  # noqa: PLC0415 - as above

        height, width = shown.pixels.shape[:2]
        self._picture = picture_place(self._area, self._region, width / height)
        corner, size = self._picture[:2], self._picture[2:]
        draw_texture_2d(self._texture(shown), corner, *size)
        x, y, right, top = self._on_screen()
        if self._tool.box != WHOLE:
            outer_right, outer_top = corner[0] + size[0], corner[1] + size[1]
            _rectangle(corner[0], corner[1], outer_right, y, _SHADE)
            _rectangle(corner[0], top, outer_right, outer_top, _SHADE)
            _rectangle(corner[0], y, x, top, _SHADE)
            _rectangle(right, y, outer_right, top, _SHADE)
        thick = 1.5 * _scale()
        _rectangle(x - thick, y - thick, right + thick, y, _LINE)
        _rectangle(x - thick, top, right + thick, top + thick, _LINE)
        _rectangle(x - thick, y, x, top, _LINE)
        _rectangle(right, y, right + thick, top, _LINE)
        handle = _HANDLE * _scale()
        for across in (x, (x + right) / 2, right):
            for up in (y, (y + top) / 2, top):
                if (across, up) != ((x + right) / 2, (y + top) / 2):
                    _rectangle(across - handle, up - handle, across + handle, up + handle, _LINE)

    def _on_screen(self) -> tuple[float, float, float, float]:
        """Return the box's left, bottom, right and top in pixels of the region."""
        assert self._picture is not None
        left, bottom, width, height = self._picture
        box = self._tool.box
        return (
            left + box[0] * width,
            bottom + (1 - box[3]) * height,
            left + box[2] * width,
            bottom + (1 - box[1]) * height,
        )

    def _texture(self, shown: Any) -> Any:
        if self._textures is None or self._textures[0] is not shown or self._textures[1] != self.show_before:
            import gpu  # noqa: PLC0415 - as above

            from ...core.colors import srgb_to_linear  # noqa: PLC0415 - brings numpy
            from ...core.pictures import faded  # noqa: PLC0415 - as above

            picture = faded(shown.pixels, 1.0 if self.show_before else 0.3)
            if not _shows_as_it_is():
                picture[..., :3] = srgb_to_linear(picture[..., :3])
            height, width = picture.shape[:2]
            values: Any = picture.ravel()
            buffer = gpu.types.Buffer("FLOAT", picture.size, values)
            texture = gpu.types.GPUTexture((width, height), format="RGBA16F", data=buffer)
            self._textures = (shown, self.show_before, texture)
        return self._textures[2]


def _shows_as_it_is() -> bool:
    """Whether Blender draws a texture's values as they are; older ones take them for linear light."""
    from gpu_extras.presets import draw_texture_2d  # noqa: PLC0415 - has no platform without a window

    return "is_scene_linear_with_rec709_srgb_target" in inspect.signature(draw_texture_2d).parameters


def picture_place(area: Any, region: Any, aspect: float) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height, in a region, of a picture whose width is `aspect` times its height."""
    left, bottom, free_width, free_height = _free(area, region)
    height = min(free_width / aspect, free_height) * (1 - 2 * _MARGIN)
    width = height * aspect
    return left + (free_width - width) / 2, bottom + (free_height - height) / 2, width, height


def _free(area: Any, region: Any) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height of the region's part that no other region lies over."""
    left, bottom, right, top = 0, 0, region.width, region.height
    for other in area.regions:
        if other == region or other.width <= 1 or other.height <= 1:
            continue
        start = other.x - region.x
        if other.type == "UI":
            right = min(right, start) if start > region.width / 2 else right
            left = max(left, start + other.width) if start <= region.width / 2 else left
        elif other.type == "TOOLS":
            left = max(left, start + other.width) if start < region.width / 2 else left
        elif other.type in {"HEADER", "TOOL_HEADER"}:
            low = other.y - region.y
            if low > region.height / 2:
                top = min(top, low)
            elif low + other.height > 0:
                bottom = max(bottom, low + other.height)
    return left, bottom, max(1, right - left), max(1, top - bottom)


def _is_free(area: Any, region: Any, x: float, y: float) -> bool:
    left, bottom, width, height = _free(area, region)
    return bool(left <= x <= left + width and bottom <= y <= bottom + height)


def _scale() -> float:
    preferences: Any = bpy.context.preferences
    return float(preferences.system.ui_scale or 1.0)


def _rectangle(left: float, bottom: float, right: float, top: float, color: tuple[float, ...]) -> None:
    import gpu  # noqa: PLC0415 - has no platform without a window
    from gpu_extras.batch import batch_for_shader  # noqa: PLC0415 - as above

    shader = gpu.shader.from_builtin("UNIFORM_COLOR")
    corners = [(left, bottom), (right, bottom), (right, top), (left, bottom), (right, top), (left, top)]
    batch = batch_for_shader(shader, "TRIS", {"pos": corners})
    shader.bind()
    shader.uniform_float("color", color)
    batch.draw(shader)


def _centred(region: Any, text: str) -> None:
    import blf  # noqa: PLC0415 - as above

    blf.size(0, 16 * _scale())
    blf.color(0, 1.0, 1.0, 1.0, 1.0)
    width, _ = blf.dimensions(0, text)
    blf.position(0, (region.width - width) / 2, region.height / 2, 0)
    blf.draw(0, text)
