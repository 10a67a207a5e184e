"""Render Reference and Normalise to Dataset Frame, on what an artist may have selected."""

from __future__ import annotations

from typing import Any

import bpy
import harness
import numpy as np
from mathutils import Matrix, Vector


def only(*objects: bpy.types.Object) -> None:
    """Select these and nothing else."""
    bpy.ops.object.select_all(action="DESELECT")
    for item in objects:
        item.select_set(True)
    bpy.context.view_layer.objects.active = objects[0]


def colored_box(name: str, size: tuple[float, float, float], place: tuple[float, float, float], rgb: Any) -> Any:
    bpy.ops.mesh.primitive_cube_add(size=1, location=place)
    item = bpy.context.active_object
    item.name, item.scale = name, size
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    node = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    node.inputs["Base Color"].default_value = (*rgb, 1.0)
    item.data.materials.append(material)
    return item


def pixels(image: bpy.types.Image) -> np.ndarray:
    """(rows from the top, columns, 4)."""
    values = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(values)
    return values.reshape(image.size[1], image.size[0], 4)[::-1]


def bounds() -> tuple[np.ndarray, np.ndarray]:
    bpy.context.view_layer.update()
    corners = np.array([i.matrix_world @ Vector(c) for i in bpy.context.selected_objects for c in i.bound_box])
    return corners.min(axis=0), corners.max(axis=0)


def refused(operator: Any, **settings: Any) -> str:
    """Run what must fail, in background an exception; return its sentence."""
    try:
        answer = operator(**settings)
    except RuntimeError as error:
        return str(error)
    raise AssertionError(f"was not refused: {answer}")


def pictures(red: bpy.types.Object, blue: bpy.types.Object) -> None:
    """The red box stands left of the blue one, seen from the front; behind, the other way round."""
    scene = bpy.context.scene
    before = {name: len(getattr(bpy.data, name)) for name in ("objects", "scenes", "lights", "cameras", "worlds")}
    engine, matrix = scene.render.engine, red.matrix_world.copy()
    for side, left_is_red in (("FRONT", True), ("BACK", False)):
        assert bpy.ops.pointsmith.render_reference(side=side) == {"FINISHED"}
        (image,) = [slot.image for slot in scene.pointsmith.images if slot.side == side]
        assert scene.pointsmith.mode == "IMAGE"
        assert image.packed_file is not None
        assert tuple(image.size) == (320, 320)
        found = pixels(image)
        assert found[0, 0, 3] == 0
        seen = found[..., 3] > 0.99
        assert 0.05 < seen.mean() < 0.9
        rows, columns = np.nonzero(seen)
        assert abs(columns.mean() - 160) < 60
        assert abs(rows.mean() - 160) < 60
        half = found[:, :160][seen[:, :160]] if left_is_red else found[:, 160:][seen[:, 160:]]
        assert (half[:, 0] > half[:, 2]).mean() > 0.9, side
    assert {name: len(getattr(bpy.data, name)) for name in before} == before
    assert scene.render.engine == engine
    assert red.matrix_world == matrix


def normalising(red: bpy.types.Object, blue: bpy.types.Object) -> None:
    blue.parent = red
    blue.matrix_parent_inverse = red.matrix_world.inverted()
    bpy.context.view_layer.update()
    offset = (blue.matrix_world.translation - red.matrix_world.translation).length / red.scale.x
    bpy.ops.ed.undo_push(message="before")
    assert bpy.ops.pointsmith.normalise() == {"FINISHED"}
    low, high = bounds()
    np.testing.assert_allclose(low + high, 0, atol=1e-5)
    assert abs((high - low).max() - 1) < 1e-5
    bpy.context.view_layer.update()
    again = (blue.matrix_world.translation - red.matrix_world.translation).length / red.scale.x
    assert abs(again - offset) < 1e-4 * offset, "the parts of an object moved against one another"


def main() -> dict[str, Any]:
    bpy.ops.object.select_all(action="SELECT")
    bpy.ops.object.delete()
    red = colored_box("Red", (2, 2, 5), (10, 20, 30), (0.8, 0.01, 0.01))
    blue = colored_box("Blue", (2, 2, 3), (13, 20, 30), (0.01, 0.02, 0.8))
    only(red, blue)
    pictures(red, blue)
    request = harness.module("addon.blender.settings.request").request_from(bpy.context.scene.pointsmith)
    assert request.images[0].path.endswith(".png")

    # A box that is turned: the frame's box is made of corners, as the paper's.
    red.rotation_euler = (0.2, 0.1, 0.5)
    only(red, blue)
    normalising(red, blue)

    empty = bpy.data.objects.new("Empty", None)
    bpy.context.scene.collection.objects.link(empty)
    only(empty)
    for operator in (bpy.ops.pointsmith.normalise, bpy.ops.pointsmith.render_reference):
        assert "there is no geometry" in refused(operator)

    held = colored_box("Held", (1, 1, 1), (3, 0, 0), (1, 1, 1))
    held.constraints.new("LIMIT_SCALE").use_min_x = True
    held.constraints["Limit Scale"].min_x = 4
    only(held)
    bpy.context.view_layer.update()
    before = held.matrix_world.copy()
    assert "holds it in its place" in refused(bpy.ops.pointsmith.normalise)
    bpy.context.view_layer.update()
    assert held.matrix_world == before
    assert tuple(held.scale) == (1, 1, 1)

    # Instances count: an empty that shows a collection has the size of what it shows.
    group = bpy.data.collections.new("Group")
    group.objects.link(held)
    held.constraints.clear()
    shown = bpy.data.objects.new("Shown", None)
    shown.instance_type, shown.instance_collection = "COLLECTION", group
    shown.matrix_world = Matrix.Scale(7, 4)
    bpy.context.scene.collection.objects.link(shown)
    only(shown)
    assert bpy.ops.pointsmith.normalise() == {"FINISHED"}
    bpy.context.view_layer.update()
    assert abs(max(shown.matrix_world.to_scale()) - 1) < 1e-5
    bpy.ops.object.select_all(action="DESELECT")
    assert not bpy.ops.pointsmith.normalise.poll()
    return {"done": True}
