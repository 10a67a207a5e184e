"""Batch generation: `blender -b -P batch.py -- --prompt "a red chair" --out chair.glb`.

Also `python batch.py -- ...` where the bpy module is installed. Works from a checkout, and from an installed
extension whether or not it is enabled. A batch starts it once more with --exporter, see `headless.exporter`.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

import bpy

ROOT = Path(__file__).resolve().parents[2]


def _package() -> str:
    """Import the extension under the name that Blender gives it, or as "pointsmith" where it is only a folder."""
    preferences: Any = bpy.context.preferences
    for repository in preferences.extensions.repos:
        installed = Path(repository.directory, ROOT.name)
        if repository.enabled and installed.is_dir() and installed.samefile(ROOT):
            return importlib.import_module(f"bl_ext.{repository.module}.{ROOT.name}").__name__
    place = [str(ROOT)]
    spec = importlib.util.spec_from_file_location("pointsmith", ROOT / "__init__.py", submodule_search_locations=place)
    if spec is None or spec.loader is None:
        raise ImportError(f"no extension in {ROOT}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return spec.name


def _arguments() -> list[str]:
    """Return what follows "--"; in a plain Python everything is ours."""
    if "--" in sys.argv:
        return sys.argv[sys.argv.index("--") + 1 :]
    return [] if bpy.app.binary_path else sys.argv[1:]


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["--exporter"]:
        exporter = importlib.import_module(f"{_package()}.addon.blender.headless.exporter")
        return int(exporter.main(arguments[1:]))
    command = importlib.import_module(f"{_package()}.addon.blender.headless.command")
    return int(command.main(arguments, "batch.py"))


if __name__ == "__main__":
    status = _run(_arguments())
    sys.stdout.flush()
    sys.stderr.flush()
    # Not sys.exit: Blender's own shutdown takes seconds and may change the status; everything of ours is closed.
    os._exit(status)
