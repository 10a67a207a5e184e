"""Spectral Poisson reconstruction: oriented points to a field on a grid whose zero set is the surface.

The indicator of the object has the gradient of its oriented boundary (Kazhdan, Bolitho and Hoppe, "Poisson Surface
Reconstruction", 2006); on a periodic grid the solve is one product in Fourier space (Peng et al., "Shape As Points",
2021). Two things differ here. Every point is laid down as a small disc in its tangent plane, so that the gaps between
points close along the surface while the filter stays narrower than a thin wall. And the iso value is a field, the
average of the solution at the points nearby, which is what screening towards the points is for: a thin leg, whose
indicator the filter lowers, is cut where its own points are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy import ndimage

from .orient import Floats, OrientedPoints

_SIGMA_VOXELS = 1.2
_SIGMA_SPACINGS = 0.33
"""Standard deviation of the filter: the larger of the two, so that a fine grid does not show single points."""
_DISC = 1.0
"""Radius of a point's disc, in spacings."""
_REACH = 0.45
"""How far inside and outside of a point its iso value is taken, in spacings."""
_ISO_WIDTH = 0.02
"""Standard deviation of the iso value's average, in parts of the longest side."""
_FLOOR = 1e-3
"""Density of points, in parts of the highest, under which the iso value becomes the overall one."""
_PADDING = 0.1
_COARSE = 4


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


def solve(points: OrientedPoints, resolution: int) -> Field:
    """Solve for the field of `points` with `resolution` voxels along the longest side."""
    low, high = (f(points.positions.astype(np.float64), axis=0) for f in (np.min, np.max))
    step = float((high - low).max()) / resolution
    areas = points.areas / np.float32(step * step)
    sigma = max(_SIGMA_VOXELS, _SIGMA_SPACINGS * float(np.sqrt(np.median(areas))))
    margin = int(np.ceil(max(resolution * _PADDING, min(3 * sigma, resolution / 2)))) + 6
    needed = np.ceil((high - low) / step).astype(int) + 1 + 2 * margin
    shape = tuple(int(scipy.fft.next_fast_len(int(n), real=True)) for n in needed)
    origin = (low + high) / 2 - (np.array(shape) - 1) / 2 * step
    grid = ((points.positions - origin) / step).astype(np.float32)

    field = _invert(_divergence(grid, points.normals, areas, shape), sigma)
    iso = _local_iso(field, grid, areas, points.normals)
    return Field(field - iso, origin, step)


def _discs(grid: Floats, normals: Floats, areas: Floats) -> tuple[Floats, Floats, Floats]:
    """Replace points by seven points of a seventh of the area each, spread over the disc of that area."""
    axis = np.eye(3, dtype=np.float32)[np.argmin(np.abs(normals), axis=1)]
    u = np.cross(normals, axis)
    u /= np.maximum(np.linalg.norm(u, axis=1, keepdims=True), 1e-12)
    v = np.cross(normals, u)
    angles = np.arange(6) * (np.pi / 3)
    ring = np.cos(angles)[:, None, None] * u + np.sin(angles)[:, None, None] * v
    radius = np.float32(_DISC) * np.sqrt(areas)[:, None]
    places = np.concatenate([grid[None], grid + radius * ring]).reshape(-1, 3).astype(np.float32)
    return places, np.tile(normals, (7, 1)), np.tile(areas / 7, 7)


def _corners(grid: Floats, weights: Floats, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], Floats]:
    """Flat indices and amounts (8 N,) that share out (N,) weights at (N, 3) voxel coordinates trilinearly."""
    base = np.clip(np.floor(grid).astype(np.intp), 0, np.array(shape) - 2)
    part = np.clip(grid - base.astype(np.float32), 0, 1)
    strides = np.array([shape[1] * shape[2], shape[2], 1])
    index = [(base + corner) @ strides for corner in np.ndindex(2, 2, 2)]
    amount = [weights * np.where(corner, part, 1 - part).prod(axis=1) for corner in np.ndindex(2, 2, 2)]
    return np.concatenate(index), np.concatenate(amount)


def _splat(grid: Floats, weights: Floats, shape: tuple[int, ...]) -> Floats:
    """Add (N,) weights at (N, 3) voxel coordinates to a grid of zeros, trilinearly."""
    index, amount = _corners(grid, weights, shape)
    return np.bincount(index, amount, int(np.prod(shape))).reshape(shape).astype(np.float32)


def _divergence(grid: Floats, normals: Floats, areas: Floats, shape: tuple[int, ...]) -> Floats:
    """Divergence of the inward vector field, each component laid on its own cell faces."""
    places, normals, areas = _discs(grid, normals, areas)
    # The discs of a very sparse cloud may be wider than the margin.
    places = np.clip(places, 1, np.array(shape, np.float32) - 3)
    indices, amounts = [], []
    for axis in range(3):
        face = np.zeros(3, np.float32)
        face[axis] = 0.5
        index, flux = _corners(places - face, -normals[:, axis] * areas, shape)
        indices += [index, index + int(np.prod(shape[axis + 1 :]))]
        amounts += [flux, -flux]
    total = np.bincount(np.concatenate(indices), np.concatenate(amounts), int(np.prod(shape)))
    return total.reshape(shape).astype(np.float32)


def _invert(divergence: Floats, sigma: float) -> Floats:
    """Invert the seven-point Laplacian and filter by a Gaussian of `sigma` voxels, in Fourier space."""
    shape = divergence.shape
    spectrum = scipy.fft.rfftn(divergence, workers=-1)
    waves = [scipy.fft.fftfreq(n).astype(np.float32) for n in shape[:2]]
    waves.append(scipy.fft.rfftfreq(shape[2]).astype(np.float32))
    laplacian = np.zeros(spectrum.shape, np.float32)
    for axis, wave in enumerate(waves):
        view = [1, 1, 1]
        view[axis] = -1
        decay = np.exp(-2 * np.square(np.pi * sigma * wave)).astype(np.float32)
        spectrum *= decay.reshape(view)
        laplacian += (2 * np.cos(2 * np.pi * wave) - 2).astype(np.float32).reshape(view)
    laplacian[0, 0, 0] = 1
    spectrum /= laplacian
    spectrum[0, 0, 0] = 0
    solution: Floats = scipy.fft.irfftn(spectrum, s=shape, workers=-1, overwrite_x=True)
    return solution.astype(np.float32, copy=False)


def _local_iso(field: Floats, grid: Floats, areas: Floats, normals: Floats) -> Floats:
    """The field's average at the points' surface, within a few spacings; where there are none, the overall average.

    Half-way between a little inside and a little outside, rather than at the point itself: the same on a thick part,
    lower on a wall as thin as the filter, which therefore stays whole.
    """
    reach = np.float32(_REACH) * np.sqrt(areas)[:, None] * normals
    inner, outer = (ndimage.map_coordinates(field, (grid + r).T, order=1, mode="nearest") for r in (-reach, reach))
    at_points = (inner + outer) / 2
    overall = float(np.average(at_points, weights=areas))
    coarse_shape = tuple((n - 1) // _COARSE + 2 for n in field.shape)
    coarse = grid / np.float32(_COARSE)
    width = _ISO_WIDTH * max(field.shape) / _COARSE
    mass = ndimage.gaussian_filter(_splat(coarse, areas, coarse_shape), width)
    moment = ndimage.gaussian_filter(_splat(coarse, areas * (at_points - np.float32(overall)), coarse_shape), width)
    floor = _FLOOR * float(mass.max()) + 1e-12
    result: Floats = moment / (mass + np.float32(floor)) + np.float32(overall)
    for axis, size in enumerate(field.shape):
        result = _stretched(result, axis, size)
    return result


def _stretched(coarse: Floats, axis: int, size: int) -> Floats:
    """Interpolate linearly along one axis to `size` samples, `_COARSE` for each coarse one."""
    below, step = np.divmod(np.arange(size), _COARSE)
    part = (step / np.float32(_COARSE)).astype(np.float32).reshape([-1 if a == axis else 1 for a in range(3)])
    low = coarse.take(below, axis)
    result: Floats = low + part * (coarse.take(below + 1, axis) - low)
    return result
