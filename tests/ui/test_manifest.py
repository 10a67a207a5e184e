"""Manifests: jobs as JSON lines, results, and what --resume leaves out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.blender.headless.arguments import parser, plan
from addon.blender.headless.formats import files
from addon.blender.headless.manifest import BadLine, BatchJob, done_keys, is_done, job_of, read_manifest
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.request import Output

FOLDER = Path("/jobs")
CHAIR = {"prompt": "a red chair", "out": "chair.glb"}


def read(*records: object, defaults: dict[str, Any] | None = None) -> list[BatchJob | BadLine]:
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    return read_manifest(lines, defaults or {}, FOLDER)


def test_a_job() -> None:
    job = job_of({**CHAIR, "quality": "draft", "points": 2048, "output": "both", "image": "ref.png"}, FOLDER)
    assert (job.request.steps, job.request.points, job.request.output) == (12, 2048, Output.BOTH)
    assert [image.path for image in job.request.images] == [str(FOLDER / "ref.png")]
    assert job.files == (FOLDER / "chair.glb",)


@pytest.mark.parametrize(
    ("record", "word"),
    [
        ({"prompt": "x"}, "out"),
        ({**CHAIR, "out": "chair"}, "endings"),
        ({**CHAIR, "out": 5}, "out"),
        ({**CHAIR, "out": ".."}, "endings"),
        ({**CHAIR, "format": "stl"}, "stl"),
        ({**CHAIR, "format": 5}, "format"),
        ({**CHAIR, "quality": "best"}, "best"),
        ({**CHAIR, "quality": 1}, "quality"),
        ({**CHAIR, "colour": "red"}, "colour"),
        ({**CHAIR, "seed": 1.5}, "seed"),
        ({**CHAIR, "picture": ""}, "picture"),
    ],
)
def test_bad_jobs(record: dict[str, Any], word: str) -> None:
    with pytest.raises(PointsmithError, match=word) as caught:
        job_of(record, FOLDER)
    assert caught.value.code is ErrorCode.BAD_SETTING


def test_bad_lines_stand_alone() -> None:
    found = read(CHAIR, "", "not json", [1], {**CHAIR, "out": "b.ply", "prompt": ""}, {**CHAIR, "out": "c.ply"})
    assert [type(entry) for entry in found] == [BatchJob, BadLine, BadLine, BadLine, BatchJob]
    assert [entry.line for entry in found if isinstance(entry, BadLine)] == [3, 4, 5]


def test_two_jobs_never_write_one_file() -> None:
    found = read(CHAIR, {**CHAIR, "seed": 1})
    assert isinstance(found[1], BadLine)
    assert "line 1" in str(found[1].error)


def test_defaults_and_keys() -> None:
    plain, drafted = read(CHAIR)[0], read(CHAIR, defaults={"quality": "draft"})[0]
    assert isinstance(plain, BatchJob)
    assert isinstance(drafted, BatchJob)
    assert drafted.request.steps == 12
    assert plain.key != drafted.key, "a job made with other settings is another job"
    assert plain.key == job_of(dict(reversed(CHAIR.items())), FOLDER).key


@given(st.lists(st.one_of(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))))
def test_any_line_is_a_job_or_a_bad_line(lines: list[str]) -> None:
    found = read_manifest(lines, {}, FOLDER)
    assert len(found) == sum(bool(line.strip()) for line in lines)


@given(
    st.dictionaries(
        st.sampled_from(["prompt", "image", "seed", "quality", "points", "output", "size", "out", "format", "picture"]),
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text())),
    )
)
def test_any_settings_are_a_job_or_refused(record: dict[str, Any]) -> None:
    (found,) = read(record)
    assert isinstance(found, BadLine) or found.request == found.request.validated()


@pytest.mark.parametrize(
    ("out", "formats", "names"),
    [
        ("chair.glb", [], ["chair.glb"]),
        ("chair.glb", ["glb", "ply"], ["chair.glb", "chair.ply"]),
        ("chair.USDA", ["usd", "obj"], ["chair.USDA", "chair.obj"]),
        ("chair v1.2", ["blend"], ["chair v1.2.blend"]),
        ("chair.glb", ["ply", "ply"], ["chair.ply"]),
    ],
)
def test_files(out: str, formats: list[str], names: list[str]) -> None:
    assert [path.name for path in files(FOLDER / out, formats)] == names


def test_resume(tmp_path: Path) -> None:
    manifest = tmp_path / "jobs.jsonl"
    records = [{**CHAIR, "out": f"{name}.glb"} for name in "abc"]
    manifest.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    arguments = parser("test").parse_args(["--manifest", str(manifest), "--resume"])
    first = plan(arguments)
    assert (len(first.jobs), first.skipped, first.results) == (3, 0, tmp_path / "results.jsonl")
    keys = [job.key for job in first.jobs]
    results = [{"key": keys[0], "ok": True}, {"key": keys[1], "ok": True}, {"key": keys[2], "ok": False}]
    (tmp_path / "results.jsonl").write_text("\n".join(map(json.dumps, results)) + '\n{"key": "half', encoding="utf-8")
    (tmp_path / "a.glb").touch()
    second = plan(arguments)
    assert [job.key for job in second.jobs] == keys[1:], "b's file is gone, c failed"


def test_a_later_failure_undoes_an_earlier_success(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    results.write_text('{"key": "k", "ok": true}\n{"key": "k", "ok": false}\n[]\n', encoding="utf-8")
    assert done_keys(results) == set()
    assert done_keys(tmp_path / "absent") == set()
    assert not is_done(job_of(CHAIR, FOLDER), set())


def test_options_of_one_job_are_refused_beside_a_manifest(tmp_path: Path) -> None:
    arguments = parser("test").parse_args(["--manifest", str(tmp_path / "jobs.jsonl"), "--prompt", "x"])
    with pytest.raises(PointsmithError, match="prompt"):
        plan(arguments)
    arguments = parser("test").parse_args(["--manifest", str(tmp_path / "absent.jsonl")])
    with pytest.raises(PointsmithError, match="cannot be read"):
        plan(arguments)
