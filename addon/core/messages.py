"""What Blender and the worker say to each other: JSON records, one per line, UTF-8.

Commands go in by the worker's standard input, events come out by its standard output; nothing else is ever written
there. Arrays travel as .npz files in the job's folder, named in the record. The first event is `Hello`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar

PROTOCOL = 6
"""Raised with every change to the records below or to their files; a worker of another protocol is refused."""


class Stage(StrEnum):
    """What a job is doing, in order."""

    STARTING = "starting"
    LOADING = "loading"
    DRAWING = "drawing"
    COARSE = "coarse"
    FINE = "fine"
    SURFACE = "surface"

    @property
    def label(self) -> str:
        """What the panel shows."""
        return _STAGE_LABELS[self]


_STAGE_LABELS = {
    Stage.STARTING: "Starting the worker",
    Stage.LOADING: "Loading the model",
    Stage.DRAWING: "Drawing the picture",
    Stage.COARSE: "Shaping the cloud",
    Stage.FINE: "Adding points",
    Stage.SURFACE: "Making the surface",
}


class Message:
    """A record with a fixed `kind`."""

    kind: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Generate(Message):
    """Command: run requests of one kind (their JSON; see `batches`) and put files into `folder`, which exists.

    Each request is a member of the job. `models` is the folder of the published models, which need not exist.
    `previews` says whether anybody watches. Without `surfaces` only those meshes are made that the model makes itself:
    another worker closes the others around their clouds.
    """

    kind: ClassVar[str] = "generate"
    job: str
    requests: list[dict[str, Any]]
    folder: str
    models: str
    previews: bool = True
    surfaces: bool = True


@dataclass(frozen=True, slots=True)
class Surface(Message):
    """Command: close a surface around the cloud in the file `cloud` (.npz), as a `SurfaceRequest` (its JSON) says."""

    kind: ClassVar[str] = "surface"
    job: str
    request: dict[str, Any]
    cloud: str
    folder: str


@dataclass(frozen=True, slots=True)
class Draw(Message):
    """Command: draw the picture that a `DrawRequest` (its JSON) describes, into `folder`, which exists."""

    kind: ClassVar[str] = "draw"
    job: str
    request: dict[str, Any]
    folder: str


Order = Generate | Surface | Draw
"""The commands that are jobs."""


@dataclass(frozen=True, slots=True)
class ShowCutOut(Message):
    """Command: cut the object out of a `ReferenceImage` (its JSON) into `file` (.npz); answered beside any job.

    The file holds `pixels`, (H, W, 4) uint8: display-referred sRGB as it was, and the cut-out as straight alpha.
    """

    kind: ClassVar[str] = "show_cut_out"
    job: str
    image: dict[str, Any]
    file: str


@dataclass(frozen=True, slots=True)
class Cancel(Message):
    """Command: stop the job between two steps; answered by `Cancelled`."""

    kind: ClassVar[str] = "cancel"
    job: str


@dataclass(frozen=True, slots=True)
class Shutdown(Message):
    """Command: stop what is running and end the process."""

    kind: ClassVar[str] = "shutdown"


@dataclass(frozen=True, slots=True)
class Hello(Message):
    """Event: the worker is there; sent before torch is imported."""

    kind: ClassVar[str] = "hello"
    protocol: int
    version: str
    pid: int


@dataclass(frozen=True, slots=True)
class Progress(Message):
    """Event: `step` of `steps` of a stage is done; `fraction` of the whole job, and seconds left when known.

    What is done for one member after the other says for which: `member`, from 1, of `members`.
    """

    kind: ClassVar[str] = "progress"
    job: str
    stage: Stage
    step: int
    steps: int
    fraction: float
    seconds_left: float | None
    member: int = 1
    members: int = 1


@dataclass(frozen=True, slots=True)
class Preview(Message):
    """Event: the clouds so far of the members that are being computed lie in `clouds` (`preview.PreviewClouds`)."""

    kind: ClassVar[str] = "preview"
    job: str
    clouds: str


@dataclass(frozen=True, slots=True)
class Notice(Message):
    """Event: something the artist should know that is not a failure."""

    kind: ClassVar[str] = "notice"
    job: str
    text: str


@dataclass(frozen=True, slots=True)
class Member:
    """What became of one request of a job: files, or a failure that is its own.

    Attributes
    ----------
    cloud, mesh
        .npz files, with the parts' labels; the mesh is empty when none was made.
    code, detail
        Of the closed list (`errors.ErrorCode`); empty when it went well.
    notices
        What is to be told of this member: its share of the job's `Notice` events.
    """

    cloud: str = ""
    mesh: str = ""
    code: str = ""
    detail: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result(Message):
    """Event: the job is done, one member for each request, in their order.

    `seconds` per stage; `device` as torch names it; `model_hash` is the SHA-256 of the weights, 64 hex digits.
    """

    kind: ClassVar[str] = "result"
    job: str
    members: tuple[Member, ...]
    device: str
    model_hash: str
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Drawn(Message):
    """Event: the picture is drawn. `picture` is a PNG, its alpha the object's cut-out where there is one.

    `request` is the command's, with the steps, guidance and size that were taken where it left them to the model.
    """

    kind: ClassVar[str] = "drawn"
    job: str
    picture: str
    request: dict[str, Any]
    device: str
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class CutOutShown(Message):
    """Event: the cut-out lies in `file`. `brings_alpha` says that the picture itself is transparent somewhere."""

    kind: ClassVar[str] = "cut_out_shown"
    job: str
    file: str
    brings_alpha: bool


@dataclass(frozen=True, slots=True)
class Cancelled(Message):
    """Event: the job was stopped on request."""

    kind: ClassVar[str] = "cancelled"
    job: str


@dataclass(frozen=True, slots=True)
class Failed(Message):
    """Event: the job failed with a code of the closed list (`errors.ErrorCode`)."""

    kind: ClassVar[str] = "failed"
    job: str
    code: str
    detail: str


_KINDS: dict[str, type[Message]] = {
    kind.kind: kind
    for kind in (
        *(Generate, Surface, Draw, ShowCutOut, Cancel, Shutdown),
        *(Hello, Progress, Preview, Notice, Result, Drawn, CutOutShown, Cancelled, Failed),
    )
}


def encode(message: Message) -> bytes:
    """Return the record as one line, newline included."""
    record = {"kind": message.kind, **asdict(message)}  # type: ignore[call-overload]  # every kind is a dataclass
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def decode(line: bytes) -> Message:
    """Read one record. Raises ValueError for anything that `encode` does not write."""
    try:
        record = json.loads(line)
        kind = _KINDS[record.pop("kind")]
        names = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # as above
        if set(record) != names:
            raise ValueError(f"fields {sorted(record)} instead of {sorted(names)}")
        if kind is Progress:
            record["stage"] = Stage(record["stage"])
        elif kind is Result:
            record["members"] = tuple(
                Member(**{**member, "notices": tuple(member["notices"])}) for member in record["members"]
            )
        return kind(**record)
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not a record: {error!r}") from error
