"""Smooth by angle: edges sharper than an angle are drawn sharp, stored in the mesh and not in a modifier."""

from __future__ import annotations

from typing import Any


def smooth_by_angle(mesh: Any, angle: float) -> int:
    """Shade faces smooth and mark edges between faces that differ by more than `angle` radians; return their number."""
    mesh.set_sharp_from_angle(angle=angle)
    mesh.update()
    sharp = mesh.attributes.get("sharp_edge")
    if sharp is None:
        return 0
    values = [False] * len(mesh.edges)
    sharp.data.foreach_get("value", values)
    return sum(values)
