"""The object before a busy background: what is sharp, rare at the border and central, then GrabCut.

Rother et al., "GrabCut: Interactive Foreground Extraction using Iterated Graph Cuts" (SIGGRAPH 2004), with such
pixels in the place of the rectangle that a person draws.
"""

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter

from .barrier import barrier, contrast
from .colors import Floats, Mask, border, lab_of, shrunk

BARRIER_SIDE = 256
CUT_SIDE = 192
ITERATIONS, ITERATIONS_IN_BOX = 3, 5
CENTRE = 0.45
"""Standard deviation of where objects are, as a share of half the picture."""
SEED = 0.8
"""Seeds of the object, as a share of Otsu's threshold."""
BORDER = 0.05
BINS = 12


def likeness(rgb: Floats, inside: Mask | None = None) -> Floats:
    """How sure each pixel of ``rgb`` (H, W, 3) is the object's, (H, W) in [0, 1]; above one half GrabCut took it.

    inside : (H, W), False where the object is not for certain.
    """
    score = _standing_out(rgb)
    eight_bit = np.round(score * 255).astype(np.uint8)
    otsu = cv2.threshold(eight_bit, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0] / 255
    size = shrunk(rgb, CUT_SIDE)
    if inside is None or inside.all():
        taken = _grab_cut(size, _scaled(score, size.shape) > SEED * otsu, border(size.shape, 0.015), ITERATIONS)
    else:
        # As the paper does: a rectangle says more than what stands out.
        within = _scaled(inside.astype(np.float32), size.shape) > 0.5
        taken = _grab_cut(size, within, ~within, ITERATIONS_IN_BOX)
    sure = np.where(_scaled(taken, rgb.shape) > 0.5, 1, 0)
    return np.asarray((sure + _scaled(score, rgb.shape).clip(0, 1)) / 2, np.float32)


def _standing_out(rgb: Floats) -> Floats:
    """How much a pixel looks like an object's before any cut, at most 1."""
    lab = lab_of(shrunk(rgb, BARRIER_SIDE))
    usual = float(np.quantile(contrast(lab)[border(lab.shape, BORDER)], 0.9))
    behind = barrier(lab, 1.3 * usual + 0.004, block=2)
    behind = np.minimum(behind / max(float(np.quantile(behind, 0.95)), 1e-6), 1)
    height, width = behind.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    central = np.exp(-(x * x + y * y) / (2 * CENTRE**2))
    rare = _scaled(_rarity(lab), behind.shape)
    return np.asarray(np.sqrt(behind * rare) * central, np.float32)


def _rarity(lab: Floats) -> Floats:
    """How much rarer a pixel's colour is at the border than in the picture, (H, W) in [0, 1]."""
    lowest, highest = np.array([0, -0.6, -0.6]), np.array([1, 0.6, 0.6])
    cell = ((lab - lowest) / (highest - lowest) * BINS).clip(0, BINS - 1).astype(np.intp)
    at_border = _histogram(cell[border(lab.shape, 0.06)])
    share = _histogram(cell.reshape(-1, 3))
    rarity = (2 * share / (share + at_border + 1e-9) - 1).clip(0, 1)
    spread = cv2.GaussianBlur(rarity[tuple(np.moveaxis(cell, -1, 0))].astype(np.float32), (0, 0), 3)
    return np.asarray(spread, np.float32)


def _histogram(cells: np.ndarray) -> np.ndarray:
    counts = np.zeros((BINS,) * 3)
    np.add.at(counts, tuple(cells.T), 1.0 / len(cells))
    return np.asarray(gaussian_filter(counts, 0.7))


def _grab_cut(rgb: Floats, seeds: np.ndarray, edge: Mask, iterations: int) -> Floats:
    """1 where GrabCut takes the object to be, (H, W); all 0 where there is nothing to compare."""
    mask = np.where(seeds, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    mask[edge] = cv2.GC_BGD
    few = 8
    if min(np.count_nonzero(mask == cv2.GC_PR_FGD), np.count_nonzero(mask != cv2.GC_PR_FGD)) < few:
        return np.zeros(rgb.shape[:2], np.float32)
    # Its first clusters are drawn at random.
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    eight_bit = np.round(rgb * 255).astype(np.uint8)
    cv2.grabCut(eight_bit, mask, (0, 0, 1, 1), *models, iterations, cv2.GC_INIT_WITH_MASK)
    return np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)


def _scaled(plane: Floats, shape: tuple[int, ...]) -> Floats:
    """The plane, (h, w), at the size of ``shape``."""
    return np.asarray(cv2.resize(plane, shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)
