"""Jobs as JSON lines, and what became of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...core import readers
from ...core.blend_row import DEFAULT_COUNT, blend_row
from ...core.draw_request import DrawRequest
from ...core.errors import ErrorCode, PointsmithError
from ...core.pipelines import Quality
from ...core.reference import ReferenceImage
from ...core.request import Blend, GenerationRequest
from .formats import files, numbered

_BLEND = ("prompt", "image", "images", "seed", "steps")


@dataclass(frozen=True, slots=True)
class BatchJob:
    """One object to make and the files to write.

    Attributes
    ----------
    key
        Names the job by its content, so that a changed line is a new job.
    files, picture
        What is written; `picture` is a PNG or None.
    draw
        The picture that is drawn first, into the file of the request's one image; None where nothing is drawn.
    """

    key: str
    request: GenerationRequest
    files: tuple[Path, ...]
    picture: Path | None = None
    draw: DrawRequest | None = None

    @property
    def outputs(self) -> tuple[Path, ...]:
        """Every file of the job."""
        drawn = [Path(self.request.images[0].path)] if self.draw is not None else []
        return (*self.files, *([self.picture] if self.picture is not None else []), *drawn)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a manifest that is no job, and why."""

    key: str
    line: int
    error: PointsmithError


def key_of(record: object) -> str:
    """Return 16 hex digits that stand for a record's content, whatever the order of its settings."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def jobs_of(record: dict[str, Any], folder: Path) -> list[BatchJob]:
    """Read one job: the settings of a request, "model" for its pipeline, "quality", "out", "format" and "picture".

    With settings of a blend ("blend_prompt", "blend_image" or "blend_images", "blend_seed", "blend_steps") it is a
    row of jobs, whose files are numbered. "draw" is true or an object with settings of a `DrawRequest`: the prompt is
    drawn first, by "picture_model" or the preferred one, into "OUT-drawn.png" beside what is written. Relative paths
    start at `folder`. Raises PointsmithError BAD_SETTING or EMPTY_PROMPT.
    """
    settings = dict(record)
    out = _path(settings.pop("out", None), "out", folder)
    picture = _path(settings.pop("picture", None), "picture", folder)
    formats = _formats(settings.pop("format", None))
    quality = settings.pop("quality", Quality.STANDARD)
    if "model" in settings:
        settings["pipeline"] = readers.text("model", settings.pop("model"))
    if not isinstance(quality, str):
        raise PointsmithError(ErrorCode.BAD_SETTING, "quality must be text")
    if out is None:
        raise PointsmithError(ErrorCode.BAD_SETTING, "“out” is missing: name the file to write")
    draw = _draw(settings)
    if draw is not None:
        settings["images"] = [str(out.with_name(f"{out.stem}-drawn.png"))]
    blend = {name: settings.pop(f"blend_{name}") for name in _BLEND if f"blend_{name}" in settings}
    request = GenerationRequest.of_quality(quality, **settings)
    if not blend:
        return [BatchJob(key_of(record), _in_folder(request, folder), files(out, formats), picture, draw)]
    if draw is not None:
        raise PointsmithError(ErrorCode.BAD_SETTING, "draw and a blend do not go together; draw first, then blend")
    steps = readers.integer("blend_steps", blend.pop("steps", DEFAULT_COUNT))
    row = blend_row(request, Blend.from_json(blend), steps)
    return [
        BatchJob(
            key_of([record, number]),
            _in_folder(step, folder),
            files(numbered(out, number, steps), formats),
            numbered(picture, number, steps) if picture is not None else None,
        )
        for number, step in enumerate(row, start=1)
    ]


def _draw(settings: dict[str, Any]) -> DrawRequest | None:
    """Take the picture that is drawn first out of a job's settings."""
    draw, model = settings.pop("draw", False), settings.pop("picture_model", "")
    if draw is False:
        if model:
            raise PointsmithError(ErrorCode.BAD_SETTING, "picture_model says who draws, but draw is missing")
        return None
    if draw is not True and not isinstance(draw, dict):
        raise PointsmithError(ErrorCode.BAD_SETTING, "draw must be true or an object")
    if "image" in settings or "images" in settings:
        raise PointsmithError(ErrorCode.BAD_SETTING, "draw makes the image; name none beside it")
    shared: dict[str, Any] = {name: settings[name] for name in ("prompt", "seed", "device") if name in settings}
    return DrawRequest.from_json({**shared, "model": model, **(draw if isinstance(draw, dict) else {})})


def _in_folder(request: GenerationRequest, folder: Path) -> GenerationRequest:
    """Let relative paths of images start at `folder`."""

    def absolute(images: tuple[ReferenceImage, ...]) -> tuple[ReferenceImage, ...]:
        return tuple(replace(image, path=str(folder / image.path)) for image in images)

    blend = request.blend
    if blend is not None:
        blend = replace(blend, images=absolute(blend.images))
    return replace(request, images=absolute(request.images), blend=blend)


def read_manifest(lines: Iterable[str], defaults: dict[str, Any], folder: Path) -> list[BatchJob | BadLine]:
    """Read a manifest; empty lines are skipped, and a bad line stands for itself.

    `defaults` are used where a line says nothing. Two lines that write the same file: the second is bad.
    """
    found: list[BatchJob | BadLine] = []
    written: dict[Path, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record: object = line
        try:
            record = _record(line)
            jobs = jobs_of({**defaults, **record}, folder)
            outputs = [path for job in jobs for path in job.outputs]
            for path in outputs:
                if path in written:
                    raise PointsmithError(ErrorCode.BAD_SETTING, f"{path.name} is written by line {written[path]} too")
        except PointsmithError as error:
            found.append(BadLine(key_of(record), number, error))
            continue
        written.update(dict.fromkeys(outputs, number))
        found += jobs
    return found


def done_keys(results: Path) -> set[str]:
    """Return the keys of the jobs that a results file says succeeded; lines that cannot be read count for nothing."""
    keys: set[str] = set()
    try:
        lines = results.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return keys
    for line in lines:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict) and isinstance(record.get("key"), str):
            (keys.add if record.get("ok") is True else keys.discard)(record["key"])
    return keys


def is_done(job: BatchJob, keys: set[str]) -> bool:
    """Whether a job need not run again: it succeeded, and its files are still there."""
    return job.key in keys and all(path.is_file() for path in job.outputs)


def _record(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"the line is not JSON ({error})") from None
    if not isinstance(record, dict):
        raise PointsmithError(ErrorCode.BAD_SETTING, "the line is not a JSON object")
    return record


def _path(value: object, name: str, folder: Path) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value or "\0" in value:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{name} must be a path")
    path = folder / value
    if not path.name:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{name} names no file")
    return path


def _formats(value: object) -> list[str]:
    if value is None:
        return []
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise PointsmithError(ErrorCode.BAD_SETTING, "format must be text such as “glb,ply”")
    return [name.strip().lower() for name in names if name.strip()]
