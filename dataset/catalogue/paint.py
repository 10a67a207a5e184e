"""Colours and finishes of parts: the scheme of an object, and the paint that follows from it.

A paint is plain or a pattern of flat bands in the object's normalised frame, so that it can be read at any point and
be cut into a mesh exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import palette
from .mesh import RGB, Floats, Mesh, Part
from .slicing import sliced
from .streams import between, chance, pick, stream

NEUTRALS: dict[str, tuple[RGB, str]] = {
    "dark": ((0.10, 0.10, 0.12), "matte"),  # tyres, soles, screens
    "light": ((0.90, 0.90, 0.87), "matte"),  # pillows, labels, paper
    "metal": ((0.60, 0.62, 0.65), "metallic"),  # blades, pipes, hinges
    "glass": ((0.68, 0.83, 0.90), "glossy"),  # panes
    "timber": ((0.52, 0.36, 0.21), "matte"),  # handles and poles that nobody paints
    "leaf": ((0.25, 0.50, 0.16), "matte"),  # stalks and leaves
    "stop": ((0.86, 0.13, 0.10), "glossy"),
    "caution": ((0.96, 0.73, 0.12), "glossy"),
    "go": ((0.12, 0.66, 0.28), "glossy"),
    "lamp": ((1.00, 0.93, 0.66), "matte"),  # whatever shines
}
"""Fixed colours and finishes of parts that captions never name."""

COLORED = ("primary", "secondary", "tertiary")
ROLES = (*COLORED, *NEUTRALS)
FINISHES = ("matte", "glossy", "metallic", "wooden", "striped", "checkered")
WOODS = ("brown", "beige")

NATURAL, ONE_COLOR, THREE_COLORS, PLAIN = 0.25, 0.1, 0.4, 0.6
"""How often: a natural scheme is worn; one colour does for all; a third colour is there; the finish is matte."""


@dataclass(frozen=True)
class Scheme:
    """Names of an object's colours, which may be equal, and the finish of its main parts."""

    primary: str
    secondary: str
    tertiary: str
    finish: str

    def color(self, role: str) -> str:
        """The colour's name of a role, or "" for a neutral."""
        return getattr(self, role) if role in COLORED else ""


@dataclass(frozen=True)
class Paint:
    """What covers a part.

    color : the colour's name, or "" for a neutral
    finish : one of `FINISHES`
    shades : display-referred sRGB in [0, 1]; the bands take them in turn
    axes : numbers of the coordinates that bands are counted along; several make cubes
    width, offset : of the bands, in the unit cube
    """

    color: str
    finish: str
    shades: tuple[RGB, ...]
    axes: tuple[int, ...] = ()
    width: float = 1.0
    offset: float = 0.0

    def colors_at(self, points: Floats) -> Floats:
        """Colour (N, 3) at points (N, 3) of the normalised object."""
        bands = np.floor((points[:, list(self.axes)] - self.offset) / self.width).astype(np.int64).sum(axis=1)
        colors: Floats = np.array(self.shades)[bands % len(self.shades)]
        return colors

    def cut(self, mesh: Mesh) -> tuple[Mesh, Floats]:
        """The mesh cut along the bands' borders, and the colour (F, 3) of each of its faces."""
        for axis in self.axes:
            low, high = mesh.vertices[:, axis].min(), mesh.vertices[:, axis].max()
            first, last = (np.floor((end - self.offset) / self.width) for end in (low, high))
            mesh = sliced(mesh, axis, self.offset + self.width * np.arange(first + 1, last + 1))
        return mesh, self.colors_at(mesh.vertices[mesh.faces].mean(axis=1))


def draw_scheme(
    category: str, seed: int, natural: tuple[tuple[str, str, str], ...], finishes: tuple[str, ...]
) -> Scheme:
    """The scheme of one object."""
    rng = stream(category, seed, "scheme")
    others = [finish for finish in finishes if finish != "matte"]
    finish = "matte" if "matte" in finishes and (not others or chance(rng, PLAIN)) else pick(rng, others)
    if natural and finish in ("matte", "glossy") and chance(rng, NATURAL):
        return Scheme(*pick(rng, natural), finish)
    primary = pick(rng, WOODS if finish == "wooden" else palette.NAMES)
    secondary = pick(rng, [name for name in palette.NAMES if name != primary])
    third = pick(rng, [name for name in palette.NAMES if name not in (primary, secondary)])
    if finish not in ("striped", "checkered") and chance(rng, ONE_COLOR):
        return Scheme(primary, primary, primary, finish)
    return Scheme(primary, secondary, third if chance(rng, THREE_COLORS) else pick(rng, (primary, secondary)), finish)


def paints(parts: tuple[Part, ...], scheme: Scheme, category: str, seed: int) -> tuple[Paint, ...]:
    """The paint of each part; parts of one role wear the same shade."""
    rng = stream(category, seed, "shades")
    rgb = {role: palette.draw(scheme.color(role), rng) for role in COLORED}
    pattern = _pattern(scheme, rgb, stream(category, seed, "pattern"))
    shared = chance(rng, 0.3)  # the finish covers the other coloured parts too
    return tuple(_paint(part, scheme, rgb, pattern, shared) for part in parts)


def _paint(part: Part, scheme: Scheme, rgb: dict[str, RGB], pattern: Paint, shared: bool) -> Paint:
    if part.role in NEUTRALS:
        shade, finish = NEUTRALS[part.role]
        return Paint("", part.finish or finish, (shade,))
    if part.role == "primary" and not part.finish:
        return pattern
    plain = scheme.finish if shared and scheme.finish in ("matte", "glossy", "metallic") else "matte"
    return Paint(scheme.color(part.role), part.finish or plain, (rgb[part.role],))


def _pattern(scheme: Scheme, rgb: dict[str, RGB], rng: np.random.Generator) -> Paint:
    """The paint of the main parts."""
    if scheme.finish in ("striped", "checkered"):
        axes = (pick(rng, (0, 1, 2, 2)),) if scheme.finish == "striped" else (0, 1, 2)
        width = between(rng, 0.07, 0.14) if scheme.finish == "striped" else between(rng, 0.12, 0.2)
        offset = width * between(rng, 0.2, 0.8)
        return Paint(scheme.primary, scheme.finish, (rgb["primary"], rgb["secondary"]), axes, width, offset)
    if scheme.finish == "wooden":
        grain: NDArray[np.float64] = rng.uniform(0.93, 1.03, 13)
        r, g, b = rgb["primary"]
        shades = tuple((min(r * k, 1.0), min(g * k, 1.0), min(b * k, 1.0)) for k in grain.tolist())
        return Paint(scheme.primary, "wooden", shades, (pick(rng, (0, 1)),), between(rng, 0.02, 0.035), 0.0)
    return Paint(scheme.primary, scheme.finish, (rgb["primary"],))
