"""Headless batch in real Blenders with the real worker: one job, and a manifest with a bad line."""

from __future__ import annotations

import json
import os
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

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


def test_a_manifest_fails_by_lines_and_resumes(
    blender: Blender, set_up_environment: WorkerEnvironment, tmp_path: Path
) -> None:
    lines = [
        '{"prompt": "a blue vase", "out": "vase.glb"}',
        '{"prompt": "a blue vase", "out": "vase2.glb", "points": 3}',
        "this is not JSON",
        '{"prompt": "a green tree", "seed": 4, "out": "tree.ply"}',
    ]
    (tmp_path / "jobs.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    status, told = batch(blender, tmp_path, set_up_environment, "--manifest", "jobs.jsonl", *QUICK)
    assert status == 1, told
    made = {name: (tmp_path / name).stat().st_mtime_ns for name in ("vase.glb", "tree.ply")}
    assert not (tmp_path / "vase2.glb").exists()
    records = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(records) == len(lines)
    assert all(record["parts"] for record in records if record["ok"])
    status, told = batch(blender, tmp_path, set_up_environment, "--manifest", "jobs.jsonl", "--resume", *QUICK)
    assert status == 1, told
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in made} == made, "--resume made them again"
