"""A picture file of any format, decoded."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image

from ...core.errors import ErrorCode, PointsmithError


def open_image(path: Path) -> Image.Image:
    """Decode a picture file whole.

    Raises
    ------
    PointsmithError
        BAD_IMAGE when it is missing, not a picture, cut off, or far too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                image.load()
                return image.copy()
    except FileNotFoundError as error:
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"there is no file {path.name}") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"{path.name} has too many pixels") from error
    except Exception as error:  # decoders raise nearly anything on broken files
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"{path.name} is not a picture that can be read") from error
