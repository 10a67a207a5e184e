"""A mesh and all its attributes as arrays, and back: colours, UV maps, sharp edges, material indices."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Type of an attribute -> name of its values, how many each has, dtype.
_VALUES: dict[str, tuple[str, int, Any]] = {
    "FLOAT": ("value", 1, np.float32),
    "INT": ("value", 1, np.int32),
    "INT8": ("value", 1, np.int32),
    "BOOLEAN": ("value", 1, np.bool_),
    "FLOAT2": ("vector", 2, np.float32),
    "FLOAT_VECTOR": ("vector", 3, np.float32),
    "FLOAT_COLOR": ("color", 4, np.float32),
    "BYTE_COLOR": ("color", 4, np.float32),
}
_DOMAINS = ("POINT", "CORNER", "FACE")
_NOT_COPIED = ("position",)


@dataclass(eq=False)
class Polygons:
    """V vertices, C corners and F faces with attributes.

    vertices : (V, 3) float32
    corners : (C,) int32, the vertex of each corner, face after face
    sizes : (F,) int32, corners of each face
    layers : domain ("POINT", "CORNER", "FACE") -> name -> (type, values with a row for each of the domain)
    """

    vertices: NDArray[np.float32]
    corners: NDArray[np.int32]
    sizes: NDArray[np.int32]
    layers: dict[str, dict[str, tuple[str, NDArray[Any]]]] = field(default_factory=dict)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The first corner of each face, (F,)."""
        return np.concatenate([[0], np.cumsum(self.sizes[:-1])]).astype(np.int64)

    @cached_property
    def face_of_corner(self) -> NDArray[np.int64]:
        """The face of each corner, (C,)."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    @cached_property
    def edges(self) -> NDArray[np.int64]:
        """The edge that begins at each corner as its two vertices in the face's order, (C, 2)."""
        starts, face = self.starts, self.face_of_corner
        following = np.arange(len(self.corners)) + 1
        last = following == (starts + self.sizes)[face]
        following[last] = starts[face[last]]
        return np.stack([self.corners, self.corners[following]], axis=1).astype(np.int64)

    @cached_property
    def face_areas(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Areas (F,) and area vectors (F, 3), outward, twice as long as the area."""
        edges = self.edges
        origin = self.vertices[self.corners[self.starts]][self.face_of_corner].astype(np.float64)
        a, b = (self.vertices[edges[:, k]] - origin for k in range(2))
        doubled = summed(np.cross(a, b), self.face_of_corner, len(self.sizes))
        return np.linalg.norm(doubled, axis=1) / 2, doubled

    @cached_property
    def opposites(self) -> NDArray[np.int64]:
        """The corner at which the same edge begins in the face across it, or -1 at an open edge, (C,)."""
        edges, span = self.edges, len(self.vertices) + 1
        key, reverse = edges[:, 0] * span + edges[:, 1], edges[:, 1] * span + edges[:, 0]
        order = np.argsort(key)
        at = order[np.minimum(np.searchsorted(key, reverse, sorter=order), len(key) - 1)]
        return np.where(key[at] == reverse, at, -1)

    @cached_property
    def neighbours(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The pairs of faces (E, 2) that share an edge, and the edges' lengths (E,)."""
        (first,) = np.nonzero(self.opposites >= np.arange(len(self.corners)))
        second = self.opposites[first]
        face = self.face_of_corner
        span = self.vertices[self.edges[first, 0]] - self.vertices[self.edges[first, 1]]
        return np.stack([face[first], face[second]], axis=1), np.linalg.norm(span, axis=1).astype(np.float64)

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        """The mean of the vertices of each face, (F, 3)."""
        return summed(self.vertices[self.corners], self.face_of_corner, len(self.sizes)) / self.sizes[:, None]

    @cached_property
    def vertex_normals(self) -> NDArray[np.float64]:
        """Unit normals of the vertices, of the faces around by their areas, (V, 3)."""
        _, vectors = self.face_areas
        normals = summed(vectors[self.face_of_corner], self.corners, len(self.vertices))
        unit: NDArray[np.float64] = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        return unit

    def select(self, faces: NDArray[np.bool_]) -> tuple[Polygons, NDArray[np.int64]]:
        """Return the chosen faces (F,) as a mesh of their own, and the old number of each of its vertices."""
        chosen = faces[self.face_of_corner]
        used, corners = np.unique(self.corners[chosen], return_inverse=True)
        rows: dict[str, NDArray[Any]] = {"POINT": used, "CORNER": np.nonzero(chosen)[0], "FACE": np.nonzero(faces)[0]}
        layers = {
            domain: {name: (kind, values[rows[domain]]) for name, (kind, values) in layer.items()}
            for domain, layer in self.layers.items()
        }
        part = Polygons(self.vertices[used], corners.reshape(-1).astype(np.int32), self.sizes[faces], layers)
        return part, used.astype(np.int64)

    def extended(
        self,
        places: NDArray[np.floating[Any]],
        likes: NDArray[np.int64],
        added: NDArray[np.int64],
        sizes: NDArray[np.int64],
        face_likes: NDArray[np.int64],
    ) -> Polygons:
        """Return the mesh with further vertices and faces.

        places : (W, 3) the new vertices, which are numbered on from V
        likes : (W,) the old vertex from which each new one has its attributes
        added : (D,) the vertices of the new faces, one face after another; sizes : (G,) how many each has
        face_likes : (G,) the old face from which each has its attributes
        """
        source = np.concatenate([np.arange(len(self.vertices)), likes]).astype(np.int64)
        corner_of = np.zeros(len(self.vertices), np.int64)
        corner_of[self.corners] = np.arange(len(self.corners))
        rows = {"POINT": likes, "CORNER": corner_of[source[added]], "FACE": face_likes}
        layers = {
            domain: {
                name: (kind, np.concatenate([values, values[rows[domain]]])) for name, (kind, values) in layer.items()
            }
            for domain, layer in self.layers.items()
        }
        return Polygons(
            np.concatenate([self.vertices, places.astype(np.float32)]),
            np.concatenate([self.corners, added.astype(np.int32)]),
            np.concatenate([self.sizes, sizes.astype(np.int32)]),
            layers,
        )


def summed(values: NDArray[Any], groups: NDArray[np.integer[Any]], count: int) -> NDArray[np.float64]:
    """Add the rows of (K, W) values of each of `count` groups (K,): (count, W)."""
    columns = [np.bincount(groups, weights=column, minlength=count) for column in values.T]
    return np.stack(columns, axis=1).astype(np.float64)


def read(mesh: bpy.types.Mesh) -> Polygons:
    """Read a mesh's geometry and its attributes of known types."""
    vertices = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", vertices)
    corners = np.empty(len(mesh.loops), np.int32)
    mesh.loops.foreach_get("vertex_index", corners)
    sizes = np.empty(len(mesh.polygons), np.int32)
    mesh.polygons.foreach_get("loop_total", sizes)
    layers: dict[str, dict[str, tuple[str, NDArray[Any]]]] = {domain: {} for domain in _DOMAINS}
    attributes: Any = mesh.attributes
    for attribute in attributes:
        known = attribute.data_type in _VALUES and attribute.domain in _DOMAINS
        if not known or attribute.name.startswith(".") or attribute.name in _NOT_COPIED:
            continue
        name, width, dtype = _VALUES[attribute.data_type]
        values = np.empty(len(attribute.data) * width, dtype)
        attribute.data.foreach_get(name, values)
        layers[attribute.domain][attribute.name] = attribute.data_type, values.reshape(-1, width)
    return Polygons(vertices.reshape(-1, 3), corners, sizes, layers)


def write(name: str, polygons: Polygons, like: bpy.types.Mesh, without: tuple[str, ...] = ()) -> bpy.types.Mesh:
    """Make a mesh of arrays, with the active colours and UV map and the materials of the mesh `like`."""
    mesh: Any = bpy.data.meshes.new(name)
    mesh.vertices.add(len(polygons.vertices))
    mesh.vertices.foreach_set("co", polygons.vertices.ravel())
    mesh.loops.add(len(polygons.corners))
    mesh.loops.foreach_set("vertex_index", polygons.corners)
    mesh.polygons.add(len(polygons.sizes))
    mesh.polygons.foreach_set("loop_start", polygons.starts.astype(np.int32))
    mesh.update(calc_edges=True)
    for domain, layer in polygons.layers.items():
        for label, (kind, values) in layer.items():
            if label in without:
                continue
            attribute = mesh.attributes.get(label) or mesh.attributes.new(label, kind, domain)
            attribute.data.foreach_set(_VALUES[kind][0], values.ravel())
    for material in like.materials:
        mesh.materials.append(material)
    wanted = like.color_attributes.active_color_name
    if wanted and wanted in mesh.color_attributes:
        mesh.color_attributes.active_color_name = wanted
        mesh.color_attributes.render_color_index = mesh.color_attributes.find(wanted)
    if like.uv_layers.active is not None and like.uv_layers.active.name in mesh.uv_layers:
        mesh.uv_layers.active = mesh.uv_layers[like.uv_layers.active.name]
    return mesh  # type: ignore[no-any-return]
