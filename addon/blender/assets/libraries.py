"""The artist's asset libraries, as the preferences name them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ...core.errors import ErrorCode, PointsmithError


def folders() -> dict[str, Path]:
    """Return the name and the folder of each asset library on this computer, in the preferences' order."""
    preferences: Any = bpy.context.preferences
    libraries = preferences.filepaths.asset_libraries
    return {
        library.name: Path(bpy.path.abspath(library.path))
        for library in libraries
        # Later Blenders also list libraries that are fetched from elsewhere.
        if library.path and not getattr(library, "use_remote_url", False)
    }


def folder_of(name: str) -> Path:
    """Return the folder of a library.

    Raises
    ------
    PointsmithError
        NO_LIBRARY when the preferences have none of this name, or its folder is not there.
    """
    folder = folders().get(name)
    if folder is None:
        raise PointsmithError(ErrorCode.NO_LIBRARY, f"there is none called “{name}”" if name else "none is set up")
    if not folder.is_dir():
        raise PointsmithError(ErrorCode.NO_LIBRARY, f"the folder of “{name}” is not there: {folder}")
    return folder
