"""What each pipeline takes and makes, and what a quality means for it: for panel, batch and worker alike.

Sources of the published settings: Point-E's notebooks (64 Karras steps, guidance 3) and Shap-E's (64 Karras steps,
guidance 15 for words, 3 for a picture).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .errors import ErrorCode, PointsmithError
from .model_store import ModelStore, State
from .published import MODELS, Input, PublishedModel, published
from .readers import refused
from .reference import MAX_IMAGES, ReferenceImage

if TYPE_CHECKING:
    from .request import GenerationRequest

BUNDLED = "bundled"
SDF_MODEL = "point-e-sdf"
"""The published model behind `Mesher.SDF`."""


class Sampler(StrEnum):
    """How noise becomes points, where a model leaves the choice."""

    FAST = "fast"
    PUBLISHED = "published"  # Heun's method after Karras et al. 2022, as the model was published


class Mesher(StrEnum):
    """What makes the surface, where a model leaves the choice."""

    OWN = "own"
    SDF = "sdf"  # Point-E's network of signed distances


class Quality(StrEnum):
    """How much time to spend."""

    DRAFT = "draft"
    STANDARD = "standard"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Preset:
    """The settings behind a quality: denoising steps, points, voxels along the longest side, guidance, sampler."""

    steps: int
    points: int
    surface_resolution: int
    guidance_scale: float
    sampler: Sampler = Sampler.FAST


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A model that makes objects.

    Attributes
    ----------
    id, title, purpose
        Its name in a request, and for the artist.
    inputs
        What it can be asked with.
    presets
        What each quality means.
    samplers, meshers
        Among what a request may choose; the first is the default.
    blends
        Whether it can go a part of the way to another subject or seed.
    parts
        Whether its points know the part that they belong to.
    surfaces
        Whether it makes the mesh itself, beside the cloud.
    """

    id: str
    title: str
    purpose: str
    inputs: tuple[Input, ...]
    presets: Mapping[Quality, Preset]
    samplers: tuple[Sampler, ...] = (Sampler.FAST,)
    meshers: tuple[Mesher, ...] = (Mesher.OWN,)
    blends: bool = True
    parts: bool = False
    surfaces: bool = False

    @property
    def takes_words(self) -> bool:
        """Whether a prompt says anything to it."""
        return Input.TEXT in self.inputs

    @property
    def most_images(self) -> int:
        """How many pictures of one object it can use."""
        return MAX_IMAGES if Input.IMAGES in self.inputs else int(Input.IMAGE in self.inputs)

    @property
    def needs(self) -> str:
        """What it wants to be given, for the sentence “It takes …”."""
        pictures = {0: "", 1: "one picture"}.get(self.most_images, f"up to {self.most_images} pictures")
        return " or ".join(filter(None, ("words" if self.takes_words else "", pictures)))


def _presets(draft: Preset, standard: Preset, fine: Preset) -> dict[Quality, Preset]:
    return {Quality.DRAFT: draft, Quality.STANDARD: standard, Quality.FINE: fine}


BUNDLED_PRESETS = _presets(Preset(8, 1024, 64, 2.0), Preset(8, 4096, 128, 2.0), Preset(12, 16_384, 192, 2.0))
_POINT_E_PRESETS = _presets(
    Preset(12, 1024, 64, 3.0), Preset(25, 4096, 128, 3.0), Preset(64, 4096, 128, 3.0, Sampler.PUBLISHED)
)


def _shap_e_presets(guidance_scale: float) -> dict[Quality, Preset]:
    return _presets(*(Preset(steps, 4096, 128, guidance_scale) for steps in (16, 32, 64)))


def _of_published(model: PublishedModel) -> Pipeline:
    what = model.id, model.title, model.purpose, model.inputs
    if model.id.startswith("shap-e"):
        return Pipeline(
            *what, _shap_e_presets(15.0 if Input.TEXT in model.inputs else 3.0), blends=False, surfaces=True
        )
    return Pipeline(*what, _POINT_E_PRESETS, tuple(Sampler), tuple(Mesher))


PIPELINES: tuple[Pipeline, ...] = (
    Pipeline(
        BUNDLED,
        "Pointsmith",
        "The model that comes with the extension; needs no download",
        tuple(Input),
        BUNDLED_PRESETS,
        parts=True,
    ),
    *(_of_published(model) for model in MODELS if model.inputs),
)
"""Every model that a request may name, in the order in which they are shown."""


def pipeline(name: str) -> Pipeline:
    """Return a pipeline by its name. Raises PointsmithError BAD_SETTING."""
    for each in PIPELINES:
        if each.id == name:
            return each
    raise refused(f"there is no model “{name}”, only {', '.join(each.id for each in PIPELINES)}")


def quality_of(request: GenerationRequest) -> Quality | None:
    """Return the quality whose numbers a request has; None for others."""
    for quality, preset in pipeline(request.pipeline).presets.items():
        if all(getattr(request, name) == value for name, value in asdict(preset).items()):
            return quality
    return None


def check(request: GenerationRequest) -> None:
    """Refuse what the request's model cannot do.

    Raises
    ------
    PointsmithError
        BAD_SETTING, EMPTY_PROMPT.
    """
    model = pipeline(request.pipeline)
    _check_subject(model, request.prompt, request.images)
    blend = request.blend
    if blend is not None:
        if not model.blends:
            raise refused(f"the model {model.title} cannot blend; choose {_who(lambda other: other.blends)}")
        if blend.has_subject:
            _check_subject(model, blend.prompt, blend.images)
    if request.sampler not in model.samplers:
        raise refused(f"the model {model.title} has a sampler of its own; leave sampler at {model.samplers[0]}")
    if request.mesher not in model.meshers:
        raise refused(f"the model {model.title} has no SDF network; leave mesher at {model.meshers[0]}")


def _check_subject(model: Pipeline, prompt: str, images: tuple[ReferenceImage, ...]) -> None:
    if len(images) > model.most_images:
        if not model.most_images:
            others = _who(lambda other: other.most_images > 0)
            raise refused(f"the model {model.title} takes words, no pictures; for pictures choose {others}")
        raise refused(f"the model {model.title} takes {model.needs}, not {len(images)}")
    if not images and not model.takes_words:
        others = _who(lambda other: other.takes_words)
        raise refused(f"the model {model.title} takes {model.needs}, no words alone; for words choose {others}")
    if not images and not prompt.strip():
        raise PointsmithError(ErrorCode.EMPTY_PROMPT)


def _who(can: Callable[[Pipeline], bool]) -> str:
    titles = [each.title for each in PIPELINES if can(each)][:3]
    return " or ".join(filter(None, (", ".join(titles[:-1]), titles[-1])))


def needed(name: str, *, sdf: bool) -> tuple[str, ...]:
    """Ids of the published models that a pipeline needs on the disk, with `sdf` for a mesh by Point-E's network."""
    names = (name,) if name != BUNDLED else ()
    return (*names, SDF_MODEL) if sdf else names


def require(request: GenerationRequest, store: ModelStore) -> None:
    """Refuse a request whose models are not whole on the disk. Looks at lengths, not at contents.

    Raises
    ------
    PointsmithError
        MODEL_MISSING with the model's id, WRONG_CHECKPOINT.
    """
    for name in needed(request.pipeline, sdf=request.uses_sdf):
        found = store.model(published(name))
        if found.state is State.WRONG:
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, found.problem)
        if found.state is not State.READY:
            raise PointsmithError(ErrorCode.MODEL_MISSING, name)
