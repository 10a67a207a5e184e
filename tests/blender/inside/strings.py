"""Every text that Blender knows of our classes, with its context, and which classes and properties lack one."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import bpy
import harness

_BASES = (bpy.types.PropertyGroup, bpy.types.AddonPreferences, bpy.types.Operator)


def main() -> dict[str, Any]:
    found: set[tuple[str, str]] = set()
    lacking: list[str] = []
    for cls in harness.module("addon.blender.registration")._CLASSES:
        _of_class(cls, found, lacking)
        if issubclass(cls, _BASES):
            for name in cls.__annotations__ if not issubclass(cls, bpy.types.Operator) else _properties(cls):
                _of_property(cls, _rna(cls).properties[name], found, lacking)
    return {"strings": sorted(found), "lacking": sorted(lacking)}


def _rna(cls: type) -> Any:
    if issubclass(cls, bpy.types.Operator):
        group, short = cls.bl_idname.split(".")
        return getattr(getattr(bpy.ops, group), short).get_rna_type()
    return cls.bl_rna


def _properties(cls: type) -> list[str]:
    return [each.identifier for each in _rna(cls).properties if each.identifier != "rna_type"]


def _of_class(cls: Any, found: set[tuple[str, str]], lacking: list[str]) -> None:
    if issubclass(cls, (bpy.types.PropertyGroup, bpy.types.AddonPreferences)):
        return
    if issubclass(cls, bpy.types.UIList):
        return
    operator = issubclass(cls, bpy.types.Operator)
    found.add(("Operator" if operator else "*", cls.bl_label))
    if not cls.bl_label:
        lacking.append(f"{cls.__name__}: no label")
    if issubclass(cls, bpy.types.FileHandler):
        return
    description = _rna(cls).description if operator else getattr(cls, "bl_description", cls.__doc__ or "")
    _check(cls.__name__, description, found, lacking)
    # Of its own, or of the mixin that it shares with others.
    own_poll = any("poll" in base.__dict__ for base in cls.__mro__ if base.__module__.startswith("bl_ext"))
    if operator and own_poll and not _says_why(cls):
        lacking.append(f"{cls.__name__}: poll never says why")


def _says_why(cls: type) -> bool:
    polls = [
        base.__dict__["poll"].__func__ for base in cls.__mro__ if isinstance(base.__dict__.get("poll"), classmethod)
    ]
    return any(_tells(poll) for poll in polls)


def _tells(function: FunctionType) -> bool:
    """Whether a function, or one of its module that it calls, gives the tooltip a reason."""
    names = function.__code__.co_names
    called = [function.__globals__.get(name) for name in names]
    return "poll_message_set" in names or any(_tells(each) for each in called if isinstance(each, FunctionType))


def _of_property(cls: type, prop: Any, found: set[tuple[str, str]], lacking: list[str]) -> None:
    where = f"{cls.__name__}.{prop.identifier}"
    if prop.is_hidden and not prop.description:
        return
    if prop.type in {"COLLECTION", "POINTER"} and not prop.description:
        return  # Groups are never drawn themselves.
    if not prop.name:
        lacking.append(f"{where}: no name")
    found.add(("*", prop.name))
    _check(where, prop.description, found, lacking)
    if prop.type == "ENUM":
        for item in prop.enum_items_static:
            found.add(("*", item.name))
            _check(f"{where} {item.identifier}", item.description, found, lacking)


def _check(where: str, description: str, found: set[tuple[str, str]], lacking: list[str]) -> None:
    found.add(("*", description))
    if not description:
        lacking.append(f"{where}: no description")
    elif description != description.strip() or "\n" in description:
        lacking.append(f"{where}: line breaks or spaces around the description")
    elif description.endswith("."):
        lacking.append(f"{where}: the description ends with a full stop, and Blender adds one")
