"""How the object of a picture is told from its background: the artist's corrections to what is found by itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from . import readers

THRESHOLD = (0.02, 0.98)
Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the upright picture's width and height, the origin at the top left."""
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)
SMALLEST_SIDE = 0.01
"""Of a box, as a share of the picture's."""


@dataclass(frozen=True, slots=True)
class CutOut:
    """Corrections to a cut-out; without any the object is found by itself.

    Attributes
    ----------
    threshold
        How far a pixel must differ from the background to be the object's: less keeps more.
    invert
        Take the background for the object.
    box
        The object lies within; what lies outside is background.
    ignore_alpha
        Look for the object in the colours although the picture brings transparency, which is its cut-out otherwise.
    """

    threshold: float = 0.5
    invert: bool = False
    box: Box = WHOLE
    ignore_alpha: bool = False

    @classmethod
    def from_json(cls, record: object) -> CutOut:
        """Read a JSON object, or text as `from_text` does, and validate. Raises PointsmithError BAD_SETTING."""
        if isinstance(record, CutOut):
            return record.validated()
        if isinstance(record, str):
            return cls.from_text(record)
        if not isinstance(record, dict):
            raise readers.refused("cutout must be an object")
        readers.known_keys("setting of a cut-out", record, {field.name for field in fields(cls)})
        return cls(
            readers.number("the cut-out's threshold", record.get("threshold", 0.5)),
            readers.switch("the cut-out's invert", record.get("invert", False)),
            _box(record.get("box", WHOLE)),
            readers.switch("the cut-out's ignore_alpha", record.get("ignore_alpha", False)),
        ).validated()

    @classmethod
    def from_text(cls, text: str) -> CutOut:
        """Read "threshold=0.3,invert,box=0.1:0.2:0.9:0.8,ignore_alpha", each of which may be left out.

        Raises
        ------
        PointsmithError
            BAD_SETTING.
        """
        record: dict[str, object] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, separator, value = (side.strip() for side in part.partition("="))
            name = name.replace("-", "_")
            if name in {"invert", "ignore_alpha"} and not separator:
                record[name] = True
            elif name == "threshold":
                record[name] = _number(value)
            elif name == "box":
                record[name] = [_number(side) for side in value.split(":")]
            else:
                raise readers.refused(f"“{part}” is no correction of a cut-out")
        return cls.from_json(record)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types of what differs from the defaults; `from_json` of it is equal to this."""
        record: dict[str, Any] = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name) != field.default
        }
        return {**record, "box": list(self.box)} if "box" in record else record

    def validated(self) -> CutOut:
        """Return this cut-out, or raise BAD_SETTING."""
        readers.in_range("the cut-out's threshold", self.threshold, THRESHOLD)
        left, top, right, bottom = self.box
        for name, value in zip(("left", "top", "right", "bottom"), self.box, strict=True):
            readers.in_range(f"the {name} of the cut-out's box", value, (0.0, 1.0))
        if right - left < SMALLEST_SIDE or bottom - top < SMALLEST_SIDE:
            raise readers.refused("the cut-out's box needs a width and a height: left, top, right, bottom")
        return self

    @property
    def is_automatic(self) -> bool:
        """Whether nothing is corrected."""
        return self == AUTOMATIC


AUTOMATIC = CutOut()


def box_between(first: tuple[float, float], second: tuple[float, float]) -> Box | None:
    """Return the box with these two opposite corners, cut off at the picture's edges; None for one without area."""
    (left, right), (top, bottom) = (
        sorted(min(max(value, 0.0), 1.0) for value in pair) for pair in zip(first, second, strict=True)
    )
    if right - left < SMALLEST_SIDE or bottom - top < SMALLEST_SIDE:
        return None
    return left, top, right, bottom


def _box(value: object) -> Box:
    if not isinstance(value, list | tuple) or len(value) != len(WHOLE):
        raise readers.refused("the cut-out's box must be four numbers: left, top, right, bottom")
    left, top, right, bottom = (readers.number("the cut-out's box", each) for each in value)
    return left, top, right, bottom


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise readers.refused(f"“{text}” in a cut-out is not a number") from None
