"""Tooltips: the docstring of a class in the form that Blender shows."""

from __future__ import annotations

import inspect
import re

import bpy

_DESCRIBED = (bpy.types.Operator, bpy.types.Panel, bpy.types.Menu)


def describe(cls: type) -> None:
    """Give a class that Blender shows its docstring as a description, unless it has one of its own.

    Blender puts the full stop itself, and finds a translation only for the very same text: up to Python 3.12 the lines
    of a docstring keep their indentation.
    """
    if issubclass(cls, _DESCRIBED) and "bl_description" not in cls.__dict__ and cls.__dict__.get("__doc__"):
        cls.bl_description = in_one_line(cls.__doc__ or "")


def in_one_line(text: str) -> str:
    """Return a docstring as one line without its last full stop."""
    return re.sub(r"\s+", " ", inspect.cleandoc(text)).strip().removesuffix(".")
