"""Records: what they say, and that none is lost where a run is killed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from addon.batch.job import JobMaker
from addon.batch.log import RunLog
from addon.batch.measures import is_watertight, measures
from addon.batch.mistakes import BadLine, Mistake
from addon.batch.record import failure, success
from addon.batch.results import append, done_keys, is_done, latest, records
from addon.core.cloud import PointCloud
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.mesh import TriangleMesh

TETRAHEDRON = TriangleMesh(
    np.array([[0, 0, 0], [0.5, 0, 0], [0, 0.25, 0], [0, 0, 0.25]], np.float32),
    np.array([[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]], np.int32),
    np.full((4, 3), 0.5, np.float32),
)
CLOUD = PointCloud(
    TETRAHEDRON.vertices,
    TETRAHEDRON.colors,
    np.eye(3, dtype=np.float32)[[0, 1, 2, 0]],
    np.zeros(4, np.uint8),
    ("seat",),
)


def test_watertight() -> None:
    faces = TETRAHEDRON.faces
    assert is_watertight(faces, 4)
    assert not is_watertight(faces[:3], 4), "a hole"
    assert not is_watertight(faces[[0, 1, 2, 2]], 4), "a face twice"
    turned = faces.copy()
    turned[3] = turned[3][::-1]
    assert not is_watertight(turned, 4), "a face looks inwards"
    assert not is_watertight(np.empty((0, 3), np.int32), 0)


def test_measures_are_in_scene_units() -> None:
    found = measures(CLOUD, TETRAHEDRON, 3.0)
    assert found == {"points": 4, "parts": 1, "size": [3.0, 1.5, 1.5], "vertices": 4, "faces": 4, "watertight": True}
    assert measures(CLOUD, None, 1.0) == {"points": 4, "parts": 1, "size": [1.0, 0.5, 0.5]}


def test_a_record_can_be_moved_with_its_folder_and_checked(tmp_path: Path) -> None:
    (job,) = JobMaker(tmp_path, tmp_path).jobs({"prompt": "a cup", "name": "été/cup", "tags": "prop", "size": 2}, 7)
    job.files[0].parent.mkdir()
    job.files[0].write_bytes(b"glTF")
    what = {"device": "CPU", "stages": {"coarse": 1.23456}, "thumbnail": tmp_path / "thumbnails" / "a.png"}
    record = success(job, job.request, CLOUD, TETRAHEDRON, folder=tmp_path, **what)  # type: ignore[arg-type]
    assert record["files"] == ["été/cup.glb"]
    assert record["sha256"] == {"été/cup.glb": hashlib.sha256(b"glTF").hexdigest()}
    assert (record["bytes"], record["line"], record["tags"], record["stages"]) == (4, 7, ["prop"], {"coarse": 1.235})
    assert record["thumbnail"] == "thumbnails/a.png"
    assert record["metrics"]["size"][0] == 2.0
    assert json.loads(json.dumps(record)) == record
    elsewhere = success(job, job.request, CLOUD, None, folder=tmp_path / "other")
    assert elsewhere["files"] == [str(job.files[0])]


def test_a_failure_says_what_was_asked(tmp_path: Path) -> None:
    (job,) = JobMaker(tmp_path, tmp_path).jobs({"prompt": "a cup"}, 7)
    record = failure(job, PointsmithError(ErrorCode.OUT_OF_MEMORY))
    assert (record["ok"], record["error"], record["line"], record["request"]["prompt"]) == (
        False, "out_of_memory", 7, "a cup",
    )  # fmt: skip
    bad = BadLine("k", 3, (Mistake(3, "seed", "seed must be a whole number"), Mistake(3, "", "nothing")))
    record = failure(bad, bad.error)
    assert record["line"] == 3
    assert "seed: seed must be a whole number; nothing" in record["message"]


def test_half_a_line_costs_no_other(tmp_path: Path) -> None:
    results = tmp_path / "new" / "results.jsonl"
    append(results, {"key": "a", "ok": True, "message": "zwei\nZeilen \u2028 é"})
    whole = results.read_bytes()
    for cut in range(len(whole)):
        results.write_bytes(whole[:cut])
        append(results, {"key": "b", "ok": True})
        append(results, {"key": "c", "ok": False})
        keys = [record["key"] for record in records(results)]
        assert keys == (["a", "b", "c"] if cut == len(whole) - 1 else ["b", "c"])


def test_the_last_record_of_a_job_counts(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    results.write_bytes(b'{"key": "k", "ok": true}\n{"key": "k", "ok": false}\n[]\n\xff\n{"key": 5}\n{"ok": true}\n')
    assert done_keys(results) == set()
    assert latest(results, lambda record: record["ok"]) == {"k": False}
    assert done_keys(tmp_path / "absent") == set()


def test_a_job_is_done_when_its_files_are_there(tmp_path: Path) -> None:
    (job,) = JobMaker(tmp_path, tmp_path).jobs({"prompt": "a cup", "name": "a", "format": "glb,ply"})
    assert not is_done(job, {job.key})
    for path in job.files:
        path.touch()
    assert is_done(job, {job.key})
    assert not is_done(replace(job, key="other"), {job.key})


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for write in (
        lambda: append(tmp_path / "file" / "x", {"key": "a"}),
        lambda: RunLog(tmp_path / "file" / "x").info("e"),
    ):
        with pytest.raises(PointsmithError) as caught:
            write()
        assert caught.value.code is ErrorCode.NOT_WRITABLE


def test_a_log_line_is_one_line_whatever_it_says(tmp_path: Path) -> None:
    kept = RunLog(tmp_path / "logs" / "run.log")
    kept.info("job_done", "k", seconds=2.5, files="a.glb,b.ply")
    kept.error("job_failed", "k", message='zwei\nZeilen "so" \x85\u2028', line=3)
    first, second = (tmp_path / "logs" / "run.log").read_text(encoding="utf-8").splitlines()
    time, rest = first.split(" ", 1)
    assert rest == "INFO k job_done seconds=2.5 files=a.glb,b.ply"
    assert len(time) == len("2026-03-01T22:15:04Z")
    quoted = second.split("message=")[1].removesuffix(" line=3")
    assert json.loads(quoted) == 'zwei\nZeilen "so" \x85\u2028'
