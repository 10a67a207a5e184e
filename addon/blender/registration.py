"""What Blender gets to know of the extension, in order, and in reverse."""

from __future__ import annotations

import atexit

import bpy

from . import keymap, made, preferences, swatches, timer_driver
from .headless import command
from .operators import (
    assets,
    blend,
    cancel,
    finishing,
    finishing_bake,
    finishing_derived,
    generate,
    images,
    import_cloud,
    models,
    pictures,
    place,
    place_by_click,
    presets,
    prompt,
    reference,
    setup,
    support,
    surface,
    take_apart,
    words,
)
from .panels import advanced, finish, main, origin, parts, placement, points, presets_menu, selection, words_menu
from .panels import blend as blend_panel
from .panels import pictures as pictures_panel
from .session import session
from .settings import blend as blend_settings
from .settings import drawing as drawing_settings
from .settings import image_slots, panel
from .settings import placement as placement_settings
from .settings import text as text_settings

_SETTINGS = (
    image_slots,
    blend_settings,
    drawing_settings,
    text_settings,
    placement_settings,
    panel,
    preferences,
)
"""A group of properties comes before the one that holds it."""

_OPERATORS = (
    generate,
    blend,
    surface,
    import_cloud,
    images,
    pictures,
    reference,
    words,
    prompt,
    presets,
    place,
    place_by_click,
    assets,
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
    words_menu,
    presets_menu,
    main,
    placement,
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
    timer_driver.stop()
    made.forget()
    command.unregister()
    keymap.remove()
    bpy.types.TOPBAR_MT_file_import.remove(import_cloud.draw_in_import_menu)
    panel.detach()
    swatches.close()
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
