"""How far the job is, under the cloud: a line of text on a plate in the theme's colours, and a bar."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import blf
import bpy
import gpu
from bpy_extras.view3d_utils import location_3d_to_region_2d
from mathutils import Vector

from . import shaders

if TYPE_CHECKING:
    from ...core.destination import Place

Bounds = tuple["Place", "Place"]

_FONT = 0
_EASE_SECONDS = 0.25
_LEAST_WIDTH = 190
_PADDING, _GAP, _BAR, _CORNER = 10, 7, 3, 6
_BELOW, _MARGIN = 14, 12
"""Pixels at interface scale 1: of the plate, under the cloud, and from the view's edges."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What the readout says.

    Attributes
    ----------
    text, hint
        Above the bar and, smaller, below it.
    fraction
        Of the bar, in [0, 1].
    """

    text: str
    hint: str
    fraction: float


@dataclass(slots=True)
class Readout:
    """The readout, with what it glides on: the box that it stands under, and the bar."""

    caption: Caption | None = None
    _aim: Vector | None = None
    _shown: Vector | None = None
    _told: float = 0.0
    _drawn: float = 0.0

    def tell(self, caption: Caption | None, bounds: Bounds | None, now: float) -> bool:
        """Say this from now on, under this box of the scene; returns whether it is another than before."""
        aim = None
        if caption is not None and bounds is not None:
            aim = Vector((*bounds[0], *bounds[1], caption.fraction))
        if (caption, aim) == (self.caption, self._aim):
            return False
        self.caption, self._aim, self._told = caption, aim, now
        if aim is None:
            self._shown = None
        return True

    def at_rest(self, now: float) -> bool:
        """Whether the next frame looks like the last."""
        return now - self._told > 8 * _EASE_SECONDS

    def advance(self, now: float) -> None:
        """Move place and bar on towards what they are to show."""
        if self._aim is None:
            return
        if self._shown is None:
            self._shown = self._aim.copy()
        self._shown = self._shown.lerp(self._aim, 1.0 - math.exp(-(now - self._drawn) / _EASE_SECONDS))
        self._drawn = now

    @property
    def shown_fraction(self) -> float:
        """How far the bar is at this moment."""
        return self._shown[6] if self._shown is not None else 0.0

    def draw(self) -> None:
        """Draw it into the region of the context; a callback of type POST_PIXEL calls it."""
        context: Any = bpy.context
        if not context.space_data.overlay.show_overlays:
            return
        self.advance(time.monotonic())
        if self.caption is None or self._shown is None:
            return
        scale = context.preferences.system.ui_scale
        _draw_plate(context, self.caption, self.shown_fraction, _anchor(context, self._shown), scale)


def _anchor(context: Any, shown: Vector) -> tuple[float, float]:
    """Return the middle of the lower edge of a box in the scene, in pixels of the region."""
    corners = [Vector((shown[x], shown[y], shown[z])) for x in (0, 3) for y in (1, 4) for z in (2, 5)]
    seen = [location_3d_to_region_2d(context.region, context.region_data, each) for each in corners]
    if any(each is None for each in seen):
        return context.region.width / 2, 0.0  # the eye is inside
    return (min(p.x for p in seen) + max(p.x for p in seen)) / 2, min(p.y for p in seen)


def _draw_plate(context: Any, caption: Caption, fraction: float, anchor: tuple[float, float], scale: float) -> None:
    interface = context.preferences.themes[0].user_interface
    style = context.preferences.ui_styles[0].widget
    plate, bar = interface.wcol_tooltip, interface.wcol_progress
    large, small = style.points * scale, 0.88 * style.points * scale
    percent = f"{fraction:.0%}"
    blf.size(_FONT, large)
    percent_width = blf.dimensions(_FONT, "100%")[0]
    text_width, _ = blf.dimensions(_FONT, caption.text)
    _, letter = blf.dimensions(_FONT, "X")
    blf.size(_FONT, small)
    _, small_letter = blf.dimensions(_FONT, "X")
    hint_width, _ = blf.dimensions(_FONT, caption.hint)
    padding, gap, thick = _PADDING * scale, _GAP * scale, _BAR * scale
    inner = max(text_width + 3 * gap + percent_width, hint_width, _LEAST_WIDTH * scale)
    width = inner + 2 * padding
    height = 2 * padding + letter + gap + thick + (gap + small_letter if caption.hint else 0)
    left, bottom = _within(context, (anchor[0] - width / 2, anchor[1] - _BELOW * scale - height), (width, height))
    _fill((left, bottom, width, height), _CORNER * scale, (*plate.inner[:3], 0.9 * plate.inner[3]))
    x, y = left + padding, bottom + height - padding - letter
    text = (*plate.text[:3], 1.0)
    _write(caption.text, x, y, large, text)
    blf.size(_FONT, large)
    _write(percent, x + inner - blf.dimensions(_FONT, percent)[0], y, large, text)
    y -= gap + thick
    _fill((x, y, inner, thick), thick / 2, (*plate.text[:3], 0.18))
    if fraction > 0:
        _fill((x, y, max(thick, inner * min(fraction, 1.0)), thick), thick / 2, (*bar.item[:3], 1.0))
    _write(caption.hint, x, bottom + padding, small, (*plate.text[:3], 0.6))


def _within(context: Any, place: tuple[float, float], size: tuple[float, float]) -> tuple[float, float]:
    """Move a plate into the part of the view that no toolbar or sidebar lies on."""
    (left, bottom), (width, height) = place, size
    margin = _MARGIN * context.preferences.system.ui_scale
    least, most = margin, context.region.width - margin
    for region in context.area.regions:
        if context.preferences.system.use_region_overlap and region.width > 1 and region.type in {"TOOLS", "UI"}:
            if region.alignment == "LEFT":
                least += region.width
            elif region.alignment == "RIGHT":
                most -= region.width
    left = max(least, min(left, most - width))
    return round(left), round(max(margin, min(bottom, context.region.height - margin - height)))


def _write(text: str, x: float, y: float, size: float, color: tuple[float, float, float, float]) -> None:
    blf.size(_FONT, size)
    blf.position(_FONT, round(x), round(y), 0)
    blf.color(_FONT, *color)
    blf.draw(_FONT, text)


def _fill(box: tuple[float, float, float, float], radius: float, fill: tuple[float, ...]) -> None:
    shader = shaders.box()
    form = gpu.types.GPUVertFormat()
    form.attr_add(id="corner", comp_type="F32", len=2, fetch_mode="FLOAT")
    buffer = gpu.types.GPUVertBuf(form, 4)
    buffer.attr_fill("corner", ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)))
    gpu.state.blend_set("ALPHA")  # text leaves it off
    shader.bind()
    shader.uniform_float("box", box)
    shader.uniform_float("radius", radius)
    shader.uniform_float("fill", fill)
    gpu.types.GPUBatch(type="TRI_STRIP", buf=buffer).draw(shader)
    gpu.state.blend_set("NONE")
