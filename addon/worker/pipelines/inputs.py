"""What every pipeline reads of a request in the same way: pictures and noise."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from ...core.errors import ErrorCode, PointsmithError
from ...core.reference import ReferenceImage
from ...core.request import GenerationRequest
from ..conditioning.picture_file import open_image
from ..conditioning.pixels import BadImageError
from ..point_e.pictures import framed
from ..sampling.noise import Seed, SeedBlend


def seed_of(request: GenerationRequest) -> Seed:
    """The noise that a request asks for."""
    blend = request.blend
    if blend is None or blend.seed is None:
        return request.seed
    return SeedBlend(request.seed, blend.seed, blend.amount)


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
