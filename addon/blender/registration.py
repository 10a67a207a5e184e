"""What Blender gets to know of the extension, in order, and in reverse."""

from __future__ import annotations

import atexit

import bpy

from . import keymap, made, preferences, swatches, thumbnails, timer_driver, tooltips, translation
from .cutouts import driver as cutout_driver
from .cutouts import thumbnails as cutout_thumbnails
from .headless import command
from .operators import (
    assets,
    blend,
    cancel,
    cutout,
    errors,
    finishing,
    finishing_bake,
    finishing_derived,
    first_object,
    gallery,
    gallery_more,
    generate,
    history,
    image_sources,
    images,
    import_cloud,
    models,
    pictures,
    place,
    place_by_click,
    presets,
    prompt,
    queue,
    reference,
    setup,
    show,
    support,
    surface,
    take_apart,
    words,
)
from .panels import (
    advanced,
    finish,
    main,
    origin,
    parts,
    pie,
    placement,
    points,
    popovers,
    presets_menu,
    selection,
    words_menu,
)
from .panels import blend as blend_panel
from .panels import gallery as gallery_panel
from .panels import history as history_panel
from .panels import images as images_panel
from .panels import pictures as pictures_panel
from .panels import queue as queue_panel
from .session import session
from .settings import blend as blend_settings
from .settings import drawing as drawing_settings
from .settings import history as history_settings
from .settings import image_slots, panel, variations
from .settings import placement as placement_settings
from .settings import queue as queue_settings
from .settings import text as text_settings

_SETTINGS = (
    image_slots,
    blend_settings,
    drawing_settings,
    variations,
    text_settings,
    placement_settings,
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
    show,
    errors,
    first_object,
    blend,
    surface,
    import_cloud,
    images,
    image_sources,
    cutout,
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
    images_panel,
    words_menu,
    presets_menu,
    main,
    queue_panel,
    gallery_panel,
    placement,
    pictures_panel,
    blend_panel,
    advanced,
    origin,
    parts,
    finish,
    points,
    selection,
    history_panel,
    popovers,
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
    for settings in _ATTACHED:
        settings.attach()
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
    cutout_driver.stop()
    cutout_thumbnails.clear()
    timer_driver.stop()
    made.forget()
    command.unregister()
    keymap.remove()
    bpy.types.VIEW3D_MT_object.remove(pie.draw_in_object_menu)
    bpy.types.TOPBAR_MT_file_import.remove(import_cloud.draw_in_import_menu)
    thumbnails.close()
    for settings in reversed(_ATTACHED):
        settings.detach()
    swatches.close()
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
    translation.unregister()
