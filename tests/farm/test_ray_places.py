"""Where results go over Ray: folders and URLs, whole files only, the record last, whatever fails."""

from __future__ import annotations

import errno
import json
import os
import time
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.dirfs import DirFileSystem
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem

from addon.core.errors import ErrorCode, PointsmithError
from addon.farm.over_ray.place import FolderPlace, Place, part_name, place_of
from addon.farm.over_ray.publish import AbandonedError, Publisher, published, record_name, unwritable
from addon.farm.over_ray.url_place import UrlPlace

KEY = "0123456789abcdef"


@pytest.fixture(params=["folder", "store", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A folder; an object store; a server on which files are renamed into their place."""
    if request.param == "folder":
        return FolderPlace(tmp_path / "shared", "run1")
    if request.param == "store":
        MemoryFileSystem.store.clear()
        MemoryFileSystem.pseudo_dirs[:] = [""]
        return place_of("memory://bucket/town", "run1")
    return UrlPlace(DirFileSystem(str(tmp_path / "server"), LocalFileSystem()), "town", "run1", whole=False)


def test_files_are_put_read_listed_and_removed(place: Place, tmp_path: Path) -> None:
    source = tmp_path / "a.glb"
    source.write_bytes(b"glTF" * 1000)
    place.put(source, "kit é/a.glb")
    place.put(source, "kit é/a.glb")
    place.write(b"{}", "records/01/a.json")
    assert place.read("kit é/a.glb") == source.read_bytes()
    assert place.read("kit é/b.glb") is None
    assert list(place.names("records")) == ["records/01/a.json"]
    assert list(place.names("nowhere")) == []
    assert sorted(place.names("")) == ["kit é/a.glb", "records/01/a.json"], "and nothing half-written beside them"
    place.remove("kit é/a.glb")
    place.remove("kit é/a.glb")
    assert place.read("kit é/a.glb") is None


def test_a_file_url_is_a_folder(tmp_path: Path) -> None:
    place = place_of(tmp_path.as_uri() + "/town")
    assert isinstance(place, FolderPlace)
    place.write(b"a", "a.txt")
    assert (tmp_path / "town" / "a.txt").read_bytes() == b"a"


def test_what_a_killed_run_left_half_written_goes_and_what_another_one_writes_stays(tmp_path: Path) -> None:
    place = FolderPlace(tmp_path, "run2")
    killed, other, old = (tmp_path / part_name(run) for run in ("run1", "run3", "run4"))
    for path in (killed, other, old):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    place.clean(["", "not there"], {"run1", "run2"})
    assert list(tmp_path.iterdir()) == [other]


def test_the_record_comes_last_and_the_first_of_a_run_counts(place: Place, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.write_bytes(b"first")
    seen: list[list[str]] = []
    publisher = Publisher(place, "there", "run1", permit=lambda: seen.append(sorted(place.names(""))))
    record = {"key": KEY, "ok": True, "files": ["a.glb"]}
    files = {"a.glb": made, f"thumbnails/01/{KEY}.png": made}
    first = publisher.publish(record, files)
    assert first == {**record, "run": "run1"}
    assert not any(record_name(KEY) in names for names in seen), "nothing was still to be written when it appeared"
    assert json.loads(place.read(record_name(KEY)) or b"") == first
    assert list(published(place, set())) == [first]
    assert list(published(place, {KEY})) == []
    # A second machine, which was believed dead, made the same job.
    made.write_bytes(b"second")
    assert publisher.publish({**record, "seconds": 9.0}, files) == first
    assert place.read("a.glb") == b"first"
    # Another run makes it anew.
    again = Publisher(place, "there", "run2").publish({**record, "seconds": 9.0}, files)
    assert again["run"] == "run2"
    assert place.read("a.glb") == b"second"


class Unsteady(MemoryFileSystem):  # type: ignore[misc]
    """An object store that refuses chosen writes."""

    protocol = "unsteady"
    cachable = False

    def __init__(self, *refusals: OSError) -> None:
        super().__init__()
        self.refusals, self.writes = list(refusals), 0

    def _write(self) -> None:
        self.writes += 1
        if self.refusals:
            raise self.refusals.pop(0)

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **kwargs: Any) -> None:
        self._write()
        super().pipe_file(path, value, mode, **kwargs)

    def put_file(self, lpath: str, rpath: str, *args: Any, **kwargs: Any) -> None:
        self._write()
        super().put_file(lpath, rpath, *args, **kwargs)


def publish(store: Unsteady, tmp_path: Path) -> list[float]:
    MemoryFileSystem.store.clear()
    made = tmp_path / "made"
    made.write_bytes(b"glTF")
    pauses: list[float] = []
    publisher = Publisher(UrlPlace(store, "/bucket"), "s3://bucket", "run1", sleep=pauses.append)
    publisher.publish({"key": KEY, "ok": True, "files": ["a.glb"]}, {"a.glb": made})
    return pauses


def test_a_store_that_is_busy_is_tried_again(tmp_path: Path) -> None:
    store = Unsteady(TimeoutError("slow down"), ConnectionError("reset"), TimeoutError("slow down"))
    assert publish(store, tmp_path) == [1.0, 2.0, 4.0]
    assert store.writes == 5
    assert store.find("/bucket") == ["/bucket/a.glb", f"/bucket/{record_name(KEY)}"]


def test_a_store_that_stays_away_is_named_and_a_full_one_is_not_tried_again(tmp_path: Path) -> None:
    store = Unsteady(*(PermissionError("Access Denied") for _ in range(9)))
    with pytest.raises(PointsmithError) as told:
        publish(store, tmp_path)
    assert told.value.code is ErrorCode.NOT_WRITABLE
    assert "s3://bucket (Access Denied)" in str(told.value)
    full = Unsteady(OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(PointsmithError) as told:
        publish(full, tmp_path)
    assert (told.value.code, told.value.detail, full.writes) == (ErrorCode.DISK_FULL, "s3://bucket", 1)
    assert store.find("/bucket") == []


def test_what_nobody_waits_for_is_not_published(tmp_path: Path) -> None:
    def permit() -> None:
        raise AbandonedError

    made = tmp_path / "made"
    made.write_bytes(b"glTF")
    place = FolderPlace(tmp_path / "shared")
    with pytest.raises(AbandonedError):
        Publisher(place, "there", "run1", permit).publish({"key": KEY, "ok": True}, {"a.glb": made})
    assert list(place.names("")) == []


def test_a_url_that_means_nothing_says_what_is_missing() -> None:
    assert "s3" in fsspec.available_protocols()
    with pytest.raises(ValueError, match="nowhere"):
        place_of("nowhere://bucket/town")
    missing = unwritable(ImportError("Install s3fs to access S3"), "s3://bucket")
    assert missing.code is ErrorCode.BAD_SETTING
    assert "s3://bucket: Install s3fs to access S3, into the worker's environment everywhere" in str(missing)
