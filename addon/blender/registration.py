"""What Blender gets to know of the extension, in order, and in reverse."""

from __future__ import annotations

import atexit

import bpy

from . import keymap, properties, timer_driver
from .headless import command
from .operators import cancel, generate, reference, setup, support
from .panels import POINTSMITH_PT_advanced, POINTSMITH_PT_main, POINTSMITH_PT_origin, POINTSMITH_PT_selection
from .preferences import POINTSMITH_AP_preferences
from .session import session

_CLASSES: tuple[type, ...] = (
    properties.POINTSMITH_PG_settings,
    POINTSMITH_AP_preferences,
    generate.POINTSMITH_OT_generate,
    generate.POINTSMITH_OT_generate_again,
    generate.POINTSMITH_OT_use_settings,
    generate.POINTSMITH_OT_random_seed,
    generate.POINTSMITH_OT_apply_preset,
    reference.POINTSMITH_OT_render_reference,
    reference.POINTSMITH_OT_normalise,
    cancel.POINTSMITH_OT_cancel,
    setup.POINTSMITH_OT_setup,
    support.POINTSMITH_OT_free_memory,
    support.POINTSMITH_OT_copy_diagnostics,
    support.POINTSMITH_OT_open_log,
    support.POINTSMITH_OT_dismiss,
    POINTSMITH_PT_main,
    POINTSMITH_PT_advanced,
    POINTSMITH_PT_origin,
    POINTSMITH_PT_selection,
)


def register() -> None:
    """Called by Blender when the extension is enabled."""
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    properties.attach()
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
    properties.detach()
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
