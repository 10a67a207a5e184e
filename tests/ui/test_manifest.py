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
from addon.blender.headless.manifest import BadLine, BatchJob, done_keys, is_done, jobs_of, read_manifest
from addon.core.cutout import CutOut
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.pipelines import BUNDLED_PRESETS, Quality
from addon.core.reference import ReferenceImage, Side
from addon.core.request import Output
from addon.core.surface_settings import SurfaceSettings

FOLDER = Path("/jobs")
CHAIR = {"prompt": "a red chair", "out": "chair.glb"}


def read(*records: object, defaults: dict[str, Any] | None = None) -> list[BatchJob | BadLine]:
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    return read_manifest(lines, defaults or {}, FOLDER)


def test_a_job() -> None:
    (job,) = jobs_of({**CHAIR, "quality": "draft", "points": 2048, "output": "both", "image": "ref.png"}, FOLDER)
    settings = (job.request.steps, job.request.points, job.request.output)
    assert settings == (BUNDLED_PRESETS[Quality.DRAFT].steps, 2048, Output.BOTH)
    assert [image.path for image in job.request.images] == [str(FOLDER / "ref.png")]
    assert job.files == (FOLDER / "chair.glb",)


def test_the_surface_of_a_job() -> None:
    (job,) = jobs_of({**CHAIR, "surface_resolution": 512, "sharp": True}, FOLDER)
    assert job.request.surface == SurfaceSettings(512, sharp=True)
    (plain,), (sharp,) = (
        plan(parser("pointsmith").parse_args(["--prompt", "a chair", "--out", "a.glb", *options])).jobs
        for options in ([], ["--sharp"])
    )
    assert isinstance(plain, BatchJob)
    assert isinstance(sharp, BatchJob)
    assert (plain.request.sharp, sharp.request.sharp) == (False, True)


@pytest.mark.parametrize(
    ("record", "word"),
    [
        ({"prompt": "x"}, "out"),
        ({**CHAIR, "sharp": "yes"}, "sharp"),
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
        ({**CHAIR, "images": "ref.png"}, "list"),
        ({**CHAIR, "images": ["a.png"] * 5}, "4 images"),
        ({**CHAIR, "blend_steps": 3}, "second prompt"),
        ({**CHAIR, "blend_prompt": "a blue vase", "blend_steps": 1}, "2 to 16"),
        ({**CHAIR, "blend_prompt": "a blue vase", "blend_steps": "3"}, "blend_steps"),
        ({**CHAIR, "blend_amount": 0.5}, "blend_amount"),
    ],
)
def test_bad_jobs(record: dict[str, Any], word: str) -> None:
    with pytest.raises(PointsmithError, match=word) as caught:
        jobs_of(record, FOLDER)
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
    assert drafted.request.points == BUNDLED_PRESETS[Quality.DRAFT].points
    assert plain.key != drafted.key, "a job made with other settings is another job"
    assert plain.key == jobs_of(dict(reversed(CHAIR.items())), FOLDER)[0].key


@given(st.lists(st.one_of(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))))
def test_any_line_is_a_job_or_a_bad_line(lines: list[str]) -> None:
    found = read_manifest(lines, {}, FOLDER)
    assert len(found) == sum(bool(line.strip()) for line in lines)


SETTINGS = ["prompt", "image", "images", "seed", "quality", "points", "output", "size", "out", "format", "picture"]
BLENDS = ["blend_prompt", "blend_image", "blend_images", "blend_seed", "blend_steps", "blend"]


@given(
    st.dictionaries(
        st.sampled_from([*SETTINGS, *BLENDS]),
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text())),
    )
)
def test_any_settings_are_a_job_or_refused(record: dict[str, Any]) -> None:
    for found in read(record):
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
    assert not is_done(jobs_of(CHAIR, FOLDER)[0], set())


def test_options_of_one_job_are_refused_beside_a_manifest(tmp_path: Path) -> None:
    arguments = parser("test").parse_args(["--manifest", str(tmp_path / "jobs.jsonl"), "--prompt", "x"])
    with pytest.raises(PointsmithError, match="prompt"):
        plan(arguments)
    arguments = parser("test").parse_args(["--manifest", str(tmp_path / "absent.jsonl")])
    with pytest.raises(PointsmithError, match="cannot be read"):
        plan(arguments)


def test_images_of_sides(tmp_path: Path) -> None:
    """A path keeps its own "=" and its drive; only a side's name before "=" is one."""
    pictures = ["front=chair.png", "C:\\a=b.png", "back=C:\\a=b.png", "top=1.png"]
    options = [word for picture in pictures for word in ("--image", picture)]
    (job,) = plan(parser("test").parse_args([*options, "--prompt", "red", "--out", str(tmp_path / "a.glb")])).jobs
    assert isinstance(job, BatchJob)
    assert job.request.prompt == "red"
    found = [(image.side, image.path) for image in job.request.images]
    here = Path.cwd()
    names = [("front", "chair.png"), ("unknown", "C:\\a=b.png"), ("back", "C:\\a=b.png"), ("unknown", "top=1.png")]
    assert found == [(side, str(here / name)) for side, name in names]
    line = {"out": "a.glb", "images": ["front=a.png", {"path": "b.png", "side": "left"}]}
    (job,) = jobs_of(line, FOLDER)
    assert [(image.side, image.path) for image in job.request.images] == [
        ("front", "/jobs/a.png"),
        ("left", "/jobs/b.png"),
    ]


def test_a_blend_is_a_row_of_jobs_with_numbered_files(tmp_path: Path) -> None:
    options = ["--prompt", "a red chair", "--blend-prompt", "a blue vase", "--blend-image", "left=vase.png"]
    options += [
        "--blend-seed",
        "9",
        "--blend-steps",
        "3",
        "--out",
        "row v1.2",
        "--format",
        "glb,ply",
        "--picture",
        "p.png",
    ]
    jobs = [job for job in plan(parser("test").parse_args(options)).jobs if isinstance(job, BatchJob)]
    blends = [job.request.blend for job in jobs]
    assert [blend.amount for blend in blends if blend is not None] == [0.0, 0.5, 1.0]
    blend = blends[1]
    assert blend is not None
    assert (blend.prompt, blend.seed, blend.images[0].path) == ("a blue vase", 9, str(Path.cwd() / "vase.png"))
    assert [path.name for path in jobs[2].outputs] == ["row v1.2-3.glb", "row v1.2-3.ply", "p-3.png"]
    assert len({job.key for job in jobs}) == 3
    many = jobs_of({**CHAIR, "blend_seed": 1, "blend_steps": 12}, FOLDER)
    assert [job.files[0].name for job in many][::11] == ["chair-01.glb", "chair-12.glb"]


def test_a_row_and_another_line_never_write_one_file() -> None:
    found = read({**CHAIR, "out": "chair-2.glb"}, {**CHAIR, "blend_seed": 1, "blend_steps": 2})
    assert [type(entry) for entry in found] == [BatchJob, BadLine]


def test_cut_outs_of_images(tmp_path: Path) -> None:
    words = ["--image", "a.png", "--image", "back=b.png", "--cutout", "threshold=0.3,box=0:0:0.5:1", "--image", "c.png"]
    (job,) = plan(parser("test").parse_args([*words, "--out", str(tmp_path / "a.glb")])).jobs
    assert isinstance(job, BatchJob)
    images = job.request.images
    assert [image.cutout for image in images] == [CutOut(), CutOut(0.3, box=(0, 0, 0.5, 1)), CutOut()]
    assert images[1].side is Side.BACK
    (job,) = jobs_of({"out": "a.glb", "images": [{"path": "a.png", "cutout": {"invert": True}}]}, FOLDER)
    assert job.request.images == (ReferenceImage(str(FOLDER / "a.png"), cutout=CutOut(invert=True)),)


@pytest.mark.parametrize("words", [["--cutout", "invert"], ["--image", "a.png", "--cutout", "threshold=7"]])
def test_a_cut_out_without_image_or_sense_is_a_usage_error(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parser("test").parse_args([*words, "--out", "a.glb"])
    assert "--cutout" in capsys.readouterr().err
