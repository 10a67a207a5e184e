"""The published models that Pointsmith can fetch: a closed list of files, what they are for, need and allow.

A *component* is one thing on disk, a checkpoint or a folder; a *model* is what the artist chooses, made of components
that it may share with others.

Sources: names, files and parameter counts of Point-E and Shap-E from OpenAI's repositories; commit, length and SHA-256
of CLIP's weights from its page on the hub. OpenAI publishes no checksums for Point-E's files: theirs are pinned when
they are first fetched (`model_store.ModelStore.pin`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from .errors import ErrorCode, PointsmithError

SUGGESTED_PICTURE_MODEL = "SimianLuo/LCM_Dreamshaper_v7"
"""A text-to-image model that needs four steps, in diffusers' layout, and may be used commercially."""

_HUB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")
_BYTES_PER_PARAMETER = 4


class Input(StrEnum):
    """What a model can be asked with."""

    TEXT = "text"
    IMAGE = "image"
    IMAGES = "several images"


class Host(StrEnum):
    """Who serves a component."""

    OPENAI = "openai"
    HUB = "hub"


OPENAI_BASE = "https://openaipublic.azureedge.net/main"
"""Where the paths of OpenAI's files begin. Those of the hub begin where `huggingface_hub` says."""
_HUB_PAGES = "https://huggingface.co"
"""Where a person reads about a model, and its licence."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a component.

    Attributes
    ----------
    name
        Where it goes: a path inside the component's folder, with forward slashes.
    path
        Where it is fetched: a path under the host's base.
    bytes, sha256
        Its length and checksum (64 hex digits) where they are published, else None.
    """

    name: str
    path: str
    bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """One thing on disk: a checkpoint (`repository` empty) or a folder of a repository on the hub.

    Attributes
    ----------
    id
        Name of the file (less its ending) or folder in the store; for a checkpoint its published name.
    host
        Who serves it.
    bytes
        About how much is downloaded; of a checkpoint, its parameters in single precision.
    files
        What is fetched; empty when the repository has to be asked for its files.
    repository, revision
        The hub's name of the folder, and the commit or branch.
    pipeline
        Class that its `model_index.json` has to name, empty for any or for none.
    """

    id: str
    host: Host
    bytes: int
    files: tuple[PublishedFile, ...] = ()
    repository: str = ""
    revision: str = "main"
    pipeline: str = ""

    @property
    def is_checkpoint(self) -> bool:
        """Whether it is one file of tensors, checked against an architecture."""
        return not self.repository


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """What the Models list shows as one line.

    Attributes
    ----------
    id
        The pipeline's name in a request.
    title, purpose
        For the artist: a name, and in one line what it is for.
    inputs
        What it can be asked with; empty for a model that others use.
    components
        Ids of what has to be on disk.
    licence, licence_url
        Of the weights.
    memory
        Peak bytes of a run in single precision, estimated: all its weights and the working memory of one call.
    """

    id: str
    title: str
    purpose: str
    inputs: tuple[Input, ...]
    components: tuple[str, ...]
    licence: str
    licence_url: str
    memory: int

    @property
    def bytes(self) -> int:
        """About how much the whole of it takes, to fetch and on disk."""
        return sum(component(name).bytes for name in self.components)


def _checkpoint(name: str, file: str, parameters: int) -> Component:
    files = (PublishedFile(f"{name}.pt", f"point-e/{file}"),)
    return Component(name, Host.OPENAI, parameters * _BYTES_PER_PARAMETER, files)


CLIP = "clip-vit-large-patch14"
_CLIP_COMMIT = "32bd64288804d66eefd0ccbe215aa642df71cc41"
_CLIP_FILES: tuple[tuple[str, int | None, str | None], ...] = (
    ("config.json", None, None),
    ("preprocessor_config.json", None, None),
    ("tokenizer_config.json", None, None),
    ("special_tokens_map.json", None, None),
    ("vocab.json", None, None),
    ("merges.txt", None, None),
    ("tokenizer.json", None, None),
    ("model.safetensors", 1_710_540_580, "a2bf730a0c7debf160f7a6b50b3aaf3703e7e88ac73de7a314903141db026dcb"),
)

_COMPONENTS: dict[str, Component] = {
    part.id: part
    for part in (
        _checkpoint("base40M", "base_40m.pt", 40_466_956),
        _checkpoint("base40M-textvec", "base_40m_textvec.pt", 40_333_836),
        _checkpoint("base40M-imagevec", "base_40m_imagevec.pt", 40_333_836),
        _checkpoint("base40M-uncond", "base_40m_uncond.pt", 39_940_108),
        _checkpoint("base300M", "base_300m.pt", 311_778_316),
        _checkpoint("base1B", "base_1b.pt", 1_244_311_564),
        _checkpoint("upsample", "upsample_40m.pt", 40_470_552),
        _checkpoint("sdf", "sdf.pt", 9_481_985),
        Component(
            CLIP,
            Host.HUB,
            1_714_000_000,
            tuple(
                PublishedFile(name, f"openai/{CLIP}/resolve/{_CLIP_COMMIT}/{name}", length, digest)
                for name, length, digest in _CLIP_FILES
            ),
            f"openai/{CLIP}",
            _CLIP_COMMIT,
        ),
        Component("shap-e", Host.HUB, 1_800_000_000, (), "openai/shap-e", pipeline="ShapEPipeline"),
        Component(
            "shap-e-img2img", Host.HUB, 2_150_000_000, (), "openai/shap-e-img2img", pipeline="ShapEImg2ImgPipeline"
        ),
    )
}

_POINT_E = ("MIT", "https://github.com/openai/point-e/blob/main/LICENSE")
_SHAP_E = ("MIT", "https://github.com/openai/shap-e/blob/main/LICENSE")
_PICTURES = (Input.IMAGE, Input.IMAGES)

MODELS: tuple[PublishedModel, ...] = (
    PublishedModel(
        "point-e-40m",
        "Point-E 40M",
        "A picture of anything, the quickest of Point-E",
        _PICTURES,
        ("base40M", "upsample", CLIP),
        *_POINT_E,
        2_700_000_000,
    ),
    PublishedModel(
        "point-e-300m",
        "Point-E 300M",
        "A picture of anything, a good deal more exact",
        _PICTURES,
        ("base300M", "upsample", CLIP),
        *_POINT_E,
        3_900_000_000,
    ),
    PublishedModel(
        "point-e-1b",
        "Point-E 1B",
        "A picture of anything, the most exact; for a graphics card or patience",
        _PICTURES,
        ("base1B", "upsample", CLIP),
        *_POINT_E,
        7_800_000_000,
    ),
    PublishedModel(
        "point-e-40m-text",
        "Point-E 40M Text",
        "Words alone, simple things",
        (Input.TEXT,),
        ("base40M-textvec", "upsample", CLIP),
        *_POINT_E,
        2_700_000_000,
    ),
    PublishedModel(
        "point-e-40m-vec",
        "Point-E 40M Vector",
        "A picture as one vector: loose likeness, the paper's comparison",
        _PICTURES,
        ("base40M-imagevec", "upsample", CLIP),
        *_POINT_E,
        2_700_000_000,
    ),
    PublishedModel(
        "point-e-40m-uncond",
        "Point-E 40M Unconditional",
        "Anything at all, asked with nothing; for experiments",
        (),
        ("base40M-uncond", "upsample"),
        *_POINT_E,
        1_000_000_000,
    ),
    PublishedModel(
        "point-e-sdf",
        "Point-E Mesh Network",
        "Closes a cloud of Point-E into a mesh the way its paper does",
        (),
        ("sdf",),
        *_POINT_E,
        800_000_000,
    ),
    PublishedModel(
        "shap-e",
        "Shap-E Text",
        "Words to a coloured mesh",
        (Input.TEXT,),
        ("shap-e",),
        *_SHAP_E,
        4_200_000_000,
    ),
    PublishedModel(
        "shap-e-img2img",
        "Shap-E Image",
        "A picture to a coloured mesh",
        (Input.IMAGE,),
        ("shap-e-img2img",),
        *_SHAP_E,
        4_900_000_000,
    ),
)
"""Every model of the closed list, in the order in which it is shown."""


def published(model_id: str) -> PublishedModel:
    """Return a model of the closed list, or the text-to-image model that `pictures:OWNER/NAME` names.

    Raises
    ------
    PointsmithError
        BAD_SETTING when there is no such model.
    """
    if model_id.startswith("pictures:"):
        return picture_model(model_id.removeprefix("pictures:"))
    for model in MODELS:
        if model.id == model_id:
            return model
    raise PointsmithError(ErrorCode.BAD_SETTING, f"there is no published model “{model_id}”")


def component(component_id: str) -> Component:
    """Return a component of the closed list, or the one of a text-to-image model (`OWNER--NAME`).

    Raises
    ------
    PointsmithError
        BAD_SETTING when there is no such component.
    """
    if component_id in _COMPONENTS:
        return _COMPONENTS[component_id]
    owner, separator, name = component_id.partition("--")
    if not separator:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"there is no published component “{component_id}”")
    repository = hub_id(f"{owner}/{name}")
    return Component(component_id, Host.HUB, _PICTURE_BYTES, (), repository)


def checkpoints() -> tuple[str, ...]:
    """Return the published names of all checkpoints."""
    return tuple(part.id for part in _COMPONENTS.values() if part.is_checkpoint)


_PICTURE_BYTES = 5_500_000_000


def picture_model(repository: str) -> PublishedModel:
    """Return the text-to-image model of a repository on the hub, such as "owner/name".

    Raises
    ------
    PointsmithError
        BAD_SETTING when the text is no name of a repository.
    """
    name = hub_id(repository)
    suggested = name == SUGGESTED_PICTURE_MODEL
    return PublishedModel(
        f"pictures:{name}",
        f"Pictures: {name.partition('/')[2]}",
        "Words to a picture, which a model for pictures then takes",
        (Input.TEXT,),
        (name.replace("/", "--"),),
        "MIT" if suggested else "see its page",
        f"{_HUB_PAGES}/{name}",
        6_500_000_000,
    )


def hub_id(text: str) -> str:
    """Return the name of a repository on the hub.

    Raises
    ------
    PointsmithError
        BAD_SETTING when it is not OWNER/NAME in the hub's letters.
    """
    name = text.strip()
    if not _HUB_ID.fullmatch(name) or len(name) > 96 or "--" in name or ".." in name:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"“{name}” is not OWNER/NAME of a model on the hub")
    return name
