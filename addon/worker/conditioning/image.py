"""A reference image of any size and mode as the square cut-out that the image encoder was trained on."""

import numpy as np
import numpy.typing as npt
from PIL import Image

Floats = npt.NDArray[np.float32]

SIZE = 64
MARGIN = 0.08
"""Empty border on each side, as a share of the object's longer side."""
NEUTRAL = 0.5
"""Grey behind the object: 0 once the colours are scaled to [-1, 1]."""
OPAQUE = 0.05
"""Alpha above which a pixel belongs to the object."""
BACKGROUND_DISTANCE = 0.12
"""Colour distance (RGB in [0, 1]) from the border's colour below which a pixel is background."""
PLAIN_SPREAD = 0.08
"""Mean colour distance within the border above which the background is not plain."""
WORKING_SIZE = 512


class BadImageError(ValueError):
    """A reference image in which no object can be found."""


def prepare_image(image: Image.Image) -> Floats:
    """The object of ``image``, cut out, centred and scaled.

    Transparency is the cut-out if there is any; otherwise a plain background of the border's colour is taken away; an
    image with neither is used whole.

    Returns
    -------
    (4, 64, 64) float32 in [-1, 1]
        RGB over neutral grey, and alpha.
    """
    pixels = _read(image)
    alpha = pixels[..., 3] if pixels[..., 3].min() < 1 - OPAQUE else _foreground(pixels[..., :3])
    rows, columns = (np.flatnonzero((alpha > OPAQUE).any(axis=axis)) for axis in (1, 0))
    if rows.size < 2 or columns.size < 2:
        raise BadImageError("There is no object in the reference image: it is blank or fully transparent.")
    cut_out = np.concatenate([(pixels[..., :3] - NEUTRAL) * alpha[..., None], alpha[..., None]], axis=-1)
    cut_out = cut_out[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    square = _resize(_centre(cut_out), SIZE)
    square[..., :3] *= 2
    square[..., 3] = 2 * square[..., 3] - 1
    return np.ascontiguousarray(square.transpose(2, 0, 1).clip(-1, 1))


def _read(image: Image.Image) -> Floats:
    """RGBA pixels, (H, W, 4) in [0, 1], of an image made no larger than needed."""
    try:
        image.load()
        if image.mode in ("I", "I;16", "F"):
            image = _eight_bit(image)
        rgba = image.convert("RGBA")
        rgba.thumbnail((WORKING_SIZE, WORKING_SIZE), Image.Resampling.BOX, reducing_gap=None)
    except (OSError, SyntaxError, ValueError) as error:
        raise BadImageError(f"The reference image cannot be read: {error}") from error
    return np.asarray(rgba, dtype=np.float32) / np.float32(255)


def _eight_bit(image: Image.Image) -> Image.Image:
    """A deep grey image with its own range stretched to 8 bits, which Pillow would clip."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0, neginf=0)
    span = float(np.ptp(values)) or 1.0
    return Image.fromarray(((values - values.min()) / span * 255).astype(np.uint8))


def _foreground(rgb: Floats) -> Floats:
    """Alpha, (H, W), of what differs from a plain border colour; all ones if the border is not plain."""
    border = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    colour = np.median(border, axis=0)
    if np.linalg.norm(border - colour, axis=-1).mean() > PLAIN_SPREAD:
        return np.ones(rgb.shape[:2], np.float32)
    distance = np.linalg.norm(rgb - colour, axis=-1)
    return (distance > BACKGROUND_DISTANCE).astype(np.float32)


def _centre(cut_out: Floats) -> Floats:
    """The cut-out, (h, w, 4), in the middle of a transparent square with a margin."""
    height, width, channels = cut_out.shape
    side = round(max(height, width) * (1 + 2 * MARGIN))
    square = np.zeros((side, side, channels), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = cut_out
    return square


def _resize(square: Floats, size: int) -> Floats:
    """Each channel, (side, side, C), resampled to (size, size, C) in floating point (premultiplied: no halo)."""
    planes = [
        np.asarray(Image.fromarray(plane).resize((size, size), Image.Resampling.BILINEAR))
        for plane in np.moveaxis(square, -1, 0)
    ]
    return np.stack(planes, axis=-1)
