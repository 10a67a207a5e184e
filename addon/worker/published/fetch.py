"""A whole model from the network: every component that is missing, one after the other."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

from ...core.errors import ErrorCode, PointsmithError
from ...core.model_store import ModelStore, State
from ...core.published import PublishedModel
from ...core.published_components import OPENAI_BASE, Component, Host, PublishedFile, component
from . import hub
from .download import as_error, download, file_digest, require_space
from .report import Reporter
from .wire import Wire


class Fetcher:
    """Fetches into one store.

    Parameters
    ----------
    store
        Where models go.
    report
        Hears of progress.
    wire
        Asks the servers.
    mirror
        Address under which a mirror has the paths of all hosts; empty for the publishers' own.

    Raises
    ------
    PointsmithError
        BAD_SETTING when the mirror is no address.
    """

    def __init__(self, store: ModelStore, report: Reporter, wire: Wire, mirror: str = "") -> None:
        self._store = store
        self._report = report
        self._wire = wire
        self._mirror = checked_mirror(mirror)

    def fetch(self, model: PublishedModel) -> None:
        """Fetch what is missing of a model; what another process has fetched meanwhile is not fetched again.

        Raises
        ------
        PointsmithError
            DOWNLOAD_FAILED, WRONG_DOWNLOAD, WRONG_CHECKPOINT, DISK_FULL, NOT_WRITABLE.
        """
        parts = [component(name) for name in model.components]
        missing = [part for part in parts if self._store.found(part).state is not State.READY]
        self._report.expect({part.id: part.bytes for part in missing})
        for part in missing:
            waiting = partial(self._report.begin, f"Waiting for {part.id}, which is being fetched already")
            with self._store.hold(part, waiting):
                if self._store.found(part).state is State.READY:
                    self._report.expect({part.id: 0})
                    continue
                try:
                    self._fetch(part)
                except OSError as error:
                    raise as_error(error, self._store.folder) from error
                except PointsmithError as error:
                    if error.code is ErrorCode.WRONG_CHECKPOINT:
                        self._store.drop_parts(part)
                    raise

    def _fetch(self, part: Component) -> None:
        self._store.parts(part).mkdir(parents=True, exist_ok=True)
        if part.is_checkpoint:
            self._checkpoint(part)
        else:
            self._folder(part)

    def _checkpoint(self, part: Component) -> None:
        (file,) = part.files
        folder = self._store.parts(part)
        # The file as published and its conversion are on the disk at the same time.
        require_space(folder, 2 * part.bytes - _there(folder))
        digest = self._file(part, file, folder)
        self._report.begin(f"Checking {part.id}")
        from .place import place_checkpoint  # noqa: PLC0415 - torch takes seconds, which no download has to wait for

        place_checkpoint(self._store, part, folder / file.name, {"source": self._url(part, file), "fetched": digest})
        self._store.pin(file.path, digest)

    def _folder(self, part: Component) -> None:
        folder = self._store.parts(part) / "files"
        folder.mkdir(exist_ok=True)
        self._report.begin(f"Asking for the files of {part.repository}")
        files = part.files or self._listed(part)
        require_space(folder, sum(file.bytes or 0 for file in files) - _there(folder))
        self._report.expect({part.id: sum(file.bytes or 0 for file in files)})
        digests = {file.path: self._file(part, file, folder) for file in files}
        for stray in [p for p in folder.rglob("*") if p.is_file()]:
            if stray.relative_to(folder).as_posix() not in {file.name for file in files}:
                stray.unlink()
        self._report.begin(f"Checking {part.id}")
        from .place import place_folder  # noqa: PLC0415 - brings torch

        facts = {"source": f"{self._base(part)}/{part.repository}", "revision": part.revision}
        place_folder(self._store, part, folder, facts)
        for path, digest in digests.items():
            self._store.pin(path, digest)

    def _listed(self, part: Component) -> tuple[PublishedFile, ...]:
        base = self._base(part)
        index, _ = hub.get_json(self._wire, f"{base}/{part.repository}/resolve/{part.revision}/{hub.INDEX}")
        if not isinstance(index, dict):
            raise PointsmithError(
                ErrorCode.WRONG_CHECKPOINT, f"{hub.INDEX} of {part.repository} is not what it should be"
            )
        found = hub.listing(self._wire, base, part.repository, part.revision)
        return hub.as_files(hub.needed(found, index), part.repository, part.revision)

    def _file(self, part: Component, file: PublishedFile, folder: Path) -> str:
        """Fetch one file unless it is there; return its SHA-256."""
        pinned = self._store.pins().get(file.path)
        if pinned and file.sha256 and pinned != file.sha256:
            raise PointsmithError(ErrorCode.WRONG_DOWNLOAD, _changed(file, self._store))
        wanted = file.sha256 or pinned
        target = folder / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        self._report.begin(f"Fetching {part.id}" if part.is_checkpoint else f"Fetching {part.id}/{file.name}")
        if target.is_file():
            digest = file_digest(target)
            if digest == wanted:
                self._report.file_is_there(target.stat().st_size)
                return digest
            target.unlink()
        url = self._url(part, file)
        try:
            digest = download(self._wire, url, target, self._report.at, length=file.bytes, sha256=wanted)
        except PointsmithError as error:
            if error.code is ErrorCode.WRONG_DOWNLOAD and wanted == pinned and not file.sha256:
                raise PointsmithError(ErrorCode.WRONG_DOWNLOAD, _changed(file, self._store)) from error
            raise
        self._report.file_is_there(target.stat().st_size)
        return digest

    def _base(self, part: Component) -> str:
        if self._mirror:
            return self._mirror
        if part.host is Host.OPENAI:
            return OPENAI_BASE
        from huggingface_hub import constants  # noqa: PLC0415 - OpenAI's files do without it

        return constants.ENDPOINT

    def _url(self, part: Component, file: PublishedFile) -> str:
        return f"{self._base(part)}/{quote(file.path)}"


def checked_mirror(text: str) -> str:
    """Return a mirror's address without its last slash, or nothing for none.

    Raises
    ------
    PointsmithError
        BAD_SETTING.
    """
    address = text.strip().rstrip("/")
    if not address:
        return ""
    try:
        parsed = urlsplit(address)
        named = (
            parsed.scheme in {"http", "https"} and bool(parsed.hostname) and (parsed.port is None or parsed.port > 0)
        )
    except ValueError:
        named = False
    if not named or not address.isprintable() or " " in address or parsed.query or parsed.fragment:
        raise PointsmithError(
            ErrorCode.BAD_SETTING, f"the mirror “{address}” is no address such as https://host/models"
        )
    return address


def _there(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _changed(file: PublishedFile, store: ModelStore) -> str:
    name = Path(file.name).name
    return f"{name} has changed since it was first fetched, as {store.folder / 'pins.json'} remembers it"
