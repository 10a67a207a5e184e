"""Write a coloured cloud as a binary PLY file, which every viewer opens."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .points import Points, joined

_ROW = np.dtype(
    [
        *((name, "<f4") for name in ("x", "y", "z", "nx", "ny", "nz")),
        *((name, "u1") for name in ("red", "green", "blue", "part", "inside")),
    ]
)
_TYPES = {"<f4": "float", "|u1": "uchar"}


def write_ply(path: Path, surface: Points, inside: Points | None = None) -> None:
    """Write surface points, then points inside the solid; the property `inside` is 1 for those."""
    cloud = joined([surface, inside]) if inside is not None else surface
    rows = np.zeros(len(cloud), _ROW)
    for k, axis in enumerate("xyz"):
        rows[axis] = cloud.xyz[:, k]
        rows[f"n{axis}"] = cloud.normals[:, k]
    for k, name in enumerate(("red", "green", "blue")):
        rows[name] = np.round(np.clip(cloud.rgb[:, k], 0.0, 1.0) * 255.0)
    rows["part"] = cloud.part_ids
    rows["inside"][len(surface) :] = 1
    lines = ["ply", "format binary_little_endian 1.0", f"element vertex {len(cloud)}"]
    lines += [f"property {_TYPES[_ROW[name].str]} {name}" for name in _ROW.names or ()]
    path.write_bytes("\n".join([*lines, "end_header", ""]).encode() + rows.tobytes())
