"""Which part each face of a labelled mesh belongs to, without specks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .attributes import summed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .attributes import Polygons

_ROUNDS = 4
_SMOOTHING, _BLUR = 3, 4


def face_parts(polygons: Polygons, ids: NDArray[np.int32], least: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the part of each face (F,) from those of its vertices (V,): the one that most of them have.

    least : (P,) for each part the share of its area below which a piece of it is a mislabelled speck; specks go to
        the part with which they share the longest border
    """
    count = len(least)
    face = polygons.face_of_corner
    ids = smoothed(polygons, ids, count)
    votes = np.bincount(face * count + ids[polygons.corners], minlength=len(polygons.sizes) * count)
    parts: NDArray[np.int64] = votes.reshape(-1, count).argmax(axis=1)
    areas, _ = polygons.face_areas
    pairs, lengths = polygons.neighbours
    for _ in range(_ROUNDS):
        pieces = connected(len(parts), pairs[parts[pairs[:, 0]] == parts[pairs[:, 1]]])
        size = np.bincount(pieces, weights=areas, minlength=len(parts))
        of_part = np.bincount(parts, weights=areas, minlength=count)
        speck = size[pieces] < (least * of_part)[parts]
        border = parts[pairs[:, 0]] != parts[pairs[:, 1]]
        rows = []
        for own, other in ((0, 1), (1, 0)):
            chosen = border & speck[pairs[:, own]]
            rows.append(np.stack([pieces[pairs[chosen, own]], parts[pairs[chosen, other]], lengths[chosen]], axis=1))
        shared = np.concatenate(rows)
        if not len(shared):
            break
        key, index = np.unique(shared[:, :2], axis=0, return_inverse=True)
        length = np.bincount(index.reshape(-1), weights=shared[:, 2])
        # The longest border of each piece comes last, and stays.
        winner = np.full(len(parts), -1)
        for row in np.argsort(length, kind="stable"):
            winner[int(key[row, 0])] = int(key[row, 1])
        new = winner[pieces]
        parts = np.where(speck & (new >= 0), new, parts)
    return parts


def smoothed(polygons: Polygons, ids: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """Let each vertex ask those around it for their parts, some rounds long: borders lose their teeth."""
    edges = polygons.edges
    a, b = np.concatenate([edges, edges[:, ::-1]]).T
    for _ in range(_SMOOTHING):
        # Only near a border can anything change.
        torn = np.zeros(len(ids), np.bool_)
        torn[a[ids[a] != ids[b]]] = True
        for _ in range(2):
            torn[a[torn[b]]] = True
        (asking,) = np.nonzero(torn)
        place = np.full(len(ids), -1)
        place[asking] = np.arange(len(asking))
        belief = np.zeros((len(ids), count), np.float32)
        belief[np.arange(len(ids)), ids] = 1.0
        near = torn[a]
        asked, who = b[near], place[a[near]]
        for _ in range(_BLUR):
            gathered = summed(belief[asked], who, len(asking)) + belief[asking]
            belief[asking] = gathered / gathered.sum(axis=1, keepdims=True)
        ids = belief.argmax(axis=1).astype(np.int32)
    return ids


def connected(count: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each of `count` things the least number of those that it is joined to by (E, 2) pairs, (count,)."""
    root = np.arange(count)
    a, b = pairs.T
    while True:
        low = np.minimum(root[a], root[b])
        before = root.copy()
        # Both things and both roots are told, so that whole trees merge at once.
        for target in (a, b, before[a], before[b]):
            np.minimum.at(root, target, low)
        while np.any(root[root] != root):
            root = root[root]
        if np.array_equal(root, before):
            return root


def shared_out(polygons: Polygons, parts: NDArray[np.int64], shared: int, movers: list[int]) -> NDArray[np.int64]:
    """Give each piece of the part `shared` to the nearest of the parts `movers`: a hubcap to its wheel."""
    pairs, _ = polygons.neighbours
    pieces = connected(len(parts), pairs[parts[pairs[:, 0]] == parts[pairs[:, 1]]])
    centres = polygons.centres
    result = parts.copy()
    for piece in np.unique(pieces[parts == shared]):
        middle = centres[pieces == piece].mean(axis=0)
        nearest = [
            float(np.linalg.norm(centres[parts == mover] - middle, axis=1).min(initial=np.inf)) for mover in movers
        ]
        if np.isfinite(min(nearest)):
            result[pieces == piece] = movers[int(np.argmin(nearest))]
    return result
