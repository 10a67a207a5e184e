"""A model from files that are on this computer already: for machines without a network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from ...core.errors import ErrorCode, PointsmithError
from ...core.model_store import ModelStore
from ...core.published import PublishedModel
from ...core.published_components import Component, checkpoints, component
from . import hub
from .checkpoint import differences, read
from .download import as_error, file_digest, require_space
from .expected import expected_tensors
from .place import place_checkpoint, place_folder
from .report import Reporter


def load(store: ModelStore, report: Reporter, model: PublishedModel, path: Path) -> list[str]:
    """Put what a file or folder holds of a model into the store; return the ids of the components found.

    A checkpoint may have any name, as long as its tensors are those of one of the model's. A folder may hold
    checkpoints under their published names, and folders in their libraries' layout; it may be such a folder itself.

    Raises
    ------
    PointsmithError
        WRONG_CHECKPOINT, DISK_FULL, NOT_WRITABLE, MODEL_BUSY.
    """
    loaded = []
    try:
        for part, source in _found(model, path):
            report.begin(f"Checking {source.name}")
            with store.hold(part, None):
                store.parts(part).mkdir(parents=True, exist_ok=True)
                if part.is_checkpoint:
                    require_space(store.folder, source.stat().st_size)
                    place_checkpoint(store, part, source, {"source": "a file"})
                else:
                    _copy_folder(store, report, part, source)
            loaded.append(part.id)
    except OSError as error:
        raise as_error(error, store.folder) from error
    return loaded


def _found(model: PublishedModel, path: Path) -> Iterator[tuple[Component, Path]]:
    parts = [component(name) for name in model.components]
    if path.is_file():
        yield _recognised([part for part in parts if part.is_checkpoint], path), path
        return
    found = [(part, place) for part in parts for place in _places(part, path)]
    if not found:
        names = ", ".join(_published_name(part) if part.is_checkpoint else part.id for part in parts)
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{path.name} has none of {names}")
    yield from found


def _places(part: Component, folder: Path) -> list[Path]:
    """Return where a folder has a component: no place or one."""
    if part.is_checkpoint:
        names = (_published_name(part), f"{part.id}.pt", f"{part.id}.safetensors")
        return [folder / name for name in names if (folder / name).is_file()][:1]
    mark = part.files[0].name if part.files else hub.INDEX
    names = (".", part.id, part.repository.rpartition("/")[2])
    return [folder / name for name in names if (folder / name / mark).is_file()][:1]


def _published_name(part: Component) -> str:
    return part.files[0].path.rpartition("/")[2]


def _recognised(parts: list[Component], file: Path) -> Component:
    """Return the one of the components that the tensors of a file are."""
    if not parts:
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{file.name} is a file, and this model is a folder")
    shapes = {name: tuple(tensor.shape) for name, tensor in read(file).items()}
    other = next(
        (name for name in checkpoints() if file.name == component(name).files[0].path.rpartition("/")[2]), None
    )
    for part in parts:
        # Two of the published checkpoints have equal shapes: there the name decides.
        if not differences(shapes, expected_tensors(part.id)) and (other in (None, part.id)):
            return part
    same = [name for name in checkpoints() if not differences(shapes, expected_tensors(name))]
    if same:
        asked = " or ".join(part.id for part in parts)
        named = other if other in same else " or ".join(same)
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{file.name} is {named}, and this model needs {asked}")
    return parts[0]


def _copy_folder(store: ModelStore, report: Reporter, part: Component, source: Path) -> None:
    target = store.parts(part) / "files"
    shutil.rmtree(target, ignore_errors=True)
    names = [file.name for file in part.files] or _needed(source)
    sizes = {name: (source / name).stat().st_size for name in names if (source / name).is_file()}
    if missing := [name for name in names if name not in sizes]:
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{missing[0]} is missing from {source.name}")
    require_space(store.folder, sum(sizes.values()))
    report.expect({part.id: sum(sizes.values())})
    for name, size in sizes.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
        report.file_is_there(size)
    for file in part.files:
        if file.sha256 and file_digest(target / file.name) != file.sha256:
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{file.name} is not the published one")
    place_folder(store, part, target, {"source": "a folder"})


def _needed(folder: Path) -> list[str]:
    try:
        index = json.loads((folder / hub.INDEX).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{hub.INDEX} is not JSON") from error
    if not isinstance(index, dict):
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{hub.INDEX} is not what its name says")
    files = [file for file in folder.rglob("*") if file.is_file()]
    found = [hub.Entry(file.relative_to(folder).as_posix(), file.stat().st_size, None) for file in files]
    return [entry.name for entry in hub.needed(found, index)]
