"""What a kind of object is: the contract between the catalogue's machinery and its objects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .mesh import Part
from .paint import FINISHES, Scheme


@dataclass(frozen=True)
class Words:
    """What captions may truthfully say about one object, beside its colours.

    adjectives : size and shape words ("tall", "round")
    features : things it has, as noun phrases ("armrests", "a chimney")
    nouns : further names that fit this very object ("armchair")
    noun : its name, when it is not the kind's
    """

    adjectives: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    noun: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of object.

    name : the category
    params : dataclass of its parameters, see `params.py`
    build : parameters -> parts in the object's own lengths, +Z up, front towards -Y
    words : parameters -> what may be said
    nouns : names that fit every object of the kind, beside `name`
    natural : schemes (primary, secondary, tertiary) that are drawn more often
    finishes : the finishes that suit it
    phrase : for kinds that captions describe in another way: (parameters, scheme, rng, unseen) -> a caption
    """

    name: str
    params: type[Any]
    build: Callable[[Any], tuple[Part, ...]]
    words: Callable[[Any], Words]
    nouns: tuple[str, ...] = ()
    natural: tuple[tuple[str, str, str], ...] = ()
    finishes: tuple[str, ...] = FINISHES
    phrase: Callable[[Any, Scheme, np.random.Generator, bool], str] | None = None
