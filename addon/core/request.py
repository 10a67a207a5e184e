"""What is asked for: one object, from a prompt or an image, with every setting that decides the result."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar

from .errors import ErrorCode, PointsmithError

_Choice = TypeVar("_Choice", bound=StrEnum)

MAX_SEED = 2**31 - 1
MAX_PROMPT = 1000
STEPS = (1, 200)
GUIDANCE_SCALE = (0.0, 20.0)
POINTS = (256, 65_536)
SURFACE_RESOLUTION = (32, 256)
SIZE = (1e-4, 1e6)


class Output(StrEnum):
    """What is put into the scene."""

    MESH = "mesh"
    POINTS = "points"
    BOTH = "both"


class Device(StrEnum):
    """Where the worker computes; AUTO takes the best that is there."""

    AUTO = "auto"
    CUDA = "cuda"
    MPS = "mps"
    CPU = "cpu"


@dataclass(frozen=True, slots=True)
class Preset:
    """The settings behind a quality: denoising steps, points, voxels along the longest side."""

    steps: int
    points: int
    surface_resolution: int


class Quality(StrEnum):
    """How much time to spend."""

    DRAFT = "draft"
    STANDARD = "standard"
    FINE = "fine"


PRESETS: dict[Quality, Preset] = {
    Quality.DRAFT: Preset(steps=12, points=1024, surface_resolution=64),
    Quality.STANDARD: Preset(steps=24, points=4096, surface_resolution=128),
    Quality.FINE: Preset(steps=32, points=8192, surface_resolution=192),
}


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One object to generate. Immutable; `validated` proves it before it goes anywhere.

    Attributes
    ----------
    prompt
        What to make, in words; may be empty when an image is given.
    image
        Path of a picture of the object; empty for text alone.
    seed
        Start of the noise: the same seed, settings and device give the same cloud, bit for bit.
    steps
        Network evaluations of the coarse stage.
    guidance_scale
        Weight of the condition (classifier-free guidance); 1 is the bare conditional model.
    points
        Points of the finished cloud.
    surface_resolution
        Voxels along the longest side of the object.
    output, device, size
        What enters the scene, where it is computed, and the longest side in scene units.
    pipeline
        Name of the pipeline in the worker's registry.
    """

    prompt: str = ""
    image: str = ""
    seed: int = 0
    steps: int = PRESETS[Quality.STANDARD].steps
    guidance_scale: float = 2.0
    points: int = PRESETS[Quality.STANDARD].points
    surface_resolution: int = PRESETS[Quality.STANDARD].surface_resolution
    output: Output = Output.MESH
    size: float = 1.0
    device: Device = Device.AUTO
    pipeline: str = "bundled"

    @classmethod
    def of_quality(cls, quality: Quality | str, **settings: Any) -> GenerationRequest:
        """Make a request with a quality's preset; `settings` override it, None leaves the preset's value."""
        try:
            preset = asdict(PRESETS[Quality(quality)])
        except ValueError:
            choices = ", ".join(Quality)
            raise PointsmithError(ErrorCode.BAD_SETTING, f"quality “{quality}” is not one of {choices}") from None
        return cls.from_json({**preset, **{k: v for k, v in settings.items() if v is not None}})

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> GenerationRequest:
        """Read a JSON object, refuse unknown keys and wrong types, and validate.

        Raises
        ------
        PointsmithError
            BAD_SETTING, EMPTY_PROMPT.
        """
        unknown = sorted(set(record) - {field.name for field in fields(cls)})
        if unknown:
            raise PointsmithError(ErrorCode.BAD_SETTING, f"unknown setting “{unknown[0]}”")
        values: dict[str, Any] = {}
        for name, value in record.items():
            values[name] = _READERS[name](name, value)
        return cls(**values).validated()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this request."""
        return {name: str(v) if isinstance(v, StrEnum) else v for name, v in asdict(self).items()}

    def validated(self) -> GenerationRequest:
        """Return this request, or raise BAD_SETTING or EMPTY_PROMPT with the setting and its range."""
        if not self.prompt.strip() and not self.image:
            raise PointsmithError(ErrorCode.EMPTY_PROMPT)
        if len(self.prompt) > MAX_PROMPT:
            raise PointsmithError(ErrorCode.BAD_SETTING, f"the prompt is longer than {MAX_PROMPT} letters")
        _in_range("seed", self.seed, (0, MAX_SEED))
        _in_range("steps", self.steps, STEPS)
        _in_range("guidance_scale", self.guidance_scale, GUIDANCE_SCALE)
        _in_range("points", self.points, POINTS)
        _in_range("surface_resolution", self.surface_resolution, SURFACE_RESOLUTION)
        _in_range("size", self.size, SIZE)
        return self

    @property
    def title(self) -> str:
        """A short name for the result: the prompt, or the image's file name."""
        words = " ".join(self.prompt.split())
        if not words:
            words = self.image.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0] or "image"
        return words[:60]


def _in_range(name: str, value: float, limits: tuple[float, float]) -> None:
    low, high = limits
    if not (math.isfinite(value) and low <= value <= high):
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{name} is {value}, allowed are {low} to {high}")


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{name} must be text")
    return value


def _integer(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{name} must be a whole number")
    return value


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{name} must be a number")
    try:
        return float(value)
    except OverflowError:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{name} is too large") from None


def _output(name: str, value: object) -> Output:
    return _choice(Output, name, value)


def _device(name: str, value: object) -> Device:
    return _choice(Device, name, value)


def _choice(kind: type[_Choice], name: str, value: object) -> _Choice:
    try:
        return kind(_text(name, value))
    except ValueError:
        choices = ", ".join(kind)
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{name} “{value}” is not one of {choices}") from None


_READERS = {
    "prompt": _text,
    "image": _text,
    "seed": _integer,
    "steps": _integer,
    "guidance_scale": _number,
    "points": _integer,
    "surface_resolution": _integer,
    "output": _output,
    "size": _number,
    "device": _device,
    "pipeline": _text,
}
