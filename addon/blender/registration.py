"""What Blender gets to know of the extension, in order, and in reverse."""

from __future__ import annotations

import atexit

import bpy

from . import blend, drawing, image_slots, keymap, properties, timer_driver
from .headless import command
from .operators import blend as blend_operator
from .operators import (
    cancel,
    finishing,
    finishing_bake,
    finishing_derived,
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
from .panel_blend import POINTSMITH_PT_blend
from .panel_finish import POINTSMITH_PT_finish
from .panel_parts import POINTSMITH_PT_parts
from .panel_pictures import POINTSMITH_PT_pictures, POINTSMITH_PT_pictures_advanced
from .panel_points import POINTSMITH_PT_points
from .panels import POINTSMITH_PT_advanced, POINTSMITH_PT_main, POINTSMITH_PT_origin, POINTSMITH_PT_selection
from .preferences import POINTSMITH_AP_preferences
from .session import session

_CLASSES: tuple[type, ...] = (
    image_slots.POINTSMITH_PG_image_slot,
    blend.POINTSMITH_PG_blend,
    drawing.POINTSMITH_PG_drawing,
    properties.POINTSMITH_PG_settings,
    POINTSMITH_AP_preferences,
    generate.POINTSMITH_OT_generate,
    generate.POINTSMITH_OT_generate_again,
    generate.POINTSMITH_OT_use_settings,
    generate.POINTSMITH_OT_random_seed,
    generate.POINTSMITH_OT_apply_preset,
    blend_operator.POINTSMITH_OT_blend,
    surface.POINTSMITH_OT_surface_again,
    surface.POINTSMITH_OT_surface_points,
    import_cloud.POINTSMITH_OT_import_cloud,
    import_cloud.POINTSMITH_FH_import_cloud,
    images.POINTSMITH_OT_add_image,
    images.POINTSMITH_OT_remove_image,
    pictures.POINTSMITH_OT_draw_picture,
    pictures.POINTSMITH_OT_accept_picture,
    pictures.POINTSMITH_OT_edit_picture,
    reference.POINTSMITH_OT_render_reference,
    reference.POINTSMITH_OT_normalise,
    words.POINTSMITH_OT_use_closest_word,
    take_apart.POINTSMITH_OT_take_apart,
    finishing.POINTSMITH_OT_reduce_faces,
    finishing.POINTSMITH_OT_quads,
    finishing.POINTSMITH_OT_smooth_by_angle,
    finishing_bake.POINTSMITH_OT_bake_texture,
    finishing_derived.POINTSMITH_OT_voxels,
    finishing_derived.POINTSMITH_OT_to_cloud,
    finishing_derived.POINTSMITH_OT_collision_hull,
    finishing_derived.POINTSMITH_OT_levels_of_detail,
    cancel.POINTSMITH_OT_cancel,
    setup.POINTSMITH_OT_setup,
    models.POINTSMITH_OT_model_download,
    models.POINTSMITH_OT_model_cancel,
    models.POINTSMITH_OT_model_load,
    models.POINTSMITH_OT_model_remove,
    models.POINTSMITH_OT_model_dismiss,
    models.POINTSMITH_OT_models_folder,
    support.POINTSMITH_OT_free_memory,
    support.POINTSMITH_OT_copy_diagnostics,
    support.POINTSMITH_OT_open_log,
    support.POINTSMITH_OT_dismiss,
    POINTSMITH_PT_main,
    POINTSMITH_PT_pictures,
    POINTSMITH_PT_pictures_advanced,
    POINTSMITH_PT_blend,
    POINTSMITH_PT_advanced,
    POINTSMITH_PT_origin,
    POINTSMITH_PT_parts,
    POINTSMITH_PT_finish,
    POINTSMITH_PT_points,
    POINTSMITH_PT_selection,
)


def register() -> None:
    """Called by Blender when the extension is enabled."""
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    properties.attach()
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
    command.unregister()
    keymap.remove()
    bpy.types.TOPBAR_MT_file_import.remove(import_cloud.draw_in_import_menu)
    properties.detach()
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
