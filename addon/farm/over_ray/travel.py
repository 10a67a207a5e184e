"""Jobs between machines: paths without a home, and pictures that travel with their jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from ...batch.job import BatchJob
from ...core.errors import ErrorCode, PointsmithError
from ...core.reference import ReferenceImage
from ...core.request import GenerationRequest


@dataclass(frozen=True, slots=True)
class Parcel:
    """A job on its way to a machine.

    Attributes
    ----------
    job
        `BatchJob.to_json`, its outputs relative to the place of the results.
    images
        The content of each picture that the job shows, by the path that its request has.
    """

    job: dict[str, Any]
    images: dict[str, bytes] = field(default_factory=dict)


def homeless(job: BatchJob, outputs: Path) -> BatchJob:
    """Return the job with its outputs relative to `outputs`, below which they lie."""
    return _moved(job, lambda path: Path(path.relative_to(outputs).as_posix()))


def at_home(job: BatchJob, folder: Path) -> BatchJob:
    """Return a homeless job with its outputs below `folder`."""
    return _moved(job, lambda path: folder / path)


def packed(job: dict[str, Any]) -> Parcel:
    """Read the pictures of a homeless job, on the driver's machine. Raises PointsmithError BAD_IMAGE."""
    images: dict[str, bytes] = {}
    for path in _shown(BatchJob.from_json(job)):
        try:
            images[path] = Path(path).read_bytes()
        except OSError as error:
            raise PointsmithError(ErrorCode.BAD_IMAGE, f"{path} cannot be read any more") from error
    return Parcel(job, images)


def unpacked(parcel: Parcel, outputs: Path, pictures: Path) -> tuple[BatchJob, dict[str, str]]:
    """Return the job as it is made on this machine, and what its paths were called before.

    Parameters
    ----------
    parcel
        The job as it came.
    outputs
        The folder that takes its files.
    pictures
        The folder that takes the pictures it shows. Raises OSError when that cannot be written.
    """
    job = at_home(BatchJob.from_json(parcel.job), outputs)
    here: dict[str, str] = {}
    for number, (path, content) in enumerate(parcel.images.items()):
        pictures.mkdir(parents=True, exist_ok=True)
        file = pictures / f"{number}{PurePosixPath(path.replace(chr(92), '/')).suffix}"
        file.write_bytes(content)
        here[path] = str(file)

    def moved(images: tuple[ReferenceImage, ...]) -> tuple[ReferenceImage, ...]:
        return tuple(replace(image, path=here.get(image.path, image.path)) for image in images)

    request = replace(job.request, images=moved(job.request.images))
    if request.blend is not None:
        request = replace(request, blend=replace(request.blend, images=moved(request.blend.images)))
    return replace(job, request=request), {file: path for path, file in here.items()}


def renamed(value: Any, names: dict[str, str]) -> Any:
    """Return a JSON value in which the texts, keys included, have other names where they contain one of `names`."""
    if isinstance(value, str):
        for old, new in names.items():
            value = value.replace(old, new)
        return value
    if isinstance(value, list):
        return [renamed(each, names) for each in value]
    if isinstance(value, dict):
        return {renamed(name, names): renamed(each, names) for name, each in value.items()}
    return value


def _shown(job: BatchJob) -> list[str]:
    """Paths of the pictures that a job is made from; one that is drawn first is not among them."""
    request: GenerationRequest = job.request
    images = request.images if job.draw is None else ()
    return [image.path for image in (*images, *(request.blend.images if request.blend is not None else ()))]


def _moved(job: BatchJob, move: Callable[[Path], Path]) -> BatchJob:
    request = job.request
    if job.draw is not None:
        drawn = replace(request.images[0], path=str(move(Path(request.images[0].path))))
        request = replace(request, images=(drawn,))
    return replace(
        job,
        request=request,
        files=tuple(move(file) for file in job.files),
        picture=None if job.picture is None else move(job.picture),
        asset=None if job.asset is None else move(job.asset),
    )
