"""One line that stands for many jobs: every combination of some values, told as a template and expanded lazily."""

from __future__ import annotations

import math
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..core.lexicon import Kind, lexicon
from ..core.readers import refused
from ..core.spelling import distance
from ..core.understanding import shipped
from ..core.words import split_words
from .keys import KEYS, Cell
from .names import inserted

MOST_JOBS = 10_000_000

_RANGE = re.compile(r"(\d{1,10})\s*(?:-|\.\.)\s*(\d{1,10})")
_SPEC = re.compile(r"0?\d{0,2}d?")
_WORD = re.compile(r"[A-Za-z_]\w*")
_PATHS = frozenset({"name", "out", "picture"})
_ALL = {
    "category": Kind.OBJECT,
    "object": Kind.OBJECT,
    "color": Kind.COLOUR,
    "colour": Kind.COLOUR,
    "attribute": Kind.ATTRIBUTE,
}
_FORMATTER = string.Formatter()


@dataclass(frozen=True, slots=True)
class Grid:
    """A template and its axes. The last axis changes fastest.

    Attributes
    ----------
    axes
        Name -> values. An axis that is called as a setting is that setting; every axis fills its "{name}" in texts.
    template
        The settings that all jobs share, texts with "{axis}" or "{axis:03}" in them.
    """

    axes: dict[str, Sequence[Any]]
    template: dict[str, Any]

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Grid:
        """Read a record with the key "grid". Raises PointsmithError BAD_SETTING."""
        template = dict(record)
        told = template.pop("grid")
        axes = axes_of_text(told) if isinstance(told, str) else told
        if not isinstance(axes, dict) or not axes:
            raise refused("grid must be an object such as {“color”: [“red”, “blue”], “seed”: “0-9”}")
        found = cls({name: _values(name, values) for name, values in axes.items()}, template)
        found._check()
        return found

    @property
    def count(self) -> int:
        """How many jobs it stands for."""
        return math.prod(len(values) for values in self.axes.values())

    def record(self, number: int) -> dict[str, Any]:
        """Return the settings of one of its jobs, 0 to `count` - 1. Raises PointsmithError BAD_SETTING."""
        chosen: dict[str, Any] = {}
        for name, values in reversed(self.axes.items()):
            number, place = divmod(number, len(values))
            chosen[name] = values[place]
        settings = {key: _filled(key, value, chosen) for key, value in self.template.items()}
        return settings | {name: chosen[name] for name in self.axes if name in KEYS}

    def _check(self) -> None:
        if self.count > MOST_JOBS:
            raise refused(f"the grid stands for {self.count:,} jobs, more than {MOST_JOBS:,}; take several lines")
        used = {name for key, value in self.template.items() for name in _placeholders(key, value)}
        for name in sorted(used - set(self.axes)):
            raise refused(f"“{{{name}}}” has no axis; the grid has {', '.join(self.axes)}{_near(name, self.axes)}")
        for name in self.axes:
            if name in self.template:
                raise refused(f"{name} is an axis of the grid and a setting beside it")
            if name not in used and name not in KEYS:
                raise refused(f"nothing uses the axis {name}; write “{{{name}}}” into the prompt{_near(name, used)}")


def axes_of_text(text: str) -> dict[str, str]:
    """Read "category=chair,table; seed=0-9". Raises PointsmithError BAD_SETTING."""
    axes: dict[str, str] = {}
    for part in filter(None, map(str.strip, re.split(r"[;\n]", text))):
        name, separator, values = part.partition("=")
        if not separator:
            raise refused(f"“{part[:40]}” is no axis of a grid, such as seed=0-9")
        if name.strip() in axes:
            raise refused(f"the axis {name.strip()} stands in the grid twice")
        axes[name.strip()] = values.strip()
    return axes


def _values(name: str, values: object) -> Sequence[Any]:
    if not _WORD.fullmatch(name) or KEYS.get(name) is Cell.GRID:
        raise refused(f"“{name[:40]}” cannot be the name of an axis; take a word")
    if isinstance(values, str):
        values = _told(name, values.strip())
    elif not isinstance(values, list) or not all(isinstance(value, str | int | float | bool) for value in values):
        raise refused(f"the axis {name} must be a list of values, or text such as “red, blue”, “0-9” or “all”")
    if not values:
        raise refused(f"the axis {name} has no values")
    if not isinstance(values, range) and len({str(value) for value in values}) < len(values):
        raise refused(f"the axis {name} has a value twice")
    return values


def _told(name: str, text: str) -> Sequence[Any]:
    """The values that a text stands for: a range, everything that the model knows, or some with commas between."""
    found = _RANGE.fullmatch(text)
    if found:
        first, last = int(found[1]), int(found[2])
        if last < first:
            raise refused(f"the axis {name} ends before it begins: {text}")
        return range(first, last + 1)
    if text == "all":
        if name not in _ALL:
            raise refused(f"“all” is known for the axes {', '.join(_ALL)}, not for {name}")
        return known(_ALL[name])
    parts = [part.strip() for part in text.split(",") if part.strip()]
    kind = KEYS.get(name)
    if kind is Cell.INTEGER:
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise refused(f"the axis {name} has a value that is no whole number: {text[:40]}")
        return [int(part) for part in parts]
    if kind is Cell.NUMBER:
        try:
            return [float(part) for part in parts]
        except ValueError:
            raise refused(f"the axis {name} has a value that is no number: {text[:40]}") from None
    if kind is Cell.SWITCH:
        return [part.lower() == "true" if part.lower() in {"true", "false"} else part for part in parts]
    return parts


def known(kind: Kind) -> list[str]:
    """Names of all things of a kind that the bundled model knows. Raises PointsmithError WRONG_WEIGHTS."""
    vocabulary = shipped()
    return [
        thing.name for thing in lexicon().things if thing.kind is kind and vocabulary.knows(split_words(thing.name))
    ]


def _texts(value: Any) -> list[str]:
    """All texts in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def _placeholders(key: str, value: Any) -> list[str]:
    names = []
    for text in _texts(value):
        try:
            for _, name, spec, conversion in _FORMATTER.parse(text):
                if name is None:
                    continue
                if not _WORD.fullmatch(name) or conversion or not _SPEC.fullmatch(spec or ""):
                    raise refused(
                        f"{key}: in a grid braces hold an axis, such as {{seed}} or {{seed:03}}; double others"
                    )
                names.append(name)
        except ValueError:
            raise refused(f"{key}: a brace has no partner; in a grid “{{{{” and “}}}}” stand for one") from None
    return names


def _filled(key: str, value: Any, chosen: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_filled(key, item, chosen) for item in value]
    if isinstance(value, dict):
        return {name: _filled(key, item, chosen) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    text = ""
    for literal, name, spec, _ in _FORMATTER.parse(value):
        text += literal
        if name is None:
            continue
        filling = _spelled(name, chosen[name], spec or "")
        if key in _PATHS:
            filling = inserted(filling)
        elif len(literal) > 1 and re.search(r"(?:^|\s)[Aa] $", text) and filling[:1].lower() in set("aeiou"):
            # The template's article, not a value that happens to be the letter.
            text = f"{text[:-1]}n "
        text += filling
    return text


def _spelled(name: str, value: Any, spec: str) -> str:
    if not spec:
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise refused(f"“{{{name}:{spec}}}” wants whole numbers, the axis {name} has “{value}”")
    return format(value, spec)


def _near(name: str, others: Sequence[str] | dict[str, Any] | set[str]) -> str:
    """A hint at the other name that is two slips away at most."""
    near = min(others, key=lambda other: distance(name, other), default="")
    return f"; did you mean {near}?" if near and distance(name, near) <= 2 else ""
