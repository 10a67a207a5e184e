"""The published models that Pointsmith can fetch: a closed list, what they are for, need and allow.

A *component* is one thing on disk, a checkpoint or a folder (`published_components`); a *model* is what the artist
chooses, made of components that it may share with others.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .errors import ErrorCode, PointsmithError
from .published_components import CLIP, component, hub_id

SUGGESTED_PICTURE_MODEL = "SimianLuo/LCM_Dreamshaper_v7"
"""A text-to-image model that needs four steps, in diffusers' layout, and may be used commercially."""


class Input(StrEnum):
    """What a model can be asked with."""

    TEXT = "text"
    IMAGE = "image"
    IMAGES = "several images"


_HUB_PAGES = "https://huggingface.co"
"""Where a person reads about a model, and its licence."""


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
