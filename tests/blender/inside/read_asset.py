"""Another Blender, without the extension, appends an asset out of a library's file."""

from __future__ import annotations

from typing import Any

import bpy


def main(file: str) -> dict[str, Any]:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    with bpy.data.libraries.load(file, link=False, assets_only=True) as (there, wanted):
        assert list(there.objects) == ["a red chair"], list(there.objects)
        wanted.objects = list(there.objects)
    (item,) = wanted.objects
    data, preview = item.asset_data, item.preview
    return {
        "catalog": data.catalog_id,
        "tags": [tag.name for tag in data.tags],
        "description": data.description,
        "licence": data.license,
        "picture": [*preview.image_size],
        "vertices": len(item.data.vertices),
        "colors": item.data.color_attributes.active_color_name,
        "material": item.data.materials[0].name,
        "location": list(item.location),
        "scale": list(item.scale),
        "parent": item.parent is not None,
        "cloud": len(item["pointsmith_cloud"].vertices),
        "objects": len(bpy.data.objects),
    }
