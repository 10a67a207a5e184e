"""The pictures of one object as files in a folder, and back.

`NN.png`        8-bit RGBA, straight alpha, lit
`NN.depth.png`  16-bit grey: planar depth z as round(z / max_depth * 65535); 65535 is the background
`views.json`    `max_depth`, `size`, and for each view its files, angles, field of view, origin and axes

A step of the depth is 0.00008, half a pixel at distance 2 is 0.7 / size: any size below 9,000 is finer than the pixel.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .png import write_png
from .shot import Shot

MAX_DEPTH = 5.0
BACKGROUND = 65535


def write_views(shots: Sequence[Shot], folder: Path) -> None:
    """Write all views of one object."""
    views = []
    for k, shot in enumerate(shots):
        color, depth = f"{k:02d}.png", f"{k:02d}.depth.png"
        write_png(folder / color, shot.rgba)
        write_png(folder / depth, depth_to_grey(shot.depth))
        views.append({"color": color, "depth": depth, **shot.view.to_json()})
    size = len(shots[0].depth) if shots else 0
    record = {"max_depth": MAX_DEPTH, "size": size, "views": views}
    (folder / "views.json").write_text(json.dumps(record), encoding="utf-8")


def depth_to_grey(depth: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Encode planar depths; what is farther than `MAX_DEPTH` is background."""
    grey: NDArray[np.uint16] = np.round(np.minimum(depth / MAX_DEPTH, 1.0) * BACKGROUND).astype(np.uint16)
    return grey


def grey_to_depth(grey: NDArray[np.uint16]) -> NDArray[np.float64]:
    """Decode planar depths; the background is infinitely far."""
    depth: NDArray[np.float64] = np.where(grey == BACKGROUND, np.inf, grey * (MAX_DEPTH / BACKGROUND))
    return depth
