"""Collision hulls: convex surfaces of few vertices around an object, or around each of its parts' pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bmesh
import bpy
import numpy as np

from ...core.errors import ErrorCode, PointsmithError
from ..scene.parts import part_names
from .sheet import Sheet, sheet_of
from .topology import neighbours, pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

PROPERTY = "pointsmith_collision"
"""Custom property of a hull: "convex"."""
_DIRECTIONS = 512
_CHUNK = 4096
_SMALLEST_PIECE, _SMALLEST_OF_ALL = 0.05, 0.01
"""Of a part's triangles, and of the object's: less is a slip of the labels, unless it is all that there is."""


def support(points: NDArray[np.float32], most: int) -> NDArray[np.int64]:
    """Choose at most `most` of (N, 3) points whose hull comes near the hull of all.

    Among the farthest points in 512 directions, each next one is that which lies farthest outside what the chosen
    ones reach: the greedy farthest-point rule on the support function.
    """
    directions = _directions()
    far, best = np.zeros(len(directions), np.int64), np.full(len(directions), -np.inf, np.float32)
    for start in range(0, len(points), _CHUNK):
        reach = directions @ points[start : start + _CHUNK].T
        index = reach.argmax(axis=1)
        value = np.take_along_axis(reach, index[:, None], axis=1)[:, 0]
        far[value > best] = index[value > best] + start
        best = np.maximum(best, value)
    candidates = np.unique(far)
    places = points[candidates].astype(np.float64)
    size = max(float(np.ptp(places, axis=0).max()), 1e-12)
    reach = places @ directions.T
    full = reach.max(axis=0)
    chosen = [int(reach[:, 0].argmax())]
    covered = reach[chosen[0]].copy()
    while len(chosen) < min(most, len(candidates)):
        missing = full - covered
        worst = int(missing.argmax())
        if missing[worst] <= 1e-6 * size:
            break
        chosen.append(int(reach[:, worst].argmax()))
        covered = np.maximum(covered, reach[chosen[-1]])
    return candidates[chosen]


def _directions() -> NDArray[np.float32]:
    """Return the six axes and, evenly between them, a Fibonacci sphere."""
    number = np.arange(_DIRECTIONS - 6) + 0.5
    z, turn = 1 - 2 * number / len(number), np.pi * (1 + np.sqrt(5)) * number
    ring = np.sqrt(1 - z * z)
    sphere = np.stack([ring * np.cos(turn), ring * np.sin(turn), z], axis=1)
    return np.concatenate([np.eye(3), -np.eye(3), sphere]).astype(np.float32)


def add_hulls(item: Any, most: int, *, by_parts: bool) -> list[bpy.types.Object]:
    """Give a mesh object convex hulls of at most `most` vertices as children, in place of those it had.

    They are drawn as wires, not rendered, named "<name> collision", or "<name> collision <part>" for one a part; a part
    of several pieces, such as four legs, has numbered hulls.
    Raises PointsmithError BAD_MESH where there is no volume to enclose.
    """
    sheet = sheet_of(item.data)
    solids = _by_parts(item, sheet) if by_parts else [("", sheet.vertices)]
    meshes = [(suffix, _hull(f"{item.name} collision{suffix}", points, most)) for suffix, points in solids]
    made = [(suffix, mesh) for suffix, mesh in meshes if mesh is not None]
    if not made:
        raise PointsmithError(ErrorCode.BAD_MESH, f"“{item.name}” encloses no volume")
    for child in [child for child in item.children if PROPERTY in child]:
        data = child.data
        bpy.data.objects.remove(child)
        if not data.users:
            bpy.data.meshes.remove(data)
    return [_child(item, f"{item.name} collision{suffix}", mesh) for suffix, mesh in made]


def _by_parts(item: Any, sheet: Sheet) -> list[tuple[str, NDArray[np.float32]]]:
    if sheet.parts is None:
        raise PointsmithError(ErrorCode.BAD_MESH, f"“{item.name}” has no part labels")
    names = part_names(item)
    inner = neighbours(sheet.triangles)
    label = sheet.parts[:, 0]
    piece = pieces(inner[label[inner[:, 0]] == label[inner[:, 1]]], len(label))
    found = []
    for number in np.unique(label):
        name = names[number] if 0 <= number < len(names) else str(number)
        own, counts = np.unique(piece[label == number], return_counts=True)
        whole = (counts >= _SMALLEST_PIECE * counts.sum()) & (counts >= _SMALLEST_OF_ALL * len(label))
        large = own[whole | (counts == counts.max())]
        for index, one in enumerate(large, 1):
            vertices = np.unique(sheet.triangles[piece == one])
            found.append((f" {name}" + (f" {index}" if len(large) > 1 else ""), sheet.vertices[vertices]))
    return found


def _hull(name: str, points: NDArray[np.float32], most: int) -> Any:
    """Return mesh data of the hull; None for points in a plane."""
    size = float(np.ptp(points, axis=0).max()) if len(points) > 3 else 0.0
    spread = np.cov(points.T.astype(np.float64)) if size else np.zeros((3, 3))
    if np.sqrt(max(float(np.linalg.eigvalsh(spread)[0]), 0.0)) <= 1e-6 * size:
        return None
    form = bmesh.new()
    try:
        for point in points[support(points, most)].tolist():
            form.verts.new(point)
        vertices: list[Any] = form.verts[:]
        outcome = bmesh.ops.convex_hull(form, input=vertices, use_existing_faces=False)
        inner = {item for item in outcome["geom_interior"] if isinstance(item, bmesh.types.BMVert)}
        bmesh.ops.delete(form, geom=list(inner), context="VERTS")
        bmesh.ops.recalc_face_normals(form, faces=form.faces[:])
        mesh = bpy.data.meshes.new(name)
        form.to_mesh(mesh)
    finally:
        form.free()
    return mesh


def _child(item: Any, name: str, mesh: Any) -> Any:
    child: Any = bpy.data.objects.new(name, mesh)
    child.parent = item
    child.display_type = "WIRE"
    child.hide_render = True
    child[PROPERTY] = "convex"
    for collection in item.users_collection:
        collection.objects.link(child)
    return child
