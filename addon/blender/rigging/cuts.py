"""Parts cut out of a mesh and closed again, so that each is watertight and all of them look like the whole.

A patch of the surface, such as a window or a door, becomes a plate: its own faces again, a little further in. Where a
patch lay, the other part has those faces too, below the plate. Whatever stands out or goes through, such as a leg or a
wheel, leaves a flat lid and gets one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .division import connected
from .loops import Loop, lid_area, lid_over, open_loops

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .attributes import Polygons

THICKNESS = 0.01
"""Of a plate, as a share of the object's longest side."""
_PATCH = 1.7
"""Up to this many times the area of the lids over its borders, a piece is a patch."""
_SLACK = 1.05
"""How much deeper a bed is than what lies in it, so that the two do not flicker."""
_INSET = 0.02
"""How much smaller a lid is than its rim, between which there is a frame: the lid has one colour."""
_SHARP = "sharp_face"


@dataclass(frozen=True, eq=False)
class Cutting:
    """A mesh whose parts are cut out one by one.

    faces : (F,) the part of each face
    moving : the parts that leave their place
    solid : the parts that never become plates, such as wheels
    ways : part -> (3,) how far it goes into the object: what a door or a drawer has behind its front
    boxes : those of `ways` that have a flat back, such as drawers
    """

    polygons: Polygons
    faces: NDArray[np.int64]
    moving: frozenset[int]
    solid: frozenset[int]
    ways: dict[int, NDArray[np.float64]]
    boxes: frozenset[int]
    pieces: NDArray[np.int64] = field(init=False)
    touching: NDArray[np.int64] = field(init=False)
    areas: NDArray[np.float64] = field(init=False)
    opposite: NDArray[np.int64] = field(init=False)
    inward: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        pairs, _ = self.polygons.neighbours
        same = self.faces[pairs[:, 0]] == self.faces[pairs[:, 1]]
        _, pieces = np.unique(connected(len(self.faces), pairs[same]), return_inverse=True)
        size = float(np.ptp(self.polygons.vertices, axis=0).max())
        values = {
            "pieces": pieces.reshape(-1),
            "touching": np.unique(pieces.reshape(-1)[pairs[~same]], axis=0),
            "areas": self.polygons.face_areas[0],
            "opposite": self.polygons.opposites,
            "inward": -THICKNESS * size * self.polygons.vertex_normals,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def part(self, number: int) -> Polygons:
        """Return one part as a mesh without open edges."""
        chosen = self.faces == number
        piece, old = self.polygons.select(chosen)
        loops, piece, before = open_loops(piece)
        closing = _Closing(piece)
        (corners,) = np.nonzero(chosen[self.polygons.face_of_corner])
        left = self._boxed(number, closing, loops)
        left = self._plated(number, closing, left, old[before], np.nonzero(chosen)[0])
        left = self._bedded(number, closing, left, corners)
        for loop in left:
            closing.lid(loop.rim, int(piece.face_of_corner[loop.corners[0]]))
        return closing.closed()

    def _boxed(self, number: int, closing: _Closing, loops: list[Loop]) -> list[Loop]:
        """Give a drawer its box: the longest loop goes inward to a flat floor."""
        if number not in self.boxes or not loops:
            return loops
        longest = max(loops, key=lambda loop: _length(closing.part, loop.rim))
        closing.lid(longest.rim, int(closing.part.face_of_corner[longest.corners[0]]), self.ways[number])
        return [loop for loop in loops if loop is not longest]

    def _plated(
        self, number: int, closing: _Closing, loops: list[Loop], old: NDArray[np.int64], old_faces: NDArray[np.int64]
    ) -> list[Loop]:
        """Close the pieces that are patches by a back of the same shape; return the other loops."""
        if number in self.solid or number in self.boxes:
            return loops
        part, face_pieces = closing.part, self.pieces[old_faces]
        left = []
        by_piece: dict[int, list[Loop]] = {}
        for loop in loops:
            by_piece.setdefault(int(face_pieces[part.face_of_corner[loop.corners[0]]]), []).append(loop)
        for piece, around in by_piece.items():
            area = float(self.areas[self.pieces == piece].sum())
            lids = sum(lid_area(outline, lid_over(outline)) for outline in (part.vertices[l.rim] for l in around))
            if area > _PATCH * lids and number not in self.ways:
                left += around
                continue
            (mine,) = np.nonzero(face_pieces == piece)
            closing.back(mine, around, self.ways.get(number, self.inward[old]))
        return left

    def _bedded(self, number: int, closing: _Closing, loops: list[Loop], corners: NDArray[np.int64]) -> list[Loop]:
        """Close the holes where patches of other parts lay by the same faces further in; return the other loops."""
        polygons = self.polygons
        part_of_piece = np.zeros(int(self.pieces.max()) + 1, np.int64)
        part_of_piece[self.pieces] = self.faces
        others = self.touching[(part_of_piece[self.touching] != number).all(axis=1)]
        groups = connected(len(part_of_piece), others)
        group_of_face = np.where(self.faces == number, -1, groups[self.pieces])
        by_group: dict[int, list[Loop]] = {}
        left = []
        for loop in loops:
            across = self.opposite[corners[loop.corners]]
            beside = group_of_face[polygons.face_of_corner[across]]
            if (across < 0).any() or loop.torn or (beside != beside[0]).any():
                left.append(loop)
            else:
                by_group.setdefault(int(beside[0]), []).append(loop)
        mine = float(self.areas[self.faces == number].sum())
        for group, around in by_group.items():
            inside = group_of_face == group
            area = float(self.areas[inside].sum())
            moving = float(self.areas[inside & np.isin(self.faces, list(self.moving))].sum())
            outlines = [closing.part.vertices[loop.rim] for loop in around]
            lids = sum(lid_area(outline, lid_over(outline)) for outline in outlines)
            whole = sum(len(loop.rim) for loop in around) == int(
                (
                    inside[polygons.face_of_corner]
                    & (self.opposite >= 0)
                    & ~inside[polygons.face_of_corner[self.opposite]]
                ).sum()
            )
            if not whole or area > mine or (area > _PATCH * lids and moving > 0.5 * area):
                left += around
                continue
            bed, numbers = polygons.select(inside)
            depth = self.inward[numbers] * _SLACK
            for deep, way in self.ways.items():
                depth[np.unique(bed.corners[(self.faces[inside] == deep)[bed.face_of_corner]])] = way * _SLACK
            # The first corner of the edge across a loop's edge is the vertex where the loop's edge ends.
            rims = [
                np.searchsorted(numbers, np.roll(polygons.corners[self.opposite[corners[loop.corners]]], 1))
                for loop in around
            ]
            closing.bed(bed, depth, around, rims)
        return left


class _Closing:
    """A piece with open edges, and the vertices and faces that will close it, block after block."""

    def __init__(self, part: Polygons) -> None:
        self.part = part
        self._places: list[NDArray[np.float64]] = []
        self._likes: list[NDArray[np.int64]] = []
        self._tints: list[NDArray[np.int64] | None] = []
        """The rim whose colour the new vertices have; None for that of their own vertex."""
        self._corners: list[NDArray[np.int64]] = []
        self._sizes: list[NDArray[np.int64]] = []
        self._face_likes: list[NDArray[np.int64]] = []
        self._flat: list[NDArray[np.bool_]] = []
        self._count = len(part.vertices)

    def _add(
        self, places: NDArray[np.float64], likes: NDArray[np.int64], tint: NDArray[np.int64] | None
    ) -> NDArray[np.int64]:
        numbers = np.arange(self._count, self._count + len(places))
        self._count += len(places)
        self._places.append(places)
        self._likes.append(likes)
        self._tints.append(tint)
        return numbers

    def _add_faces(
        self,
        corners: NDArray[np.int64],
        sizes: NDArray[np.integer[Any]],
        like: NDArray[np.int64] | int,
        *,
        flat: bool,
    ) -> None:
        self._corners.append(corners.reshape(-1))
        self._sizes.append(sizes.astype(np.int64))
        self._face_likes.append(np.broadcast_to(np.asarray(like, np.int64), sizes.shape))
        self._flat.append(np.full(len(sizes), flat))

    def _wall(self, rim: NDArray[np.int64], ring: NDArray[np.int64], like: int) -> None:
        """Join a rim to a ring of as many vertices."""
        quads = np.stack([np.roll(rim, -1), rim, ring, np.roll(ring, -1)], axis=1)
        self._add_faces(quads, np.full(len(rim), 4), like, flat=True)

    def lid(self, rim: NDArray[np.int64], like: int, way: NDArray[np.float64] | None = None) -> None:
        """Close a rim by a flat lid in its colour; at the end of a wall, when it has a way to go."""
        outline = self.part.vertices[rim].astype(np.float64)
        middle = outline.mean(axis=0)
        triangles = lid_over(outline)
        if way is not None:
            # The colour of the rim ends here, or the wall would have its stripes.
            frame = self._add(outline + _INSET * way, rim, rim)
            self._wall(rim, frame, like)
        places = outline + (_INSET * (middle - outline) if way is None else way)
        ring = self._add(places, rim, rim)
        self._wall(rim if way is None else frame, ring, like)
        if triangles is None:
            # A fan closes every outline, though it may cross itself.
            centre = self._add(places.mean(axis=0)[None], rim[:1], rim)
            faces = np.stack([np.roll(ring, -1), ring, np.repeat(centre, len(ring))], axis=1)
        else:
            faces = ring[np.array(triangles, np.int64)]
        self._add_faces(faces, np.full(len(faces), 3), like, flat=True)

    def back(self, faces: NDArray[np.int64], loops: list[Loop], way: NDArray[np.float64]) -> None:
        """Close a piece by its own faces, turned round and moved by `way`, (3,) or (V, 3)."""
        part = self.part
        chosen = np.zeros(len(part.sizes), np.bool_)
        chosen[faces] = True
        # All corners backwards: the faces in reverse order, and each the other way round.
        corners = part.corners[chosen[part.face_of_corner]][::-1]
        used = np.unique(corners)
        numbers = np.zeros(len(part.vertices), np.int64)
        moved = part.vertices[used] + np.broadcast_to(way, part.vertices.shape)[used]
        numbers[used] = self._add(moved, used, None)
        (reverse,) = np.nonzero(chosen)
        reverse = reverse[::-1]
        self._add_faces(numbers[corners], part.sizes[reverse], reverse, flat=False)
        for loop in loops:
            self._wall(loop.rim, numbers[loop.rim], int(part.face_of_corner[loop.corners[0]]))

    def bed(self, bed: Polygons, depth: NDArray[np.float64], loops: list[Loop], rims: list[NDArray[np.int64]]) -> None:
        """Close loops by the faces that lay between them, moved by `depth` (V, 3); `rims` are the loops in `bed`."""
        longest = max(loops, key=lambda loop: len(loop.rim))
        like = int(self.part.face_of_corner[longest.corners[0]])
        likes = np.full(len(bed.vertices), longest.rim[0], np.int64)
        numbers = self._add(bed.vertices + depth, likes, longest.rim)
        self._add_faces(numbers[bed.corners], bed.sizes, like, flat=False)
        for loop, rim in zip(loops, rims, strict=True):
            self._wall(loop.rim, numbers[rim], like)

    def closed(self) -> Polygons:
        """Return the piece with what closes it; the flat faces are marked as such."""
        part = self.part
        part.layers["FACE"].setdefault(_SHARP, ("BOOLEAN", np.zeros((len(part.sizes), 1), np.bool_)))
        if not self._sizes:
            return part
        blocks = (self._places, self._likes, self._corners, self._sizes, self._face_likes)
        places, likes, corners, sizes, face_likes = (np.concatenate(block) for block in blocks)
        whole = part.extended(places, likes, corners, sizes, face_likes)
        whole.layers["FACE"][_SHARP][1][len(part.sizes) :, 0] = np.concatenate(self._flat)
        for kind, values in whole.layers["POINT"].values():
            start = len(part.vertices)
            for block, tint in zip(self._places, self._tints, strict=True):
                if kind.endswith("COLOR") and tint is not None:
                    values[start : start + len(block)] = np.median(values[tint], axis=0)
                start += len(block)
        return whole


def _length(part: Polygons, rim: NDArray[np.int64]) -> float:
    return float(np.linalg.norm(part.vertices[rim] - part.vertices[np.roll(rim, 1)], axis=1).sum())
