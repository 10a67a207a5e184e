"""What Blender gets to know of the extension, in order, and in reverse."""

from __future__ import annotations

import atexit

import bpy

from . import keymap, made, preferences, timer_driver
from .cutouts import driver as cutout_driver
from .cutouts import thumbnails
from .headless import command
from .operators import (
    blend,
    cancel,
    cutout,
    finishing,
    finishing_bake,
    finishing_derived,
    generate,
    image_sources,
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
from .panels import advanced, finish, main, origin, parts, points, selection
from .panels import blend as blend_panel
from .panels import images as images_panel
from .panels import pictures as pictures_panel
from .session import session
from .settings import blend as blend_settings
from .settings import drawing as drawing_settings
from .settings import image_slots, panel

_SETTINGS = (image_slots, blend_settings, drawing_settings, panel, preferences)
"""A group of properties comes before the one that holds it."""

_OPERATORS = (
    generate,
    blend,
    surface,
    import_cloud,
    images,
    image_sources,
    cutout,
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
    images_panel,
    main,
    pictures_panel,
    blend_panel,
    advanced,
    origin,
    parts,
    finish,
    points,
    selection,
)
"""In the order in which they stand in the sidebar."""

_CLASSES: tuple[type, ...] = tuple(cls for module in (*_SETTINGS, *_OPERATORS, *_PANELS) for cls in module.CLASSES)


def register() -> None:
    """Called by Blender when the extension is enabled."""
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    panel.attach()
    bpy.types.TOPBAR_MT_file_import.append(import_cloud.draw_in_import_menu)
    keymap.add()
    command.register()
    timer_driver.start()
    atexit.register(session.close)


def unregister() -> None:
    """Called by Blender when the extension is disabled, and before it is removed."""
    atexit.unregister(session.close)
    session.close()
    cutout_driver.stop()
    thumbnails.clear()
    timer_driver.stop()
    made.forget()
    command.unregister()
    keymap.remove()
    bpy.types.TOPBAR_MT_file_import.remove(import_cloud.draw_in_import_menu)
    panel.detach()
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
