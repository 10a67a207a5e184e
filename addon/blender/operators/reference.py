"""Selected objects as the model sees its training objects: in the dataset's frame, and as a reference picture."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import EnumProperty
from mathutils import Matrix, Vector

from ...core.errors import ErrorCode, PointsmithError
from ...core.reference import Side
from ..settings.image_slots import slot_for
from ..settings.panel import settings_of
from ..translation import tell
from .generate import failed

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

    from ...core.cameras import View

_SIZE, _SAMPLES = 320, 32
"""Of a picture: a second or so on two cores, and far more than the model looks at."""
_TOLERANCE = 1e-3
"""How far a side of the normalised box may be from what it should be."""
_AZIMUTHS = {"FRONT": 0.0, "THREE_QUARTER": 0.6, "RIGHT": math.pi / 2, "BACK": math.pi, "LEFT": -math.pi / 2}
_ELEVATION = 0.35


class _OnSelection:
    """What the operators of selected objects share."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Say in the tooltip what is missing."""
        if context.mode != "OBJECT" or not context.selected_objects:
            operator: Any = cls
            operator.poll_message_set(tell("Select an object, in Object Mode."))
            return False
        return True


class POINTSMITH_OT_render_reference(_OnSelection, bpy.types.Operator):
    """Photograph the selected objects as the training objects were, and use the picture as a reference image."""

    bl_idname = "pointsmith.render_reference"
    bl_label = "Render Reference"
    bl_options = {"REGISTER", "UNDO"}

    side: EnumProperty(  # type: ignore[valid-type]
        name="Side",
        description="Where the camera stands; the front looks towards -Y",
        items=(
            ("THREE_QUARTER", "Three-Quarter", "In front, a little to the right"),
            ("FRONT", "Front", "Before the front"),
            ("RIGHT", "Right", "At +X"),
            ("BACK", "Back", "At +Y"),
            ("LEFT", "Left", "At -X"),
            ("VIEWPORT", "Viewport", "Where the 3D view looks from"),
        ),
    )

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Render, keep the picture in the file, and put it into the slot of its side."""
        slots = settings_of(context).images
        side = Side[self.side] if self.side in Side.__members__ else Side.UNKNOWN
        try:
            slot = slot_for(slots, side)
            image = _photograph(_main_first(context), _view(self.side, context))
        except PointsmithError as error:
            return failed(self, error)
        image.name += f", {self.side.lower().replace('_', '-')}"
        slot = slot or slots.add()
        slot.side, slot.image = side.name, image
        settings_of(context).mode = "IMAGE"
        self.report({"INFO"}, tell("{name} is a reference image", name=image.name))
        return {"FINISHED"}


class POINTSMITH_OT_normalise(_OnSelection, bpy.types.Operator):
    """Move and scale the selected objects, together, into the dataset's frame: a cube of side 1 about the origin."""

    bl_idname = "pointsmith.normalise"
    bl_label = "Normalise to Dataset Frame"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Change the objects' transforms, and nothing else."""
        try:
            _normalise(context.selected_objects)
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


def _main_first(context: bpy.types.Context) -> list[bpy.types.Object]:
    """Return the selected objects, the active one in front when it is one of them: it names the picture."""
    return sorted(context.selected_objects, key=lambda item: item != context.active_object)


def _photograph(objects: list[bpy.types.Object], view: View) -> bpy.types.Image:
    """Return a packed picture of the objects. Raises PointsmithError."""
    from ..studio.picture import reference_picture  # noqa: PLC0415 - numpy, which Blender may not have loaded yet

    name = objects[0].name + (f" and {len(objects) - 1} more" if len(objects) > 1 else "")
    with tempfile.TemporaryDirectory(prefix="pointsmith-") as folder:
        path = Path(folder) / "reference.png"
        with _OtherRenderSlot():
            try:
                reference_picture(objects, path, view=view, size=_SIZE, samples=_SAMPLES, engine=_engine())
            except ValueError as error:
                raise PointsmithError(ErrorCode.BAD_SELECTION, str(error)) from error
            except RuntimeError as error:
                raise PointsmithError(ErrorCode.BAD_SELECTION, "Blender cannot render now") from error
        image = bpy.data.images.load(str(path))
        image.pack()
    image.name, image.filepath_raw = name, ""
    return image


def _normalise(objects: list[bpy.types.Object]) -> None:
    """Move the topmost of the objects. Raises PointsmithError, with everything where it was."""
    from ..studio.normalise import normalising_matrix, world_bounds  # noqa: PLC0415 - only when asked for

    try:
        matrix = normalising_matrix(objects)
    except ValueError as error:
        raise PointsmithError(ErrorCode.BAD_SELECTION, str(error)) from error
    chosen = set(objects)
    tops = [item for item in objects if not chosen.intersection(_ancestors(item))]
    if any(not item.is_editable for item in tops):
        raise PointsmithError(ErrorCode.BAD_SELECTION, "it is linked from another file")
    # Not matrix_world, which a constraint has changed already.
    before: list[Matrix] = [item.matrix_basis.copy() for item in tops]
    for item in tops:
        item.matrix_world = matrix @ item.matrix_world
    low, high = world_bounds(objects)
    if abs(max((high - low)[:]) - 1.0) > _TOLERANCE or max(map(abs, (high + low)[:])) > 2 * _TOLERANCE:
        for item, old in zip(tops, before, strict=True):
            item.matrix_basis = old
        raise PointsmithError(ErrorCode.BAD_SELECTION, "animation, a constraint or a modifier holds it in its place")


def _ancestors(item: bpy.types.Object) -> list[bpy.types.Object]:
    found = []
    while item.parent is not None:
        item = item.parent
        found.append(item)
    return found


def _view(side: str, context: bpy.types.Context) -> View:
    from ...core.cameras import View  # noqa: PLC0415 - numpy, as above

    if side != "VIEWPORT":
        return View(_AZIMUTHS[side], _ELEVATION)
    region: Any = getattr(context.space_data, "region_3d", None)
    if region is None:
        raise PointsmithError(ErrorCode.BAD_SELECTION, "there is no 3D view to take the direction from")
    x, y, z = region.view_rotation @ Vector((0.0, 0.0, 1.0))
    return View(math.atan2(x, -y), math.asin(max(-1.0, min(1.0, z))))


def _engine() -> str:
    """Cycles where it is there: it renders without a GPU."""
    preferences: Any = bpy.context.preferences
    return "CYCLES" if "cycles" in preferences.addons or bpy.app.background else "EEVEE"


class _OtherRenderSlot:
    """Renders meanwhile go to the last slot, so that the artist's own last render stays."""

    def __enter__(self) -> None:
        image: Any = bpy.data.images.get("Render Result")
        self._slots = image.render_slots if image is not None else None
        if self._slots:
            self._active = self._slots.active_index
            self._slots.active_index = len(self._slots) - 1

    def __exit__(self, *_: object) -> None:
        if self._slots:
            self._slots.active_index = self._active


CLASSES = (POINTSMITH_OT_render_reference, POINTSMITH_OT_normalise)
