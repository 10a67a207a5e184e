"""The folder that holds the published models, and what is there of each.

    <folder>/base40M.safetensors            a checkpoint, checked and converted
    <folder>/clip-vit-large-patch14/        a folder in its library's own layout
    <folder>/records/base40M.json           written just before the thing itself is renamed into place
    <folder>/parts/base40M/                 what is still being fetched
    <folder>/locks/base40M.lock             held by the one process that fetches or removes it
    <folder>/pins.json                      SHA-256 of every file as it was first fetched

Standard library only. Several Blenders may share the folder: nothing in it is ever half there under its own name.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from .errors import ErrorCode, PointsmithError
from .files import atomic_text
from .locks import locked
from .published import PublishedModel
from .published_components import Component, component

_SHA256 = re.compile(r"[0-9a-f]{64}")


class State(StrEnum):
    """How much of a component or a model is there."""

    ABSENT = "absent"
    PARTIAL = "partial"
    READY = "ready"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Found:
    """What the disk says.

    Attributes
    ----------
    state
        Whether it can be used.
    bytes
        What is there of it, in bytes.
    problem
        For WRONG, what is wrong, without a final stop.
    """

    state: State
    bytes: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ModelStore:
    """A folder of published models; it need not exist yet."""

    folder: Path

    def path(self, part: Component) -> Path:
        """Where the component lies when it is ready: a .safetensors file or a folder."""
        return self.folder / (f"{part.id}.safetensors" if part.is_checkpoint else part.id)

    def parts(self, part: Component) -> Path:
        """The folder of what is still being fetched."""
        return self.folder / "parts" / part.id

    def _record_file(self, part: Component) -> Path:
        return self.folder / "records" / f"{part.id}.json"

    def record(self, part: Component) -> dict[str, Any]:
        """Return what `put` wrote of the component, or an empty dict."""
        try:
            record = json.loads(self._record_file(part).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return record if isinstance(record, dict) else {}

    def found(self, part: Component) -> Found:
        """Look at lengths, not at contents: quick enough for a list that is redrawn."""
        path = self.path(part)
        if not path.exists():
            partial = _bytes_in(self.parts(part))
            return Found(State.PARTIAL, partial) if partial else Found(State.ABSENT)
        files = self.record(part).get("files")
        if not isinstance(files, dict) or not files:
            return Found(State.WRONG, 0, f"{path.name} was put there by hand and never checked")
        there = 0
        for name, length in files.items():
            file = path if part.is_checkpoint else path / name
            try:
                size = file.stat().st_size
            except OSError:
                return Found(State.WRONG, there, f"{file.name} of {path.name} is missing")
            if size != length:
                return Found(State.WRONG, there, f"{file.name} has {size} bytes instead of {length}")
            there += size
        return Found(State.READY, there)

    def model(self, model: PublishedModel) -> Found:
        """Sum up a model: wrong when a component is, ready when all are, partial when one was begun.

        A model of which nothing but whole components is there, perhaps for others, is absent, with those in `bytes`.
        """
        found = [self.found(component(name)) for name in model.components]
        there = sum(part.bytes for part in found)
        for part in found:
            if part.state is State.WRONG:
                return Found(State.WRONG, there, part.problem)
        if all(part.state is State.READY for part in found):
            return Found(State.READY, there)
        return Found(State.PARTIAL if any(part.state is State.PARTIAL for part in found) else State.ABSENT, there)

    def require(self, component_id: str) -> Path:
        """Return where a component lies.

        Raises
        ------
        PointsmithError
            MODEL_MISSING when it is not there, WRONG_CHECKPOINT when it is damaged.
        """
        part = component(component_id)
        found = self.found(part)
        if found.state is State.WRONG:
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, found.problem)
        if found.state is not State.READY:
            raise PointsmithError(ErrorCode.MODEL_MISSING, component_id)
        return self.path(part)

    def require_model(self, model: PublishedModel) -> Path:
        """Return the store's folder when it has all of a model. Raises as `require` does, naming the model."""
        for name in model.components:
            try:
                self.require(name)
            except PointsmithError as error:
                missing = error.code is ErrorCode.MODEL_MISSING
                raise PointsmithError(error.code, model.title if missing else error.detail) from error
        return self.folder

    @contextlib.contextmanager
    def hold(self, part: Component, on_wait: Callable[[], None] | None) -> Iterator[None]:
        """Let nobody else fetch or remove the component; wait after calling `on_wait`, or refuse when it is None.

        Raises
        ------
        PointsmithError
            MODEL_BUSY; NOT_WRITABLE when the folder cannot be made.
        """
        with contextlib.ExitStack() as held:
            try:
                for name in ("locks", "records", "parts"):
                    (self.folder / name).mkdir(parents=True, exist_ok=True)
                held.enter_context(locked(self.folder / "locks" / f"{part.id}.lock", on_wait))
            except BlockingIOError as error:
                raise PointsmithError(ErrorCode.MODEL_BUSY, part.id) from error
            except OSError as error:
                raise PointsmithError(ErrorCode.NOT_WRITABLE, str(self.folder)) from error
            yield

    def put(self, part: Component, made: Path, facts: dict[str, Any]) -> None:
        """Move what was made and checked to its place, with a record of `facts`. Call it within `hold`.

        The record goes first: a process that ends in between leaves a component that is absent, not one that is wrong.
        Raises OSError.
        """
        path = self.path(part)
        if part.is_checkpoint:
            files = {path.name: made.stat().st_size}
        else:
            files = {f.relative_to(made).as_posix(): f.stat().st_size for f in sorted(made.rglob("*")) if f.is_file()}
        record = {"files": files, "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **facts}
        atomic_text(self._record_file(part), json.dumps(record, indent=1) + "\n")
        if part.is_checkpoint:
            made.replace(path)
        else:
            self._discard(path)
            made.replace(path)
        self.drop_parts(part)

    def drop_parts(self, part: Component) -> None:
        """Remove what was being fetched of a component. Call it within `hold`."""
        shutil.rmtree(self.parts(part), ignore_errors=True)

    def remove(self, model: PublishedModel, keep: set[str]) -> None:
        """Remove a model and what was fetched of it, but the components named in `keep`.

        Raises
        ------
        PointsmithError
            MODEL_BUSY while another process fetches one of them, NOT_WRITABLE when a file is in use.
        """
        parts = [component(name) for name in model.components if name not in keep]
        with contextlib.ExitStack() as held:
            for part in parts:
                held.enter_context(self.hold(part, None))
            for part in parts:
                try:
                    self._discard(self.path(part))
                    self._discard(self.parts(part))
                    self._record_file(part).unlink(missing_ok=True)
                except OSError as error:
                    raise PointsmithError(ErrorCode.NOT_WRITABLE, str(error.filename or self.folder)) from error

    def _discard(self, path: Path) -> None:
        """Remove a file or a folder; the folder is gone from its name at once, however long removing takes."""
        if path.is_dir():
            aside = self.folder / "parts" / f".removed-{path.name}-{time.monotonic_ns()}"
            path.replace(aside)
            shutil.rmtree(aside, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)

    def pins(self) -> dict[str, str]:
        """Return the SHA-256 of every file as it was first fetched, by its path under the host's base.

        Raises
        ------
        PointsmithError
            WRONG_DOWNLOAD when the file of pins is damaged: nothing is trusted in silence.
        """
        file = self.folder / "pins.json"
        try:
            pins = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            pins = None
        if not isinstance(pins, dict) or not all(isinstance(d, str) and _SHA256.fullmatch(d) for d in pins.values()):
            raise PointsmithError(ErrorCode.WRONG_DOWNLOAD, f"{file} is damaged; remove it to begin anew")
        return pins

    def pin(self, path: str, digest: str) -> None:
        """Remember the SHA-256 of a file at its first fetching; a later call changes nothing.

        Raises
        ------
        PointsmithError
            WRONG_DOWNLOAD when the file of pins is damaged.
        OSError
            The file cannot be written.
        """
        with locked(self.folder / "locks" / "pins.lock", lambda: None):
            pins = self.pins()
            if path not in pins:
                atomic_text(self.folder / "pins.json", json.dumps({**pins, path: digest}, indent=1, sort_keys=True))


def _bytes_in(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        # Another Blender may finish, and so rename, a file between the two calls.
        with contextlib.suppress(OSError):
            if file.is_file() and file.suffix != ".json":
                total += file.stat().st_size
    return total
