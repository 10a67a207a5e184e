"""The extension's version; its one source is `blender_manifest.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""Folder of the extension: where the manifest lies."""


@cache
def version() -> str:
    """Return the version of this extension, such as "0.1.0"."""
    return str(tomllib.loads((ROOT / "blender_manifest.toml").read_text(encoding="utf-8"))["version"])
