"""Outward normals for points that have none, or have bad ones.

The side is decided for the whole cloud at once (`field_sides`). Walking from neighbour to neighbour crosses from one
side of a thin wall to the other, so that is kept for what has no inside: planes and the like.

The direction is then that of the plane through the neighbours that face the same way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ..threads import THREADS
from .field_sides import field_sides
from .orient import Floats, unit
from .spanning_tree import hand_on_sides

_BLOCK = 100_000
_NEIGHBOURS, _PLANE_ROUNDS = 20, 2
_STAY = np.float32(0.3)
"""What staying is worth, in parts of the neighbours' spread."""
_TREE_NEIGHBOURS = 10
_DECIDED = 0.45
"""Mean cosine between the planes of a piece and its field, below which the field knows no inside."""
_TORN, _TORN_SHARE = 0.5, 0.02
"""Mean cosine to the neighbours in its plane below which a point counts as torn, and the share of them to act on."""
_SHEET = 0.7
"""Length of the mean normal of a piece that is a sheet; that of a closed surface is zero."""
_SURE = 0.5
"""Mean cosine from which the field says which side of a sheet is out."""
_CONTRADICTED = -0.35
"""Mean cosine to its neighbours below which a given normal is an outlier."""
_SLAB = 0.6
"""Standard deviation, in spacings, of the height above a plane of the neighbours that count as lying in it."""
_TRUST_ANGLE = 15.0
"""Degrees of typical difference at which given normals and estimated ones count the same."""


def estimate_normals(positions: Floats, given: Floats | None = None) -> Floats:
    """Outward unit normals (N, 3) float32 of points on a surface.

    Parameters
    ----------
    positions
        (N, 3) float32, finite, N at least 4, in the model frame; not all on one line.
    given
        (N, 3) float32 unit vectors or zeros, or None. Any of them may be noisy or point inwards: the estimate decides
        their side, and the better they agree with it otherwise, the more of their direction is kept.
    """
    count = len(positions)
    field_side, given_side = field_sides(positions, given)
    distance, near = cKDTree(positions).query(positions, k=min(_NEIGHBOURS, count), workers=THREADS)
    normals = field_side
    for _ in range(_PLANE_ROUNDS):
        normals = _planes(positions, normals, near, distance)
    torn = _agreement(positions, normals, near, distance) < _TORN
    _settle_undecided(normals, field_side, _planes(positions, None, near, distance), torn=torn, near=near, given=given)
    if given is None:
        return normals
    agreement = _agreement(positions, given, near, distance)
    return _merged(normals, given, _turned(normals, given, given_side, agreement))


def _planes(positions: Floats, sides: Floats | None, near: NDArray[np.intp], distance: NDArray[np.float64]) -> Floats:
    """Turn normals (N, 3) towards those of the planes through the neighbours that face their way.

    The direction with least spread of the neighbours, less a reward for staying: where they lie in no plane, as around
    a thin leg, the normal stays what it was. Without `sides` the plane is that of all neighbours, and its side chance.
    """
    result = np.empty_like(positions)
    for first in range(0, len(positions), _BLOCK):
        rows = slice(first, first + _BLOCK)
        around = positions[near[rows]] - positions[rows, None]
        reach = np.maximum(distance[rows, -1:], 1e-9)
        weight = np.exp(-2 * np.square(distance[rows] / reach)).astype(np.float32)
        if sides is not None:
            own = sides[rows]
            weight *= np.square(np.clip((sides[near[rows]] @ own[:, :, None])[..., 0], 0, None))
        weight /= np.maximum(weight.sum(axis=1, keepdims=True), np.float32(1e-9))
        centred = around - weight[:, None] @ around
        spread = (centred * weight[..., None]).transpose(0, 2, 1) @ centred
        spread /= np.maximum(np.trace(spread, axis1=1, axis2=2), np.float32(1e-20))[:, None, None]
        if sides is not None:
            spread -= _STAY * own[:, :, None] * own[:, None]
        plane = np.linalg.eigh(spread)[1][:, :, 0]
        if sides is not None:
            plane = np.where((plane * own).sum(axis=1, keepdims=True) < 0, -plane, plane)
        result[rows] = plane
    return result


def _settle_undecided(
    normals: Floats,
    field_side: Floats,
    planes: Floats,
    *,
    torn: NDArray[np.bool_],
    near: NDArray[np.intp],
    given: Floats | None,
) -> None:
    """Replace, in place, the normals of the pieces that have no inside.

    Those whose field lies in their `planes` (N, 3) instead of across them; and sheets, such as terrain, whose sides
    from point to point are nearly one, while the field's are `torn` (N,) between neighbours in one plane.
    """
    near = near[:, :_TREE_NEIGHBOURS]
    count = len(normals)
    start = np.repeat(np.arange(count), near.shape[1])
    graph = csr_array((np.ones(near.size, np.int8), (start, near.ravel())), shape=(count, count))
    pieces, piece = connected_components(graph, directed=False)
    size = np.bincount(piece)
    flat = np.bincount(piece, np.abs((planes * field_side).sum(axis=1))) < _DECIDED * size
    undecided = (flat | (np.bincount(piece, torn) > _TORN_SHARE * size))[piece]
    if not undecided.any():
        return
    number = np.cumsum(undecided) - 1
    handed = hand_on_sides(planes[undecided], number[near[undecided]], piece[undecided])
    owner = piece[undecided]

    def mean(values: Floats) -> NDArray[np.float64]:
        return np.bincount(owner, values, minlength=pieces) / size

    # Whom to ask which side is out: the given normals, the field if it is sure, and then up.
    up, field = mean(handed[:, 2]), mean((handed * field_side[undecided]).sum(axis=1))
    vote = np.where(np.abs(field) > _SURE, field, up)
    if given is not None:
        asked = mean((handed * given[undecided]).sum(axis=1))
        vote = np.where(np.abs(asked) > _SURE / 4, asked, vote)
    turned = vote[owner] < 0
    length = np.linalg.norm([mean(handed[:, axis]) for axis in range(3)], axis=0)
    settled = (flat | (length > _SHEET))[owner]
    normals[np.flatnonzero(undecided)[settled]] = np.where(turned[:, None], -handed, handed)[settled]


def _turned(normals: Floats, given: Floats, side: float, agreement: Floats) -> Floats:
    """The sign (N, 1) that puts each given normal outside; zero where it is missing.

    Where the given normals have a `side` as a whole, one is turned over only if both the estimate and its neighbours
    contradict it: where walls nearly touch, the estimate errs more often than such a file.
    """
    valid = np.square(given).sum(axis=1) > 0.25
    sign = np.sign((normals * given).sum(axis=1))
    if side != 0:
        sign = np.where((sign * side < 0) & (agreement < _CONTRADICTED), -side, side)
    return np.where(valid, sign, 0).astype(np.float32)[:, None]


def _agreement(positions: Floats, given: Floats, near: NDArray[np.intp], distance: NDArray[np.float64]) -> Floats:
    """Mean cosine (N,) of given normals to those of the neighbours in their own plane, not across a thin wall."""
    width = np.maximum(_SLAB * distance[:, min(6, near.shape[1] - 1)], 1e-9).astype(np.float32)
    reach = np.maximum(distance[:, -1], 1e-9)
    total, share = (np.zeros(len(given), np.float32) for _ in range(2))
    for k in range(1, near.shape[1]):
        height = ((positions[near[:, k]] - positions) * given).sum(axis=1) / width
        weight = np.exp(-2 * np.square(distance[:, k] / reach) - 0.5 * np.square(height)).astype(np.float32)
        total += weight * (given * given[near[:, k]]).sum(axis=1)
        share += weight
    return (total / np.maximum(share, np.float32(1e-9))).astype(np.float32, copy=False)


def _merged(normals: Floats, given: Floats, sign: Floats) -> Floats:
    """Blend given normals, turned by `sign`, with the estimate, by how well the two agree as a whole."""
    cosine = (normals * given).sum(axis=1, keepdims=True)
    valid = sign != 0
    if not valid.any():
        return normals
    typical = float(np.degrees(np.arccos(np.clip(np.median(np.abs(cosine[valid])), 0, 1))))
    trust = np.float32(1 / (1 + (typical / _TRUST_ANGLE) ** 4))
    estimated = np.where(valid & (sign * cosine < 0), -normals, normals)
    return unit((trust * sign * given + (1 - trust) * estimated).astype(np.float32, copy=False))
