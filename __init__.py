"""Pointsmith: a prompt or a reference image becomes a coloured mesh. Blender's entry point."""

from .addon.blender.api import generate
from .addon.blender.registration import register, unregister

__all__ = ["generate", "register", "unregister"]
