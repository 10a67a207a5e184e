"""Bookshelves: boards between two sides, and books in three colours that stand on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import mirrored_pair
from ...kinds import Kind, Words
from ...mesh import Floats, Mesh, Part
from ...params import choice, span
from ...solids import box, ellipsoid, lathe, prism
from .joinery import feet


@dataclass(frozen=True)
class Params:
    """Lengths in rough metres; the books' sizes are shares of what a shelf has room for."""

    width: float = span(0.6, 1.1)
    height: float = span(0.95, 1.6)
    depth: float = span(0.27, 0.4)
    board: float = span(0.048, 0.07)
    base: float = span(0.06, 0.16)
    cornice: float = span(0.07, 0.11)
    overhang: float = span(0.02, 0.05)
    fill: float = span(0.65, 1.0)
    book: float = span(0.05, 0.08)
    book_height: float = span(0.68, 0.88)
    book_depth: float = span(0.7, 0.86)
    variety: float = span(0.05, 0.3)
    shelves: str = choice("one", "two", "three")
    back: str = choice("panel", "open")
    top: str = choice("flat", "cornice", "arch")
    ornament: str = choice("none", "vase", "globe")


_INNER = {"one": 1, "two": 2, "three": 3}


def build(p: Params) -> tuple[Part, ...]:
    """The parts of a bookshelf."""
    x, y, low, high = p.width / 2, p.depth / 2, p.base, p.height
    side = box((p.board, p.depth, high - low), (x - p.board / 2, 0, (low + high) / 2))
    plate = box((p.width, p.depth, p.board), (0, 0, 0))
    frame = (*mirrored_pair(side), plate.moved((0, 0, low + p.board / 2)), plate.moved((0, 0, high - p.board / 2)))
    floors = np.linspace(low + p.board / 2, high - p.board / 2, _INNER[p.shelves] + 2)
    inner = p.width - 2 * p.board
    shelves = tuple(box((inner + 0.03, p.depth - 0.016, p.board), (0, 0.008, z)) for z in floors[1:-1])
    parts = [
        Part("frame", "primary", frame),
        Part("shelves", "primary", shelves, label="shelf", count=len(shelves)),
        Part("base", "secondary", feet("blocks" if p.back == "open" else "plinth", x, y, low, 0.1)),
    ]
    if p.back == "panel":
        panel = box((inner + 0.03, 0.05, high - low - p.board), (0, y - 0.035, (low + high) / 2))
        parts.append(Part("back", "primary", (panel,)))
    if p.top == "cornice":
        crown = box((p.width + 2 * p.overhang, p.depth + p.overhang, p.cornice), (0, -p.overhang / 2, high), bevel=0.02)
        parts.append(Part("cornice", "secondary", (crown,)))
    if p.top == "arch":
        t = np.linspace(0, np.pi, 15)
        outline = np.c_[x * 0.94 * np.cos(t), 2.2 * p.cornice * np.sin(t)]
        parts.append(Part("arch", "secondary", (prism(outline, p.depth * 0.7).moved((0, 0, high - 0.012)),)))
    books, spot = _books(p, floors, inner)
    parts += [
        Part(name, role, tuple(books[k::3]), label="book", count=len(books[k::3]))
        for k, (name, role) in enumerate((("books", "tertiary"), ("more books", "secondary"), ("pale books", "light")))
    ]
    if p.ornament != "none":
        thing = _ornament(p, floors[1] - floors[0] - p.board).moved((spot, -0.1 * p.depth, floors[-2] + p.board / 2))
        parts.append(Part(p.ornament, "primary", (thing,)))
    return tuple(parts)


def _books(p: Params, floors: Floats, inner: float) -> tuple[list[Mesh], float]:
    """All books, and where along X there is room on the uppermost shelf."""
    room = floors[1] - floors[0] - p.board
    books: list[Mesh] = []
    spot = 0.0
    for level, floor in enumerate(floors[:-1].tolist()):
        uppermost = level == len(floors) - 2
        share = min(p.fill, 0.55) if uppermost and p.ornament != "none" else p.fill * (1 - 0.15 * (level % 2))
        mirror = 1 if level % 2 == 0 or uppermost else -1  # rows begin at either end
        at = -inner / 2 - 0.006
        end = at + share * (inner + 0.012)
        while end - at > 0.045:
            k = len(books)
            wide = min(max(p.book * (1 + 0.25 * np.sin(2.4 * k + 1)), 0.046), end - at)
            tall = room * p.book_height * (1 + p.variety * (0.55 * np.sin(1.7 * k) - 0.2))
            deep = p.depth * (p.book_depth + 0.05 * (k % 3 - 1))
            z = floor + p.board / 2 - 0.015 + tall / 2
            books.append(box((wide, deep, tall), (mirror * (at + wide / 2), 0.01, z)))
            at += wide - 0.008
        spot = (at + inner / 2) / 2
    return books, spot


def _ornament(p: Params, room: float) -> Mesh:
    if p.ornament == "globe":
        radius = min(room * 0.36, 0.11)
        return ellipsoid((radius,) * 3, (0, 0, radius * 0.82), segments=18, rings=9)
    radius, high = min(room * 0.28, 0.09), room * 0.75
    profile = [(0, -0.012), (radius * 0.6, -0.012), (radius, high * 0.35), (radius * 0.45, high * 0.75)]
    return lathe([*profile, (radius * 0.65, high), (0, high)], segments=16)


def words(p: Params) -> Words:
    """What may be said of this bookshelf."""
    ratio = p.height / p.width
    adjectives = ["tall"] if ratio > 1.7 else ["low"] if ratio < 1.15 else []
    adjectives += ["wide"] if p.width > 0.97 else ["narrow"] if p.width < 0.7 else []
    features = [f"{p.shelves} inner shel{'f' if p.shelves == 'one' else 'ves'}", "books"]
    features.append("an open back" if p.back == "open" else "a closed back")
    features += {"flat": [], "cornice": ["a cornice"], "arch": ["an arched top"]}[p.top]
    if p.ornament != "none":
        features.append(f"a {p.ornament}")
    return Words(tuple(adjectives), tuple(features))


KIND = Kind(
    "bookshelf",
    Params,
    build,
    words,
    nouns=("bookcase",),
    natural=(("brown", "brown", "red"), ("white", "white", "blue")),
    finishes=("matte", "glossy", "metallic", "wooden"),
)
