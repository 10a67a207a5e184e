import numpy as np
import pytest

pytest.importorskip("manifold3d", reason="the union of parts needs manifold3d")

from dataset.catalogue.categories import CATEGORIES
from dataset.catalogue.generate import generate
from dataset.catalogue.mesh import Asset, Description, Part
from dataset.catalogue.solids import box
from dataset.pack import FIRST, pack_one
from dataset.points import UnionError, outer_surface, sample
from dataset.recipe import Item, load


def winding_numbers(triangles, points):
    """How often the closed surface (T, 3, 3) goes around each point: 1 inside, 0 outside."""
    a, b, c = (triangles[:, k] - points[:, None] for k in range(3))
    la, lb, lc = (np.linalg.norm(x, axis=-1) for x in (a, b, c))
    dot = lambda x, y: np.einsum("ntk,ntk->nt", x, y)  # noqa: E731
    top = dot(a, np.cross(b, c))
    bottom = la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb
    return np.arctan2(top, bottom).sum(axis=1) / (2 * np.pi)


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_points_lie_on_the_outside_of_every_part(category, seed):
    asset = generate(category, seed)
    surface = outer_surface(asset)
    cloud = sample(asset, surface, 60, np.random.default_rng(0))
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


@pytest.mark.parametrize("category", CATEGORIES)
def test_colors_follow_parts_and_every_part_has_points(category):
    asset = generate(category, 7)
    cloud = sample(asset, outer_surface(asset), 4096, np.random.default_rng(0))
    for part_id, part in enumerate(asset.parts):
        mine = cloud.part_ids == part_id
        assert mine.sum() >= 20, part.name
        np.testing.assert_array_equal(cloud.rgb[mine], np.tile(asset.colors[part.role], (mine.sum(), 1)))


def toy(*parts):
    colors = {"primary": (1.0, 0.0, 0.0), "secondary": (0.0, 0.0, 1.0)}
    return Asset("toy", 0, parts, colors, "red", "blue", Description((), "inside"))


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


def test_half_of_the_share_goes_by_area():
    pair = toy(
        Part("big", "primary", (box((1, 1, 1)),)), Part("small", "secondary", (box((0.1, 0.1, 0.1), (0, 0, 2)),))
    )
    cloud = sample(pair, outer_surface(pair), 20000, np.random.default_rng(0))
    expected = 0.5 * 0.06 / 6.06 + 0.5 * np.sqrt(0.06) / (np.sqrt(0.06) + np.sqrt(6))
    assert (cloud.part_ids == 1).mean() == pytest.approx(expected, abs=0.01)


def test_packing_one_object_twice_gives_the_same_bytes():
    item = Item("chair", 11, "train")
    (points, part_ids, record), again = pack_one(item, 256), pack_one(item, 256)
    assert points.shape == (256, 9)
    assert points.dtype == np.float16
    assert points.tobytes() == again[0].tobytes()
    assert part_ids.tobytes() == again[1].tobytes()
    assert record == again[2]


def test_the_frozen_recipe_still_draws_the_same_held_out_objects():
    recipe = load(FIRST)
    items = recipe.items()
    assert [sum(item.split == split for item in items) for split in ("train", "val", "test")] == [6400, 140, 420]
    assert len({(item.category, item.seed) for item in items}) == len(items)
    assert recipe.fingerprint() == recipe.held_out_sha256
