"""Pointsmith: a prompt or a reference image becomes a coloured mesh. Blender's entry point."""

# The folder has a name, and with it relative imports a meaning, only inside Blender.
from .addon.blender.api import generate, generate_many  # type: ignore[import-not-found]
from .addon.blender.registration import register, unregister  # type: ignore[import-not-found]

__all__ = ["generate", "generate_many", "register", "unregister"]
