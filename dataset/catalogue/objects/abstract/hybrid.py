"""Things with what they usually do not have: a house on wheels, a teapot on legs, a winged barrel."""

from __future__ import annotations

from dataclasses import dataclass

from ...arrays import corners, mirrored_pair, turned
from ...kinds import Kind, Words
from ...mesh import Floats, Part, bounds, normalised, turn
from ...params import choice, draw, span
from ...solids import ellipsoid, frustum, rod, wheel
from .. import buildings, furniture, living, tools, vessels

_HOSTS = ("house", "barn", "chest", "toolbox", "barrel", "pot", "mailbox", "cake", "burger", "apple")
HOSTS = {
    kind.name: kind
    for family in (buildings, furniture, living, tools, vessels)
    for kind in family.KINDS
    if kind.name in _HOSTS
}
"""Kinds with a stout lower half, which a limb can be fixed to."""


@dataclass(frozen=True)
class Params:
    """`host_seed` stands for the host's own parameters; lengths are relative to the host's longest side."""

    host_seed: float = span(0, 1e6)
    limb: float = span(0.16, 0.3)
    girth: float = span(0.03, 0.05)
    wheel_width: float = span(0.06, 0.12)
    reach: float = span(0.26, 0.38)
    sweep: float = span(-0.2, 0.3)
    host: str = choice(*HOSTS)
    limbs: str = choice("wheels", "legs", "wings", "propeller")


def build(p: Params) -> tuple[Part, ...]:
    """The host without its joints, and its limbs."""
    kind = HOSTS[p.host]
    host = normalised(kind.build(draw(kind.params, f"hybrid {p.host}", int(p.host_seed))))
    trunk = _trunk(host)
    limbs = {"wheels": _wheels, "legs": _legs, "wings": _wings, "propeller": _propeller}[p.limbs]
    added = limbs(p, *trunk)
    boxes = [bounds((limb,)) for limb in added]
    kept = [part for part in host if not any(_within(bounds((part,)), box) for box in boxes)]
    return (*kept, *added)


def _within(inner: tuple[Floats, Floats], outer: tuple[Floats, Floats]) -> bool:
    return bool((inner[0] >= outer[0]).all() and (inner[1] <= outer[1]).all())


def _trunk(host: tuple[Part, ...]) -> tuple[Floats, Floats]:
    """The box of the host's most voluminous part, where limbs find hold."""
    return bounds((max(host, key=lambda part: sum(solid.volume() for solid in part.solids)),))


def _wheels(p: Params, low: Floats, high: Floats) -> tuple[Part, ...]:
    """Two axles through the trunk's lower end, a pair of wheels on each."""
    size, middle = high - low, (low + high) / 2
    radius = 0.6 * p.limb
    parts = []
    for name, side in (("front", -1), ("rear", 1)):
        y, z = middle[1] + side * 0.26 * size[1], low[2] + 0.12 * size[2]
        half = 0.42 * size[0] + p.wheel_width
        axle = rod((-half, y, z), (half, y, z), p.girth)
        pair = mirrored_pair(wheel(radius, p.wheel_width).moved((half, 0, 0)))
        solids = (axle.moved((middle[0], 0, 0)), *(one.moved((middle[0], y, z)) for one in pair))
        joint = turn((float(middle[0]), float(y), float(z)), (1.0, 0.0, 0.0))
        parts.append(Part(f"{name} wheels", "secondary", solids, label="wheel", count=2, joint=joint))
    return tuple(parts)


def _legs(p: Params, low: Floats, high: Floats) -> tuple[Part, ...]:
    size, middle = high - low, (low + high) / 2
    x, y, z = 0.22 * size[0], 0.22 * size[1], low[2] + 0.3 * size[2]
    foot = (x + 0.3 * p.limb, y + 0.3 * p.limb, -0.5 - p.limb)  # below all of the host
    legs = tuple(leg.moved((middle[0], middle[1], 0)) for leg in corners(rod(foot, (x, y, z), p.girth)))
    return (Part("legs", "secondary", legs, label="leg", count=4),)


def _wings(p: Params, low: Floats, high: Floats) -> tuple[Part, ...]:
    size, middle = high - low, (low + high) / 2
    half = 0.12 * size[0] + p.reach
    wing = ellipsoid((p.reach, 0.45 * p.reach, p.girth), segments=18, rings=7)
    wing = wing.rotated("z", -p.sweep).rotated("y", -0.25).moved((half, 0, 0))
    place = (middle[0], middle[1], middle[2] + 0.1 * size[2])
    wings = tuple(one.moved(place) for one in mirrored_pair(wing))
    return (Part("wings", "secondary", wings, label="wing", count=2),)


def _propeller(p: Params, low: Floats, high: Floats) -> tuple[Part, ...]:
    """A mast from the trunk's middle to above all, with blades that turn."""
    x, y = (low + high)[:2] / 2
    top = 0.5 + 0.4 * p.limb
    mast = frustum(p.girth, p.girth, float((low[2] + high[2]) / 2), top, segments=14).moved((x, y, 0))
    blade = ellipsoid((p.reach / 2, 0.05, 0.022), (p.reach / 2 - 0.01, 0, 0), segments=14, rings=7)
    blades = tuple(one.moved((x, y, top)) for one in turned(blade, 3))
    joint = turn((float(x), float(y), top), (0.0, 0.0, 1.0))
    return (
        Part("mast", "metal", (mast,)),
        Part("propeller", "secondary", blades, label="propeller blade", count=3, joint=joint),
    )


def words(p: Params) -> Words:
    """The host and what it has got."""
    noun = {
        "wheels": f"{p.host} on wheels",
        "legs": f"{p.host} on legs",
        "wings": f"winged {p.host}",
        "propeller": f"{p.host} with propeller",
    }[p.limbs]
    return Words(noun=noun)


KIND = Kind("hybrid", Params, build, words, finishes=("matte", "glossy", "metallic", "striped", "checkered"))
