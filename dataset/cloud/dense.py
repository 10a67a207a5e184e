"""Every opaque pixel of every view as a point.

A pixel's ray goes through its centre. The paper's reader took the outermost centres for the edge of the picture
("align corners"), which moves points by up to half a pixel; its own renders do not do that, ours neither.

Opaque is what Shap-E's code calls so, but of the ray through the pixel's centre alone. Of a whole pixel it would leave
out every edge, where pictures mix surfaces and these rays do not, and with the edges all that is thin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .points import Points, joined

if TYPE_CHECKING:
    from ..render.shot import Shot

OPAQUE = 1.0 - 1e-5
"""Least alpha of an opaque ray; glass has less."""


def dense_cloud(shots: Sequence[Shot], lit: bool = False) -> Points:
    """All opaque pixels; their colour is the albedo, or what the lit picture shows."""
    return joined([_points(shot, lit) for shot in shots])


def _points(shot: Shot, lit: bool) -> Points:
    seen = np.isfinite(shot.depth) & (shot.alpha >= OPAQUE)
    depth = np.where(seen, shot.depth, 0.0).astype(np.float64)
    rgb = shot.rgba[..., :3] / 255.0 if lit else shot.albedo
    return Points(
        shot.view.points(depth)[seen],
        rgb[seen].astype(np.float64),
        shot.normal[seen].astype(np.float64),
        shot.part[seen],
    )
