"""Named random streams: a draw added to one never moves another."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def stream(category: str, seed: int, name: str) -> np.random.Generator:
    """The generator that belongs to one concern (`name`) of one object."""
    digest = hashlib.sha256(f"{category}/{seed}/{name}".encode()).digest()
    return np.random.default_rng(np.frombuffer(digest, dtype="<u4"))


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """A number drawn evenly from [low, high)."""
    return float(rng.uniform(low, high))


def pick(rng: np.random.Generator, items: Sequence[T]) -> T:
    """One of `items`, drawn evenly."""
    return items[int(rng.integers(len(items)))]


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True with the given probability."""
    return bool(rng.random() < probability)
