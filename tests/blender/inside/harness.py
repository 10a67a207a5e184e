"""The installed extension, for the scripts that run inside Blender."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import bpy

PACKAGE = "bl_ext.user_default.pointsmith"


def install(extension: Path) -> None:
    """Install and enable the zip the way Blender's preferences do."""
    answer = bpy.ops.extensions.package_install_files(
        repo="user_default", filepath=str(extension), enable_on_install=True
    )
    assert answer == {"FINISHED"}, answer
    assert is_enabled(), "installing did not enable the extension"


def uninstall() -> None:
    """Remove it the way Blender's preferences do."""
    repositories = [repository.module for repository in bpy.context.preferences.extensions.repos]
    index = repositories.index("user_default")
    assert bpy.ops.extensions.package_uninstall(repo_index=index, pkg_id="pointsmith") == {"FINISHED"}


def enable() -> None:
    assert bpy.ops.preferences.addon_enable(module=PACKAGE) == {"FINISHED"}


def disable() -> None:
    assert bpy.ops.preferences.addon_disable(module=PACKAGE) == {"FINISHED"}


def is_enabled() -> bool:
    return PACKAGE in bpy.context.preferences.addons


def module(name: str = "") -> ModuleType:
    """Return a module of the installed extension, such as "addon.core.request"."""
    return importlib.import_module(f"{PACKAGE}.{name}" if name else PACKAGE)


def folder() -> Path:
    """Return where the extension was installed to."""
    return Path(bpy.utils.user_resource("EXTENSIONS"), "user_default", "pointsmith")
