"""The contract that every category meets."""

from pathlib import Path

import numpy as np
import pytest

import dataset
from dataset.catalogue.captions import COLOR_WORDS, captions
from dataset.catalogue.categories import CATEGORIES
from dataset.catalogue.generate import generate
from dataset.catalogue.mesh import ROLES, bounds
from dataset.catalogue.solids import annulus, box, ellipsoid, frustum, tube

SEEDS = range(8)
CASES = [pytest.param(category, seed, id=f"{category}-{seed}") for category in CATEGORIES for seed in SEEDS]


@pytest.mark.parametrize(("category", "seed"), CASES)
def test_fills_the_unit_cube(category, seed):
    low, high = bounds(generate(category, seed).parts)
    np.testing.assert_allclose(low + high, 0.0, atol=1e-12)
    assert (high - low).max() == pytest.approx(1.0)


@pytest.mark.parametrize(("category", "seed"), CASES)
def test_every_solid_is_closed_and_turned_outwards(category, seed):
    for part in generate(category, seed).parts:
        assert part.role in ROLES
        for solid in part.solids:
            assert np.isfinite(solid.vertices).all()
            assert solid.volume() > 0
            edges = np.concatenate([solid.faces[:, [0, 1]], solid.faces[:, [1, 2]], solid.faces[:, [2, 0]]])
            # Closed and consistently turned: each directed edge once, and its reverse once.
            forward = {tuple(edge) for edge in edges.tolist()}
            assert len(forward) == len(edges)
            assert forward == {(b, a) for a, b in forward}


@pytest.mark.parametrize(("category", "seed"), CASES)
def test_no_solid_is_thinner_than_a_few_hundredths(category, seed):
    for part in generate(category, seed).parts:
        # The blades and struts of a long airplane are the thinnest things of all.
        least = 0.023 if category == "airplane" else 0.03
        assert min(np.ptp(solid.vertices, axis=0).min() for solid in part.solids) >= least, part.name


@pytest.mark.parametrize("category", CATEGORIES)
def test_two_builds_are_byte_identical(category):
    first, second = generate(category, 3), generate(category, 3)
    for a, b in zip(first.parts, second.parts, strict=True):
        for x, y in zip(a.solids, b.solids, strict=True):
            assert x.vertices.tobytes() == y.vertices.tobytes()
            assert x.faces.tobytes() == y.faces.tobytes()
    assert first.colors == second.colors


@pytest.mark.parametrize("category", CATEGORIES)
def test_default_params_build(category):
    kind = CATEGORIES[category]
    params = type(kind.sample_params(np.random.default_rng(0)))()
    assert 2 <= len(kind.build(params)) <= 6
    assert kind.describe(params).accent


@pytest.mark.parametrize(("category", "seed"), CASES)
@pytest.mark.parametrize(("phrasing", "count"), [("seen", 8), ("unseen", 4)])
def test_captions_are_short_and_true(category, seed, phrasing, count):
    asset = generate(category, seed)
    texts = captions(asset, phrasing)
    assert len(texts) == count
    for text in texts:
        words = text.replace(",", "").split(" ")
        assert text == text.lower()
        assert all(words)
        assert len(words) <= 16
        named = {COLOR_WORDS[word] for word in words if word in COLOR_WORDS}
        assert named <= {asset.primary, asset.secondary}


def test_unseen_phrasings_stay_unseen():
    seen, unseen = set(), set()
    for category in CATEGORIES:
        for seed in range(40):
            asset = generate(category, seed)
            seen.update(captions(asset))
            unseen.update(captions(asset, "unseen"))
    assert not seen & unseen


@pytest.mark.parametrize(
    ("solid", "volume"),
    [
        (box((1, 2, 3)), 6.0),
        (frustum(1, 1, 0, 2, segments=200), 2 * np.pi),
        (ellipsoid((1, 2, 3), segments=100, rings=99), 8 * np.pi),
        (tube([(0, 0, 0), (0, 0, 1), (0, 0, 5)], 1.0, segments=200), 5 * np.pi),
        (annulus([(2, 0), (2, 1)], 1.0, segments=200), 3 * np.pi),
    ],
)
def test_volumes_of_known_solids(solid, volume):
    assert solid.volume() == pytest.approx(volume, rel=2e-3)


def test_randomness_comes_from_named_streams_only():
    for path in Path(dataset.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "import random" not in source, path
        assert "np.random." not in source.replace("np.random.Generator", "").replace(
            "np.random.default_rng(np.frombuffer(digest", ""
        ), path
