"""What enabling the extension brings into Blender's Python."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import harness


def main(extension: str) -> dict[str, Any]:
    before = set(sys.modules)
    path = list(sys.path)
    harness.install(Path(extension))
    new = set(sys.modules) - before
    assert sys.path == path, "sys.path was changed"
    ours = sorted(name for name in new if name.startswith(harness.PACKAGE))
    absolute = sorted(name for name in sys.modules if name.split(".")[0] in ("addon", "pointsmith"))
    foreign = sorted({name.split(".")[0] for name in new} - {"bl_ext"} - set(sys.stdlib_module_names))
    return {"ours": ours, "absolute": absolute, "foreign": foreign}
