"""What Blender gets to know of the extension, in order, and in reverse."""

from __future__ import annotations

import atexit

import bpy

from . import keymap, made, preferences, thumbnails, timer_driver
from .headless import command
from .operators import (
    blend,
    cancel,
    finishing,
    finishing_bake,
    finishing_derived,
    gallery,
    gallery_more,
    generate,
    history,
    images,
    import_cloud,
    models,
    pictures,
    queue,
    reference,
    setup,
    support,
    surface,
    take_apart,
    words,
)
from .panels import advanced, finish, main, origin, parts, points, selection
from .panels import blend as blend_panel
from .panels import gallery as gallery_panel
from .panels import history as history_panel
from .panels import pictures as pictures_panel
from .panels import queue as queue_panel
from .session import session
from .settings import blend as blend_settings
from .settings import drawing as drawing_settings
from .settings import history as history_settings
from .settings import image_slots, panel, variations
from .settings import queue as queue_settings

_SETTINGS = (
    image_slots,
    blend_settings,
    drawing_settings,
    variations,
    panel,
    queue_settings,
    history_settings,
    preferences,
)
"""A group of properties comes before the one that holds it."""

_ATTACHED = (panel, queue_settings, history_settings)
"""Those that scenes or the window own."""

_OPERATORS = (
    generate,
    queue,
    gallery,
    gallery_more,
    history,
    blend,
    surface,
    import_cloud,
    images,
    pictures,
    reference,
    words,
    take_apart,
    finishing,
    finishing_bake,
    finishing_derived,
    cancel,
    setup,
    models,
    support,
)

_PANELS = (
    main,
    queue_panel,
    gallery_panel,
    pictures_panel,
    blend_panel,
    advanced,
    origin,
    parts,
    finish,
    points,
    selection,
    history_panel,
)
"""In the order in which they stand in the sidebar."""

_CLASSES: tuple[type, ...] = tuple(cls for module in (*_SETTINGS, *_OPERATORS, *_PANELS) for cls in module.CLASSES)


def register() -> None:
    """Called by Blender when the extension is enabled."""
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    for settings in _ATTACHED:
        settings.attach()
    bpy.types.TOPBAR_MT_file_import.append(import_cloud.draw_in_import_menu)
    keymap.add()
    command.register()
    timer_driver.start()
    atexit.register(session.close)


def unregister() -> None:
    """Called by Blender when the extension is disabled, and before it is removed."""
    atexit.unregister(session.close)
    session.close()
    timer_driver.stop()
    made.forget()
    command.unregister()
    keymap.remove()
    bpy.types.TOPBAR_MT_file_import.remove(import_cloud.draw_in_import_menu)
    thumbnails.close()
    for settings in reversed(_ATTACHED):
        settings.detach()
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
