"""What every pipeline reads of a request in the same way: pictures and noise."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image

from ...core.errors import ErrorCode, PointsmithError
from ...core.reference import ReferenceImage
from ...core.request import GenerationRequest
from ..conditioning.pixels import BadImageError
from ..point_e.pictures import framed
from ..sampling.noise import Seed, SeedBlend


def seed_of(request: GenerationRequest) -> Seed:
    """The noise that a request asks for."""
    blend = request.blend
    if blend is None or blend.seed is None:
        return request.seed
    return SeedBlend(request.seed, blend.seed, blend.amount)


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


def framed_image(image: ReferenceImage) -> Image.Image:
    """The object of a reference image, in front of white, as the published networks know pictures.

    Raises
    ------
    PointsmithError
        BAD_IMAGE.
    """
    try:
        return framed(open_image(Path(image.path)), image.cutout)
    except BadImageError as error:
        sentence = str(error).rstrip(". ")
        raise PointsmithError(ErrorCode.BAD_IMAGE, sentence[:1].lower() + sentence[1:]) from error
