"""Reference images: pictures of the object that is asked for, and the side that each shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from . import readers

MAX_IMAGES = 4


class Side(StrEnum):
    """From where a picture shows the object; the front looks towards -Y, its right side towards +X."""

    UNKNOWN = "unknown"
    FRONT = "front"
    RIGHT = "right"
    BACK = "back"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class ReferenceImage:
    """A picture file and the side that it shows."""

    path: str
    side: Side = Side.UNKNOWN

    @classmethod
    def from_json(cls, record: object) -> ReferenceImage:
        """Read {"path": ..., "side": ...}, or text as `from_text` does, and validate.

        Raises
        ------
        PointsmithError
            BAD_SETTING.
        """
        if isinstance(record, ReferenceImage):
            return record.validated()
        if not isinstance(record, dict):
            return cls.from_text(readers.text("an image", record))
        readers.known_keys("setting of an image", record, {"path", "side"})
        path = readers.text("the path of an image", record.get("path", ""))
        return cls(path, readers.choice(Side, "side", record.get("side", Side.UNKNOWN))).validated()

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

    def to_json(self) -> dict[str, str]:
        """Return plain JSON types; `from_json` of it is equal to this image."""
        return {"path": self.path, "side": str(self.side)}

    def validated(self) -> ReferenceImage:
        """Return this image, or raise BAD_SETTING."""
        if not self.path or "\0" in self.path:
            raise readers.refused("an image has no path")
        return self

    @property
    def title(self) -> str:
        """The file's name without its ending."""
        return self.path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0] or "image"


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
