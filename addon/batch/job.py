"""One line's settings become jobs: what to make and which files to write."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeGuard

from ..core import readers
from ..core.blend_row import DEFAULT_COUNT, blend_row
from ..core.draw_request import DrawRequest
from ..core.errors import ErrorCode, PointsmithError
from ..core.pipelines import Quality
from ..core.reference import ReferenceImage
from ..core.request import MAX_PROMPT, MAX_SEED, Blend, GenerationRequest
from .formats import files, format_of, numbered
from .names import checked, slug

DEFAULT_FORMAT = "glb"
MOST_TAGS, LONGEST_TAG = 32, 64
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
    tags
        Words of the artist's, kept with the result.
    line
        Its line in the manifest; 0 for a job of the command line.
    asset
        The file in an asset library that keeps the object; None where no library was asked for.
    """

    key: str
    request: GenerationRequest
    files: tuple[Path, ...]
    picture: Path | None = None
    draw: DrawRequest | None = None
    tags: tuple[str, ...] = ()
    line: int = 0
    asset: Path | None = None

    @property
    def outputs(self) -> tuple[Path, ...]:
        """Every file of the job."""
        drawn = Path(self.request.images[0].path) if self.draw is not None else None
        return (*self.files, *(path for path in (self.picture, drawn, self.asset) if path is not None))

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> BatchJob:
        """Read what `to_json` wrote. Raises PointsmithError BAD_SETTING, KeyError, TypeError."""
        picture, draw, asset = record["picture"], record["draw"], record["asset"]
        return cls(
            str(record["key"]),
            GenerationRequest.from_json(record["request"]),
            tuple(Path(file) for file in record["files"]),
            None if picture is None else Path(picture),
            None if draw is None else DrawRequest.from_json(draw),
            tuple(str(tag) for tag in record["tags"]),
            int(record["line"]),
            None if asset is None else Path(asset),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types, for another process; `from_json` of it is equal to this job."""
        return {
            "key": self.key,
            "request": self.request.to_json(),
            "files": [str(path) for path in self.files],
            "picture": None if self.picture is None else str(self.picture),
            "draw": None if self.draw is None else self.draw.to_json(),
            "tags": list(self.tags),
            "line": self.line,
            "asset": None if self.asset is None else str(self.asset),
        }


def key_of(record: object) -> str:
    """Return 16 hex digits that stand for a record's content, whatever the order of its settings."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class JobMaker:
    """Makes jobs of records.

    Parameters
    ----------
    images
        Where relative paths of images start.
    outputs
        Where names start, and what they may not leave; None lets paths go anywhere, from `images`.
    assets
        Folder of the asset library that takes a copy of each object, under its name; None for none.
    """

    def __init__(self, images: Path, outputs: Path | None = None, assets: Path | None = None) -> None:
        self._images = images
        self._outputs = outputs
        self._assets = assets
        self._last: tuple[str, GenerationRequest] | None = None

    def jobs(self, record: dict[str, Any], line: int = 0) -> list[BatchJob]:
        """Read one record: settings of a request, "model" for its pipeline, "quality", names, "format", "tags".

        "out" is the file to write, or "name" without an ending, which "format" gives it (GLB). "picture" is a PNG of
        the object. With settings of a blend ("blend_prompt", "blend_image" or "blend_images", "blend_seed",
        "blend_steps") it is a row of jobs, whose files are numbered. "draw" is true or an object with settings of a
        `DrawRequest`: the prompt is drawn first, by "picture_model" or the preferred one, into "OUT-drawn.png" beside
        what is written.

        Raises
        ------
        PointsmithError
            BAD_SETTING, EMPTY_PROMPT.
        """
        settings, key = dict(record), key_of(record)
        picture = self._path(settings.pop("picture", None), "picture")
        tags = _tags(settings.pop("tags", None))
        formats = _formats(settings.pop("format", None))
        told = settings.pop("out", None), settings.pop("name", None)
        quality = settings.pop("quality", Quality.STANDARD)
        if "model" in settings:
            settings["pipeline"] = readers.text("model", settings.pop("model"))
        if not isinstance(quality, str):
            raise readers.refused("quality must be text")
        draw = _draw(settings)
        if draw is not None:
            settings["images"] = ["drawn.png"]
        blend = {name: settings.pop(f"blend_{name}") for name in _BLEND if f"blend_{name}" in settings}
        request = self._request(quality, settings)
        out, formats = self._out(*told, formats, f"{slug(request.title)}-{key[:8]}")
        if draw is not None:
            request = replace(request, images=(ReferenceImage(str(out.with_name(f"{out.stem}-drawn.png"))),))
        if not blend:
            written = files(out, formats)
            asset = self._asset(written)
            return [BatchJob(key, self._found(request), written, picture, draw, tags, line, asset)]
        if draw is not None:
            raise readers.refused("draw and a blend do not go together; draw first, then blend")
        steps = readers.integer("blend_steps", blend.pop("steps", DEFAULT_COUNT))
        row = blend_row(request, Blend.from_json(blend), steps)
        jobs = []
        for number, step in enumerate(row, start=1):
            written = files(numbered(out, number, steps), formats)
            shown = numbered(picture, number, steps) if picture is not None else None
            of_step = key_of([record, number]), self._found(step), written, shown, None, tags, line
            jobs.append(BatchJob(*of_step, self._asset(written)))
        return jobs

    def _asset(self, written: tuple[Path, ...]) -> Path | None:
        """Return the file that keeps the object in the library: called as the job's first, in the same folders."""
        if self._assets is None:
            return None
        name = Path(written[0].name)
        if self._outputs is not None and written[0].is_relative_to(self._outputs):
            name = written[0].relative_to(self._outputs)
        asset = self._assets / name.with_suffix(".blend")
        if asset in written:
            raise readers.refused(f"{asset.name} would be the object's file and its asset; take another --library")
        return asset

    def _request(self, quality: str, settings: dict[str, Any]) -> GenerationRequest:
        """Make the request. One that differs from the last only in words and seed is checked only for these."""
        # As text, because to Python 1, 1.0 and True are equal.
        rest = json.dumps([quality, {name: settings[name] for name in settings if name not in {"prompt", "seed"}}])
        prompt, seed = settings.get("prompt"), settings.get("seed")
        if self._last is not None and self._last[0] == rest and _is_prompt(prompt) and _is_seed(seed):
            return replace(self._last[1], prompt=prompt, seed=seed)
        request = GenerationRequest.of_quality(quality, **settings)
        self._last = rest, request
        return request

    def _out(self, out: object, name: object, formats: list[str], own: str) -> tuple[Path, list[str]]:
        """Return the file to write, and its formats; `own` is what it is called where nothing is said."""
        if out is not None and name is not None:
            raise readers.refused("out and name say the same thing twice")
        if out is not None:
            path = self._path(out, "out")
            assert path is not None
            return path, formats
        if name is None and self._outputs is None:
            raise readers.refused("“out” is missing: name the file to write")
        path = self._path(own if name is None else name, "name")
        assert path is not None
        return path, formats or ([] if format_of(path) else [DEFAULT_FORMAT])

    def _path(self, value: object, name: str) -> Path | None:
        if value is None:
            return None
        if not isinstance(value, str) or not value or "\0" in value:
            raise readers.refused(f"{name} must be a path")
        path = (self._outputs / checked(name, value)) if self._outputs is not None else self._images / value
        if not path.name:
            raise readers.refused(f"{name} names no file")
        return path

    def _found(self, request: GenerationRequest) -> GenerationRequest:
        """Let relative paths of images start at their folder."""
        if not request.images and request.blend is None:
            return request

        def absolute(images: tuple[ReferenceImage, ...]) -> tuple[ReferenceImage, ...]:
            return tuple(replace(image, path=str(self._images / image.path)) for image in images)

        blend = request.blend
        if blend is not None:
            blend = replace(blend, images=absolute(blend.images))
        return replace(request, images=absolute(request.images), blend=blend)


def _is_prompt(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value and len(value) <= MAX_PROMPT


def _is_seed(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_SEED


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


def _formats(value: object) -> list[str]:
    names = _words("format", value, "text such as “glb,ply”, or a list")
    return [name.lower() for name in names]


def _tags(value: object) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(_words("tags", value, "text such as “prop, red”, or a list")))
    if len(tags) > MOST_TAGS:
        raise readers.refused(f"there are more than {MOST_TAGS} tags")
    if any(len(tag) > LONGEST_TAG for tag in tags):
        raise readers.refused(f"a tag is longer than {LONGEST_TAG} letters")
    return tags


def _words(name: str, value: object, kind: str) -> list[str]:
    """Read a list of words, or text with commas between them."""
    if value is None:
        return []
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise readers.refused(f"{name} must be {kind}")
    return [word.strip() for item in items for word in item.split(",") if word.strip()]
