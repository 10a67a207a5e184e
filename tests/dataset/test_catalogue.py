"""The contract that every category meets. `POINTSMITH_KINDS=chair,mug` restricts it while one builds."""

import os
from itertools import product

import numpy as np
import pytest

pytest.importorskip("manifold3d", reason="the union of parts needs manifold3d")
import manifold3d

from dataset.catalogue.captions import captions
from dataset.catalogue.categories import CATEGORIES, FAMILIES
from dataset.catalogue.generate import generate
from dataset.catalogue.mesh import bounds
from dataset.catalogue.paint import COLORED, FINISHES, ROLES
from dataset.catalogue.palette import name_of
from dataset.catalogue.params import continuous, switches
from dataset.catalogue.vocabulary import COLOR_WORDS
from dataset.points import outer_surface

SEEDS = 6
LEAST_THICKNESS = 0.022
LEAST_OF_HYBRIDS = 0.01  # their limbs make the rest smaller
ONLY = os.environ.get("POINTSMITH_KINDS", "").split(",")
KINDS = [name for name in CATEGORIES if ONLY == [""] or name in ONLY]
PLAIN = [name for name in KINDS if CATEGORIES[name] not in FAMILIES["abstract"]]
CASES = [pytest.param(name, seed, id=f"{name}-{seed}") for name, seed in product(KINDS, range(SEEDS))]


def solid_of(mesh):
    return manifold3d.Manifold(manifold3d.Mesh64(np.ascontiguousarray(mesh.vertices), mesh.faces.astype(np.uint64)))


@pytest.mark.parametrize("name", PLAIN)
def test_a_kind_varies_enough(name):
    assert 8 <= len(continuous(CATEGORIES[name].params)) <= 20
    assert 2 <= len(switches(CATEGORIES[name].params)) <= 4
    assert set(CATEGORIES[name].finishes) <= set(FINISHES)


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_parts_have_names_roles_and_fill_the_unit_cube(name, seed):
    asset = generate(name, seed)
    low, high = bounds(asset.parts)
    np.testing.assert_allclose(low + high, 0.0, atol=1e-12)
    assert (high - low).max() == pytest.approx(1.0)
    assert 4 <= len(asset.parts) <= 12 or (name not in PLAIN and 2 <= len(asset.parts) <= 14)
    assert len({part.name for part in asset.parts}) == len(asset.parts)
    assert {part.role for part in asset.parts} <= set(ROLES)
    assert {"primary", "secondary"} <= {part.role for part in asset.parts}


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_every_solid_is_closed_turned_outwards_and_not_too_thin(name, seed):
    least = LEAST_OF_HYBRIDS if name == "hybrid" else LEAST_THICKNESS
    for part in generate(name, seed).parts:
        for solid in part.solids:
            assert np.isfinite(solid.vertices).all()
            assert solid.volume() > 0
            edges = np.concatenate([solid.faces[:, [0, 1]], solid.faces[:, [1, 2]], solid.faces[:, [2, 0]]])
            # Closed and consistently turned: each directed edge once, and its reverse once.
            forward = {tuple(edge) for edge in edges.tolist()}
            assert len(forward) == len(edges)
            assert forward == {(b, a) for a, b in forward}
            assert np.ptp(solid.vertices, axis=0).min() >= least, part.name


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_the_parts_make_one_sound_piece_and_all_are_seen(name, seed):
    asset = generate(name, seed)
    outer_surface(asset)  # raises when a part is broken or hidden
    solids = [solid_of(solid) for part in asset.parts for solid in part.solids]
    united = manifold3d.Manifold.batch_boolean(solids, manifold3d.OpType.Add)
    assert sum(piece.volume() > 0 for piece in united.decompose()) == 1


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_joints_pass_through_their_parts(name, seed):
    for part in generate(name, seed).parts:
        low, high = bounds((part,))
        assert (np.array(part.pivot) >= low - 0.05).all()
        assert (np.array(part.pivot) <= high + 0.05).all()
        if part.joint:
            assert part.joint.kind in ("turn", "slide")
            assert np.linalg.norm(part.joint.axis) == pytest.approx(1.0)
            assert part.joint.low <= 0 <= part.joint.high
            assert part.joint.kind == "turn" or part.joint.low < part.joint.high


@pytest.mark.parametrize("name", KINDS)
def test_two_builds_are_byte_identical(name):
    first, second = generate(name, 3), generate(name, 3)
    a, b = first.flattened(), second.flattened()
    for field in ("vertices", "faces", "face_rgb", "face_part"):
        assert getattr(a, field).tobytes() == getattr(b, field).tobytes()
    assert captions(first) == captions(second)


@pytest.mark.parametrize("name", PLAIN)
def test_the_default_parameters_build(name):
    params = CATEGORIES[name].params()
    assert CATEGORIES[name].build(params)
    CATEGORIES[name].words(params)


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_plain_paint_has_the_colour_it_is_named_after(name, seed):
    asset = generate(name, seed)
    for part, paint in zip(asset.parts, asset.paints, strict=True):
        if part.role in COLORED:
            assert paint.color == asset.scheme.color(part.role)
            assert name_of(paint.shades[0]) == paint.color or paint.finish == "wooden"


@pytest.mark.parametrize(("name", "seed"), CASES)
@pytest.mark.parametrize(("phrasing", "count"), [("seen", 8), ("unseen", 4)])
def test_captions_are_short_and_true(name, seed, phrasing, count):
    asset = generate(name, seed)
    texts = captions(asset, phrasing)
    assert len(texts) == count
    scheme = asset.scheme
    for text in texts:
        words = text.replace(",", "").split(" ")
        assert text == text.lower()
        assert all(words)
        assert 1 <= len(words) <= 24
        named = {COLOR_WORDS[word] for word in words if word in COLOR_WORDS}
        assert named <= {scheme.primary, scheme.secondary, scheme.tertiary}
