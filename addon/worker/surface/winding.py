"""The winding number of points on a grid, as a linear map of their normals, and the map's transpose.

A closed surface's winding number is one inside and zero outside; its divergence form is that of Poisson's
reconstruction, so that one product in Fourier space replaces the sum over all pairs of points (Lu, Shi, Sun and Wang,
"Surface Reconstruction Based on the Modified Gauss Formula", 2018; Lin et al., "Surface Reconstruction from Point
Clouds without Normals by Parametrizing the Gauss Formula", 2022).
"""

from __future__ import annotations

from itertools import product

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..threads import THREADS
from .orient import Floats

_PADDING = 0.2
"""Empty space around the points, in parts of the longest side: the grid is periodic."""


class WindingGrid:
    """The map from vectors at (N, 3) positions to a field on a grid around them.

    Attributes
    ----------
    step
        Voxel size in the positions' unit.
    """

    def __init__(self, positions: Floats, resolution: int, sigma: float) -> None:
        """Lay `resolution` voxels along the longest side; `sigma` voxels is the width of the filter."""
        low, high = (f(positions.astype(np.float64), axis=0) for f in (np.min, np.max))
        self.step = float((high - low).max()) / resolution
        margin = int(np.ceil(max(_PADDING * resolution, 3 * sigma))) + 3
        needed = np.ceil((high - low) / self.step).astype(int) + 1 + 2 * margin
        self._shape = tuple(int(scipy.fft.next_fast_len(int(n), real=True)) for n in needed)
        self._origin = (low + high) / 2 - (np.array(self._shape) - 1) / 2 * self.step
        self._green = _green(self._shape, sigma)
        edge = np.ones(self._shape, np.bool_)
        edge[1:-1, 1:-1, 1:-1] = False
        self._edge = np.flatnonzero(edge)
        self._at = self._interpolation(positions)
        self._slope = self._differences(self._at)

    def _interpolation(self, positions: Floats) -> csr_array:
        """(N, G) trilinear weights."""
        grid = ((positions - self._origin) / self.step).astype(np.float32)
        floor = np.floor(grid)
        base, part = floor.astype(np.int32), grid - floor
        strides = np.array([self._shape[1] * self._shape[2], self._shape[2], 1], np.int32)
        corners = list(product((0, 1), repeat=3))
        index = np.stack([(base + np.array(corner, np.int32)) @ strides for corner in corners], axis=1)
        weight = np.stack([np.where(corner, part, 1 - part).prod(axis=1) for corner in corners], axis=1)
        ends = np.arange(0, 8 * len(positions) + 1, 8, dtype=np.int32)
        size = int(np.prod(self._shape))
        return csr_array((weight.ravel(), index.ravel(), ends), shape=(len(positions), size))

    def _differences(self, at: csr_array) -> list[csr_array]:
        """For each axis, (N, G) weights of the central difference at the points, per voxel."""
        slopes = []
        for axis in range(3):
            stride = np.int32(np.prod(self._shape[axis + 1 :]))
            index = np.stack([at.indices + stride, at.indices - stride], axis=1).ravel()
            weight = np.stack([at.data / 2, at.data / -2], axis=1).ravel()
            slopes.append(csr_array((weight, index, 2 * at.indptr), shape=at.shape))
        return slopes

    def _solve(self, source: Floats) -> Floats:
        """Invert the Laplacian, filtered; the mean over the grid's edge becomes zero."""
        spectrum = scipy.fft.rfftn(source.reshape(self._shape), workers=THREADS)
        spectrum *= self._green
        field: Floats = scipy.fft.irfftn(spectrum, s=self._shape, workers=THREADS).ravel()
        return field - field[self._edge].mean()

    def field(self, vectors: Floats) -> Floats:
        """The winding number (G,) of (N, 3) outward vectors, normals times areas in square voxels."""
        return self._solve(sum(slope.T @ vectors[:, axis] for axis, slope in enumerate(self._slope)))

    def values(self, field: Floats) -> Floats:
        """A field (G,) at the points, (N,)."""
        result: Floats = self._at @ field
        return result

    def gradient(self, field: Floats) -> Floats:
        """A field's gradient (N, 3) at the points, per voxel."""
        return np.stack([slope @ field for slope in self._slope], axis=1)

    def gradient_elsewhere(self, field: Floats, positions: Floats) -> Floats:
        """A field's gradient (M, 3), per voxel, at (M, 3) positions inside the box around the grid's own points."""
        slopes = self._differences(self._interpolation(positions))
        return np.stack([slope @ field for slope in slopes], axis=1)

    def transposed(self, charges: Floats) -> Floats:
        """The transpose of `values` after `field`: (N,) numbers to (N, 3) vectors."""
        source: Floats = (self._at.T @ charges).astype(np.float32)
        source[self._edge] -= charges.sum() / np.float32(len(self._edge))
        return self.gradient(self._solve(source))


def _green(shape: tuple[int, ...], sigma: float) -> Floats:
    """Spectrum of the inverse Laplacian with a Gaussian filter of `sigma` voxels; the mean goes."""
    waves = [scipy.fft.fftfreq(n).astype(np.float32) for n in shape[:2]]
    waves.append(scipy.fft.rfftfreq(shape[2]).astype(np.float32))
    square = np.zeros((1, 1, 1), np.float32)
    for axis, wave in enumerate(waves):
        view = [1, 1, 1]
        view[axis] = -1
        square = square + np.square(2 * np.pi * wave).astype(np.float32).reshape(view)
    square[0, 0, 0] = 1
    green: NDArray[np.float32] = -np.exp(-0.5 * np.float32(sigma * sigma) * square) / square
    green[0, 0, 0] = 0
    return green
