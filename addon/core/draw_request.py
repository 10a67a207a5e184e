"""What is asked of a text-to-image model: the picture that a model for pictures then takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import partial
from typing import Any

from . import readers
from .errors import ErrorCode, PointsmithError
from .request import GUIDANCE_SCALE, MAX_PROMPT, MAX_SEED, STEPS, Device

ADDITION = "one object, whole, in the middle of a plain white background"
"""Words that make a picture of which points can be made."""

SIDE = (64, 2048)
_SIDE_STEP = 8
"""Pixels that one step of the usual latents stands for."""


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """A picture to draw. Immutable; `validated` proves it before it goes anywhere.

    Attributes
    ----------
    prompt, addition
        What to draw, and how; the model is given both.
    seed
        Start of the noise.
    steps, guidance_scale, side
        Denoising steps, weight of the prompt (1 is none), pixels along each side; 0 leaves each to the model.
    cut_out
        Whether the object is cut out of its background.
    model, folder
        The text-to-image model's name for the artist, and where it lies, in diffusers' layout.
    device
        Where it is computed.
    """

    prompt: str = ""
    addition: str = ADDITION
    seed: int = 0
    steps: int = 0
    guidance_scale: float = 0.0
    side: int = 0
    cut_out: bool = True
    model: str = ""
    folder: str = ""
    device: Device = Device.AUTO

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> DrawRequest:
        """Read what `to_json` wrote. Raises PointsmithError BAD_SETTING, EMPTY_PROMPT."""
        readers.known_keys("setting of a picture", record, {field.name for field in fields(cls)})
        return cls(**{name: _READERS[name](value) for name, value in record.items()}).validated()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this request."""
        record = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) if isinstance(value, StrEnum) else value for name, value in record.items()}

    def validated(self) -> DrawRequest:
        """Return this request, or raise BAD_SETTING or EMPTY_PROMPT with the setting and its range."""
        if not self.prompt.strip():
            raise PointsmithError(ErrorCode.EMPTY_PROMPT)
        if len(self.prompt) > MAX_PROMPT or len(self.addition) > MAX_PROMPT:
            raise readers.refused(f"the picture's prompt is longer than {MAX_PROMPT} letters")
        readers.in_range("seed", self.seed, (0, MAX_SEED))
        readers.in_range("the picture's guidance_scale", self.guidance_scale, GUIDANCE_SCALE)
        if self.steps:
            readers.in_range("the picture's steps", self.steps, STEPS)
        if self.side:
            readers.in_range("the picture's side", self.side, SIDE)
        if self.side % _SIDE_STEP:
            raise readers.refused(f"the picture's side is {self.side}, allowed are multiples of {_SIDE_STEP}")
        return self

    @property
    def words(self) -> str:
        """What the model is given."""
        return ", ".join(part for part in (self.prompt.strip(), self.addition.strip(" ,")) if part)

    @property
    def title(self) -> str:
        """A short name for the picture."""
        return " ".join(self.prompt.split()).encode("utf-8", "ignore")[:60].decode("utf-8", "ignore").strip()


_READERS: dict[str, Callable[[object], Any]] = {
    "prompt": partial(readers.text, "prompt"),
    "addition": partial(readers.text, "addition"),
    "seed": partial(readers.integer, "seed"),
    "steps": partial(readers.integer, "steps"),
    "guidance_scale": partial(readers.number, "guidance_scale"),
    "side": partial(readers.integer, "side"),
    "cut_out": partial(readers.switch, "cut_out"),
    "model": partial(readers.text, "model"),
    "folder": partial(readers.text, "folder"),
    "device": partial(readers.choice, Device, "device"),
}
