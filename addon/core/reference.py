"""Reference images: pictures of the object that is asked for, and the side that each shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from . import readers
from .cutout import AUTOMATIC, CutOut

MAX_IMAGES = 4


class Side(StrEnum):
    """From where a picture shows the object; the front looks towards -Y, its right side towards +X."""

    UNKNOWN = "unknown"
    FRONT = "front"
    RIGHT = "right"
    BACK = "back"
    LEFT = "left"


_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SIDE_WORDS = {**{side.value: side for side in Side if side is not Side.UNKNOWN}, "rear": Side.BACK}
_NO_SIDE = {"view", "side", "image", "img", "photo", "picture", "pic", "render", "ref", "reference", "copy"}
"""Words that may follow a side in a file's name."""


def side_of_name(name: str) -> Side:
    """Guess from a file's name what side it shows: "chair_front.png", "chairLeft2.jpg", "cup side=back.png".

    Only what its last word says counts; two sides, such as "front_left", are a view between them: UNKNOWN.
    """
    words = [word.lower() for word in _WORD.findall(_title(name))]
    while len(words) > 1 and words[-1] in _NO_SIDE:
        words.pop()
    if not words or words[-1] not in _SIDE_WORDS or (len(words) > 1 and words[-2] in _SIDE_WORDS):
        return Side.UNKNOWN
    return _SIDE_WORDS[words[-1]]


@dataclass(frozen=True, slots=True)
class ReferenceImage:
    """A picture file, the side that it shows, and the corrections to how its object is cut out."""

    path: str
    side: Side = Side.UNKNOWN
    cutout: CutOut = AUTOMATIC

    @classmethod
    def from_json(cls, record: object) -> ReferenceImage:
        """Read {"path": ..., "side": ..., "cutout": {...}}, or text as `from_text` does, and validate.

        Raises
        ------
        PointsmithError
            BAD_SETTING.
        """
        if isinstance(record, ReferenceImage):
            return record.validated()
        if not isinstance(record, dict):
            return cls.from_text(readers.text("an image", record))
        readers.known_keys("setting of an image", record, {"path", "side", "cutout"})
        path = readers.text("the path of an image", record.get("path", ""))
        side = readers.choice(Side, "side", record.get("side", Side.UNKNOWN))
        return cls(path, side, CutOut.from_json(record.get("cutout", {}))).validated()

    @classmethod
    def from_text(cls, text: str) -> ReferenceImage:
        """Read "chair.png" or "front=chair.png".

        Only a side's name alone before the first "=" is one, so that other paths with "=" stay whole; a file that
        really is called "front=chair.png" is meant by "./front=chair.png".

        Raises
        ------
        PointsmithError
            BAD_SETTING.
        """
        side, separator, path = text.partition("=")
        if separator and side.strip().lower() in set(Side):
            return cls(path, Side(side.strip().lower())).validated()
        return cls(text).validated()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this image. An automatic cut-out is left out."""
        record: dict[str, Any] = {"path": self.path, "side": str(self.side)}
        return record if self.cutout.is_automatic else {**record, "cutout": self.cutout.to_json()}

    def validated(self) -> ReferenceImage:
        """Return this image, or raise BAD_SETTING."""
        if not self.path or "\0" in self.path:
            raise readers.refused("an image has no path")
        self.cutout.validated()
        return self

    @property
    def title(self) -> str:
        """The file's name without its ending."""
        return _title(self.path) or "image"


def _title(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]


def images_from_json(name: str, value: object) -> tuple[ReferenceImage, ...]:
    """Read a list of images. Raises PointsmithError BAD_SETTING, also when there are too many."""
    if not isinstance(value, list | tuple):
        raise readers.refused(f"{name} must be a list")
    return checked_images(tuple(ReferenceImage.from_json(item) for item in value[: MAX_IMAGES + 1]))


def checked_images(images: Sequence[ReferenceImage]) -> tuple[ReferenceImage, ...]:
    """Return the images, each validated. Raises PointsmithError BAD_SETTING, also when there are too many."""
    if len(images) > MAX_IMAGES:
        raise readers.refused(f"there are more than {MAX_IMAGES} images")
    return tuple(image.validated() for image in images)
