"""The two ways to an object's points, through pictures and straight from its surface, tell the same."""

from __future__ import annotations

import json

import numpy as np
import pytest
from known_servers import serve

from dataset.catalogue.generate import generate
from dataset.catalogue.streams import stream

manifold3d = pytest.importorskip("manifold3d", reason="the direct path unites parts with manifold3d")
from scipy.spatial import cKDTree  # noqa: E402

from dataset.points import outer_surface, sample  # noqa: E402

CHAMFER = 0.01
"""Mean distance to the nearest point of the other cloud, both ways, 16,384 points each, the longest side being 1.

Two draws of the direct path are 0.003 to 0.009 apart: what is left is the distance between points.
"""
OBJECTS = (("chair", 2), ("mug", 2), ("car", 2), ("house", 2), ("table", 2))


@pytest.fixture(scope="module")
def clouds(one_blender, tmp_path_factory):
    folder = tmp_path_factory.mktemp("paths")
    jobs = [
        {"id": kind, "input": {"category": kind, "seed": seed}, "size": 128, "folder": str(folder / kind)}
        for kind, seed in OBJECTS
    ]
    assert all(answer["state"] == "done" for answer in serve(one_blender, jobs))
    return folder


def both(clouds, kind, seed):
    asset = generate(kind, seed)
    direct = sample(asset, outer_surface(asset), 16_384, stream(kind, seed, "points"))
    return np.load(clouds / kind / "points.npy").astype(float), np.load(clouds / kind / "part_ids.npy"), direct


@pytest.mark.parametrize(("kind", "seed"), OBJECTS)
def test_points_lie_at_the_same_places(clouds, kind, seed):
    seen, _, direct = both(clouds, kind, seed)
    there, nearest = cKDTree(direct.xyz).query(seen[:, :3])
    back, _ = cKDTree(seen[:, :3]).query(direct.xyz)
    assert (there.mean() + back.mean()) / 2 < CHAMFER
    # No picture shows a place that is not on the surface.
    assert np.percentile(there, 99.9) < 0.03
    assert ((seen[:, 6:] * direct.normals[nearest]).sum(axis=1) > 0.9).mean() > 0.85
    assert np.abs(seen[:, 3:6] - direct.rgb[nearest]).mean() < 0.03


@pytest.mark.parametrize(("kind", "seed"), OBJECTS)
def test_parts_have_the_same_shares(clouds, kind, seed):
    _, part_ids, direct = both(clouds, kind, seed)
    names = [part["name"] for part in json.loads((clouds / kind / "record.json").read_text())["parts"]]
    seen, straight = (np.bincount(ids, minlength=len(names)) / 16_384 for ids in (part_ids, direct.part_ids))
    np.testing.assert_allclose(seen, straight, atol=0.05)
    assert min(seen.min(), straight.min()) > 0
