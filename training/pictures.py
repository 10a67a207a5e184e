"""Prepared pictures as training sees them: never twice the same light, border or background. P pictures, S pixels."""

import numpy as np
import numpy.typing as npt

from addon.core.reference import Side

Floats = npt.NDArray[np.float32]

SHARE_UNCUT = 0.1
"""Share of pictures whose object was not cut out: they come with a background."""
SHARE_CROPPED = 0.1
"""Share of pictures of which a strip is missing."""
SIDE_RANGE = np.radians(30.0)
"""How far from a side's own direction a camera may stand and still be said to show it."""
SHARE_NAMED = 0.5
"""Share of such views whose side is told."""
AZIMUTHS = {Side.FRONT: 0.0, Side.RIGHT: np.pi / 2, Side.BACK: np.pi, Side.LEFT: 3 * np.pi / 2}


def augment(pictures: Floats, rng: np.random.Generator) -> Floats:
    """Pictures, (P, 4, S, S) in [-1, 1], RGB over neutral grey and alpha, with other light, place and cut-out."""
    count, _, size, _ = pictures.shape
    rgb, alpha = pictures[:, :3], (pictures[:, 3:] + 1) / 2
    # Straight colours, so that light changes the object alone.
    straight = np.clip(np.where(alpha > 0.02, rgb / np.maximum(alpha, 0.02), 0) / 2 + 0.5, 0, 1)
    gamma = np.exp(rng.normal(0, 0.2, (count, 1, 1, 1)))
    gain = rng.normal(1, 0.08, (count, 1, 1, 1)) * rng.normal(1, 0.03, (count, 3, 1, 1))
    straight = np.clip(straight**gamma * gain, 0, 1) * 2 - 1
    background = _backgrounds(count, size, rng)
    uncut = rng.random((count, 1, 1, 1)) < SHARE_UNCUT
    out = np.concatenate(
        [straight * alpha + np.where(uncut, background * (1 - alpha), 0), np.where(uncut, 1, alpha) * 2 - 1], axis=1
    )
    for picture in out:
        _move(picture, rng.integers(-3, 4, 2))
        if rng.random() < SHARE_CROPPED:
            _crop(picture, rng)
    return out.astype(np.float32)


def told_sides(cameras: Floats, rng: np.random.Generator) -> list[Side]:
    """The sides that cameras, (P, 4) as `View.row`, are said to show; often none is told."""
    told = rng.random(len(cameras)) < SHARE_NAMED
    return [side_of(float(row[0])) if named else Side.UNKNOWN for row, named in zip(cameras, told, strict=True)]


def side_of(azimuth: float) -> Side:
    """The side that a camera at an azimuth (radians) shows; unknown where it stands between two."""
    for side, middle in AZIMUTHS.items():
        if abs((azimuth - middle + np.pi) % (2 * np.pi) - np.pi) < SIDE_RANGE:
            return side
    return Side.UNKNOWN


def _backgrounds(count: int, size: int, rng: np.random.Generator) -> Floats:
    """Smooth random backgrounds, (P, 3, S, S) in [-1, 1]: a plane of colour from corner to corner."""
    corners = rng.uniform(-1, 1, (count, 3, 1, 1)) + rng.normal(0, 0.25, (count, 3, 2, 2))
    ramp = np.linspace(0, 1, size)
    rows = corners[:, :, :1] * (1 - ramp[:, None]) + corners[:, :, 1:] * ramp[:, None]  # (P, 3, S, 2)
    plane = rows[..., :1] * (1 - ramp) + rows[..., 1:] * ramp
    return np.clip(plane, -1, 1).astype(np.float32)


def _move(picture: Floats, by: npt.NDArray[np.int64]) -> None:
    picture[:] = np.roll(picture, tuple(by), axis=(1, 2))


def _crop(picture: Floats, rng: np.random.Generator) -> None:
    """Empty a strip at one edge, as where a hand or a frame hides a part."""
    strip = slice(0, rng.integers(6, picture.shape[1] // 3))
    turned = np.rot90(picture, int(rng.integers(4)), axes=(1, 2))
    turned[:3, strip], turned[3, strip] = 0, -1
