"""RGBAD views of known shapes, through the server and its files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from known_servers import serve
from known_shapes import BOX, box, sheet, sphere, write_ply
from PIL import Image

from addon.core.cameras import View
from dataset.render.views import BACKGROUND, MAX_DEPTH, depth_to_grey, grey_to_depth


def read_views(folder: Path) -> list[tuple[View, np.ndarray, np.ndarray]]:
    """View, colour and planar depth of each picture."""
    record = json.loads((folder / "views.json").read_text())
    return [
        (
            View.from_json(view),
            np.asarray(Image.open(folder / view["color"])),
            grey_to_depth(np.asarray(Image.open(folder / view["depth"])).astype(np.uint16)),
        )
        for view in record["views"]
    ]


def off_sphere(points):
    return np.abs(np.linalg.norm(points, axis=1) - 0.5)


def off_box(points):
    outside = np.abs(points) - BOX
    return np.abs(np.linalg.norm(np.maximum(outside, 0), axis=1) + np.minimum(outside.max(axis=1), 0))


@pytest.fixture(scope="module")
def rendered(one_blender, tmp_path_factory):
    """Known shapes and a chair, rendered once."""
    folder = tmp_path_factory.mktemp("known é shapes")
    for name, shape in (("sphere", sphere()), ("box", box()), ("sheet", sheet())):
        write_ply(folder / f"{name}.ply", *shape)
    common = {"views": 6, "size": 96, "points": 1024, "seed": 3}
    jobs = [
        {"id": name, "input": {"file": str(folder / f"{name}.ply")}, "folder": str(folder / name), **common}
        for name in ("sphere", "box", "sheet")
    ]
    chair = {"input": {"category": "chair", "seed": 1}, "interior": 300, **common}
    jobs += [{"id": name, "folder": str(folder / name), **chair} for name in ("chair", "again")]
    jobs.append({"id": "large", "folder": str(folder / "large"), **jobs[1], "views": 1, "size": 700})
    jobs[-1] |= {"id": "large", "folder": str(folder / "large")}
    return folder, {answer["id"]: answer for answer in serve(one_blender, jobs)}


@pytest.mark.parametrize(("name", "distance"), [("sphere", off_sphere), ("box", off_box), ("large", off_box)])
def test_depth_back_projects_to_within_half_a_pixel(rendered, name, distance):
    folder, _ = rendered
    for view, _, depth in read_views(folder / name):
        seen = np.isfinite(depth)
        pixel = 2 * np.tan(view.field_of_view / 2) / len(depth) * depth[seen]
        error = distance(view.points(np.where(seen, depth, 0))[seen]) / pixel
        assert seen.sum() > 500
        # Half a pixel is the promise; this is what one ray through the centre gives.
        assert error.max() < 0.1


def test_the_silhouette_is_where_the_shape_is(rendered):
    folder, _ = rendered
    for view, rgba, depth in read_views(folder / "sphere"):
        size = len(depth)
        rows, columns = np.mgrid[:size, :size] + 0.5 - size / 2
        slope = np.hypot(rows, columns) / size * 2 * np.tan(view.field_of_view / 2)
        inside = slope < np.tan(np.arcsin(0.25))
        assert (np.isfinite(depth) == inside).mean() > 0.995
        assert ((rgba[..., 3] > 127) == inside).mean() > 0.99


def test_what_the_depth_files_can_say():
    depth = np.array([[0.5, 2.0, MAX_DEPTH - 1e-3, np.inf]], np.float32)
    grey = depth_to_grey(depth)
    assert grey[0, 3] == BACKGROUND
    np.testing.assert_allclose(grey_to_depth(grey), depth, atol=MAX_DEPTH / BACKGROUND / 2 + 1e-6)


def test_a_flat_object_is_dropped_with_its_reason(rendered):
    _, answers = rendered
    assert answers["sheet"]["state"] == "dropped"
    assert answers["sheet"]["reason"].startswith("flat: ")


def test_the_seed_reproduces_the_geometry_to_the_byte(rendered):
    folder, answers = rendered
    assert answers["chair"]["state"] == answers["again"]["state"] == "done"
    first, again = ({file.name: file.read_bytes() for file in (folder / name).iterdir()} for name in ("chair", "again"))
    assert first == again
    assert len(first) == 6 * 2 + 5


def test_what_a_chair_leaves(rendered):
    folder, answers = rendered
    record = json.loads((folder / "chair" / "record.json").read_text())
    points, part_ids = (np.load(folder / "chair" / f"{name}.npy") for name in ("points", "part_ids"))
    inside = np.load(folder / "chair" / "interior.npy")
    assert answers["chair"]["renders"] == 6
    assert points.shape == (1024, 9)
    assert inside.shape == (300, 6)
    assert record["category"] == "chair"
    assert set(part_ids.tolist()) == set(range(len(record["parts"])))
    np.testing.assert_allclose(np.linalg.norm(points[:, 6:].astype(float), axis=1), 1, atol=2e-3)


def test_bad_jobs_have_an_answer_and_the_server_goes_on(one_blender, tmp_path):
    folder = str(tmp_path)
    chair = {"category": "chair", "seed": 1}
    small = {"views": 1, "size": 16, "points": 16, "folder": folder}
    (tmp_path / "broken.glb").write_bytes(b"nonsense")
    answers = serve(
        one_blender,
        [
            {"id": 1, "input": {"file": str(tmp_path / "broken.glb")}, **small},
            {"id": 2, "input": {"file": str(tmp_path / "absent.obj")}, **small},
            {"id": 3, "input": {"file": str(tmp_path / "text.txt")}, **small},
            {"id": 4, "input": {"category": "unicorn", "seed": 0}, **small},
            {"id": 5, "input": chair, **small, "poses": "upside-down"},
            {"id": 6, "input": chair, **small, "size": 128, "views": 2},
        ],
    )
    starts = (
        "broken.glb cannot be read",
        "There is no file",
        "text.txt is no model file",
        "The catalogue",
        "poses must",
    )
    for answer, start in zip(answers, starts, strict=False):
        assert answer["state"] == "dropped"
        assert answer["reason"].startswith(start)
        assert "\n" not in answer["reason"]
    assert answers[-1]["state"] == "done"


def test_varied_light_is_each_objects_own_and_comes_again(one_blender, tmp_path):
    common = {"views": 2, "size": 96, "points": 256, "seed": 3}
    orders = [("chair", 1, "basic"), ("chair", 1, "varied"), ("car", 2, "varied"), ("chair", 1, "varied")]
    jobs = [
        {
            "id": str(n),
            "folder": str(tmp_path / str(n)),
            "input": {"category": name, "seed": seed},
            "light": light,
            **common,
        }
        for n, (name, seed, light) in enumerate(orders)
    ]
    answers = serve(one_blender, jobs)
    assert all(answer["state"] == "done" for answer in answers), answers
    (basic, _), (varied, _), _, (again, _) = ([rgba for _, rgba, _ in read_views(tmp_path / job["id"])] for job in jobs)
    seen = basic[..., 3] > 127
    assert np.abs(basic.astype(int) - varied)[seen].mean() > 4
    assert (basic[..., 3] == varied[..., 3]).mean() > 0.99
    assert np.array_equal(varied, again)
