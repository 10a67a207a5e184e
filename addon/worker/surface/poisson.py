"""Spectral Poisson reconstruction: oriented points to a field on a grid whose zero set is the surface.

The indicator of the object has the gradient of its oriented boundary (Kazhdan, Bolitho and Hoppe, "Poisson Surface
Reconstruction", 2006); on a periodic grid the solve is one product in Fourier space (Peng et al., "Shape As Points",
2021). Two things differ here. Every point is laid down as a small ellipse in its tangent plane, so that the gaps
between points close along the surface while the filter stays narrower than a thin wall. And the iso value is a field,
the average of the solution at the points nearby, which is what screening towards the points is for: a thin leg, whose
indicator the filter lowers, is cut where its own points are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy import ndimage

from ..threads import THREADS
from .orient import Floats, OrientedPoints

_SIGMA_VOXELS = 0.9
_SIGMA_SPACINGS = 0.33
"""Standard deviation of the filter: the larger of the two, so that a fine grid does not show single points."""
_DISC = 0.8
"""Size of a point's disc, in its spans."""
_REACH = 0.45
"""How far inside and outside of a point its iso value is taken, in spacings."""
_ISO_WIDTH = 0.01
"""Standard deviation of the iso value's average, in parts of the longest side."""
_FLOOR = 1e-3
"""Density of points, in parts of the highest, under which the iso value becomes the overall one."""
PADDING = 0.1
"""Least margin of the grid around the points, in parts of the longest side."""
_COARSE = 4
_DISC_FROM = 0.5
"""Area per point, in square voxels, under which points lie closer than a disc could fill."""
_SLAB_VOXELS = 1 << 20
"""How many numbers are worked on at once beside the grid."""
_PLACES_AT_ONCE = 1 << 14
_POINTS_AT_ONCE = 1 << 17


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A scalar field on a grid, positive inside the object.

    Attributes
    ----------
    values : (X, Y, Z) float32
    origin : (3,) float64
        Position of voxel (0, 0, 0) in the model frame.
    step
        Voxel size in the model frame.
    """

    values: Floats
    origin: NDArray[np.float64]
    step: float


def grid_shape(extent: NDArray[np.float64], step: float, sigma: float) -> tuple[int, int, int]:
    """Voxels of the solve's grid for an object of (3,) `extent`, in the unit of `step`, and a filter of `sigma` voxels.

    The solution is periodic, and the margin keeps it from meeting itself.
    """
    margin = np.ceil(max(float(extent.max()) / step * PADDING, min(3 * sigma, float(extent.max()) / step / 2))) + 6
    needed = np.ceil(extent / step) + 1 + 2 * margin
    x, y, z = (int(scipy.fft.next_fast_len(int(n), real=True)) for n in needed)
    return x, y, z


def solve(points: OrientedPoints, resolution: int) -> Field:
    """Solve for the field of `points` with `resolution` voxels along the longest side.

    One buffer holds the divergence, its spectrum and the field in turn: four bytes a voxel, and blocks beside it.
    """
    low, high = (f(points.positions.astype(np.float64), axis=0) for f in (np.min, np.max))
    step = float((high - low).max()) / resolution
    areas = points.areas / np.float32(step * step)
    sigma = max(_SIGMA_VOXELS, _SIGMA_SPACINGS * float(np.sqrt(np.median(areas))))
    shape = grid_shape(high - low, step, sigma)
    origin = (low + high) / 2 - (np.array(shape) - 1) / 2 * step
    grid = ((points.positions - origin) / step).astype(np.float32)

    spectrum = np.zeros((*shape[:2], shape[2] // 2 + 1), np.complex64)
    values = spectrum.view(np.float32)
    spans = points.spans / np.float32(step)
    _lay_divergence(values[:, :, : shape[2]], grid, points.normals, areas, spans)
    _invert(spectrum, values, shape, sigma)
    # The spectrum has a column or two more than the field: they become margin.
    values[:, :, shape[2] :] = values[:, :, shape[2] - 1 : shape[2]]
    _subtract_local_iso(values, grid, areas, points.normals)
    return Field(values, origin, step)


def _discs(grid: Floats, normals: Floats, areas: Floats, spans: Floats) -> tuple[Floats, Floats, Floats]:
    """Replace points by seven points of a seventh of the area each, spread over an ellipse with the `spans`."""
    angles = (np.arange(6) * (np.pi / 3)).astype(np.float32)[:, None, None]
    ring = np.float32(_DISC) * (np.cos(angles) * spans[:, 0] + np.sin(angles) * spans[:, 1])
    places = np.concatenate([grid[None], grid + ring]).reshape(-1, 3).astype(np.float32)
    return places, np.tile(normals, (7, 1)), np.tile(areas / 7, 7)


def _corners(grid: Floats, weights: Floats, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], Floats]:
    """Flat indices and amounts (8 N,) that share out (N,) weights at (N, 3) voxel coordinates trilinearly."""
    base = np.floor(grid)
    upper = grid - base
    strides = np.array([shape[1] * shape[2], shape[2], 1])
    first = base.astype(np.intp) @ strides
    amounts = [weights]
    for part in upper.T:
        amounts = [share for amount in amounts for share in (amount * (1 - part), amount * part)]
    index = np.concatenate([first + np.array(corner) @ strides for corner in np.ndindex(2, 2, 2)])
    return index, np.concatenate(amounts)


def _lay_divergence(total: Floats, grid: Floats, normals: Floats, areas: Floats, spans: Floats) -> None:
    """Add the divergence of the inward vector field to a grid of zeros, each component laid on its own cell faces.

    Slab by slab along the first axis, so that the sums in double precision stay small.
    """
    if float(np.median(areas)) > _DISC_FROM:
        grid, normals, areas = _discs(grid, normals, areas, spans)
    # The discs of a very sparse cloud may be wider than the margin.
    places = np.clip(grid, 2, np.array(total.shape, np.float32) - 4)
    layer = places[:, 0].astype(np.intp)
    order = np.argsort(layer, kind="stable")
    thickness = max(4, _SLAB_VOXELS // (total.shape[1] * total.shape[2]))
    starts = np.arange(0, total.shape[0], thickness)
    ends = np.searchsorted(layer[order], [*starts, total.shape[0]])
    for start, first, last in zip(starts, ends[:-1], ends[1:], strict=True):
        for part in range(first, last, _PLACES_AT_ONCE):
            chosen = order[part : min(part + _PLACES_AT_ONCE, last)]
            # A layer before the slab and two behind it are reached.
            low, high = max(start - 1, 0), min(start + thickness + 2, total.shape[0])
            here = places[chosen] - np.array([low, 0, 0], np.float32)
            total[low:high] += _divergence(here, normals[chosen], areas[chosen], (high - low, *total.shape[1:]))


def _divergence(places: Floats, normals: Floats, areas: Floats, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Divergence on a grid of its own of vectors at (N, 3) voxel coordinates."""
    indices, amounts = [], []
    for axis in range(3):
        face = np.zeros(3, np.float32)
        face[axis] = 0.5
        index, flux = _corners(places - face, -normals[:, axis] * areas, shape)
        indices += [index, index + int(np.prod(shape[axis + 1 :]))]
        amounts += [flux, -flux]
    total = np.bincount(np.concatenate(indices), np.concatenate(amounts), int(np.prod(shape))).reshape(shape)
    return np.asarray(total, np.float64)


def _invert(spectrum: NDArray[np.complex64], values: Floats, shape: tuple[int, int, int], sigma: float) -> None:
    """Invert the seven-point Laplacian in place and filter by a Gaussian of `sigma` voxels, in Fourier space.

    `values` (X, Y, 2 (Z // 2 + 1)) is the memory of `spectrum` (X, Y, Z // 2 + 1), read as real numbers.
    """
    waves = [scipy.fft.fftfreq(n) for n in shape[:2]] + [scipy.fft.rfftfreq(shape[2])]
    decay = [np.exp(-2 * np.square(np.pi * sigma * wave)).astype(np.float32) for wave in waves]
    second = [(2 * np.cos(2 * np.pi * wave) - 2).astype(np.float32) for wave in waves]
    across = _blocks(shape[0], spectrum[0].size)
    for block in across:
        spectrum[block] = scipy.fft.rfftn(values[block, :, : shape[2]], axes=(1, 2), workers=THREADS)
    for block in _blocks(shape[1], spectrum[:, 0].size):
        waves_here = scipy.fft.fft(spectrum[:, block], axis=0, workers=THREADS, overwrite_x=False)
        waves_here *= decay[0][:, None, None] * decay[1][block, None] * decay[2]
        laplacian = second[0][:, None, None] + second[1][block, None] + second[2]
        if block.start == 0:
            laplacian[0, 0, 0] = np.inf
        waves_here /= laplacian
        spectrum[:, block] = scipy.fft.ifft(waves_here, axis=0, workers=THREADS, overwrite_x=True)
    for block in across:
        values[block, :, : shape[2]] = scipy.fft.irfftn(
            spectrum[block], s=shape[1:], axes=(1, 2), workers=THREADS, overwrite_x=True
        )


def _rows(count: int) -> list[slice]:
    """Slices of `count` points."""
    return [slice(start, min(start + _POINTS_AT_ONCE, count)) for start in range(0, count, _POINTS_AT_ONCE)]


def _blocks(count: int, each: int) -> list[slice]:
    """Slices of `count` layers of `each` numbers that hold about `_SLAB_VOXELS` numbers."""
    thickness = max(1, _SLAB_VOXELS // each)
    return [slice(start, min(start + thickness, count)) for start in range(0, count, thickness)]


def _subtract_local_iso(field: Floats, grid: Floats, areas: Floats, normals: Floats) -> None:
    """Subtract the field's average at the points' surface, taken within a few spacings; elsewhere the overall average.

    Half-way between a little inside and a little outside, rather than at the point itself: the same on a thick part,
    lower on a wall as thin as the filter, which therefore stays whole.
    """
    at_points = np.empty_like(areas)
    for rows in _rows(len(areas)):
        reach = np.float32(_REACH) * np.sqrt(areas[rows])[:, None] * normals[rows]
        sides = (ndimage.map_coordinates(field, (grid[rows] + r).T, order=1, mode="nearest") for r in (-reach, reach))
        at_points[rows] = sum(sides) / 2
    overall = float(np.average(at_points, weights=areas))
    coarse_shape = tuple((n - 1) // _COARSE + 2 for n in field.shape)
    size = int(np.prod(coarse_shape))
    mass, moment = np.zeros(size, np.float32), np.zeros(size, np.float32)
    for rows in _rows(len(areas)):
        index, amount = _corners(grid[rows] / np.float32(_COARSE), areas[rows], coarse_shape)
        mass += np.bincount(index, amount, size)
        moment += np.bincount(index, amount * np.tile(at_points[rows] - np.float32(overall), 8), size)
    width = _ISO_WIDTH * max(field.shape) / _COARSE
    mass, moment = (ndimage.gaussian_filter(sums.reshape(coarse_shape), width) for sums in (mass, moment))
    iso = moment / (mass + np.float32(_FLOOR * float(mass.max()) + 1e-12)) + np.float32(overall)
    for block in _blocks(field.shape[0], field[0].size):
        # Of the coarse layers only those about the block, so that little of it is ever as fine as the field.
        first = block.start // _COARSE
        fine = iso[first : (block.stop - 1) // _COARSE + 2]
        for axis, start, stop in ((2, 0, field.shape[2]), (1, 0, field.shape[1]), (0, block.start, block.stop)):
            fine = _stretched(fine, axis, np.arange(start, stop) - (first * _COARSE if axis == 0 else 0))
        field[block] -= fine


def _stretched(coarse: Floats, axis: int, places: NDArray[np.intp]) -> Floats:
    """Interpolate linearly along one axis at `places`, `_COARSE` for each coarse sample."""
    below, step = np.divmod(places, _COARSE)
    part = (step / np.float32(_COARSE)).astype(np.float32).reshape([-1 if a == axis else 1 for a in range(3)])
    low = coarse.take(below, axis)
    result: Floats = low + part * (coarse.take(below + 1, axis) - low)
    return result
