"""The command line over Ray, from a real Blender to real ones, on this machine alone."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from addon.core import catalogs
from addon.core.environment import WorkerEnvironment, requirements_hash

from .conftest import ROOT, Blender

pytest.importorskip("ray", reason="needs Ray: pip install -r addon/farm/over_ray/requirements.txt")

pytestmark = [
    pytest.mark.blender,
    pytest.mark.worker,
    pytest.mark.skipif(" " in sys.executable, reason="Ray cannot start a Python whose path has a space"),
]
QUICK = ("--quality", "draft", "--steps", "1", "--points", "256", "--output", "points", "--format", "ply")


@pytest.fixture
def with_ray(set_up_environment: WorkerEnvironment, tmp_path: Path) -> WorkerEnvironment:
    """An environment of the Python that runs the tests, which has Ray beside the worker's packages."""
    found = WorkerEnvironment(tmp_path / "environment")
    found.python.parent.mkdir(parents=True)
    found.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    found.python.chmod(0o755)
    found.record_file.write_text(json.dumps({"requirements": requirements_hash(), "device": "cpu"}))
    return found


def test_objects_an_asset_library_and_the_books_arrive_at_a_url(
    blender: Blender, with_ray: WorkerEnvironment, tmp_path: Path
) -> None:
    if blender.series != "5.2":
        pytest.skip("proved in Blender 5.2")
    there = tmp_path / "bucket é" / "town"

    def batch(*arguments: str) -> tuple[int, str]:
        command = [str(blender.python), str(ROOT / "addon" / "blender" / "batch.py"), "--", *arguments, *QUICK]
        variables = {**os.environ, "POINTSMITH_ENVIRONMENT": str(with_ray.folder)}
        variables["BLENDER_USER_RESOURCES"] = str(tmp_path / "settings é")
        answer = subprocess.run(
            command, cwd=tmp_path, env=variables, capture_output=True, encoding="utf-8", check=False, timeout=300
        )
        return answer.returncode, answer.stdout + answer.stderr

    grid = ("--grid", "seed=0-2", "--prompt", "a red chair", "--name", "chairs/{seed}", "--results", "books/all.jsonl")
    # As fsspec has it: nothing in it stands for something else.
    where = ("--folder", f"file://{there}", "--library", "kit")
    status, told = batch(*grid, *where, "--ray", "local", "--workers", "1")
    assert status == 0, told
    assert "3 made" in told
    records = [json.loads(line) for line in (there / "all.jsonl").read_text().splitlines()]
    assert {record["request"]["seed"] for record in records} == {0, 1, 2}
    for record in records:
        assert record["asset"] in record["files"]
        for name, digest in record["sha256"].items():
            assert hashlib.sha256((there / name).read_bytes()).hexdigest() == digest
        assert (there / record["thumbnail"]).read_bytes() == (tmp_path / "books" / record["thumbnail"]).read_bytes()
    assert catalogs.paths(there / "kit") == ["chairs"]
    assert (there / "sheet.png").stat().st_size > 10_000
    status, told = batch(*grid, *where, "--ray", "127.0.0.1:9")
    assert (status, "The Ray cluster cannot be used: none answers at 127.0.0.1:9" in told) == (1, True), told
