"""Declaring what varies in a kind of object, and drawing it.

A kind's `Params` is a frozen dataclass whose fields are `span(low, high)` (a continuous parameter) or
`choice(*options)` (a structural switch). Each field has a random stream of its own, so that a field added later
moves no other.
"""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from .streams import between, pick, stream

P = TypeVar("P")


def span(low: float, high: float) -> Any:
    """A number drawn evenly from [low, high); the middle by default."""
    return dataclasses.field(default=(low + high) / 2, metadata={"span": (low, high)})


def choice(*options: Any) -> Any:
    """One of `options`, repeated ones more often; the first by default."""
    return dataclasses.field(default=options[0], metadata={"options": options})


def continuous(params: type) -> list[str]:
    """Names of the continuous parameters."""
    return [field.name for field in dataclasses.fields(params) if "span" in field.metadata]


def switches(params: type) -> dict[str, tuple[Any, ...]]:
    """Names of the structural switches, each with its different options."""
    return {
        field.name: tuple(dict.fromkeys(field.metadata["options"]))
        for field in dataclasses.fields(params)
        if "options" in field.metadata
    }


def draw(params: type[P], category: str, seed: int) -> P:
    """The parameters of one object."""
    return params(**{name: draw_one(params, name, category, seed) for name in _names(params)})


def draw_one(params: type[Any], name: str, category: str, seed: int) -> Any:
    """One parameter of one object, without drawing the others."""
    metadata = params.__dataclass_fields__[name].metadata
    rng = stream(category, seed, f"params {name}")
    return between(rng, *metadata["span"]) if "span" in metadata else pick(rng, metadata["options"])


def _names(params: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(params)]
