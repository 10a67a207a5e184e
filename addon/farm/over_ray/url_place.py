"""URLs as places, by fsspec: object stores, and servers of files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import fsspec

from .place import PART, FolderPlace, Place, is_forgotten, part_name

_OBJECT_STORES = frozenset(
    {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "oci", "oci+tls", "tos", "memory"}
)
"""Where an object appears when all of it has arrived; elsewhere files are renamed into their place."""


def url_place(url: str, run: str) -> Place:
    """Return the place of a URL; a file:// URL is the folder that it names.

    Raises
    ------
    OSError, ValueError, ImportError
        As `place.place_of`.
    """
    system, root = fsspec.core.url_to_fs(url)
    protocols = (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)
    if "file" in protocols or "local" in protocols:
        return FolderPlace(Path(root), run)
    return UrlPlace(system, root, run, whole=not _OBJECT_STORES.isdisjoint(protocols))


class UrlPlace:
    """A folder of an fsspec file system.

    Parameters
    ----------
    system, root
        The `fsspec.AbstractFileSystem`, and the folder's path in it.
    run
        Marks half files.
    whole
        Whether the file system itself shows objects only when all of them has arrived.
    """

    def __init__(self, system: Any, root: str, run: str = "-", *, whole: bool = True) -> None:
        self._system, self._root, self._run, self._whole = system, root.rstrip("/"), run, whole

    def put(self, source: Path, name: str) -> None:
        """As `Place` says."""
        self._store(name, lambda target: self._system.put_file(str(source), target))

    def write(self, content: bytes, name: str) -> None:
        """As `Place` says."""
        self._store(name, lambda target: self._system.pipe_file(target, content))

    def read(self, name: str) -> bytes | None:
        """As `Place` says."""
        try:
            content: bytes = self._system.cat_file(self._path(name))
        except FileNotFoundError:
            return None
        return content

    def remove(self, name: str) -> None:
        """As `Place` says."""
        try:
            self._system.rm_file(self._path(name))
        except FileNotFoundError:
            return

    def names(self, folder: str) -> Iterator[str]:
        """As `Place` says."""
        self._system.invalidate_cache()
        try:
            found = self._system.find(self._path(folder))
        except FileNotFoundError:
            return
        start = self._system._strip_protocol(self._root).rstrip("/") + "/"
        for path in found:
            if not path.rpartition("/")[2].startswith(PART):
                yield self._system._strip_protocol(path).removeprefix(start)

    def clean(self, folders: Iterable[str], runs: Collection[str]) -> None:
        """As `Place` says."""
        if self._whole:
            return
        for folder in folders:
            try:
                entries = self._system.ls(self._path(folder), detail=True, refresh=True)
            except FileNotFoundError:
                continue
            for entry in entries:
                path, modified = entry["name"], entry.get("mtime")
                seconds = modified.timestamp() if hasattr(modified, "timestamp") else modified
                if path.rpartition("/")[2].startswith(PART) and is_forgotten(path, runs, seconds):
                    self._system.rm_file(path)

    def _store(self, name: str, put: Any) -> None:
        target = self._path(name)
        if self._whole:
            put(target)
            return
        folder = target.rpartition("/")[0]
        self._system.makedirs(folder, exist_ok=True)
        part = f"{folder}/{part_name(self._run)}"
        put(part)
        self._system.mv(part, target)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root
