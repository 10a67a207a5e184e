"""The model's choice at the top of the panel, and what is in the way of one that is not on this computer yet."""

from __future__ import annotations

from typing import Any

import bpy

from ...core.model_store import State
from ...core.pipelines import BUNDLED, Pipeline, needed, pipeline
from ...core.published import PublishedModel, published
from ..environment import ROOT_PACKAGE, model_store
from ..models.draw import draw_end, draw_run
from ..session import session
from ..settings.panel import POINTSMITH_PG_settings
from ..translation import retold, tell
from ..wording import size
from .text import draw_text


def draw_model(layout: bpy.types.UILayout, settings: POINTSMITH_PG_settings, width: float) -> None:
    """Draw the choice, what the chosen model takes, and a box for each model that has to be fetched first."""
    column = layout.column()
    column.prop(settings, "model", text="")
    model = pipeline(settings.model)
    if model.id != BUNDLED:
        told = tell("{purpose}. It takes {needs}.", purpose=tell(model.purpose), needs=retold(model.needs))
        draw_text(column, told, width)
    for lacking in _lacking(settings):
        _draw_lacking(layout.box().column(), lacking, width)


def obstacle(settings: POINTSMITH_PG_settings) -> str:
    """Say what has to be filled in or fetched before a job can start; empty when nothing has."""
    lacking = _lacking(settings)
    if not lacking:
        return settings.missing
    if lacking[0].id in session.downloads.runs:
        return "The model is being fetched"
    return "Fetch the model first"


def blend_obstacle(settings: POINTSMITH_PG_settings, model: Pipeline) -> str:
    """Say why the model cannot go to the other end of a blend; empty when it can."""
    kind = settings.blend.kind
    if kind == "TEXT" and not model.takes_words:
        return "This model blends pictures and seeds"
    if kind == "IMAGE" and not model.most_images:
        return "This model blends words and seeds"
    missing: str = settings.blend.missing
    return missing


def _lacking(settings: POINTSMITH_PG_settings) -> list[PublishedModel]:
    models = [published(name) for name in needed(settings.model, sdf=settings.uses_sdf)]
    store = model_store()
    return [model for model in models if session.downloads.found(store, model).state is not State.READY]


def _draw_lacking(column: Any, model: PublishedModel, width: float) -> None:
    found = session.downloads.found(model_store(), model)
    run = session.downloads.runs.get(model.id)
    column.label(text=model.title, icon="SORTTIME" if run is not None else "IMPORT")
    if run is not None:
        draw_run(column, model, run)
        return
    if found.state is State.WRONG:
        draw_text(column, tell("{problem}. Download it again.", problem=retold(found.problem)), width, "ERROR")
    else:
        rest = size(max(0, model.bytes - found.bytes))
        told = tell(
            "Not on this computer yet: {rest} to fetch, {memory} of memory.", rest=rest, memory=size(model.memory)
        )
        draw_text(column, told, width)
    if not bpy.app.online_access:
        column.label(text="Blender may not go online", icon="INTERNET_OFFLINE")
        column.operator("extensions.userpref_allow_online", text="Allow Online Access", icon="INTERNET")
    fetch = column.row()
    fetch.scale_y = 1.3
    fetch.enabled = session.is_ready and bpy.app.online_access
    text = "Resume" if found.state is State.PARTIAL else "Download"
    fetch.operator("pointsmith.model_download", text=text, icon="IMPORT").model = model.id
    row = column.row()
    licence = tell("{licence} Licence", licence=model.licence)
    row.operator("wm.url_open", text=licence, icon="URL").url = model.licence_url
    row.operator("preferences.addon_show", text="From File…", icon="PREFERENCES").module = ROOT_PACKAGE
    draw_end(column, model, width)
