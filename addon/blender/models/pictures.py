"""The text-to-image model that the preferences name: its source, its place, its state."""

from __future__ import annotations

from pathlib import Path

from ...core.errors import ErrorCode, PointsmithError
from ...core.model_store import ModelStore
from ...core.published import SUGGESTED_PICTURE_MODEL, picture_model
from .. import environment
from .choice import is_folder


def picture_source() -> str:
    """Return OWNER/NAME on the hub, or a folder of this computer."""
    chosen = environment.preferences()
    return (chosen.picture_model.strip() if chosen is not None else "") or SUGGESTED_PICTURE_MODEL


def picture_folder(source: str, store: ModelStore) -> Path:
    """Return where the model lies.

    Raises
    ------
    PointsmithError
        MODEL_MISSING, WRONG_CHECKPOINT; BAD_SETTING when `source` is neither a name nor a folder.
    """
    if is_folder(source):
        if not (Path(source) / "model_index.json").is_file():
            raise PointsmithError(ErrorCode.MODEL_MISSING, source)
        return Path(source)
    (component,) = picture_model(source).components
    try:
        return store.require(component)
    except PointsmithError as error:
        if error.code is ErrorCode.MODEL_MISSING:
            raise PointsmithError(error.code, source) from error
        raise
