"""What closes a piece that was cut out: lids, backs, beds, and the walls around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .loops import Loop, lid_over

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .attributes import Polygons

_INSET = 0.02
"""How much smaller a lid is than its rim; the frame between them lets the lid have one colour."""
_SHARP = "sharp_face"


class Closing:
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
        used = np.unique(corners).astype(np.int64)
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
        whole = part.extended(
            np.concatenate(self._places),
            *(np.concatenate(block) for block in (self._likes, self._corners, self._sizes, self._face_likes)),
        )
        whole.layers["FACE"][_SHARP][1][len(part.sizes) :, 0] = np.concatenate(self._flat)
        for kind, values in whole.layers["POINT"].values():
            start = len(part.vertices)
            for block, tint in zip(self._places, self._tints, strict=True):
                if kind.endswith("COLOR") and tint is not None:
                    values[start : start + len(block)] = np.median(values[tint], axis=0)
                start += len(block)
        return whole
