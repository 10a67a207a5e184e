"""Presets: put into the panel, saved under a name, removed."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import StringProperty

from ...core.errors import PointsmithError
from ...core.saved_presets import LONGEST_NAME
from ..settings.panel import settings_of
from ..settings.presets import own_presets, put, taken
from ..translation import sentence, tell
from .generate import failed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bpy.stub_internal.rna_enums import OperatorReturnItems


def _own_names(_operator: Any, _context: bpy.types.Context, edited: str) -> Sequence[str]:
    return [preset.name for preset in own_presets().all() if edited.casefold() in preset.name.casefold()]


class POINTSMITH_OT_use_preset(bpy.types.Operator):
    """Put a preset's settings into the panel; prompt, seed and place stay."""

    bl_idname = "pointsmith.use_preset"
    bl_label = "Use Preset"
    bl_options = {"REGISTER", "UNDO"}

    name: StringProperty(name="Name", description="Which preset", options={"SKIP_SAVE"})

    @classmethod
    def description(cls, _context: bpy.types.Context, properties: bpy.types.OperatorProperties) -> str:
        """Say what the preset is for."""
        try:
            return tell(own_presets().find(properties.name).description or "A preset of your own")
        except PointsmithError as error:
            return sentence(error)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Fill the panel."""
        try:
            put(settings_of(context), own_presets().find(self.name))
        except PointsmithError as error:
            return failed(self, error)
        return {"FINISHED"}


class POINTSMITH_OT_save_preset(bpy.types.Operator):
    """Save the panel's quality, numbers, output, size and triangles as a preset of your own."""

    bl_idname = "pointsmith.save_preset"
    bl_label = "Save Preset"
    bl_options = {"REGISTER"}

    name: StringProperty(
        name="Name",
        description="The preset's name; one of yours that has this name already is saved over",
        maxlen=LONGEST_NAME,
        search=_own_names,
        search_options={"SUGGESTION"},
        options={"SKIP_SAVE"},
    )
    description: StringProperty(
        name="Description", description="What it is for; shown as its tooltip", options={"SKIP_SAVE"}
    )

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask for the name."""
        manager: Any = context.window_manager
        asked: set[OperatorReturnItems] = manager.invoke_props_dialog(self, confirm_text="Save")
        return asked

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Write the file."""
        try:
            preset = taken(settings_of(context), self.name, " ".join(str(self.description).split()))
            own_presets().save(preset)
        except PointsmithError as error:
            return failed(self, error)
        self.report({"INFO"}, tell("Saved the preset “{name}”", name=preset.name))
        return {"FINISHED"}


class POINTSMITH_OT_remove_preset(bpy.types.Operator):
    """Delete this preset of your own; the panel's settings stay."""

    bl_idname = "pointsmith.remove_preset"
    bl_label = "Remove Preset"
    bl_options = {"REGISTER"}

    name: StringProperty(name="Name", description="Which preset", options={"SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask first: a file that is gone does not come back with undo."""
        manager: Any = context.window_manager
        asked: set[OperatorReturnItems] = manager.invoke_confirm(
            self, event, title="Remove Preset", message=tell("Remove “{name}”?", name=self.name), confirm_text="Remove"
        )
        return asked

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Delete the file."""
        try:
            own_presets().remove(self.name)
        except PointsmithError as error:
            return failed(self, error)
        self.report({"INFO"}, tell("Removed the preset “{name}”", name=self.name))
        return {"FINISHED"}


CLASSES = (POINTSMITH_OT_use_preset, POINTSMITH_OT_save_preset, POINTSMITH_OT_remove_preset)
