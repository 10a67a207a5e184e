"""Which models the list shows, and which components of one no other needs. Knows no bpy."""

from __future__ import annotations

from pathlib import Path

from ...core.model_store import ModelStore, State
from ...core.published import MODELS, PublishedModel, picture_model
from ...core.published_components import component


def listed(picture_source: str) -> list[PublishedModel]:
    """Return the closed list, and the text-to-image model when it has to be fetched.

    Parameters
    ----------
    picture_source
        OWNER/NAME on the hub, a folder on this computer, or nothing.

    Raises
    ------
    PointsmithError
        BAD_SETTING when it is none of these.
    """
    wanted = picture_source.strip()
    if not wanted or is_folder(wanted):
        return list(MODELS)
    return [*MODELS, picture_model(wanted)]


def is_folder(picture_source: str) -> bool:
    """Whether a text-to-image model is named by a folder of this computer and not by its name on the hub."""
    return Path(picture_source).is_absolute()


def removable(store: ModelStore, model: PublishedModel) -> list[str]:
    """Return the components of a model that are there in part or whole, less those of other models that are ready."""
    others = (other for other in MODELS if other.id != model.id and store.model(other).state is State.READY)
    shared = {part for other in others for part in other.components}
    return [
        part
        for part in model.components
        if part not in shared and store.found(component(part)).state is not State.ABSENT
    ]
