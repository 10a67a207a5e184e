"""Headless batch in real Blenders with the real worker: one job, and a manifest with a bad line."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from addon.core import catalogs
from addon.core.environment import WorkerEnvironment

from .conftest import ROOT, Blender

pytestmark = [pytest.mark.blender, pytest.mark.worker]

QUICK = ("--quality", "draft", "--steps", "4", "--device", "cpu")


def batch(blender: Blender, folder: Path, environment: WorkerEnvironment, *arguments: str) -> tuple[int, str]:
    """Run the batch program in `folder`; return its exit status and what it said."""
    command = [str(blender.python), str(ROOT / "addon" / "blender" / "batch.py"), "--", *arguments]
    variables = {**os.environ, "POINTSMITH_ENVIRONMENT": str(environment.folder)}
    variables["BLENDER_USER_RESOURCES"] = str(folder / "settings é")
    answer = subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    return answer.returncode, answer.stdout + answer.stderr


def gltf(path: Path) -> dict[str, Any]:
    """The JSON part of a GLB file."""
    content = path.read_bytes()
    (length,) = struct.unpack_from("<I", content, 12)
    scene: dict[str, Any] = json.loads(content[20 : 20 + length])
    return scene


def test_one_job_writes_its_files(blender: Blender, set_up_environment: WorkerEnvironment, tmp_path: Path) -> None:
    folder = tmp_path / "aus gabe é"
    folder.mkdir()
    arguments = ("--prompt", "a red chair", "--out", "stuhl é.glb", "--format", "glb,ply", *QUICK)
    status, told = batch(blender, folder, set_up_environment, *arguments)
    assert status == 0, told
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == ["stuhl é.glb", "stuhl é.ply"]
    (mesh,) = gltf(folder / "stuhl é.glb")["meshes"]
    assert "COLOR_0" in mesh["primitives"][0]["attributes"]
    header = (folder / "stuhl é.ply").read_bytes().split(b"end_header")[0]
    assert b"red" in header


def test_a_blend_writes_a_row_of_files(blender: Blender, set_up_environment: WorkerEnvironment, tmp_path: Path) -> None:
    arguments = ("--prompt", "a red chair", "--blend-prompt", "a blue vase", "--blend-steps", "3", "--out", "row.ply")
    status, told = batch(blender, tmp_path, set_up_environment, *arguments, *QUICK)
    assert status == 0, told
    made = [path.read_bytes() for path in sorted(tmp_path.glob("*.ply"))]
    assert sorted(path.name for path in tmp_path.glob("*.ply")) == ["row-1.ply", "row-2.ply", "row-3.ply"]
    assert len(set(made)) == 3, "the objects of a row differ"
    assert "a red chair → a blue vase 50 %" in told


def test_pictures_of_several_sides(blender: Blender, set_up_environment: WorkerEnvironment, tmp_path: Path) -> None:
    for name, grey in (("front=1.png", 90), ("back.png", 120)):
        picture = Image.new("RGBA", (64, 64))
        picture.paste((200, grey, 40, 255), (16, 8, 48, 60))
        picture.save(tmp_path / name)
    arguments = ("--image", "front=front=1.png", "--image", "back=back.png", "--prompt", "a chair", "--out", "a.ply")
    status, told = batch(blender, tmp_path, set_up_environment, *arguments, *QUICK)
    assert status == 0, told
    assert (tmp_path / "a.ply").is_file()
    status, told = batch(blender, tmp_path, set_up_environment, "--image", "back=none.png", "--out", "b.ply", *QUICK)
    assert status == 1, told
    assert "there is no file none.png" in told


def records_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_bad_manifest_makes_nothing_unless_it_is_said(
    blender: Blender, set_up_environment: WorkerEnvironment, tmp_path: Path
) -> None:
    lines = ["prompt;seed;name;size", "a blue vase;0;vasen é/vase;0,5", "a blue vase;x;vase;1", "xyzzy;1;nothing;1"]
    (tmp_path / "jobs.csv").write_text("\r\n".join(lines), encoding="utf-8-sig")
    status, told = batch(blender, tmp_path, set_up_environment, "--manifest", "jobs.csv", *QUICK)
    assert status == 2, told
    assert "line 3, seed: seed “x” is not a whole number" in told
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["jobs.csv"]
    kept = ("--skip-bad", "--library", "regal é", *QUICK)
    status, told = batch(blender, tmp_path, set_up_environment, "--manifest", "jobs.csv", *kept)
    assert status == 1, told
    vase, bad, nothing = sorted(records_of(tmp_path), key=lambda record: record["line"])
    assert vase["files"] == ["vasen é/vase.glb", "regal é/vasen é/vase.blend"]
    assert vase["asset"] == "regal é/vasen é/vase.blend"
    assert catalogs.paths(tmp_path / "regal é") == ["vasen é"]
    assert vase["sha256"]["vasen é/vase.glb"] == hashlib.sha256((tmp_path / vase["files"][0]).read_bytes()).hexdigest()
    assert max(vase["metrics"]["size"]) == 0.5
    assert vase["metrics"]["watertight"] is True
    assert (bad["line"], bad["error"]) == (3, "bad_setting")
    assert (nothing["line"], nothing["error"]) == (4, "unknown_prompt")
    made = [(tmp_path / name).stat().st_mtime_ns for name in vase["files"]]
    again = ("--manifest", "jobs.csv", "--resume", *kept)
    status, told = batch(blender, tmp_path, set_up_environment, *again)
    assert status == 1, told
    assert [(tmp_path / name).stat().st_mtime_ns for name in vase["files"]] == made, "--resume made it again"


def test_a_grid_leaves_a_page_a_sheet_and_a_log(
    blender: Blender, set_up_environment: WorkerEnvironment, tmp_path: Path
) -> None:
    grid = ("--grid", "category=chair,axe", "--grid", "color=red,blue", "--prompt", "a {color} {category}")
    arguments = (*grid, "--name", "{category}/{color}", "--format", "ply", *QUICK)
    status, told = batch(blender, tmp_path, set_up_environment, *arguments, "--dry-run")
    assert status == 0, told
    assert "--grid: 4 jobs" in told
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
    status, told = batch(blender, tmp_path, set_up_environment, *arguments)
    assert status == 0, told
    files = ["axe/blue.ply", "axe/red.ply", "chair/blue.ply", "chair/red.ply"]
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.ply")) == files
    records = records_of(tmp_path)
    prompts = {record["request"]["prompt"] for record in records}
    assert prompts == {"a red chair", "a blue chair", "a red axe", "a blue axe"}
    for record in records:
        with Image.open(tmp_path / record["thumbnail"]) as picture:
            assert picture.getchannel("A").getextrema() == (0, 255)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.width > 2 * 192
    page = (tmp_path / "summary.html").read_text(encoding="utf-8")
    assert all(name in page for name in files)
    assert '"running":false' in page
    lines = (tmp_path / "run.log").read_text(encoding="utf-8").splitlines()
    assert [line.split()[3] for line in lines] == ["run_started", *["job_done"] * 4, "run_ended"]
    assert "4 made in " in told
    assert "PLY export of" not in told, "Blender's exporters are silent"
