"""Parts cut out of a mesh and closed again, so that each is watertight and all of them look like the whole.

A patch of the surface, such as a window or a door, becomes a plate: its own faces again, a little further in. Where a
patch lay, the other part has those faces too, below the plate. Whatever stands out or goes through, such as a leg or a
wheel, leaves a flat lid and gets one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from .closing import Closing
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
        closing = Closing(piece)
        (corners,) = np.nonzero(chosen[self.polygons.face_of_corner])
        left = self._boxed(number, closing, loops)
        left = self._plated(number, closing, left, old[before], np.nonzero(chosen)[0])
        left = self._bedded(number, closing, left, corners)
        for loop in left:
            closing.lid(loop.rim, int(piece.face_of_corner[loop.corners[0]]))
        return closing.closed()

    def _boxed(self, number: int, closing: Closing, loops: list[Loop]) -> list[Loop]:
        """Give a drawer its box: the longest loop goes inward to a flat floor."""
        if number not in self.boxes or not loops:
            return loops
        longest = max(loops, key=lambda loop: _length(closing.part, loop.rim))
        closing.lid(longest.rim, int(closing.part.face_of_corner[longest.corners[0]]), self.ways[number])
        return [loop for loop in loops if loop is not longest]

    def _plated(
        self, number: int, closing: Closing, loops: list[Loop], old: NDArray[np.int64], old_faces: NDArray[np.int64]
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
            if area > _PATCH * _lids(part, around) and number not in self.ways:
                left += around
                continue
            (mine,) = np.nonzero(face_pieces == piece)
            closing.back(mine, around, self.ways.get(number, self.inward[old]))
        return left

    def _bedded(self, number: int, closing: Closing, loops: list[Loop], corners: NDArray[np.int64]) -> list[Loop]:
        """Close the holes where patches of other parts lay by the same faces further in; return the other loops."""
        polygons, face = self.polygons, self.polygons.face_of_corner
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
            lids = _lids(closing.part, around)
            border = inside[face] & (self.opposite >= 0) & ~inside[face[self.opposite]]
            whole = sum(len(loop.rim) for loop in around) == int(border.sum())
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


def _length(part: Polygons, rim: NDArray[np.int64]) -> float:
    return float(np.linalg.norm(part.vertices[rim] - part.vertices[np.roll(rim, 1)], axis=1).sum())


def _lids(part: Polygons, loops: list[Loop]) -> float:
    """Area of the lids over loops."""
    outlines = [part.vertices[loop.rim].astype(np.float64) for loop in loops]
    return sum(lid_area(outline, lid_over(outline)) for outline in outlines)
