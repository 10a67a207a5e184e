"""What is asked for: one object, from a prompt, images or both, with every setting that decides the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import partial
from typing import Any

from . import pipelines, readers
from .errors import ErrorCode, PointsmithError
from .pipelines import BUNDLED, BUNDLED_PRESETS, Mesher, Quality, Sampler
from .reference import ReferenceImage, checked_images, images_from_json
from .surface_settings import RESOLUTION, SurfaceSettings

MAX_SEED = 2**31 - 1
MAX_PROMPT = 1000
STEPS = (1, 200)
GUIDANCE_SCALE = (0.0, 20.0)
POINTS = (256, 65_536)
SIZE = (1e-4, 1e6)
AMOUNT = (0.0, 1.0)
_TITLE_BYTES = 60
"""Blender before 5.0 cuts an object's name after 63 bytes."""
_AMOUNT_BYTES = len(" 100 %")


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


_STANDARD = BUNDLED_PRESETS[Quality.STANDARD]


@dataclass(frozen=True, slots=True)
class Blend:
    """The other end of a way between two objects, and how far to go: spherical in noise, linear in the condition.

    Attributes
    ----------
    prompt, images
        The whole subject of the other end; when both are empty, the request's own.
    seed
        The noise of the other end; None for the request's own.
    amount
        0 is the request by itself, 1 the other end.
    """

    prompt: str = ""
    images: tuple[ReferenceImage, ...] = ()
    seed: int | None = None
    amount: float = 0.5

    @classmethod
    def from_json(cls, record: object) -> Blend:
        """Read a JSON object and validate. Raises PointsmithError BAD_SETTING."""
        if isinstance(record, Blend):
            return record.validated()
        if not isinstance(record, dict):
            raise readers.refused("blend must be an object")
        record = _with_images(record)
        readers.known_keys("setting of a blend", record, {field.name for field in fields(cls)})
        seed = record.get("seed")
        return cls(
            readers.text("the blend's prompt", record.get("prompt", "")),
            images_from_json("the blend's images", record.get("images", [])),
            None if seed is None else readers.integer("the blend's seed", seed),
            readers.number("the blend's amount", record.get("amount", 0.5)),
        ).validated()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this blend."""
        images = [image.to_json() for image in self.images]
        return {"prompt": self.prompt, "images": images, "seed": self.seed, "amount": self.amount}

    def validated(self) -> Blend:
        """Return this blend, or raise BAD_SETTING."""
        if not self.has_subject and self.seed is None:
            raise readers.refused("a blend needs a second prompt, image or seed")
        if len(self.prompt) > MAX_PROMPT:
            raise readers.refused(f"the blend's prompt is longer than {MAX_PROMPT} letters")
        checked_images(self.images)
        if self.seed is not None:
            readers.in_range("the blend's seed", self.seed, (0, MAX_SEED))
        readers.in_range("the blend's amount", self.amount, AMOUNT)
        return self

    @property
    def has_subject(self) -> bool:
        """Whether the other end is another subject and not only other noise."""
        return bool(self.prompt.strip() or self.images)


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One object to generate. Immutable; `validated` proves it before it goes anywhere.

    Attributes
    ----------
    prompt
        What to make, in words; may be empty when images are given, and may say more about them.
    images
        Up to `MAX_IMAGES` pictures of the one object; none for text alone.
    seed
        Start of the noise: the same seed, settings and device give the same cloud, bit for bit.
    steps
        Denoising steps of the coarse stage, and of the models that have two of the fine one too.
    guidance_scale
        Weight of the condition (classifier-free guidance); 1 is the bare conditional model.
    points
        Points of the finished cloud.
    surface_resolution
        Voxels along the longest side of the object.
    sharp
        Edges and corners of the surface as sharp as the points' normals say.
    output, device, size
        What enters the scene, where it is computed, and the longest side in scene units.
    pipeline
        Name of the model, see `pipelines`.
    sampler, mesher
        How noise becomes points, and what makes the surface, where the model leaves the choice.
    blend
        Another end to go towards; None for the object by itself.
    """

    prompt: str = ""
    images: tuple[ReferenceImage, ...] = ()
    seed: int = 0
    steps: int = _STANDARD.steps
    guidance_scale: float = _STANDARD.guidance_scale
    points: int = _STANDARD.points
    surface_resolution: int = _STANDARD.surface_resolution
    sharp: bool = False
    output: Output = Output.MESH
    size: float = 1.0
    device: Device = Device.AUTO
    pipeline: str = BUNDLED
    sampler: Sampler = Sampler.FAST
    mesher: Mesher = Mesher.OWN
    blend: Blend | None = None

    @classmethod
    def of_quality(cls, quality: Quality | str, **settings: Any) -> GenerationRequest:
        """Make a request with what a quality means for its model; `settings` override it, None leaves its value."""
        name = settings.get("pipeline")
        model = pipelines.pipeline(BUNDLED if name is None else readers.text("pipeline", name))
        try:
            preset = asdict(model.presets[Quality(quality)])
        except ValueError:
            raise readers.refused(f"quality “{quality}” is not one of {', '.join(Quality)}") from None
        return cls.from_json({**preset, **{k: v for k, v in settings.items() if v is not None}})

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> GenerationRequest:
        """Read a JSON object, refuse unknown keys and wrong types, and validate.

        "image" with one image is short for "images" with a list of one.

        Raises
        ------
        PointsmithError
            BAD_SETTING, EMPTY_PROMPT.
        """
        record = _with_images(record)
        readers.known_keys("setting", record, {field.name for field in fields(cls)})
        values: dict[str, Any] = {name: _READERS[name](value) for name, value in record.items()}
        return cls(**values).validated()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types; `from_json` of it is equal to this request."""
        record = {field.name: getattr(self, field.name) for field in fields(self)}
        record |= {name: str(value) for name, value in record.items() if isinstance(value, StrEnum)}
        record["images"] = [image.to_json() for image in self.images]
        record["blend"] = self.blend.to_json() if self.blend is not None else None
        return record

    def validated(self) -> GenerationRequest:
        """Return this request, or raise BAD_SETTING or EMPTY_PROMPT with the setting and its range."""
        if not self.prompt.strip() and not self.images:
            raise PointsmithError(ErrorCode.EMPTY_PROMPT)
        if len(self.prompt) > MAX_PROMPT:
            raise readers.refused(f"the prompt is longer than {MAX_PROMPT} letters")
        checked_images(self.images)
        readers.in_range("seed", self.seed, (0, MAX_SEED))
        readers.in_range("steps", self.steps, STEPS)
        readers.in_range("guidance_scale", self.guidance_scale, GUIDANCE_SCALE)
        readers.in_range("points", self.points, POINTS)
        readers.in_range("surface_resolution", self.surface_resolution, RESOLUTION)
        readers.in_range("size", self.size, SIZE)
        if self.blend is not None:
            self.blend.validated()
        pipelines.check(self)
        return self

    @property
    def uses_sdf(self) -> bool:
        """Whether the published network of signed distances has to make a surface."""
        return self.mesher is Mesher.SDF and self.output is not Output.POINTS

    @property
    def surface(self) -> SurfaceSettings:
        """How the points become a mesh: closed, because every object is seen from all sides."""
        return SurfaceSettings(self.surface_resolution, self.sharp)

    @property
    def title(self) -> str:
        """A short name for the result: the prompt or the first image's name; of a blend both ends and how far."""
        far = f" {self.blend.amount * 100:.0f} %" if self.blend is not None else ""
        return self.way_title + far

    @property
    def way_title(self) -> str:
        """The title without how far: one name for all objects of a blend."""
        subject = _subject(self.prompt, self.images)
        if self.blend is None:
            return _cut(subject, _TITLE_BYTES)
        size = _TITLE_BYTES - _AMOUNT_BYTES
        if self.blend.has_subject:
            half = (size - len(" → ".encode())) // 2
            return f"{_cut(subject, half)} → {_cut(_subject(self.blend.prompt, self.blend.images), half)}"
        seeds = f" {self.seed} → {self.blend.seed}"
        return _cut(subject, size - len(seeds.encode())) + seeds


def _subject(prompt: str, images: tuple[ReferenceImage, ...]) -> str:
    words = " ".join(prompt.split())
    return words if words or not images else images[0].title


def _cut(text: str, size: int) -> str:
    """Return as much of a text as fits so many bytes of UTF-8."""
    return text.encode("utf-8", "ignore")[:size].decode("utf-8", "ignore").strip()


def _with_images(record: dict[str, Any]) -> dict[str, Any]:
    """Spell out the short form: one "image" becomes a list; an empty one is none."""
    if "image" not in record:
        return record
    if "images" in record:
        raise readers.refused("image and images say the same thing twice")
    image = record["image"]
    rest = {name: value for name, value in record.items() if name != "image"}
    return {**rest, "images": [] if image == "" else [image]}


def _blend(value: object) -> Blend | None:
    return None if value is None else Blend.from_json(value)


_READERS: dict[str, Callable[[object], Any]] = {
    "prompt": partial(readers.text, "prompt"),
    "images": partial(images_from_json, "images"),
    "seed": partial(readers.integer, "seed"),
    "steps": partial(readers.integer, "steps"),
    "guidance_scale": partial(readers.number, "guidance_scale"),
    "points": partial(readers.integer, "points"),
    "surface_resolution": partial(readers.integer, "surface_resolution"),
    "sharp": partial(readers.switch, "sharp"),
    "output": partial(readers.choice, Output, "output"),
    "size": partial(readers.number, "size"),
    "device": partial(readers.choice, Device, "device"),
    "pipeline": partial(readers.text, "pipeline"),
    "sampler": partial(readers.choice, Sampler, "sampler"),
    "mesher": partial(readers.choice, Mesher, "mesher"),
    "blend": _blend,
}
