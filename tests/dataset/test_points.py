import numpy as np
import pytest

pytest.importorskip("manifold3d", reason="the union of parts needs manifold3d")

from dataset.catalogue.asset import Asset
from dataset.catalogue.categories import FAMILIES
from dataset.catalogue.generate import generate
from dataset.catalogue.kinds import Words
from dataset.catalogue.mesh import Part
from dataset.catalogue.paint import Scheme, paints
from dataset.catalogue.solids import box
from dataset.points import UnionError, outer_surface, sample
from dataset.shares import part_counts

# A kind of each family stands for the others; tests/dataset/test_catalogue.py unites the parts of all.
KINDS = sorted({kinds[k].name for kinds in FAMILIES.values() if kinds for k in (0, -1)})


def winding_numbers(triangles, points):
    """How often the closed surface (T, 3, 3) goes around each point: 1 inside, 0 outside."""
    a, b, c = (triangles[:, k] - points[:, None] for k in range(3))
    la, lb, lc = (np.linalg.norm(x, axis=-1) for x in (a, b, c))
    dot = lambda x, y: np.einsum("ntk,ntk->nt", x, y)  # noqa: E731
    top = dot(a, np.cross(b, c))
    bottom = la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb
    return np.arctan2(top, bottom).sum(axis=1) / (2 * np.pi)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [0, 1])
def test_points_lie_on_the_outside_of_every_part(kind, seed):
    asset = generate(kind, seed)
    cloud = sample(asset, outer_surface(asset), 60, np.random.default_rng(0))
    np.testing.assert_allclose(np.linalg.norm(cloud.normals, axis=1), 1.0, atol=1e-9)
    assert np.abs(cloud.xyz).max() <= 0.5 + 1e-9
    step = 1e-5
    # Against the parts as they were built, not against the union.
    inside_any = np.zeros(60, dtype=bool)
    below_any = np.zeros(60, dtype=bool)
    for part in asset.parts:
        for solid in part.solids:
            triangles = solid.vertices[solid.faces]
            inside_any |= winding_numbers(triangles, cloud.xyz + step * cloud.normals) > 0.5
            below_any |= winding_numbers(triangles, cloud.xyz - step * cloud.normals) > 0.5
    assert not inside_any.any()
    assert below_any.all()


@pytest.mark.parametrize("kind", KINDS)
def test_colors_follow_paints_and_every_part_has_points(kind):
    asset = generate(kind, 7)
    cloud = sample(asset, outer_surface(asset), 4096, np.random.default_rng(0))
    for part_id, (part, paint) in enumerate(zip(asset.parts, asset.paints, strict=True)):
        mine = cloud.part_ids == part_id
        assert mine.sum() >= 90, part.name
        np.testing.assert_array_equal(cloud.rgb[mine], paint.colors_at(cloud.xyz[mine]))


def toy(*parts):
    scheme = Scheme("red", "blue", "blue", "matte")
    return Asset("toy", 0, parts, paints(parts, scheme, "toy", 0), scheme, None, Words())


def test_a_hidden_part_is_refused():
    hidden = toy(Part("shell", "primary", (box((1, 1, 1)),)), Part("core", "secondary", (box((0.5, 0.5, 0.5)),)))
    with pytest.raises(UnionError, match="core"):
        outer_surface(hidden)


def test_walls_of_an_enclosed_hollow_are_dropped():
    slabs = [box((1, 1, 0.2), (0, 0, z)) for z in (-0.4, 0.4)]
    slabs += [box((1, 0.2, 0.9), (0, y, 0)) for y in (-0.4, 0.4)]
    slabs += [box((0.2, 0.9, 0.9), (x, 0, 0)) for x in (-0.4, 0.4)]
    surface = outer_surface(toy(Part("crate", "primary", tuple(slabs))))
    assert np.abs(surface.triangles).max(axis=2).min() > 0.49


def test_parts_get_the_shared_counts_and_any_first_points_are_a_fair_sample():
    pair = toy(
        Part("big", "primary", (box((1, 1, 1)),)), Part("small", "secondary", (box((0.1, 0.1, 0.1), (0, 0, 2)),))
    )
    cloud = sample(pair, outer_surface(pair), 20000, np.random.default_rng(0))
    counts = part_counts([6, 0.06], 20000)
    np.testing.assert_array_equal(np.bincount(cloud.part_ids), counts)
    assert (cloud.part_ids[:5000] == 1).mean() == pytest.approx(counts[1] / 20000, abs=0.01)
    # Evenly over the faces of the cube.
    big = cloud.normals[cloud.part_ids == 0]
    np.testing.assert_allclose(
        [np.mean(big[:, axis] * sign > 0.5) for axis in range(3) for sign in (1, -1)], 1 / 6, atol=0.012
    )
