"""What of a scenario's photographs goes into the guide."""

from dataclasses import dataclass

from tests.window.desktop import Box


@dataclass(frozen=True)
class GuidePicture:
    """One picture of the guide, made of photographs.

    Attributes
    ----------
    image
        Its name in docs/images, without ".png".
    photos
        The photographs' names, without ".png"; several stand side by side.
    crop
        The part of each photograph that is taken; all of it when left out.
    width
        The most pixels of the picture's width.
    colors
        Colours of its palette.
    """

    image: str
    photos: tuple[str, ...]
    crop: Box | None = None
    width: int = 1000
    colors: int = 256
