"""Pictures with a known mask for `benchmarks.cutout`: renders of objects over synthetic backgrounds.

All colours are display-referred sRGB in [0, 1]; a picture is (SIZE, SIZE, 3), its mask (SIZE, SIZE), both float32.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rng = np.random.Generator

SIZE = 256


def placed(rgba: NDArray[np.uint8], rng: Rng) -> Floats:
    """The object, (SIZE, SIZE, 4) with straight alpha, at a random size and place, wholly within the picture."""
    picture = rgba.astype(np.float32) / 255
    rows, columns = (np.flatnonzero((picture[..., 3] > 0).any(axis=axis)) for axis in (1, 0))
    crop = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = SIZE * rng.uniform(0.45, 0.9) / max(crop.shape[:2])
    width, height = (max(2, round(side * scale)) for side in crop.shape[1::-1])
    premultiplied = np.concatenate([crop[..., :3] * crop[..., 3:], crop[..., 3:]], axis=-1)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    slack = np.array([SIZE - height, SIZE - width])
    top, left = np.round(slack * (0.5 + rng.uniform(-0.35, 0.35, 2))).astype(int)
    whole = np.zeros((SIZE, SIZE, 4), np.float32)
    whole[top : top + height, left : left + width] = cv2.resize(premultiplied, (width, height), interpolation=way)
    whole[..., :3] /= np.maximum(whole[..., 3:], 1e-3)
    return whole.clip(0, 1)


def main_color(rgba: Floats) -> Floats:
    """Median colour of the object (3,)."""
    return np.asarray(np.median(rgba[rgba[..., 3] > 0.9][:, :3], axis=0), np.float32)


def plain(rgba: Floats, rng: Rng, others: list[Floats]) -> Floats:
    """One colour; for every third object near the object's own, at 0.08 to 0.2 in RGB."""
    del others
    color = rng.uniform(0, 1, 3)
    if rng.uniform() < 1 / 3:
        way = rng.normal(size=3)
        color = main_color(rgba) + way / np.linalg.norm(way) * rng.uniform(0.08, 0.2)
    return np.broadcast_to(color.clip(0, 1), (SIZE, SIZE, 3)).astype(np.float32)


def gradient(rgba: Floats, rng: Rng, others: list[Floats]) -> Floats:
    """A linear or round gradient with a soft shadow at the object's foot."""
    del others
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32) / (SIZE - 1) - 0.5
    angle = rng.uniform(0, 2 * np.pi)
    ramp = x * np.cos(angle) + y * np.sin(angle) + 0.5 if rng.uniform() < 0.5 else np.hypot(x, y) * 1.4
    first = rng.uniform(0.15, 1, 3)
    second = (first + rng.uniform(-0.35, 0.35, 3)).clip(0, 1)
    ground = first + ramp[..., None].clip(0, 1) * (second - first)
    return np.asarray(ground * _lit(rgba, rng), np.float32)


def _shadow(rgba: Floats, rng: Rng) -> Floats:
    """Share of light taken away, (SIZE, SIZE): the object's mask, flattened to its foot, shifted and blurred."""
    rows = np.flatnonzero((rgba[..., 3] > 0.5).any(axis=1))
    foot, flat, lean = float(rows[-1]), rng.uniform(0.15, 0.4), rng.uniform(-0.5, 0.5)
    warp = np.array([[1, -lean, lean * foot], [0, flat, foot - flat * foot]], np.float32)
    cast = cv2.warpAffine(np.ascontiguousarray(rgba[..., 3]), warp, (SIZE, SIZE))
    return np.asarray(cv2.GaussianBlur(cast, (0, 0), rng.uniform(4, 10)) * rng.uniform(0.25, 0.6), np.float32)


def blurred_clutter(rgba: Floats, rng: Rng, others: list[Floats]) -> Floats:
    """Clutter out of focus, by 2 to 8 pixels."""
    ground = cv2.GaussianBlur(_clutter(others, rng), (0, 0), rng.uniform(2, 8))
    return np.asarray(ground * _lit(rgba, rng), np.float32)


def sharp_clutter(rgba: Floats, rng: Rng, others: list[Floats]) -> Floats:
    """Clutter as sharp as the object: nothing but colour and place tells it from the object."""
    return np.asarray(_clutter(others, rng) * _lit(rgba, rng), np.float32)


def _lit(rgba: Floats, rng: Rng) -> Floats:
    """Share of light beside the object's shadow, (SIZE, SIZE, 1)."""
    return 1 - _shadow(rgba, rng)[..., None]


def _clutter(others: list[Floats], rng: Rng) -> Floats:
    """Fractal noise, shapes and other objects, in random colours."""
    ground = _fractal(rng)
    for _ in range(rng.integers(3, 12)):
        _draw_shape(ground, rng)
    for index in rng.choice(len(others), rng.integers(1, 4), replace=False):
        other = others[index]
        shift = np.array([[1, 0, rng.uniform(-0.5, 0.5) * SIZE], [0, 1, rng.uniform(-0.5, 0.5) * SIZE]], np.float32)
        shift[:, :2] *= rng.uniform(0.7, 1.3)
        seen = np.concatenate([other[..., :3] * other[..., 3:], other[..., 3:]], axis=-1)
        seen = cv2.warpAffine(seen, shift, (SIZE, SIZE))
        ground = ground * (1 - seen[..., 3:]) + seen[..., :3]
    return np.asarray(ground.clip(0, 1), np.float32)


def _fractal(rng: Rng) -> Floats:
    """Smooth noise of five octaves between two colours, (SIZE, SIZE, 3)."""
    noise = np.zeros((SIZE, SIZE), np.float32)
    for octave in range(5):
        side = 2 ** (octave + 2)
        values = rng.normal(size=(side, side)).astype(np.float32)
        noise += cv2.resize(values, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC) * np.float32(0.55**octave)
    share = (0.5 + 0.35 * noise / noise.std()).clip(0, 1)[..., None]
    colors = rng.uniform(0, 1, (2, 3))
    return np.asarray(colors[0] * share + colors[1] * (1 - share), np.float32)


def _draw_shape(ground: Floats, rng: Rng) -> None:
    color = rng.uniform(0, 1, 3).tolist()
    centre = rng.integers(0, SIZE, 2)
    if rng.uniform() < 0.5:
        axes = rng.integers(SIZE // 20, SIZE // 3, 2).tolist()
        cv2.ellipse(ground, centre.tolist(), axes, rng.uniform(0, 180), 0, 360, color, -1)
    else:
        corners = centre + rng.integers(-SIZE // 3, SIZE // 3, (rng.integers(3, 6), 2))
        cv2.fillPoly(ground, [corners.astype(np.int32)], color)


BACKGROUNDS: dict[str, Callable[[Floats, Rng, list[Floats]], Floats]] = {
    "plain": plain,
    "gradient, shadow": gradient,
    "blurred clutter": blurred_clutter,
    "sharp clutter": sharp_clutter,
}


def pictures(renders: NDArray[np.uint8], kind: str, seed: int) -> list[tuple[NDArray[np.uint8], NDArray[np.bool_]]]:
    """One picture a render, (SIZE, SIZE, 3) uint8 with grain of a camera and of JPEG, and its mask."""
    rng = np.random.default_rng([seed, list(BACKGROUNDS).index(kind)])
    objects = [placed(render, rng) for render in renders]
    made = []
    for rgba in objects:
        ground = BACKGROUNDS[kind](rgba, rng, objects)
        picture = ground * (1 - rgba[..., 3:]) + rgba[..., :3] * rgba[..., 3:]
        picture += rng.normal(0, rng.uniform(0, 0.015), picture.shape)
        eight_bit = np.round(picture.clip(0, 1) * 255).astype(np.uint8)
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(75, 98))]
        stored = cv2.imdecode(cv2.imencode(".jpg", eight_bit, quality)[1], cv2.IMREAD_COLOR)
        made.append((np.asarray(stored, np.uint8), rgba[..., 3] > 0.5))
    return made
