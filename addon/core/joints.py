"""How the parts of an object move: a closed table from the names of parts to joints.

The rules are those of the catalogue of procedural objects, whose part names the model speaks. `joint_fitting` turns a
rule into an axis where the geometry has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

FREE = (0.0, 0.0)
"""Limits of a joint that turns for ever."""


class Place(StrEnum):
    """Where on a part its joint sits."""

    RIM = "rim"
    """The middle of a disc, tube or cap, from the normals of its round side."""
    MIDDLE = "middle"
    """The centre of mass of the surface: blades in a ring."""
    CONTACT = "contact"
    """Where the part touches the others."""
    FOOT = "foot"
    """The lowest points."""
    EDGE = "edge"
    """An edge or a side of the part's box, see `Rule.edge`."""
    DOOR = "door"
    """The upright edge of a leaf, away from its neighbour leaf, or else on the left; it opens outward."""
    WING = "wing"
    """As CONTACT; the axis points so that a positive angle raises it."""


@dataclass(frozen=True)
class Rule:
    """How parts of one kind move.

    motion : "turn" about the axis, or "slide" along it
    place : where the axis goes through
    axes : directions of the object that the axis may have, such as "x" or "-y"; the geometry chooses among several;
        none for what only the geometry knows (a door's, a drawer's)
    limits : low and high: radians, or shares of the object's longest side; `FREE` for a wheel
    edge : sides of the part's box that the axis goes through, such as "+y-z"; the others give their middle
    about : names of the parts that count for the place, where not all do
    carrier : name of the part that carries it, when that moves too
    """

    motion: Literal["turn", "slide"]
    place: Place
    axes: tuple[str, ...] = ()
    limits: tuple[float, float] = FREE
    edge: str = ""
    about: tuple[str, ...] = ()
    carrier: str = ""


@dataclass(frozen=True, eq=False)
class Joint:
    """How one part moves.

    kind : "turn" or "slide"
    pivot : (3,) float64, a point of the axis, in the units of the points
    axis : (3,) float64 of unit length; a turn is counter-clockwise seen against it
    low, high : limits in radians or in units, 0 being the part as it is; equal for a turn without end
    """

    kind: Literal["turn", "slide"]
    pivot: Vector
    axis: Vector
    low: float
    high: float

    @property
    def is_free(self) -> bool:
        """Whether it turns for ever."""
        return self.low == self.high


@dataclass(frozen=True)
class _Entry:
    """A rule, and when it holds.

    names : whole names of parts, or a last word behind "*"
    needs : names of which one must be there too, written as `names` are
    without : names of which none may be there
    """

    names: tuple[str, ...]
    rule: Rule
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def _turn(place: Place, axes: str, low: float = 0.0, high: float = 0.0, **more: str) -> Rule:
    return Rule(
        "turn",
        place,
        tuple(axes.split()),
        (low, high),
        more.get("edge", ""),
        tuple(filter(None, more.get("about", "").split(","))),
        more.get("carrier", ""),
    )


def _slide(place: Place, axes: str, low: float, high: float) -> Rule:
    return Rule("slide", place, tuple(axes.split()), (low, high))


_WHEELS = ("*wheel", "*wheels", "*wheels 1", "*wheels 2", "*wheels 3", "*wheels 4", "*wheels 5")
_SIDES = ("left arm", "right arm")
_SWING = 0.6

_ENTRIES: tuple[_Entry, ...] = (
    # Wheels and what turns as they do. A steering wheel's axis leans, and it is far from round where it is seen.
    _Entry(_WHEELS, _turn(Place.RIM, "x"), needs=("shackle",)),
    _Entry(_WHEELS, _turn(Place.RIM, "x y"), without=("spindle",)),
    _Entry(("propeller", "left propeller", "right propeller"), _turn(Place.MIDDLE, "y z")),
    _Entry(("rotor",), _turn(Place.MIDDLE, "z")),
    _Entry(("tail rotor",), _turn(Place.MIDDLE, "x")),
    _Entry(("sails",), _turn(Place.MIDDLE, "-y")),
    _Entry(("spindle",), _turn(Place.RIM, "x")),
    _Entry(("top nut",), _turn(Place.RIM, "z")),
    _Entry(("left cap", "right cap"), _turn(Place.RIM, "x")),
    _Entry(("front cap",), _turn(Place.RIM, "y")),
    _Entry(("cap",), _turn(Place.RIM, "z"), needs=("lip",)),
    _Entry(("worm",), _turn(Place.RIM, "x"), needs=("sliding jaw",)),
    _Entry(("dial",), _turn(Place.RIM, "y")),
    _Entry(("seat",), _turn(Place.MIDDLE, "z"), needs=("stem",), without=("back", "*legs", "armrests")),
    _Entry(("hour hand", "minute hand"), _turn(Place.MIDDLE, "y", about="face")),
    _Entry(("turret",), _turn(Place.CONTACT, "z")),
    _Entry(("periscope",), _turn(Place.CONTACT, "z", -np.pi, np.pi)),
    _Entry(("tap key",), _turn(Place.CONTACT, "z", -1.57, 1.57)),
    # Doors, lids, flaps: 0 is closed, the upper limit open.
    _Entry(("door",), _slide(Place.MIDDLE, "y", 0.0, 0.1), needs=_WHEELS, without=("walls", "flag")),
    _Entry(("door",), _turn(Place.EDGE, "x", 0.0, 1.6, edge="-z"), needs=("flag",)),
    _Entry(("left door", "right door"), _turn(Place.DOOR, "", 0.0, 1.1), needs=_WHEELS, without=("walls",)),
    _Entry(("door", "left door", "right door", "middle door"), _turn(Place.DOOR, "", 0.0, 1.9)),
    _Entry(("lid",), _slide(Place.MIDDLE, "z", 0.0, 0.25), needs=("knob",)),
    _Entry(("lid",), _turn(Place.EDGE, "-x", 0.0, 1.5, edge="+y+z"), needs=("handle mounts", "grip", "*drawer")),
    _Entry(("lid",), _turn(Place.EDGE, "-x", 0.0, 1.8, edge="+y-z")),
    _Entry(("hatch",), _turn(Place.EDGE, "-x", 0.0, 1.3, edge="+y"), needs=("periscope",)),
    _Entry(("drawbridge",), _turn(Place.EDGE, "-x", 0.0, 1.5, edge="+y")),
    _Entry(("dump bed",), _turn(Place.EDGE, "-x", 0.0, 0.9, edge="+y-z")),
    _Entry(("flap",), _turn(Place.EDGE, "x", 0.0, 0.9, edge="-z"), needs=("slot", "notice", "door")),
    _Entry(("latch", "left latch", "right latch"), _turn(Place.EDGE, "x", 0.0, 1.4, edge="-z")),
    _Entry(("flag",), _turn(Place.FOOT, "x", 0.0, 1.5), needs=("rims", "name plates")),
    _Entry(("shackle",), _turn(Place.EDGE, "z", 0.0, np.pi, edge="+x")),
    # Drawers and plugs.
    _Entry(("drawer", "*drawer"), _slide(Place.MIDDLE, "", 0.0, 0.3)),
    _Entry(("bucket",), _slide(Place.MIDDLE, "z", -0.3, 0.02), needs=("spindle",)),
    _Entry(("stopper", "cork"), _slide(Place.MIDDLE, "z", 0.0, 0.15), needs=("neck", "lip")),
    _Entry(("sliding jaw",), _slide(Place.MIDDLE, "x", -0.08, 0.02)),
    _Entry(("switch",), _slide(Place.MIDDLE, "y", 0.0, 0.04), needs=("switch plate",)),
    # Machines with arms.
    _Entry(("bucket",), _turn(Place.CONTACT, "-x", 0.0, 0.8), needs=("*wheel",)),
    _Entry(("plough",), _turn(Place.CONTACT, "x", 0.0, 0.5)),
    _Entry(("lower arm",), _turn(Place.FOOT, "-y", -0.5, 0.5)),
    _Entry(("upper arm",), _turn(Place.FOOT, "-y", -_SWING, _SWING, carrier="lower arm")),
    _Entry(
        ("shade",),
        _turn(Place.CONTACT, "-y", -_SWING, _SWING, about="upper arm,joints", carrier="upper arm"),
        needs=("upper arm",),
    ),
    _Entry(("rudder",), _turn(Place.CONTACT, "z", -_SWING, _SWING, about="hull"), needs=("hull",)),
    _Entry(("mainsail", "mizzen"), _turn(Place.CONTACT, "z", -0.8, 0.8, about="masts")),
    _Entry(("pendulum",), _turn(Place.EDGE, "-y", -0.15, 0.15, edge="+z")),
    _Entry(("bail",), _turn(Place.FOOT, "x", -1.8, 1.8)),
    _Entry(("grip",), _turn(Place.RIM, "x", carrier="bail"), needs=("bail",)),
    _Entry(("key ring",), _turn(Place.FOOT, "x", -1.2, 1.2)),
    _Entry(("loop",), _turn(Place.CONTACT, "x", -1.2, 1.2), needs=("tail cap",)),
    # Bodies.
    _Entry(("head",), _turn(Place.CONTACT, "z", -_SWING, _SWING), needs=("tail", "*arm"), without=("lower ball",)),
    _Entry(("tail",), _turn(Place.CONTACT, "z", -_SWING, _SWING)),
    _Entry(_SIDES, _turn(Place.CONTACT, "y", -0.5, 0.5), needs=("lower ball",)),
    _Entry(_SIDES, _turn(Place.CONTACT, "x", -1.2, 1.2), needs=("head",)),
    _Entry(
        tuple(f"{side}{end} leg" for side in ("left", "right") for end in ("", " front", " hind")),
        _turn(Place.CONTACT, "x", -_SWING, _SWING),
    ),
    _Entry(("left wing", "right wing"), _turn(Place.WING, "y", 0.0, 1.2)),
    _Entry(("left fin", "right fin", "*flipper"), _turn(Place.CONTACT, "y", -0.5, 0.5)),
)

_FOLLOWERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("crank", ("spindle",)),
    ("hub", ("sails",)),
    ("cloths", ("sails",)),
    ("cushion", ("seat",)),
    ("knob", ("dial", "lid")),
    ("lid bands", ("lid",)),
    ("earth", ("dump bed",)),
    ("mainsail boom", ("mainsail",)),
    ("mizzen boom", ("mizzen",)),
    ("yards", ("mainsail",)),
    ("mirror", ("left door", "right door", "middle door")),
    ("bulb", ("shade",)),
    *((f"{side} {what}", (f"{side} door",)) for side in ("left", "middle", "right") for what in ("braces", "fittings")),
    *((name, ("head",)) for name in ("muzzle", "nose", "mouth", "eyes", "pupils", "ears", "mane", "bill", "horn")),
    *((name, ("head",)) for name in ("tuft", "hat", "bow", "cheeks", "visor", "antenna", "antennae")),
)
"""Parts that move with one of others, the first that is there; a drawer's handle follows its drawer by its name."""

_SHARED = {
    "hubcaps": ("*wheel", "*wheels"),
    "hooves": ("*leg",),
    "pads": ("left arm", "right arm", "left leg", "right leg"),
}
"""Parts whose pieces belong to several that move, each piece to the nearest."""

_GLOWING = ("bulb", "shade", "lamp", "lights", "headlights", "headlamp", "flame", "flames", "lantern", "*light")


@dataclass(frozen=True)
class Moves:
    """What the names of an object's parts say about how they move.

    rules : name -> rule, of every part with a joint of its own
    carriers : name -> name of the part that it moves with
    shared : name -> names of the parts among which its pieces are divided
    """

    rules: dict[str, Rule]
    carriers: dict[str, str]
    shared: dict[str, tuple[str, ...]]

    def motion(self, name: str) -> str | None:
        """Return "turn" or "slide" for a part that moves by a joint, its own or its carrier's; None for others."""
        if name in self.rules:
            return self.rules[name].motion
        return self.motion(self.carriers[name]) if name in self.carriers else None


def moves_of(names: Sequence[str]) -> Moves:
    """Look the parts of one object up; which others there are tells a pot's lid from a chest's."""
    rules = {name: rule for name in names if (rule := _rule(name, names)) is not None}
    carriers = {name: rule.carrier for name, rule in rules.items() if rule.carrier in rules}
    for name in names:
        if name in rules:
            continue
        leaders = [leader for follower, several in _FOLLOWERS if follower == name for leader in several]
        if name.endswith(" handle"):
            leaders.append(name.removesuffix(" handle"))
        found = next((leader for leader in leaders if leader in rules), None)
        if found is not None:
            carriers[name] = found
    shared = {
        name: movers
        for name in names
        if name in _SHARED and (movers := tuple(other for other in rules if _is(other, _SHARED[name])))
    }
    return Moves(rules, carriers, shared)


def glowing(names: Sequence[str]) -> tuple[str, ...]:
    """Return the parts that can give light: bulbs and shades, headlights, flames."""
    return tuple(name for name in names if _is(name, _GLOWING) and (name != "shade" or "bulb" in names))


def is_wheel(name: str) -> bool:
    """Whether a part rolls on the ground or on rails."""
    return _is(name, _WHEELS)


def _rule(name: str, names: Sequence[str]) -> Rule | None:
    if name == "steering wheel":
        return None
    for entry in _ENTRIES:
        if not _is(name, entry.names):
            continue
        needed = not entry.needs or any(_is(other, entry.needs) for other in names if other != name)
        if needed and not any(_is(other, entry.without) for other in names):
            return entry.rule
    return None


def _is(name: str, patterns: tuple[str, ...]) -> bool:
    return any(name == p or (p[0] == "*" and (name == p[1:] or name.endswith(" " + p[1:]))) for p in patterns)
