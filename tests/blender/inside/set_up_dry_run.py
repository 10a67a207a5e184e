"""The installed extension's own set-up, run with Blender's Python the way the Set up button does."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import bpy
import harness


def main(folder: str) -> dict[str, Any]:
    script = harness.folder() / "vendor_install.py"
    command = [sys.executable, *bpy.app.python_args, str(script), "setup", "--dir", folder, "--json", "--dry-run"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    record: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return record
