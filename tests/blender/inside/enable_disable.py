"""Install, disable, enable, uninstall: nothing of the extension may stay behind."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import bpy
import harness

_OWNERS = ("Scene", "WindowManager", "Object", "Screen", "WorkSpace", "Collection", "Mesh", "Material", "Text")


def traces() -> dict[str, list[str]]:
    """Everything that registration can leave in Blender."""
    classes = [
        name
        for name in dir(bpy.types)
        if "pointsmith" in name.lower() or harness.PACKAGE in str(getattr(getattr(bpy.types, name), "__module__", ""))
    ]
    menus = [
        f"{name}: {draw.__name__}"
        for name in dir(bpy.types)
        for draw in getattr(getattr(getattr(bpy.types, name), "draw", None), "_draw_funcs", ())
        if str(draw.__module__).startswith(harness.PACKAGE)
    ]
    handlers = [
        f"{name}: {function.__name__}"
        for name in dir(bpy.app.handlers)
        if isinstance(getattr(bpy.app.handlers, name), list)
        for function in getattr(bpy.app.handlers, name)
        if str(getattr(function, "__module__", "")).startswith(harness.PACKAGE)
    ]
    properties = [
        f"{owner}.{name}"
        for owner in _OWNERS
        for name in getattr(bpy.types, owner).bl_rna.properties.keys()  # noqa: SIM118 - not a dict
        if "pointsmith" in name.lower()
    ]
    keymaps = [
        f"{keymap.name}: {item.idname}"
        for keyconfig in bpy.context.window_manager.keyconfigs
        for keymap in keyconfig.keymaps
        for item in keymap.keymap_items
        if "pointsmith" in item.idname
    ]
    found = {"classes": classes, "menus": menus, "handlers": handlers, "properties": properties, "keymaps": keymaps}
    if hasattr(bpy.ops, "pointsmith"):
        found["operators"] = dir(bpy.ops.pointsmith)
    return {name: things for name, things in found.items() if things}


def timers() -> list[str]:
    """The extension's timers that are still registered: functions of its modules."""
    functions = [
        thing
        for name, module in list(sys.modules.items())
        if name.startswith(harness.PACKAGE) and module
        for thing in vars(module).values()
        if callable(thing) and not isinstance(thing, type)
    ]
    return [str(function) for function in functions if bpy.app.timers.is_registered(function)]


def main(extension: str) -> dict[str, Any]:
    assert not traces(), traces()
    harness.install(Path(extension))
    registered = traces()
    assert registered.get("classes"), "nothing was registered"
    assert registered.get("operators"), "no operator was registered"
    for _ in range(2):
        harness.disable()
        assert not timers(), timers()
        assert not traces(), traces()
        harness.enable()
        assert traces() == registered, (traces(), registered)
    harness.install(Path(extension))  # an update: over what is installed and enabled
    assert traces() == registered, (traces(), registered)
    harness.disable()
    harness.enable()
    harness.uninstall()
    assert not harness.is_enabled()
    assert not traces(), traces()
    assert not harness.folder().exists(), "files stayed behind"
    return {name: len(things) for name, things in registered.items()}
