"""The picture of an asset: drawn from its surface by ourselves, so that it needs neither a window nor a renderer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.cloud import PointCloud
from ...core.colors import linear_to_srgb
from ...core.thumbnail import thumbnail
from ..finishing.cloud import sampled
from ..finishing.sheet import Sheet, read, sheet_of
from ..scene.object_cloud import cloud_of

if TYPE_CHECKING:
    import bpy
    from numpy.typing import NDArray

SIDE = 256
"""Pixels along a side; what Blender's own previews of assets have."""
_POINTS = 16_384


def set_picture(item: bpy.types.Object, picture: NDArray[np.uint8]) -> None:
    """Give an object the preview that asset browsers show: (H, W, 4), rows from the top, sRGB, straight alpha."""
    preview: Any = item.preview_ensure()
    preview.image_size = picture.shape[1::-1]
    # Blender counts rows from below.
    preview.image_pixels_float.foreach_set((picture[::-1].astype(np.float32) / 255).ravel())


def picture_of(item: bpy.types.Object) -> NDArray[np.uint8]:
    """Return (SIDE, SIDE, 4) of an object seen from its front: rows from the top, sRGB, straight alpha.

    Raises
    ------
    PointsmithError
        BAD_SELECTION, BAD_CLOUD when there is nothing to see.
    """
    data: Any = item.data
    sheet = sheet_of(data) if item.type == "MESH" and len(data.polygons) else None
    return thumbnail(cloud_of(item).cloud if sheet is None else _covered(data, sheet), SIDE)


def _covered(mesh: Any, sheet: Sheet) -> PointCloud:
    """Return points all over a surface, in the model frame, lit as the viewport shades it."""
    triangle, weights = sampled(sheet, _POINTS)
    corners = sheet.vertices[sheet.triangles].astype(np.float64)
    places = np.einsum("nk,nkc->nc", weights, corners[triangle])
    low, high = places.min(axis=0), places.max(axis=0)
    places = (places - (low + high) / 2) / max(float((high - low).max()), 1e-12)
    of_corner = _corner_normals(mesh, sheet, corners)[triangle]
    normals = np.einsum("nk,nkc->nc", weights, of_corner)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    colors = np.full((len(places), 3), 0.8, np.float32)
    if sheet.colors is not None:
        linear = np.einsum("nk,nkc->nc", weights, sheet.colors[triangle])[:, :3]
        colors = np.clip(linear_to_srgb(np.clip(linear, 0, 1).astype(np.float32)), 0, 1).astype(np.float32)
    return PointCloud(places.astype(np.float32), colors, normals.astype(np.float32))


def _corner_normals(mesh: Any, sheet: Sheet, corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (T, 3, 3): the vertices' where faces are smooth, the faces' own where they are flat."""
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
    smooth = read(mesh.polygons, "use_smooth", len(mesh.polygons), 1, np.bool_)
    owner = read(mesh.loop_triangles, "polygon_index", len(mesh.loop_triangles), 1, np.int32)
    chosen = smooth[owner][:, None, None]
    return np.where(chosen, sheet.normals[sheet.triangles], across[:, None, :])
