"""The command line of a batch: one job, a manifest or a grid become a plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from addon.batch.job import BatchJob
from addon.batch.mistakes import BadLine
from addon.blender.headless.arguments import Plan, parser, plan
from addon.blender.headless.told import told
from addon.core.cutout import CutOut
from addon.core.errors import PointsmithError
from addon.core.reference import Side

CHAIR = {"prompt": "a red chair", "out": "chair.glb"}


def planned(*options: str) -> Plan:
    return plan(parser("test").parse_args(list(options)))


def jobs_of(made: Plan) -> list[BatchJob]:
    return [job for job in made.jobs() if isinstance(job, BatchJob)]


def test_one_job() -> None:
    (plain,), (sharp,) = (
        jobs_of(planned("--prompt", "a chair", "--out", "a.glb", *more)) for more in ([], ["--sharp"])
    )
    assert (plain.request.sharp, sharp.request.sharp) == (False, True)
    assert plain.files == (Path.cwd() / "a.glb",)
    (named,) = jobs_of(planned("--prompt", "a chair", "--name", "x/a", "--folder", "made", "--tags", "a,b"))
    assert named.files == (Path.cwd() / "made" / "x" / "a.glb",)
    assert named.tags == ("a", "b")


def test_how_many_processes(capsys: pytest.CaptureFixture[str]) -> None:
    grid = ("--grid", "seed=0-3", "--prompt", "a chair", "--name", "{seed}")
    assert (planned(*grid).workers, planned(*grid).exporters) == (None, None)
    made = planned(*grid, "--workers", "3", "--exporters", "2")
    assert (made.workers, made.exporters) == (3, 2)
    for wrong in ("0", "x", "1000"):
        with pytest.raises(SystemExit):
            planned(*grid, "--workers", wrong)
        assert "--workers" in capsys.readouterr().err


def test_samples_are_the_jobs_that_take_most_memory(tmp_path: Path) -> None:
    lines = [{"prompt": "a", "name": str(points), "points": points} for points in (1024, 65536, 2048)]
    (tmp_path / "jobs.jsonl").write_text("\n".join(map(json.dumps, lines)))
    made = planned("--manifest", str(tmp_path / "jobs.jsonl"))
    assert [job.request.points for job in made.samples] == [65536]


def test_resume(tmp_path: Path) -> None:
    manifest = tmp_path / "jobs.jsonl"
    records = [{**CHAIR, "out": f"{name}.glb"} for name in "abc"]
    manifest.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    first = planned("--manifest", str(manifest), "--resume")
    assert (first.count, first.skipped, first.results) == (3, 0, tmp_path / "results.jsonl")
    keys = [job.key for job in jobs_of(first)]
    results = [{"key": keys[0], "ok": True}, {"key": keys[1], "ok": True}, {"key": keys[2], "ok": False}]
    (tmp_path / "results.jsonl").write_text("\n".join(map(json.dumps, results)) + '\n{"key": "half', encoding="utf-8")
    (tmp_path / "a.glb").touch()
    second = planned("--manifest", str(manifest), "--resume")
    assert [job.key for job in jobs_of(second)] == keys[1:], "b's file is gone, c failed"
    assert (second.count, second.skipped) == (2, 1)


def test_a_grid_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = planned(
        *("--grid", "color=red,blue", "--grid", "seed=0-4", "--prompt", "a {color} cup", "--name", "{color}{seed}"),
        *("--folder", str(tmp_path), "--format", "ply"),
    )
    assert (made.count, made.results) == (10, tmp_path / "results.jsonl")
    assert [job.files[0].name for job in jobs_of(made)][::9] == ["red0.ply", "blue4.ply"]
    assert told(made, skip_bad=False, dry=True)
    assert capsys.readouterr().out.startswith("--grid: 10 jobs\n  red0.ply: a red cup, seed 0\n")


def test_a_bad_manifest_does_not_begin_unless_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "jobs.csv").write_text("prompt,seed\na cup,1\na cup,x\n")
    made = planned("--manifest", str(tmp_path / "jobs.csv"))
    assert not told(made, skip_bad=False, dry=False)
    heard = capsys.readouterr().err.splitlines()
    assert heard == [
        "jobs.csv: 1 mistake",
        "  line 3, seed: seed “x” is not a whole number",
        "Nothing was made. Mend the mistakes, or add --skip-bad to make the 1 that is good.",
    ]
    assert told(made, skip_bad=True, dry=False)
    assert [type(job) for job in made.jobs()] == [BatchJob, BadLine]
    assert made.count == 2


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--manifest", "jobs.jsonl", "--prompt", "x"], "--prompt"),
        (["--manifest", "jobs.jsonl", "--name", "x"], "--name"),
        (["--manifest", "jobs.jsonl", "--grid", "seed=1"], "do not go together"),
        (["--manifest", "absent.jsonl"], "cannot be read"),
        (["--prompt", "x", "--out", "a.glb", "--dry-run"], "--dry-run"),
        (["--prompt", "x", "--out", "a.glb", "--workers", "2"], "--workers"),
        (["--prompt", "x", "--out", "../a.glb", "--folder", "here"], "leads out"),
        (["--prompt", "x"], "out"),
    ],
)
def test_what_does_not_go_together(options: list[str], word: str) -> None:
    with pytest.raises(PointsmithError, match=word):
        planned(*options)


def test_images_of_sides(tmp_path: Path) -> None:
    """A path keeps its own "=" and its drive; only a side's name before "=" is one."""
    pictures = ["front=chair.png", "C:\\a=b.png", "back=C:\\a=b.png", "top=1.png"]
    options = [word for picture in pictures for word in ("--image", picture)]
    (job,) = jobs_of(planned(*options, "--prompt", "red", "--out", str(tmp_path / "a.glb")))
    assert job.request.prompt == "red"
    found = [(image.side, image.path) for image in job.request.images]
    here = Path.cwd()
    names = [("front", "chair.png"), ("unknown", "C:\\a=b.png"), ("back", "C:\\a=b.png"), ("unknown", "top=1.png")]
    assert found == [(side, str(here / name)) for side, name in names]


def test_a_blend_is_a_row_of_jobs_with_numbered_files() -> None:
    jobs = jobs_of(
        planned(
            *("--prompt", "a red chair", "--blend-prompt", "a blue vase", "--blend-image", "left=vase.png"),
            *("--blend-seed", "9", "--blend-steps", "3", "--out", "row v1.2"),
            *("--format", "glb,ply", "--picture", "p.png"),
        )
    )
    blends = [job.request.blend for job in jobs]
    assert [blend.amount for blend in blends if blend is not None] == [0.0, 0.5, 1.0]
    blend = blends[1]
    assert blend is not None
    assert (blend.prompt, blend.seed, blend.images[0].path) == ("a blue vase", 9, str(Path.cwd() / "vase.png"))
    assert [path.name for path in jobs[2].outputs] == ["row v1.2-3.glb", "row v1.2-3.ply", "p-3.png"]
    assert len({job.key for job in jobs}) == 3


def test_cut_outs_of_images(tmp_path: Path) -> None:
    words = ["--image", "a.png", "--image", "back=b.png", "--cutout", "threshold=0.3,box=0:0:0.5:1", "--image", "c.png"]
    (job,) = jobs_of(planned(*words, "--out", str(tmp_path / "a.glb")))
    images = job.request.images
    assert [image.cutout for image in images] == [CutOut(), CutOut(0.3, box=(0, 0, 0.5, 1)), CutOut()]
    assert images[1].side is Side.BACK


@pytest.mark.parametrize("words", [["--cutout", "invert"], ["--image", "a.png", "--cutout", "threshold=7"]])
def test_a_cut_out_without_image_or_sense_is_a_usage_error(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        planned(*words, "--out", "a.glb")
    assert "--cutout" in capsys.readouterr().err


def test_many_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    grid = ("--grid", "seed=0-3", "--prompt", "a cup", "--name", "c/{seed}")
    here = planned(*grid, "--folder", "town", "--library", "town/kit", "--ray", "auto")
    assert (here.ray and here.ray.address, here.results) == ("auto", tmp_path / "town" / "results.jsonl")
    assert jobs_of(here)[1].outputs == (tmp_path / "town/c/1.glb", tmp_path / "town/kit/c/1.blend")
    there = planned(
        *grid, "--folder", "s3://bucket/town", "--results", "books/r.jsonl", "--library", "kit", "--ray", "h:1"
    )
    assert there.manifest is not None
    assert there.manifest.place == "s3://bucket/town"
    assert jobs_of(there)[1].outputs == (tmp_path / "books/c/1.glb", tmp_path / "books/kit/c/1.blend")
    assert told(there, skip_bad=False, dry=True)
    assert "into s3://bucket/town" in capsys.readouterr().out
    for options, reason in (
        ((*grid, "--folder", "s3://bucket"), "--folder with a URL needs --ray"),
        ((*grid, "--folder", "town", "--library", "kit", "--ray", "auto"), "the library must lie in"),
        ((*grid, "--exporters", "2", "--ray", "auto"), "--exporters does not go with --ray"),
        (("--prompt", "a", "--out", "a.glb", "--ray", "auto"), "--ray belongs to a manifest or a grid"),
    ):
        with pytest.raises(PointsmithError, match=reason):
            planned(*options)


def test_what_went_to_a_url_is_done_by_its_record_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    grid = ("--grid", "seed=0-3", "--prompt", "a cup", "--name", "c/{seed}", "--dry-run", "--resume")
    options = (*grid, "--folder", "s3://bucket/town", "--ray", "auto")
    key = jobs_of(planned(*options))[2].key
    (tmp_path / "results.jsonl").write_text(json.dumps({"key": key, "ok": True}) + "\n")
    made = planned(*options)
    assert (made.skipped, [job.request.seed for job in jobs_of(made)]) == (1, [0, 1, 3])
    assert planned(*grid).skipped == 0, "in a folder its file would be there"
