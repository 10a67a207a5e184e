"""Milliseconds that enabling the extension adds to a Blender: `python -m benchmarks.enabling PYTHON_WITH_BPY ...`.

The zip is built and installed once per Blender; then fresh processes enable, in turn, Pointsmith and an extension that
is empty. The difference of the two medians is what Pointsmith adds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT_MS = 50.0
EMPTY_MANIFEST = """schema_version = "1.0.0"
id = "nothing"
version = "1.0.0"
name = "Nothing"
tagline = "An extension without content"
maintainer = "Pointsmith"
type = "add-on"
blender_version_min = "4.2.0"
license = ["SPDX:GPL-3.0-or-later"]
"""
INSTALL = """
import bpy, sys, os
for file in sys.argv[1:]:
    bpy.ops.extensions.package_install_files(repo="user_default", filepath=file, enable_on_install=False)
os._exit(0)
"""
ENABLE = """
import bpy, addon_utils, json, os, sys, time
began = time.perf_counter()
module = addon_utils.enable("bl_ext.user_default." + sys.argv[1])
seconds = time.perf_counter() - began
print("\\nRESULT", json.dumps([module is not None, seconds]), flush=True)
os._exit(0)
"""


def enabling_ms(python: Path, home: Path, extension: str) -> float:
    """Milliseconds of enabling an installed extension in a fresh process."""
    environment = {**os.environ, "BLENDER_USER_RESOURCES": str(home)}
    command = [str(python), "-c", ENABLE, extension]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    enabled, seconds = json.loads(told.rsplit("RESULT", 1)[1])
    if not enabled:
        raise SystemExit(f"{extension} was not enabled by {python}")
    return 1000.0 * float(seconds)


def build(python: Path, folder: Path) -> list[Path]:
    """Zips of Pointsmith and of the empty extension."""
    (tool,) = python.parents[1].glob("**/bpy/*/scripts/addons_core/bl_pkg/cli/blender_ext.py")
    ours, empty = folder / "pointsmith.zip", folder / "nothing.zip"
    command = [str(python), str(tool), "build", "--source-dir", str(ROOT), "--output-filepath", str(ours)]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("blender_manifest.toml", EMPTY_MANIFEST)
        archive.writestr("__init__.py", "def register(): pass\ndef unregister(): pass\n")
    return [ours, empty]


def main() -> None:
    """Command line; exit status 1 when a Blender needs more than the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("blenders", nargs="+", type=Path, help="Pythons that have a Blender as their bpy module")
    parser.add_argument("--runs", type=int, default=7, help="fresh processes per extension")
    options = parser.parse_args()
    slow = False
    print(f"{'Blender':>24} {'Pointsmith ms':>14} {'empty ms':>9} {'added ms':>9}")
    for python in options.blenders:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            home.mkdir()
            environment = {**os.environ, "BLENDER_USER_RESOURCES": str(home)}
            zips = [str(file) for file in build(python, Path(folder))]
            subprocess.run([str(python), "-c", INSTALL, *zips], env=environment, check=True, capture_output=True)
            times: dict[str, list[float]] = {"pointsmith": [], "nothing": []}
            for run in range(options.runs + 1):
                for name, values in times.items():
                    spent = enabling_ms(python, home, name)
                    if run > 0:  # the first one writes the byte code
                        values.append(spent)
            ours, empty = (statistics.median(values) for values in times.values())
        slow |= ours - empty > LIMIT_MS
        name = next(part for part in reversed(python.parts) if part not in {"bin", "python"})
        print(f"{name:>24} {ours:>14.1f} {empty:>9.1f} {ours - empty:>9.1f}", flush=True)
    raise SystemExit(slow)


if __name__ == "__main__":
    main()
