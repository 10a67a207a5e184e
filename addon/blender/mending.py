"""The closed table from each failure to the buttons that mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import bpy

from ..core.errors import ErrorCode, PointsmithError
from .environment import ROOT_PACKAGE


@dataclass(frozen=True, slots=True)
class Mend:
    """A button that mends a failure.

    Attributes
    ----------
    operator, properties
        What it does; “{detail}” in a property stands for the error's detail.
    text, icon
        What it shows.
    """

    operator: str
    text: str
    icon: str
    properties: Mapping[str, Any] = field(default_factory=dict)

    def values(self, error: PointsmithError) -> dict[str, Any]:
        """Return the operator's properties for an error."""
        return {
            name: value.format(detail=error.detail) if isinstance(value, str) else value
            for name, value in self.properties.items()
        }

    def can(self) -> bool:
        """Whether the operator may run now, in the context that is drawn."""
        return bool(_operator(self.operator).poll())

    def run(self, error: PointsmithError) -> set[str]:
        """Do it the way a click would. Raises RuntimeError when it may not run."""
        done: set[str] = _operator(self.operator)("INVOKE_DEFAULT", **self.values(error))
        return done


def _again(text: str, change: str = "NONE", icon: str = "FILE_REFRESH") -> Mend:
    return Mend("pointsmith.try_again", text, icon, {"change": change})


_SECTIONS: Any = bpy.types.Preferences.bl_rna.properties["active_section"]
_LIBRARIES = "ASSETS" if "ASSETS" in _SECTIONS.enum_items else "FILE_PATHS"
"""Where Blender's preferences list asset libraries."""

_SET_UP = Mend("pointsmith.setup", "Set Up", "IMPORT")
_RESUME = Mend("pointsmith.setup", "Resume Set-Up", "IMPORT")
_GO_ONLINE = Mend("extensions.userpref_allow_online", "Allow Online Access", "INTERNET")
_PREFERENCES = Mend("preferences.addon_show", "Open Preferences", "PREFERENCES", {"module": ROOT_PACKAGE})
_TYPE = Mend("pointsmith.type_prompt", "Change the Prompt", "SMALL_CAPS")
_CPU = _again("Try Again on the CPU", "CPU")
_FOLDER = Mend("wm.path_open", "Open Folder", "FILE_FOLDER", {"filepath": "{detail}"})
_REPORT = Mend("pointsmith.copy_diagnostics", "Copy Report", "COPYDOWN")

MENDING: Mapping[ErrorCode, tuple[Mend, ...]] = {
    ErrorCode.NOT_SET_UP: (_SET_UP,),
    ErrorCode.SETUP_FAILED: (_RESUME,),
    ErrorCode.OFFLINE: (_GO_ONLINE,),
    ErrorCode.EMPTY_PROMPT: (Mend("pointsmith.type_prompt", "Type a Prompt", "SMALL_CAPS"),),
    ErrorCode.UNKNOWN_PROMPT: (_TYPE,),
    ErrorCode.BAD_IMAGE: (Mend("pointsmith.choose_image", "Choose Another Image", "FILEBROWSER"),),
    ErrorCode.PICTURE_WITHHELD: (
        Mend("pointsmith.draw_picture", "Draw Another", "FILE_REFRESH", {"another": True}),
        _TYPE,
    ),
    ErrorCode.BAD_CLOUD: (Mend("pointsmith.import_cloud", "Choose Another File", "FILEBROWSER"),),
    ErrorCode.BAD_SELECTION: (Mend("pointsmith.object_mode", "Go to Object Mode", "OBJECT_DATAMODE"),),
    ErrorCode.BAD_SETTING: (
        Mend("pointsmith.apply_preset", "Back to the Quality's Values", "LOOP_BACK"),
        _PREFERENCES,
    ),
    ErrorCode.NO_SUCH_DEVICE: (_CPU, _SET_UP),
    ErrorCode.OUT_OF_MEMORY: (_again("Try Again, Smaller", "SMALLER", "ZOOM_OUT"), _CPU),
    ErrorCode.WRONG_WEIGHTS: (
        Mend("screen.userpref_show", "Open Extensions", "PREFERENCES", {"section": "EXTENSIONS"}),
    ),
    ErrorCode.MODEL_MISSING: (
        Mend("pointsmith.model_download", "Download", "IMPORT", {"model": "{detail}"}),
        _PREFERENCES,
    ),
    ErrorCode.MODEL_BUSY: (_PREFERENCES,),
    ErrorCode.MODELS_OFFLINE: (_GO_ONLINE, _PREFERENCES),
    ErrorCode.DOWNLOAD_FAILED: (_PREFERENCES,),
    ErrorCode.WRONG_DOWNLOAD: (_PREFERENCES,),
    ErrorCode.WRONG_CHECKPOINT: (_PREFERENCES,),
    ErrorCode.WORKER_VERSION: (_again("Restart the Worker", "RESTART"),),
    ErrorCode.WORKER_SILENT: (_again("Try Again"),),
    ErrorCode.WORKER_DIED: (_again("Try Again"), _again("Try Again, Smaller", "SMALLER", "ZOOM_OUT")),
    ErrorCode.SET_ASIDE: (_again("Try Again, Smaller", "SMALLER", "ZOOM_OUT"),),
    ErrorCode.DISK_FULL: (_FOLDER, _again("Try Again")),
    ErrorCode.NOT_WRITABLE: (_PREFERENCES,),
    ErrorCode.EMPTY_RESULT: (_again("Try Another Seed", "SEED"),),
    ErrorCode.BAD_MESH: (Mend("pointsmith.quads", "Quads by Voxels", "MESH_GRID", {"method": "VOXELS"}),),
    ErrorCode.NO_LIBRARY: (
        Mend("screen.userpref_show", "Open Asset Libraries", "ASSET_MANAGER", {"section": _LIBRARIES}),
    ),
    ErrorCode.NO_CLUSTER: (_again("Try Again"),),
    ErrorCode.INTERNAL: (_REPORT,),
}
"""What mends each failure; the first is the dialog's default."""

NEEDS_LOG = frozenset(
    {ErrorCode.WORKER_DIED, ErrorCode.WORKER_SILENT, ErrorCode.SETUP_FAILED, ErrorCode.INTERNAL, ErrorCode.DISK_FULL}
)
"""Failures of which a log tells more."""


def mends(error: PointsmithError) -> list[Mend]:
    """Return the buttons that can be pressed now for an error, the best first."""
    return [mend for mend in MENDING[error.code] if mend.can()]


def _operator(name: str) -> Any:
    group, short = name.split(".")
    return getattr(getattr(bpy.ops, group), short)
