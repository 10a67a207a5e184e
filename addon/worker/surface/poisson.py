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

_SIGMA = 1.2
"""Gaussian filter in voxels."""
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
    margin = int(np.ceil(resolution * _PADDING)) + 6
    needed = np.ceil((high - low) / step).astype(int) + 1 + 2 * margin
    shape = tuple(int(scipy.fft.next_fast_len(int(n), real=True)) for n in needed)
    origin = (low + high) / 2 - (np.array(shape) - 1) / 2 * step
    grid = ((points.positions - origin) / step).astype(np.float32)
    areas = points.areas / np.float32(step * step)

    field = _invert(_divergence(grid, points.normals, areas, shape))
    iso = _local_iso(field, grid, areas)
    return Field(field - iso, origin, step)


def _discs(grid: Floats, normals: Floats, areas: Floats) -> tuple[Floats, Floats, Floats]:
    """Replace points by seven points of a seventh of the area each, spread over the disc of that area."""
    axis = np.eye(3, dtype=np.float32)[np.argmin(np.abs(normals), axis=1)]
    u = np.cross(normals, axis)
    u /= np.maximum(np.linalg.norm(u, axis=1, keepdims=True), 1e-12)
    v = np.cross(normals, u)
    angles = np.arange(6) * (np.pi / 3)
    ring = np.cos(angles)[:, None, None] * u + np.sin(angles)[:, None, None] * v
    radius = 0.7 * np.sqrt(areas)[:, None]
    places = np.concatenate([grid[None], grid + radius * ring]).reshape(-1, 3).astype(np.float32)
    return places, np.tile(normals, (7, 1)), np.tile(areas / 7, 7)


def _splat(grid: Floats, weights: Floats, shape: tuple[int, ...]) -> Floats:
    """Add (N,) weights at (N, 3) voxel coordinates to a grid, trilinearly; outside is clamped to the border."""
    base = np.floor(grid).astype(np.int64)
    base = np.clip(base, 0, np.array(shape) - 2)
    part = np.clip(grid - base, 0.0, 1.0)
    total = np.zeros(int(np.prod(shape)), np.float64)
    for corner in np.ndindex(2, 2, 2):
        amount = weights * np.prod(np.where(corner, part, 1 - part), axis=1)
        index = np.ravel_multi_index(tuple((base + corner).T), shape)
        total += np.bincount(index, amount, minlength=total.size)
    return total.reshape(shape).astype(np.float32)


def _divergence(grid: Floats, normals: Floats, areas: Floats, shape: tuple[int, ...]) -> Floats:
    """Divergence of the inward vector field on a staggered grid (each component on its own cell faces)."""
    places, normals, areas = _discs(grid, normals, areas)
    total = np.zeros(shape, np.float32)
    for axis in range(3):
        offset = np.zeros(3, np.float32)
        offset[axis] = 0.5
        flux = _splat(places - offset, -normals[:, axis] * areas, shape)
        total += flux - np.roll(flux, 1, axis)
    return total


def _invert(divergence: Floats) -> Floats:
    """Invert the seven-point Laplacian and filter, in Fourier space."""
    shape = divergence.shape
    spectrum = scipy.fft.rfftn(divergence, workers=-1)
    waves = [scipy.fft.fftfreq(n).astype(np.float32) for n in shape[:2]]
    waves.append(scipy.fft.rfftfreq(shape[2]).astype(np.float32))
    laplacian = np.zeros(spectrum.shape, np.float32)
    for axis, wave in enumerate(waves):
        view = [1, 1, 1]
        view[axis] = -1
        decay = np.exp(-2 * np.square(np.pi * _SIGMA * wave)).astype(np.float32)
        spectrum *= decay.reshape(view)
        laplacian += (2 * np.cos(2 * np.pi * wave) - 2).astype(np.float32).reshape(view)
    laplacian[0, 0, 0] = 1
    spectrum /= laplacian
    spectrum[0, 0, 0] = 0
    solution: Floats = scipy.fft.irfftn(spectrum, s=shape, workers=-1, overwrite_x=True)
    return solution.astype(np.float32, copy=False)


def _local_iso(field: Floats, grid: Floats, areas: Floats) -> Floats:
    """The field's average at the points, within a few spacings; where there are none, their overall average."""
    at_points = ndimage.map_coordinates(field, grid.T, order=1, mode="nearest")
    overall = float(np.average(at_points, weights=areas))
    coarse_shape = tuple(-(-n // _COARSE) + 1 for n in field.shape)
    coarse = grid / np.float32(_COARSE)
    width = 0.035 * max(field.shape) / _COARSE
    mass = ndimage.gaussian_filter(_splat(coarse, areas, coarse_shape), width)
    moment = ndimage.gaussian_filter(_splat(coarse, areas * (at_points - np.float32(overall)), coarse_shape), width)
    floor = 0.02 * float(mass.max()) + 1e-12
    result: Floats = (moment / (mass + floor)).astype(np.float32)
    for axis, size in enumerate(field.shape):
        result = np.moveaxis(np.tensordot(_interpolation(size, coarse_shape[axis]), result, (1, axis)), 0, axis)
    return result + np.float32(overall)


def _interpolation(size: int, coarse: int) -> Floats:
    """(size, coarse) matrix that interpolates coarse samples linearly."""
    distance = np.abs(np.arange(size)[:, None] / _COARSE - np.arange(coarse))
    return np.clip(1 - distance, 0, None).astype(np.float32)
