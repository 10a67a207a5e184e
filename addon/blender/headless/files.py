"""Everything that a job asks for is written: files, picture, asset, thumbnail; and told in its record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ...batch import thumbnails
from ...batch.job import BatchJob
from ...batch.record import success
from ...core.destination import AssetPlace
from ...core.request import GenerationRequest
from ...core.thumbnail import thumbnail as drawn
from ...farm.library import Library
from ..assets.mark import card_for, write_asset
from ..assets.picture import SIDE
from .export import atomically, export
from .picture import render
from .silence import silent_output

if TYPE_CHECKING:
    from ...jobs.job import JobResult


def write(
    job: BatchJob,
    request: GenerationRequest,
    result: JobResult,
    objects: list[bpy.types.Object],
    *,
    folder: Path | None = None,
    thumbnail: bool = False,
    library: Library | None = None,
    notices: Sequence[str] = (),
) -> dict[str, Any]:
    """Write a job's files from the scene, which holds its objects and nothing else, and return its record.

    Parameters
    ----------
    job, request, result
        What is asked for, as it was carried out, and what the worker made.
    objects
        What has come of it, the first first.
    folder
        That of the results, see `batch.record.success`.
    thumbnail
        Draw one, below that folder.
    library
        Where the job's asset is listed.
    notices
        For the record.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE, DISK_FULL, BAD_SETTING, NO_LIBRARY.
    OSError
        A file that was written cannot be read.
    """
    with silent_output():
        for path in job.files:
            export(path)
        if job.asset is not None and library is not None:
            _write_asset(job, job.asset, result, objects[0], library)
        if job.picture is not None:
            atomically(job.picture, lambda temporary: render(objects, temporary))
    small = None
    if thumbnail and folder is not None:
        small = thumbnails.write(folder, job.key, result.cloud, result.mesh)
    return success(
        job,
        request,
        result.cloud,
        result.mesh,
        folder=folder,
        device=result.device,
        model_hash=result.model_hash,
        stages=result.seconds,
        notices=notices,
        thumbnail=small,
    )


def _write_asset(job: BatchJob, path: Path, result: JobResult, item: bpy.types.Object, library: Library) -> None:
    library.prepare()
    card = card_for(item, AssetPlace(catalog=library.catalog_of(job), tags=job.tags))
    catalog = library.listed(card.catalog)
    # Vertices lie densely and are shaded as the surface is: no need to cover it with points, as of any mesh.
    seen = result.cloud if result.mesh is None else thumbnails.vertices_of(result.mesh)
    atomically(path, lambda temporary: write_asset(item, temporary, card, catalog, drawn(seen, SIDE)))
