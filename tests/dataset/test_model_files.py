"""Every format that Blender opens, in every Blender: frame, colours and parts arrive."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from known_servers import ROOT, serve
from PIL import Image

INSIDE = Path(__file__).parent / "inside"
MODELS = [
    "model.blend",
    "model.glb",
    "apart.gltf",
    "model.obj",
    "model.fbx",
    "model.usd",
    "model.usdz",
    "model.stl",
    "painted.ply",
    "painted.obj",
    "painted.glb",
    "painted.usdc",
]


def run_inside(python, script, *arguments):
    command = [str(python), str(INSIDE / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def place_and_color(points, channel):
    """Middle of the box of the points in which one channel leads, and their median colour."""
    those = points[points[:, 3:6].argmax(axis=1) == channel].astype(float)
    return (those[:, :3].min(axis=0) + those[:, :3].max(axis=0)) / 2, np.median(those[:, 3:6], axis=0)


def test_every_format_arrives_with_frame_and_colors(every_blender, tmp_path):
    run_inside(every_blender, "write_models.py", tmp_path)
    out = tmp_path / "out"
    common = {"views": 10, "size": 64, "points": 2048}
    jobs = [
        {"id": name, "input": {"file": str(tmp_path / name)}, "folder": str(out / name), **common} for name in MODELS
    ]
    answers = serve(every_blender, jobs)
    assert [answer["reason"] for answer in answers] == [""] * len(MODELS)
    for name in MODELS:
        points = np.load(out / name / "points.npy")
        low, high = points[:, :3].min(axis=0), points[:, :3].max(axis=0)
        np.testing.assert_allclose([low, high], [[-0.5, -0.375, -0.375], [0.5, 0.375, 0.375]], atol=0.015, err_msg=name)
        if name == "model.stl":
            continue  # The format has no colours.
        for channel, place in ((1, (0, -0.25, -0.125)), (2, (0.375, 0.125, 0.25))):
            where, color = place_and_color(points, channel)
            np.testing.assert_allclose(where, place, atol=0.015, err_msg=name)
            wanted = np.where(np.arange(3) == channel, 0.906, 0.248)
            np.testing.assert_allclose(color, wanted, atol=0.01, err_msg=name)
        parts = json.loads((out / name / "record.json").read_text())["parts"]
        assert len(parts) == (1 if name == "painted.ply" else 3), name


def test_the_studio_keeps_the_papers_rules(every_blender, tmp_path):
    picture = tmp_path / "reference é.png"
    said = run_inside(every_blender, "check_studio.py", picture)
    told = json.loads(next(line for line in said.splitlines() if line.startswith("RESULT ")).removeprefix("RESULT "))
    wide = 2**0.5
    np.testing.assert_allclose(told["roots"], [[-wide, -wide, -1], [11, wide, 1]], atol=1e-4)
    assert told["child"][1][2] == pytest.approx(6, abs=1e-4)
    assert told["empty"] == "there is no geometry"
    assert told["unchanged"]
    assert told["same"]
    assert told["cube"][0][0] == pytest.approx(-0.5, abs=1e-4)
    assert told["cube"][1][0] == pytest.approx(0.5, abs=1e-4)
    assert told["gap"] == pytest.approx(10 / (11 + wide), abs=1e-4)
    np.testing.assert_allclose(told["instance"], [[3, -1, -1], [7, 1, 1]], atol=1e-4)
    pixels = np.asarray(Image.open(picture))
    assert pixels.shape == (64, 64, 4)
    assert 0.02 < (pixels[..., 3] == 255).mean() < 0.5
    assert pixels[0, 0, 3] == 0


@pytest.mark.parametrize("light", ["basic", "random"])
def test_an_awkward_scene(one_blender, tmp_path, light):
    file, out = tmp_path / "awkward é.blend", tmp_path / "out"
    run_inside(one_blender, "write_scene.py", file)
    job = {"id": 1, "input": {"file": str(file)}, "folder": str(out), "views": 12, "size": 128, "light": light}
    (answer,) = serve(one_blender, [job])
    assert answer["reason"] == ""
    parts = [part["name"] for part in json.loads((out / "record.json").read_text())["parts"]]
    assert sorted(parts) == ["Cone", "Cube", "Sphere", "Sphere.001", "Text"]
    points, part_ids = np.load(out / "points.npy").astype(float), np.load(out / "part_ids.npy")
    colors = {name: points[part_ids == k, 3:6] for k, name in enumerate(parts)}
    # Glass leaves no points, and what stands behind it keeps its own colour.
    assert len(colors.pop("Sphere.001")) == 0
    wanted = {"Cube": (1, 0.5, 0), "Sphere": (0, 0.735, 0), "Text": (0.735, 0.735, 0.735), "Cone": (1, 0, 1)}
    for name, color in wanted.items():
        np.testing.assert_allclose(colors[name], np.tile(color, (len(colors[name]), 1)), atol=0.01, err_msg=name)
    cones = points[part_ids == parts.index("Cone"), 0]
    assert cones.min() < -0.15
    assert cones.max() > 0.15
    assert (np.abs(cones) > 0.05).all()
    # The hidden box, the lamp and the camera do not count: 1.9 + 1.9 long, glass included.
    assert points[:, 0].max() == pytest.approx(0.5, abs=0.01)
