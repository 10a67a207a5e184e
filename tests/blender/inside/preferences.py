"""The preferences are found by the name that Blender gave the package."""

from __future__ import annotations

from typing import Any

import bpy
import harness


def main() -> dict[str, Any]:
    addon = bpy.context.preferences.addons[harness.PACKAGE]
    assert addon.preferences is not None
    assert addon.preferences == harness.module("addon.blender.environment").preferences()
    return {"module": addon.module}
