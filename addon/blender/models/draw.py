"""The Models list on the page of preferences."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.errors import PointsmithError
from ...core.model_store import ModelStore, State
from ...core.published import PublishedModel
from ..environment import model_store
from ..panels.text import beside_button, draw_text, text_width
from ..session import session
from ..translation import retold, sentence, tell, way_out
from ..wording import size, time_left
from .choice import is_folder, listed
from .fetch_run import FetchRun

_ICONS = {
    State.READY: "CHECKMARK",
    State.PARTIAL: "SORTTIME",
    State.ABSENT: "BLANK1",
    State.WRONG: "ERROR",
}
_LEFT = 0.5
"""Share of the width that a model's title and purpose take."""


def draw_models(layout: Any, preferences: Any, context: bpy.types.Context) -> None:
    """Draw where models are kept and come from, and a line for each."""
    width = text_width(context)
    heading = layout.row()
    heading.alignment = "LEFT"
    heading.use_property_split = False
    icon = "DOWNARROW_HLT" if preferences.show_models else "RIGHTARROW"
    heading.prop(preferences, "show_models", icon=icon, emboss=False)
    if not preferences.show_models:
        return
    store = model_store()
    settings = layout.column()
    row = settings.row(align=True)
    row.prop(preferences, "models_folder", placeholder=str(store.folder))
    row.operator("pointsmith.models_folder", text="", icon="FOLDER_REDIRECT")
    settings.prop(preferences, "mirror", placeholder="The publishers themselves")
    settings.prop(preferences, "proxy", placeholder="The system's")
    settings.prop(preferences, "picture_model")
    try:
        models = listed(preferences.picture_model)
    except PointsmithError as error:
        models = listed("")
        draw_text(settings, sentence(error), width, "ERROR")
    if is_folder(preferences.picture_model.strip()):
        draw_text(settings, "This folder is used as it is.", width, "FILE_FOLDER")
    if not session.is_ready:
        draw_text(layout, "Models are fetched by the worker; set it up first.", width, "INFO")
    elif not bpy.app.online_access:
        row = layout.row()
        row.label(text="Blender has to be allowed to go online to download.", icon="INTERNET_OFFLINE")
        row.operator("extensions.userpref_allow_online", text="Allow Online Access", icon="INTERNET")
    for model in models:
        _draw_model(layout.box().column(), store, model, width)


def _draw_model(column: Any, store: ModelStore, model: PublishedModel, width: float) -> None:
    found = session.downloads.found(store, model)
    run = session.downloads.runs.get(model.id)
    head = column.split(factor=_LEFT)
    head.label(text=model.title, icon="SORTTIME" if run is not None else _ICONS[found.state])
    facts = head.split(factor=0.4)
    facts.label(text=size(model.bytes) if run is not None else _size(found.state, found.bytes, model.bytes))
    facts = facts.split(factor=0.6)
    facts.label(text=tell("about {size} memory", size=size(model.memory)), icon="MEMORY")
    facts.operator("wm.url_open", text=model.licence, icon="URL", emboss=False).url = model.licence_url
    body = column.split(factor=_LEFT)
    inputs = f" ({', '.join(tell(each) for each in model.inputs)})" if model.inputs else ""
    draw_text(body, f"{tell(model.purpose)}{inputs}", width * _LEFT, "BLANK1")
    if run is not None:
        draw_run(body.column(), model, run)
    else:
        _draw_buttons(body, model, found.state, there=found.bytes > 0)
    if found.state is State.WRONG and run is None:
        draw_text(column, tell("{problem}. Download it again.", problem=retold(found.problem)), width, "ERROR")
    draw_end(column, model, width)


def _size(state: State, there: int, whole: int) -> str:
    if state is State.READY:
        return size(there)
    if state is State.PARTIAL:
        return tell("{done} of {whole}", done=size(there), whole=size(max(whole, there)))
    left = max(0, whole - there)
    return tell("{size} to fetch", size=size(left)) if there else size(whole)


def draw_run(column: Any, model: PublishedModel, run: FetchRun) -> None:
    """Draw how far a download is, and the button that stops it."""
    row = column.split(factor=0.7)
    row.progress(
        factor=run.fraction,
        text=tell("{done} of {whole}", done=size(run.done), whole=size(run.total)) if run.total else "",
    )
    button = row.row()
    button.enabled = not run.cancelled
    button.operator("pointsmith.model_cancel", icon="CANCEL").model = model.id
    speed = f"{size(run.speed)}/s" if run.speed > 0 else ""
    column.label(text=", ".join(filter(None, (retold(run.text), speed, retold(time_left(run.seconds_left))))))


def _draw_buttons(column: Any, model: PublishedModel, state: State, *, there: bool) -> None:
    row = column.row()
    row.alignment = "RIGHT"
    if state is not State.READY:
        fetch = row.row()
        fetch.enabled = session.is_ready and bpy.app.online_access
        text = "Resume" if state is State.PARTIAL else "Download"
        fetch.operator("pointsmith.model_download", text=text, icon="IMPORT").model = model.id
        load = row.row()
        load.enabled = session.is_ready
        load.operator("pointsmith.model_load", text="Load from File…", icon="FILEBROWSER").model = model.id
    if there or state is State.WRONG:
        row.operator("pointsmith.model_remove", text="Remove", icon="TRASH").model = model.id


def draw_end(column: Any, model: PublishedModel, width: float) -> None:
    """Draw how the last download of a model ended, until it is dismissed."""
    error = session.downloads.errors.get(model.id)
    note = session.downloads.notes.get(model.id)
    if error is None and note is None:
        return
    row = column.row()
    text = row.column(align=True)
    if error is not None:
        text.alert = True
        draw_text(text, sentence(error), beside_button(width), "ERROR")
        text = column.column(align=True)
        draw_text(text, way_out(error), beside_button(width), "BLANK1")
    elif note is not None:
        draw_text(text, retold(note), beside_button(width), "INFO")
    row.operator("pointsmith.model_dismiss", text="", icon="X", emboss=False).model = model.id
