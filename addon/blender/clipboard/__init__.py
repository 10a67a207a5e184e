"""The picture on the clipboard, by whichever way this system has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import bpy

from ...core.errors import ErrorCode, PointsmithError
from ..scene.snapshot import packed

_SECONDS = 8.0
_X11 = Path(__file__).with_name("x11_selection.py")
_NAME = "Clipboard"


def picture_of_clipboard(context: bpy.types.Context) -> bpy.types.Image | Path:
    """Return the copied picture as a packed image, or the file whose path or URL was copied.

    Raises
    ------
    PointsmithError
        BAD_IMAGE when there is neither, or this system cannot say.
    """
    paste: Any = bpy.ops.image.clipboard_paste
    if paste.poll():
        return _pasted_by_blender(context)
    manager: Any = context.window_manager
    file = file_of_text(manager.clipboard)
    if file is not None:
        return file
    if sys.platform == "linux" and not bpy.app.background:
        with tempfile.TemporaryDirectory(prefix="pointsmith-") as folder:
            path = Path(folder) / "clipboard.png"
            if _from_wayland(path) or _from_x11(path):
                return packed(path, _NAME)
    raise PointsmithError(ErrorCode.BAD_IMAGE, "there is no picture, and no path of a picture, on the clipboard")


def file_of_text(text: str) -> Path | None:
    """Return the file that a copied text names, as a path, in quotes or not, or as a file:// URL; None for others."""
    line = next(iter(text.strip().splitlines()), "").strip().strip("\"'")
    if not line or len(line) > 4096 or "\0" in line:
        return None
    if line.startswith("file:"):
        parts = urlsplit(line)
        host = f"//{parts.netloc}" if parts.netloc not in {"", "localhost"} else ""
        line = host + url2pathname(parts.path)
    path = Path(line).expanduser()
    try:
        return path if path.is_absolute() and path.is_file() else None
    except OSError:
        return None


def _pasted_by_blender(context: bpy.types.Context) -> bpy.types.Image:
    """Let Blender paste, which it does in an Image Editor only: another area is one for a moment."""
    before = set(bpy.data.images)
    places = [(window, area) for window in context.window_manager.windows for area in window.screen.areas]  # type: ignore[union-attr]
    places = [place for place in places if place[1] != context.area]
    places.sort(key=lambda place: place[1].type != "IMAGE_EDITOR")
    if not places:
        reason = "Blender pastes pictures in an Image Editor; open one beside the 3D view, or save the picture first"
        raise PointsmithError(ErrorCode.BAD_IMAGE, reason)
    window, area = places[0]
    kind = area.ui_type
    try:
        if area.type != "IMAGE_EDITOR":
            area.ui_type = "IMAGE_EDITOR"
        space: Any = area.spaces.active
        shown = space.image
        region = next(region for region in area.regions if region.type == "WINDOW")
        with context.temp_override(window=window, area=area, region=region):
            bpy.ops.image.clipboard_paste()
        space.image = shown
    finally:
        if area.ui_type != kind:
            area.ui_type = kind
    image = next((image for image in bpy.data.images if image not in before), None)
    if image is None:
        raise PointsmithError(ErrorCode.BAD_IMAGE, "Blender could not read the picture on the clipboard")
    image.name = _NAME
    image.pack()
    return image


def _from_wayland(path: Path) -> bool:
    """Ask wl-paste, where it is installed; Blender's own way came with later versions."""
    program = shutil.which("wl-paste") if os.environ.get("WAYLAND_DISPLAY") else None
    return program is not None and _keep([program, "--no-newline", "--type", "image/png"], path)


def _from_x11(path: Path) -> bool:
    """Ask the X server, from a process of its own: its library ends the whole process when something is wrong."""
    return bool(os.environ.get("DISPLAY")) and _keep([sys.executable, "-I", str(_X11)], path)


def _keep(command: list[str], path: Path) -> bool:
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        if answer.returncode != 0 or not answer.stdout:
            return False
        path.write_bytes(answer.stdout)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return True
