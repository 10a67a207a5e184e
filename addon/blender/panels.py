"""The Pointsmith tab in the 3D view's sidebar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ..core.errors import ErrorCode, PointsmithError
from ..core.pipelines import BUNDLED, pipeline
from . import timer_driver
from .diagnostics import masked
from .environment import environment, wheels_folder
from .image_slots import SLOTS, draw_slots
from .panel_model import draw_model, obstacle
from .panel_text import CROSS, draw_text, text_width
from .prompt_words import draw_unknown_words
from .properties import POINTSMITH_PG_settings, settings_of
from .scene.origin import origin_of, record_of
from .session import session
from .wording import time_left

_NEEDS_LOG = {ErrorCode.WORKER_DIED, ErrorCode.WORKER_SILENT, ErrorCode.SETUP_FAILED, ErrorCode.INTERNAL}


class _Sidebar:
    bl_space_type: Any = "VIEW_3D"
    bl_region_type: Any = "UI"
    bl_category = "Pointsmith"


class POINTSMITH_PT_main(_Sidebar, bpy.types.Panel):
    """Prompt or image, the usual settings, and the button."""

    bl_label = "Pointsmith"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw what is set up, asked for, running, and told."""
        layout: Any = self.layout
        settings = settings_of(context)
        if not session.is_ready or session.setup is not None:
            draw_setup(layout.box(), text_width(context))
            layout.separator()
        draw_model(layout, settings, text_width(context))
        _draw_request(layout, settings, text_width(context))
        layout.separator()
        if session.job is not None:
            _draw_job(layout)
        else:
            _draw_button(layout, settings)
        _draw_messages(layout, text_width(context))


class POINTSMITH_PT_advanced(_Sidebar, bpy.types.Panel):
    """What a quality stands for, in numbers."""

    bl_label = "Advanced"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the numbers."""
        layout: Any = self.layout
        layout.use_property_split = True
        layout.use_property_decorate = False
        settings = settings_of(context)
        model = pipeline(settings.model)
        column = layout.column(align=True)
        if len(model.samplers) > 1:
            column.prop(settings, "sampler")
        column.prop(settings, "steps")
        column.prop(settings, "guidance_scale", text="Guidance")
        column.prop(settings, "points")
        column.prop(settings, "surface_resolution", text="Surface")
        if not settings.follows_preset:
            text = f"Back to {settings.quality.capitalize()}"
            column.operator("pointsmith.apply_preset", text=text, icon="LOOP_BACK")
        if len(model.meshers) > 1:
            layout.prop(settings, "mesher")
        if not settings.uses_sdf:
            layout.prop(settings, "sharp")
        layout.prop(settings, "device")


class POINTSMITH_PT_origin(_Sidebar, bpy.types.Panel):
    """How the active object was made."""

    bl_label = "Active Object"
    bl_parent_id = "POINTSMITH_PT_main"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Only for objects that Pointsmith made."""
        return bool(record_of(context.active_object))

    def draw(self, context: bpy.types.Context) -> None:
        """Draw its request and what can be done with it."""
        layout: Any = self.layout
        try:
            origin = origin_of(context.active_object)
        except PointsmithError as error:
            draw_text(layout, error.sentence, text_width(context), "ERROR")
            return
        request = origin.request
        column = layout.column(align=True)
        column.label(text=request.title, icon="IMAGE_DATA" if request.images else "SMALL_CAPS")
        if request.pipeline != BUNDLED:
            column.label(text=pipeline(request.pipeline).title, icon="BLANK1")
        column.label(text=f"Seed {request.seed}, {request.steps} steps, {origin.device}", icon="BLANK1")
        column = layout.column(align=True)
        column.operator("pointsmith.generate_again", text="Generate Again", icon="FILE_REFRESH")
        column.operator("pointsmith.surface_again", text="Surface Again…", icon="MOD_REMESH")
        column.operator("pointsmith.use_settings", icon="PASTEDOWN")


class POINTSMITH_PT_selection(_Sidebar, bpy.types.Panel):
    """What can be made of the selected objects."""

    bl_label = "Selected Objects"
    bl_parent_id = "POINTSMITH_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the two buttons, and what is chosen."""
        layout: Any = self.layout
        names = [item.name for item in context.selected_objects]
        text = names[0] if len(names) == 1 else f"{len(names)} objects" if names else "Nothing is selected"
        layout.label(text=text, icon="OBJECT_DATA" if names else "INFO")
        column = layout.column(align=True)
        column.enabled = bool(names)
        column.operator_menu_enum("pointsmith.render_reference", "side", text="Render Reference", icon="RENDER_STILL")
        column.operator("pointsmith.normalise", icon="CUBE")


def draw_setup(box: bpy.types.UILayout, width: float = 600.0) -> None:
    """Draw the one-time set-up: what it will do and the button, or how far it is."""
    run = session.setup
    if run is not None:
        box.label(text="Setting up the worker", icon="SORTTIME")
        box.progress(factor=run.fraction, text=f"{run.fraction:.0%}")
        draw_text(box, run.text, width)
        row = box.row()
        row.enabled = not run.cancelled
        row.operator("pointsmith.cancel", icon="CANCEL")
        return
    box.label(text="One step before the first object", icon="INFO")
    draw_text(
        box,
        "Set-up fetches the worker's packages, once: 1.5 GB on disk for the CPU, several for a graphics card,"
        " a few minutes. The model is here already.",
        width,
    )
    folder = str(environment().folder)
    draw_text(box, masked(folder, str(Path.home()), ""), width, "FILE_FOLDER")
    allowed = bpy.app.online_access or bool(wheels_folder())
    if not allowed:
        draw_text(box, "Blender has to be allowed to go online for this.", width, "INTERNET_OFFLINE")
        box.operator("extensions.userpref_allow_online", text="Allow Online Access", icon="INTERNET")
    row = box.row()
    row.scale_y = 1.4
    row.enabled = allowed
    row.operator("pointsmith.setup", icon="IMPORT")


def _draw_request(layout: bpy.types.UILayout, settings: POINTSMITH_PG_settings, width: float) -> None:
    column = layout.column()
    model = pipeline(settings.model)
    if model.takes_words and model.most_images:
        column.row(align=True).prop(settings, "mode", expand=True)
    if settings.from_images:
        draw_slots(column, settings, SLOTS[0], model.most_images)
        column.operator_menu_enum(
            "pointsmith.render_reference", "side", text="Render Selected Objects", icon="RENDER_STILL"
        )
    if model.takes_words:
        placeholder = "also say, such as red" if settings.from_images else "a red chair"
        column.prop(settings, "prompt", text="", placeholder=placeholder)
    if model.id == BUNDLED:
        draw_unknown_words(column, settings.prompt, width - CROSS, with_images=settings.from_images)
    layout.row(align=True).prop(settings, "quality", expand=True)
    column = layout.column()
    column.use_property_split = True
    column.use_property_decorate = False
    row = column.row(align=True)
    row.prop(settings, "seed")
    row.operator("pointsmith.random_seed", text="", icon="FILE_REFRESH")
    column.prop(settings, "output")
    column.prop(settings, "size")


def _draw_button(layout: bpy.types.UILayout, settings: POINTSMITH_PG_settings) -> None:
    reason = session.why_not_now() or obstacle(settings)
    row = layout.row()
    row.scale_y = 1.6
    row.enabled = not reason
    row.operator("pointsmith.generate", icon="SHADERFX")
    if reason:
        layout.label(text=reason, icon="INFO")


def _draw_job(layout: bpy.types.UILayout) -> None:
    job = session.job
    if job is None:
        return
    column = layout.column(align=True)
    of_row = f"{session.number} of {session.count}: " if session.count > 1 else ""
    if job.finished:
        column.progress(factor=session.fraction, text=f"{of_row}Done")
        if session.waiting:
            column.operator("pointsmith.cancel", icon="CANCEL")
        column.label(text=f"It enters the scene {timer_driver.obstacle()}", icon="INFO")
        return
    if job.state == "cancelling":
        column.progress(factor=session.fraction, text="Cancelling")
    else:
        column.progress(factor=session.fraction, text=f"{session.fraction:.0%}")
    row = column.row()
    row.scale_y = 1.6
    row.operator("pointsmith.cancel", icon="CANCEL")
    left = time_left(job.seconds_left)
    column.label(text=of_row + (f"{job.stage.label}, {left}" if left else job.stage.label), icon="SORTTIME")


def _draw_messages(layout: bpy.types.UILayout, width: float) -> None:
    error = session.error
    if error is None and not session.notices:
        return
    box = layout.box()
    row = box.row()
    column = row.column(align=True)
    narrow = width - CROSS
    if error is not None:
        column.alert = True
        draw_text(column, error.sentence, narrow, "ERROR")
        column = box.column(align=True)
        draw_text(column, error.way_out, width)
        if error.code in _NEEDS_LOG:
            column.operator("pointsmith.open_log", icon="TEXT")
    for notice in session.notices:
        draw_text(column, notice, narrow, "INFO")
    row.operator("pointsmith.dismiss", text="", icon="X", emboss=False)
