"""A picture of any size, mode and orientation as an array."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

Floats = npt.NDArray[np.float32]

WORKING_SIZE = 512
_REDUCIBLE = ("L", "LA", "RGB", "RGBA", "CMYK")
"""Modes that can be averaged before they are converted, so that a huge picture takes little memory."""


class BadImageError(ValueError):
    """A reference image in which no object can be found."""


def read_pixels(image: Image.Image) -> Floats:
    """RGBA pixels, (H, W, 4) in [0, 1], straight alpha, upright, no side longer than `WORKING_SIZE`.

    Raises
    ------
    BadImageError
        If the file behind ``image`` is broken, or of a mode that has no colours.
    """
    try:
        image.load()
        if image.mode.startswith("I") or image.mode == "F":
            image = _eight_bit(image)
        factor = max(image.size) // (2 * WORKING_SIZE)
        if factor > 1 and image.mode in _REDUCIBLE:
            orientation = image.getexif()
            image = image.reduce(factor)
            image.getexif().update(orientation)
        rgba = ImageOps.exif_transpose(image).convert("RGBA")
        rgba.thumbnail((WORKING_SIZE, WORKING_SIZE), Image.Resampling.BOX, reducing_gap=None)
    except (OSError, SyntaxError, ValueError) as error:
        raise BadImageError(f"The reference image cannot be read: {error}") from error
    return np.asarray(rgba, dtype=np.float32) / np.float32(255)


def _eight_bit(image: Image.Image) -> Image.Image:
    """A deep grey image with its own range stretched to 8 bits, which Pillow would clip."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0, neginf=0)
    span = float(np.ptp(values)) or 1.0
    grey = Image.fromarray(((values - values.min()) / span * 255).astype(np.uint8))
    grey.getexif().update(image.getexif())
    return grey
