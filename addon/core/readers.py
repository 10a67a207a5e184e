"""Settings out of JSON: each reader returns a value of its type or refuses it with the setting's name."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TypeVar

from .errors import ErrorCode, PointsmithError

_Choice = TypeVar("_Choice", bound=StrEnum)


def text(name: str, value: object) -> str:
    """Return text without null characters. Raises PointsmithError BAD_SETTING, as all readers do."""
    if not isinstance(value, str) or "\0" in value:
        raise refused(f"{name} must be text")
    return value


def integer(name: str, value: object) -> int:
    """Return a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise refused(f"{name} must be a whole number")
    return value


def number(name: str, value: object) -> float:
    """Return a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused(f"{name} must be a number")
    try:
        return float(value)
    except OverflowError:
        raise refused(f"{name} is too large") from None


def switch(name: str, value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise refused(f"{name} must be true or false")
    return value


def choice(kind: type[_Choice], name: str, value: object) -> _Choice:
    """Return the member of `kind` that the text names."""
    try:
        return kind(text(name, value))
    except ValueError:
        raise refused(f"{name} “{value}” is not one of {', '.join(kind)}") from None


def in_range(name: str, value: float, limits: tuple[float, float]) -> None:
    """Refuse what is not finite or lies outside the limits, both of which are allowed."""
    low, high = limits
    if not (math.isfinite(value) and low <= value <= high):
        raise refused(f"{name} is {value}, allowed are {low} to {high}")


def known_keys(what: str, record: dict[str, object], known: set[str]) -> None:
    """Refuse a record with a key that means nothing."""
    unknown = sorted(set(record) - known)
    if unknown:
        raise refused(f"unknown {what} “{unknown[0]}”")


def refused(reason: str) -> PointsmithError:
    """Return the error for a setting that cannot be used."""
    return PointsmithError(ErrorCode.BAD_SETTING, reason)
