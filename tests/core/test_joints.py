"""Joints from names and from points, against the catalogue's own."""

from __future__ import annotations

import numpy as np
import pytest

from addon.core.joint_fitting import Labelled, fit_joints
from addon.core.joints import glowing, is_wheel, moves_of
from dataset.catalogue.categories import CATEGORIES
from dataset.catalogue.generate import generate
from dataset.points import outer_surface, sample

SEEDS = range(6)
# Parts that the catalogue builds without a joint, but that have to come along with one that has: an eye with its head.
COME_ALONG = {
    *("ears", "eyes", "pupils", "muzzle", "nose", "mouth", "bill", "mane", "horn", "bow", "hat", "tuft", "cheeks"),
    *("visor", "antenna", "antennae", "bulb"),
}


@pytest.mark.parametrize("category", CATEGORIES)
def test_names_tell_every_joint_of_the_catalogue_and_no_other(category: str) -> None:
    for seed in SEEDS:
        parts = generate(category, seed).parts
        moves = moves_of([part.name for part in parts])
        for part in parts:
            found, true = moves.motion(part.name), part.joint.kind if part.joint else None
            assert found == true or (true is None and part.name in COME_ALONG and part.name not in moves.rules), (
                seed,
                part.name,
            )


def test_what_has_joints_is_found_free_where_it_turns_for_ever() -> None:
    for category in ("car", "windmill", "helicopter", "clock", "wardrobe", "chest"):
        parts = generate(category, 3).parts
        moves = moves_of([part.name for part in parts])
        for part in parts:
            if part.joint and part.name in moves.rules:
                low, high = moves.rules[part.name].limits
                assert (low == high) == (part.joint.low == part.joint.high), (category, part.name)


def fitted(category: str, seed: int) -> tuple[dict[str, object], dict[str, object]]:
    asset = generate(category, seed)
    cloud = sample(asset, outer_surface(asset), 2048, np.random.default_rng(seed))
    names = tuple(part.name for part in asset.parts)
    found = fit_joints(Labelled(cloud.xyz, cloud.normals, cloud.part_ids, names))
    return dict(found), {part.name: part.joint for part in asset.parts if part.joint}


@pytest.mark.parametrize(
    ("category", "parts", "most"),
    [
        ("car", ("front left wheel", "front right wheel", "rear left wheel", "rear right wheel"), 0.01),
        ("car", ("left door", "right door"), 0.05),
        ("windmill", ("sails",), 0.02),
        ("helicopter", ("rotor", "tail rotor"), 0.02),
        ("wardrobe", ("left door", "right door"), 0.03),
        ("chest", ("lid",), 0.02),
        ("clock", ("hour hand", "minute hand"), 0.02),
    ],
)
def test_axes_are_where_the_catalogue_has_them(category: str, parts: tuple[str, ...], most: float) -> None:
    for seed in (1, 2):
        found, true = fitted(category, seed)
        for name in parts:
            pivot, axis = np.array(true[name].pivot), np.array(true[name].axis)
            assert abs(found[name].axis @ axis) > 0.999, (name, found[name].axis, axis)
            gap = found[name].pivot - pivot
            assert np.linalg.norm(gap - (gap @ axis) * axis) < most, (name, gap)


@pytest.mark.parametrize("category", ["car", "wardrobe", "church", "chest", "mailbox", "castle"])
def test_the_upper_limit_opens_as_the_catalogue_does(category: str) -> None:
    found, true = fitted(category, 1)
    for name, joint in found.items():
        if true[name].low == true[name].high:
            continue
        opening = true[name].high if abs(true[name].high) > abs(true[name].low) else true[name].low
        assert np.sign(joint.axis @ np.array(true[name].axis)) == np.sign(opening), name
        assert (joint.low, joint.high > 0.5) == (0.0, True)


def test_a_drawer_comes_out_at_the_front() -> None:
    found, _ = fitted("dresser", 1)
    drawers = [joint for name, joint in found.items() if name.endswith("drawer")]
    assert drawers
    for joint in drawers:
        assert joint.kind == "slide"
        np.testing.assert_array_equal(joint.axis, (0.0, -1.0, 0.0))
        assert 0.1 < joint.high < 0.6
        assert joint.low == 0.0


def test_a_wheel_of_which_half_is_hidden_turns_about_its_middle() -> None:
    angle = np.random.default_rng(0).uniform(-np.pi, 0.0, 300)
    across = np.random.default_rng(1).uniform(-0.05, 0.05, 300)
    normals = np.stack([np.zeros(300), np.cos(angle), np.sin(angle)], axis=1)
    wheel = 0.2 * normals + np.stack([across, np.full(300, 0.1), np.full(300, -0.3)], axis=1)
    body = np.random.default_rng(2).uniform(-0.5, 0.5, (500, 3))
    body_normals = np.tile((0.0, 0.0, 1.0), (500, 1))
    labelled = Labelled(
        np.concatenate([wheel, body]),
        np.concatenate([normals, body_normals]),
        np.repeat([0, 1], [300, 500]),
        ("front left wheel", "body"),
    )
    joint = fit_joints(labelled)["front left wheel"]
    np.testing.assert_allclose(np.abs(joint.axis), (1.0, 0.0, 0.0))
    np.testing.assert_allclose(joint.pivot[1:], (0.1, -0.3), atol=1e-3)
    assert joint.is_free


def test_a_part_of_a_handful_of_points_gets_no_joint() -> None:
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (50, 3))
    normals = np.tile((0.0, 0.0, 1.0), (50, 1))
    ids = np.array([0] * 5 + [1] * 45)
    assert fit_joints(Labelled(points, normals, ids, ("front left wheel", "body"))) == {}


def test_lamps_glow_and_shades_only_around_a_bulb() -> None:
    assert glowing(("shade", "bulb", "stem")) == ("shade", "bulb")
    assert glowing(("shade", "stem")) == ()
    assert glowing(("top light", "lights", "headlights", "lightning")) == ("top light", "lights", "headlights")
    assert is_wheel("road wheels 3")
    assert not is_wheel("wheelhouse")
