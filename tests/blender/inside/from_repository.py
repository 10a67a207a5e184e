"""The extension comes from a remote repository, and a newer version of it too."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import bpy
import harness

PACKAGE = "bl_ext.studio.pointsmith"


def version() -> str:
    manifest = Path(bpy.utils.user_resource("EXTENSIONS"), "studio", "pointsmith", "blender_manifest.toml")
    found = re.search(r'^version = "(.+)"', manifest.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


def main(url: str, make_newer: str) -> dict[str, Any]:
    """Install and update from the repository at `url`; the command `make_newer` puts a newer version there."""
    bpy.context.preferences.system.use_online_access = True
    assert bpy.app.online_access
    repositories = bpy.context.preferences.extensions.repos
    repository = repositories.new(name="Studio", module="studio", remote_url=url)
    repository.use_remote_url = True
    for other in repositories:
        other.enabled = other == repository  # nothing but the loopback is asked
    index = 0  # among the enabled ones
    assert bpy.ops.extensions.repo_sync(repo_index=index) == {"FINISHED"}
    told = {"repo_index": index, "pkg_id": "pointsmith"}
    assert bpy.ops.extensions.package_install(**told, enable_on_install=True) == {"FINISHED"}
    assert PACKAGE in bpy.context.preferences.addons
    first = version()
    assert bpy.ops.pointsmith.generate.get_rna_type().name == "Generate"
    subprocess.run([sys.executable, make_newer], check=True)
    assert bpy.ops.extensions.repo_sync(repo_index=index) == {"FINISHED"}
    assert bpy.ops.extensions.package_upgrade_all(use_active_only=False) == {"FINISHED"}
    assert PACKAGE in bpy.context.preferences.addons
    assert harness.PACKAGE not in bpy.context.preferences.addons
    bpy.ops.preferences.addon_disable(module=PACKAGE)
    return {"first": first, "second": version()}
