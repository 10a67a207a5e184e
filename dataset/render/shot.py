"""One RGBAD picture with what the cloud wants to know of each pixel; no bpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from addon.core.cameras import View
from addon.core.colors import linear_to_srgb

from .exr import Floats

FAR = 1e9
"""Cycles says 1e10 where it sees nothing."""


@dataclass(frozen=True, eq=False)
class Shot:
    """What a camera saw; all arrays (size, size, ...), the first row at the top.

    rgba : uint8, straight alpha, display-referred sRGB, lit
    alpha : float32, of the surface that the ray through the pixel's centre meets, as depth, albedo, normal and part
    depth : float32, along the view axis at the pixel's centre; infinite where there is nothing
    albedo : float32, display-referred sRGB
    normal : float32, unit length, faces the camera
    part : uint8, index into the names of the object's parts
    """

    view: View
    rgba: NDArray[np.uint8]
    alpha: Floats
    depth: Floats
    albedo: Floats
    normal: Floats
    part: NDArray[np.uint8]


def straight_rgba(premultiplied: Floats) -> NDArray[np.uint8]:
    """Encode scene-linear RGBA (..., 4) with premultiplied alpha as 8-bit sRGB with straight alpha."""
    alpha = np.clip(premultiplied[..., 3:], 0.0, 1.0)
    color = premultiplied[..., :3] / np.where(alpha > 0, alpha, 1.0)
    encoded = linear_to_srgb(np.clip(color, 0.0, 1.0))
    rgba: NDArray[np.uint8] = np.round(np.concatenate([encoded, alpha], axis=-1) * 255.0).astype(np.uint8)
    return rgba


def shot(view: View, color: Floats, geometry: dict[str, Floats]) -> Shot:
    """Join a colour picture (size, size, 4), scene-linear, and the passes of a geometry render."""
    depth, normal = geometry["Depth"][..., 0], geometry["True Normal"][..., :3]
    # Seen from inside, as through an open box, a face shows its back.
    forward = view.axes()[2].astype(np.float32)
    offset = (view.points(np.ones_like(depth, np.float64)) - view.location()).astype(np.float32)
    normal = normal * np.where((normal * offset).sum(-1, keepdims=True) > 0, -1.0, 1.0).astype(np.float32)
    length = np.linalg.norm(normal, axis=-1, keepdims=True)
    return Shot(
        view,
        straight_rgba(color),
        geometry["Opacity"][..., 0],
        np.where(depth < FAR, depth, np.inf).astype(np.float32),
        linear_to_srgb(np.clip(geometry["Albedo"][..., :3], 0.0, 1.0)),
        np.where(length > 0.5, normal / np.maximum(length, 1e-6), -forward),
        np.round(geometry["Part"][..., 0]).astype(np.uint8),
    )
