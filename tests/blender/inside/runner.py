"""Runs one script inside Blender: `python runner.py SCRIPT ZIP [arguments]`; a ZIP of "-" installs nothing.

The script's `main` gets the arguments and returns what the test wants to know, as JSON types. A script imports
`harness` for the extension's modules.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from pathlib import Path

import bpy
import harness


def run() -> int:
    script, extension, *arguments = sys.argv[1:]
    try:
        if extension != "-":
            harness.install(Path(extension))
        result = importlib.import_module(script).main(*arguments)
        text = json.dumps(result)
    except BaseException:
        traceback.print_exc()
        return 1
    sys.stdout.write("\n" + os.environ["RESULT_PREFIX"] + text + "\n")
    return 0


if __name__ == "__main__":
    assert bpy.app.background
    status = run()
    sys.stdout.flush()
    sys.stderr.flush()
    # Blender's own shutdown takes seconds and may change the status.
    os._exit(status)
