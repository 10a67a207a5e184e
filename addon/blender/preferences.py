"""The extension's preferences."""
# mypy: disable-error-code="valid-type"
# Blender reads the annotations: each is a property, not a type.

from __future__ import annotations

from typing import Any

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, StringProperty

from ..core.published import SUGGESTED_PICTURE_MODEL
from ..core.request import Device
from ..core.version import version
from .environment import DEFAULT_IDLE_MINUTES, ROOT_PACKAGE, default_environment, environment
from .keymap import draw_keys
from .models.draw import draw_models
from .panels.setup import draw_setup
from .panels.text import text_width
from .session import session
from .settings.panel import DEVICES
from .translation import tell


def _folder_changed(_preferences: POINTSMITH_AP_preferences, _context: bpy.types.Context) -> None:
    # A worker of the old folder must not answer for the new one.
    session.free_worker()
    session.ask_again()


def _models_changed(_preferences: POINTSMITH_AP_preferences, _context: bpy.types.Context) -> None:
    session.downloads.look_again()


class POINTSMITH_AP_preferences(bpy.types.AddonPreferences):
    """Where the worker lives and computes, and what helps when it does not."""

    bl_idname = ROOT_PACKAGE

    environment_folder: StringProperty(
        name="Environment",
        description="Folder of the worker's private environment; empty for the extension's own folder",
        subtype="DIR_PATH",
        update=_folder_changed,
    )
    wheels_folder: StringProperty(
        name="Wheels",
        description="Set up from a folder of wheels instead of the network; empty for the network",
        subtype="DIR_PATH",
    )
    device: EnumProperty(
        name="Device",
        description="Where the worker computes when the panel says Automatic",
        items=DEVICES,
        default=Device.AUTO.name,
    )
    models_folder: StringProperty(
        name="Folder",
        description="Where published models are kept; empty for the extension's own folder",
        subtype="DIR_PATH",
        update=_models_changed,
    )
    mirror: StringProperty(
        name="Mirror",
        description="Address that has the publishers' files under the same paths; empty for the publishers themselves",
    )
    proxy: StringProperty(
        name="Proxy",
        description="Address of a proxy, such as http://proxy:3128; empty for the system's",
    )
    picture_model: StringProperty(
        name="Pictures from Words",
        description="A text-to-image model for prompts: OWNER/NAME on the hub, or a folder in diffusers' layout",
        default=SUGGESTED_PICTURE_MODEL,
        update=_models_changed,
    )
    show_cloud: BoolProperty(
        name="Show the Cloud While It Takes Shape",
        description="Draw the points and how far they are in the 3D views while an object is made",
        default=True,
    )
    show_models: BoolProperty(
        name="Models",
        description="Published models for anything that the model in the zip does not know",
        default=True,
    )
    error_dialog: BoolProperty(
        name="Errors in a Dialog",
        description="Open a dialog when a job fails and you are not in the middle of something; the panel tells anyway",
        default=True,
    )
    show_keys: BoolProperty(
        name="Keyboard",
        description="Shortcuts and the pie menu; all but Esc are off until you switch them on",
    )
    first_object_made: BoolProperty(
        name="First Object Made",
        description="Hides the hints for the first object",
        options={"HIDDEN"},
    )
    idle_minutes: FloatProperty(
        name="Keep Warm",
        description="After so many minutes without work the worker ends and gives its memory back",
        default=DEFAULT_IDLE_MINUTES,
        min=0.5,
        max=600.0,
        soft_max=60.0,
        precision=1,
        step=100,
    )

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the page in Blender's preferences."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        column = layout.column()
        column.prop(self, "device")
        column.prop(self, "idle_minutes", text="Keep Warm (min)")
        column.prop(self, "show_cloud")
        column.prop(self, "error_dialog")
        column = layout.column()
        column.prop(self, "environment_folder", placeholder=str(default_environment().folder))
        column.prop(self, "wheels_folder", placeholder="From the network")
        self._draw_state(layout.box())
        draw_models(layout, self, context)
        self._draw_keyboard(layout)
        row = layout.row()
        row.operator("pointsmith.free_memory", icon="TRASH")
        row.operator("pointsmith.copy_diagnostics", icon="COPYDOWN")
        row.operator("pointsmith.open_log", icon="TEXT")

    def _draw_keyboard(self, layout: Any) -> None:
        heading = layout.row()
        heading.alignment = "LEFT"
        heading.use_property_split = False
        icon = "DOWNARROW_HLT" if self.show_keys else "RIGHTARROW"
        heading.prop(self, "show_keys", icon=icon, emboss=False)
        if self.show_keys:
            keys = layout.column()
            keys.use_property_split = False
            draw_keys(keys)

    @staticmethod
    def _draw_state(box: bpy.types.UILayout) -> None:
        if not session.is_ready:
            draw_setup(box, text_width(bpy.context))
            return
        record = environment().record()
        column = box.column(align=True)
        column.label(text=tell("Pointsmith {version}: the worker is set up", version=version()), icon="CHECKMARK")
        for name in ("device", "torch", "python"):
            if name in record:
                column.label(text=f"{tell(name.capitalize())}: {record[name]}", icon="BLANK1", translate=False)
        running = "The worker is running and holds memory" if session.worker_running else "The worker is not running"
        column.label(text=running, icon="BLANK1")


CLASSES = (POINTSMITH_AP_preferences,)
