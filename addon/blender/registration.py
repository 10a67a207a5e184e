"""What Blender gets to know of the extension, in order, and in reverse."""

from __future__ import annotations

import atexit

import bpy

from . import keymap, preferences, timer_driver, tooltips, translation
from .headless import command
from .operators import (
    blend,
    cancel,
    errors,
    finishing,
    finishing_bake,
    finishing_derived,
    first_object,
    generate,
    images,
    import_cloud,
    models,
    pictures,
    reference,
    setup,
    support,
    surface,
    take_apart,
    words,
)
from .panels import advanced, finish, main, origin, parts, pie, points, selection
from .panels import blend as blend_panel
from .panels import pictures as pictures_panel
from .session import session
from .settings import blend as blend_settings
from .settings import drawing as drawing_settings
from .settings import image_slots, panel

_SETTINGS = (image_slots, blend_settings, drawing_settings, panel, preferences)
"""A group of properties comes before the one that holds it."""

_OPERATORS = (
    generate,
    errors,
    first_object,
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
    pictures_panel,
    blend_panel,
    advanced,
    origin,
    parts,
    finish,
    points,
    selection,
    pie,
)
"""In the order in which they stand in the sidebar."""

_CLASSES: tuple[type, ...] = tuple(cls for module in (*_SETTINGS, *_OPERATORS, *_PANELS) for cls in module.CLASSES)


def register() -> None:
    """Called by Blender when the extension is enabled."""
    translation.register()
    for cls in _CLASSES:
        tooltips.describe(cls)
        bpy.utils.register_class(cls)
    panel.attach()
    bpy.types.TOPBAR_MT_file_import.append(import_cloud.draw_in_import_menu)
    bpy.types.VIEW3D_MT_object.append(pie.draw_in_object_menu)
    keymap.add()
    command.register()
    timer_driver.start()
    atexit.register(session.close)


def unregister() -> None:
    """Called by Blender when the extension is disabled, and before it is removed."""
    atexit.unregister(session.close)
    session.close()
    timer_driver.stop()
    command.unregister()
    keymap.remove()
    bpy.types.VIEW3D_MT_object.remove(pie.draw_in_object_menu)
    bpy.types.TOPBAR_MT_file_import.remove(import_cloud.draw_in_import_menu)
    panel.detach()
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
    translation.unregister()
