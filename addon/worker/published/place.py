"""Files that are all there become a component of the store: checked, converted, renamed into place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ...core.errors import ErrorCode, PointsmithError
from ...core.model_store import ModelStore
from ...core.published_components import Component
from .checkpoint import convert, verify_safetensors
from .download import file_digest
from .expected import expected_tensors
from .hub import INDEX, stored_name


def place_checkpoint(store: ModelStore, part: Component, source: Path, facts: dict[str, Any]) -> None:
    """Check a checkpoint against its architecture and put it into the store as safetensors.

    Raises
    ------
    PointsmithError
        WRONG_CHECKPOINT.
    OSError
        The store cannot be written.
    """
    made = store.parts(part) / f"{part.id}.made"
    try:
        convert(source, made, expected_tensors(part.id))
        store.put(part, made, {"sha256": file_digest(made), **facts})
    finally:
        made.unlink(missing_ok=True)


def place_folder(store: ModelStore, part: Component, folder: Path, facts: dict[str, Any]) -> None:
    """Check a folder of a library's layout, convert what is in torch's own format, and put it into the store.

    Parameters
    ----------
    store, part
        Where, and what it is.
    folder
        The files under their published names, on the store's disk; it is moved.
    facts
        For the record.

    Raises
    ------
    PointsmithError
        WRONG_CHECKPOINT.
    OSError
        The store cannot be written.
    """
    digests = {}
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        target = file.with_name(stored_name(file.name))
        if file.suffix == ".bin":
            convert(file, target, None)
            file.unlink()
        elif target != file:
            file.replace(target)
        if target.suffix == ".safetensors":
            verify_safetensors(target)
            digests[target.relative_to(folder).as_posix()] = file_digest(target)
        elif target.suffix == ".json":
            _require_json(target)
    if part.pipeline:
        named = json.loads((folder / INDEX).read_text(encoding="utf-8")).get("_class_name")
        if named != part.pipeline:
            reason = f"{INDEX} names {str(named)[:60]} instead of {part.pipeline}"
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, reason)
    store.put(part, folder, {"sha256": digests, **facts})


def _require_json(file: Path) -> None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{file.name} is not JSON") from error
    if not isinstance(found, dict):
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{file.name} is not what its name says")
