"""The command for people."""

from __future__ import annotations

import subprocess

import numpy as np
import pytest
from known_servers import ROOT
from known_shapes import sheet, write_ply


def command(python, *arguments, by_path=False):
    how = [str(ROOT / "dataset" / "render" / "object.py"), "--"] if by_path else ["-m", "dataset.render.object"]
    line = [str(python), *how, *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, timeout=200, cwd=ROOT, check=False)


def test_views_cloud_and_one_line(one_blender, tmp_path):
    out = tmp_path / "a b é"
    done = command(
        one_blender, "--input", "mug:3", "--out", out, "--views", 8, "--size", 64, "--interior", 100, by_path=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("mug:3: 8 views, 16384 points, 100 inside in ")
    assert done.stdout.count("\n") == 1
    assert len(list(out.glob("*.png"))) == 16
    head, body = (out / "cloud.ply").read_bytes().split(b"end_header\n", 1)
    assert b"element vertex 16484" in head
    assert len(body) == 16484 * (6 * 4 + 5)
    rows = np.frombuffer(body, np.dtype([("xyz", "<f4", 3), ("normal", "<f4", 3), ("rest", "u1", 5)]))
    assert np.abs(rows["xyz"]).max() < 0.51
    assert rows["rest"][:, 4].sum() == 100


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--input", "absent.glb"], "There is no file"),
        (["--input", "chair"], "is no model file"),
        (["--input", "unicorn:1"], "no category 'unicorn'"),
        (["--input", "chair:1", "--size", "1"], "size must be from 8 to 8192"),
        (["--input", "chair:1", "--views", "0"], "Without views"),
        (["--input", "sheet.ply", "--size", "64"], "flat: "),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(one_blender, tmp_path, arguments, sentence):
    write_ply(tmp_path / "sheet.ply", *sheet())
    arguments = [str(tmp_path / each) if each.startswith("sheet") else each for each in arguments]
    done = command(one_blender, *arguments, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "out").exists()
