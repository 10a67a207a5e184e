"""Results at their destinations: fitted to proxies, named, parented, reduced; and what the operators ask for."""

from __future__ import annotations

import math
from typing import Any

import bpy
import harness
import numpy as np
from insert_result import PROMPT, positions_of, synthetic
from mathutils import Euler, Matrix, Vector

EXTENT = np.array([0.5, 0.4, 1.0])
"""Of the synthetic result."""


def core(name: str) -> Any:
    return harness.module(f"addon.core.{name}")


def destination(**record: Any) -> Any:
    return core("destination").Destination.from_json(record)


def arrive(where: Any, output: str = "mesh") -> list[Any]:
    request = core("request").GenerationRequest.from_json({"prompt": PROMPT, "output": output, "size": 3.0})
    return harness.module("addon.blender.scene.arrival").arrive(request, synthetic(), where)


def empty() -> None:
    harness.module("addon.blender.headless.export").empty_scene()


def cube(name: str, location: Any, rotation: Any, scale: Any) -> Any:
    bpy.ops.mesh.primitive_cube_add(size=2, location=location, rotation=rotation)
    item = bpy.context.active_object
    item.name, item.scale = name, scale
    bpy.context.view_layer.update()
    return item


def places_asked(**options: Any) -> list[Any]:
    """Return what Generate in Place of Selected would start: (request, destination) pairs."""
    started: list[Any] = []
    place = harness.module("addon.blender.operators.place")
    kept, place.start = place.start, lambda _operator, tasks, _told: started.extend(tasks)
    session = harness.module("addon.blender.session").session
    session._ready, session._ready_asked = True, math.inf
    try:
        assert bpy.ops.pointsmith.take_places(**options) == {"FINISHED"}
    finally:
        place.start = kept
    return [pair for task in started for pair in zip(task.requests, task.destinations, strict=True)]


def check_plain_and_turned() -> None:
    empty()
    (item,) = arrive(destination(location=[1, 2, 3], rotation=[0.1, 0.2, 0.3]))
    assert tuple(item.location) == (1, 2, 3)
    np.testing.assert_allclose(item.rotation_euler, (0.1, 0.2, 0.3), atol=1e-6)
    assert tuple(item.scale) == (1, 1, 1)


def check_in_place_of(stretch: bool, turn: Any, scale: Any) -> None:
    empty()
    proxy = cube("Red_Chair.003", (1, -2, 0.5), turn, scale)
    world = proxy.matrix_world.copy()
    settings = bpy.context.scene.pointsmith
    settings.prompt = PROMPT
    ((_request, where),) = places_asked(stretch=stretch)
    (item,) = arrive(where)
    assert item.name == "Red_Chair.003"
    assert proxy.name == "Red_Chair.003 proxy"
    assert proxy.hide_render
    assert proxy.hide_get()
    # In the frame of the proxy its box is from -1 to 1.
    bpy.context.view_layer.update()
    inverse = np.array(world.inverted())
    seen = positions_of(item) @ inverse[:3, :3].T + inverse[:3, 3]
    assert (np.abs(seen) <= 1 + 1e-4).all(), seen
    np.testing.assert_allclose(seen[:, 2].min(), -1, atol=1e-4)
    gaps = 2 - np.ptp(seen, axis=0)
    assert np.abs(gaps).min() < 1e-4, gaps
    if stretch:
        assert np.abs(gaps).max() < 1e-4, gaps
    else:
        # The size is in the data: its scale is 1, and the record makes the same one again.
        assert tuple(item.scale) == (1, 1, 1)
        made = harness.module("addon.blender.scene.origin").origin_of(item).request
        sides = np.abs(np.array(scale)) * 2
        np.testing.assert_allclose(made.size, min(sides / EXTENT), rtol=1e-5)
    front = np.array(item.matrix_world.to_3x3() @ Vector((0, -1, 0)))
    wanted = np.array(world.to_3x3() @ Vector((0, -1, 0)))
    np.testing.assert_allclose(front / np.linalg.norm(front), wanted / np.linalg.norm(wanted), atol=1e-5)


def check_parent_collection_and_children() -> None:
    empty()
    home = bpy.data.collections.new("Room")
    bpy.context.scene.collection.children.link(home)
    parent = bpy.data.objects.new("Table", None)
    parent.matrix_world = Matrix.Translation((5, 0, 0)) @ Matrix.Rotation(0.7, 4, "Z")
    child = bpy.data.objects.new("Lamp", None)
    proxy = bpy.data.objects.new("Cup", None)
    proxy.empty_display_type, proxy.empty_display_size = "CUBE", 0.5
    for item in (parent, child, proxy):
        home.objects.link(item)
    proxy.parent, child.parent = parent, proxy
    proxy.location, child.location = (1, 2, 3), (0, 0, 1)
    bpy.context.view_layer.update()
    child_world, proxy_world = child.matrix_world.copy(), proxy.matrix_world.copy()
    stand = harness.module("addon.blender.scene.proxies").stand_of_proxy(proxy)
    np.testing.assert_allclose(stand.size, (1, 1, 1), atol=1e-6)
    record = {"location": list(stand.location), "rotation": list(stand.rotation), "box": {"size": list(stand.size)}}
    new = arrive(destination(**record, replace="Cup", then="remove"), output="both")
    assert [item.name for item in new] == ["Cup", f"{PROMPT} points"]
    bpy.context.view_layer.update()
    for item in new:
        assert item.parent == parent
        assert [each.name for each in item.users_collection] == ["Room"]
        np.testing.assert_allclose(item.matrix_world.translation, proxy_world @ Vector((0, 0, -0.5)), atol=1e-5)
        np.testing.assert_allclose(item.matrix_world.to_3x3(), proxy_world.to_3x3(), atol=1e-5)
    assert child.parent == new[0]
    np.testing.assert_allclose(child.matrix_world, child_world, atol=1e-5)
    assert "Cup proxy" not in bpy.data.objects


def check_kept_gone_and_nothing() -> None:
    empty()
    proxy = cube("Block", (0, 0, 0), (0, 0, 0), (1, 1, 1))
    (item,) = arrive(destination(replace="Block", then="keep", box={"size": [2, 2, 2]}))
    assert (proxy.name, proxy.hide_get(), item.name) == ("Block", False, PROMPT)
    (item,) = arrive(destination(replace="No such thing", box={"size": [2, 2, 2]}))
    assert item.name == f"{PROMPT}.001"
    point = bpy.data.meshes.new("point")
    point.from_pydata([(0, 0, 0)], [], [])
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("Point", point))
    try:
        harness.module("addon.blender.scene.proxies").stand_of_proxy(bpy.data.objects["Point"])
    except core("errors").PointsmithError as error:
        assert "no size" in str(error)
    else:
        raise AssertionError


def check_several_with_their_names() -> None:
    empty()
    settings = bpy.context.scene.pointsmith
    settings.prompt, settings.seed = "a robot", 5
    bpy.ops.object.select_all(action="DESELECT")
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    bpy.context.scene.collection.objects.link(camera)
    for name, x in (("red chair.001", 0), ("blue_table proxy", 3), ("12", 6)):
        cube(name, (x, 0, 1), (0, 0, 0), (1, 1, 1))
    for item in bpy.data.objects:
        item.select_set(True)
    asked = places_asked(names_as_prompts=True, then="REMOVE")
    found = {where.replace: (request.prompt, request.seed) for request, where in asked}
    assert found == {"12": ("a robot", 5), "blue_table proxy": ("blue table", 6), "red chair.001": ("red chair", 7)}
    assert {str(where.then) for _, where in asked} == {"remove"}
    settings.placement.names_as_prompts = False
    assert {request.prompt for request, _ in places_asked()} == {"a robot"}


def check_only_proxies() -> None:
    empty()
    bpy.context.scene.pointsmith.prompt = PROMPT
    assert not bpy.ops.pointsmith.take_places.poll()
    (item,) = arrive(destination())
    item.select_set(True)
    assert not bpy.ops.pointsmith.take_places.poll()


def check_empties_that_are_places() -> None:
    empty()
    spot = bpy.data.objects.new("spot", None)
    spot.empty_display_type, spot.empty_display_size = "ARROWS", 0.5
    bpy.context.scene.collection.objects.link(spot)
    spot.location = (1, 1, 1)
    bpy.context.view_layer.update()
    stand = harness.module("addon.blender.scene.proxies").stand_of_proxy(spot)
    np.testing.assert_allclose(stand.location, (1, 1, 1), atol=1e-6)
    np.testing.assert_allclose(stand.size, (1, 1, 1), atol=1e-6)


def check_low_poly() -> None:
    empty()
    bpy.ops.mesh.primitive_uv_sphere_add(segments=64, ring_count=64)
    ball = bpy.context.active_object.data
    ball.calc_loop_triangles()
    vertices = np.array([vertex.co for vertex in ball.vertices], np.float32) / 2
    faces = np.array([triangle.vertices for triangle in ball.loop_triangles], np.int32)
    result = synthetic()
    solid = core("mesh").TriangleMesh(vertices, faces, np.clip(vertices + 0.5, 0, 1).astype(np.float32))
    object.__setattr__(result, "mesh", solid)
    request = core("request").GenerationRequest.from_json({"prompt": PROMPT})
    where = destination(triangles=600, flat=True)
    (item,) = harness.module("addon.blender.scene.arrival").arrive(request, result, where)
    count = len(item.data.loops) - 2 * len(item.data.polygons)
    assert 560 <= count <= 612, count
    assert not any(face.use_smooth for face in item.data.polygons)
    assert item.data.color_attributes.active_color is not None
    assert isinstance(item["pointsmith_detail"], bpy.types.Mesh)
    np.testing.assert_allclose(np.ptp(positions_of(item), axis=0).max(), 1.0, atol=0.03)


def check_the_panels_destination() -> None:
    empty()
    scene = bpy.context.scene
    settings, placement = scene.pointsmith, scene.pointsmith.placement
    at_cursor = harness.module("addon.blender.settings.placement").at_cursor
    scene.cursor.location, scene.cursor.rotation_euler = (1, 2, 3), (0.1, 0.2, 0.3)
    plain = at_cursor(bpy.context)
    assert plain == destination(location=[1, 2, 3])
    placement.use_rotation = True
    assert bpy.ops.pointsmith.new_collection(name="Shelf é") == {"FINISHED"}
    assert placement.collection == bpy.data.collections["Shelf é"]
    placement.reduce, placement.triangles, placement.flat = True, 700, True
    placement.as_asset, placement.catalog, placement.tags = True, "Props", "a, b ,,"
    full = at_cursor(bpy.context)
    np.testing.assert_allclose(full.rotation, (0.1, 0.2, 0.3), atol=1e-6)
    assert (full.collection, full.triangles, full.flat) == ("Shelf é", 700, True)
    assert full.asset.to_json() == {"library": "", "catalog": "Props", "tags": ["a", "b"]}
    assert core("destination").Destination.from_json(full.to_json()) == full
    assert settings.missing == "Type what to make"


def check_where_a_click_lands() -> None:
    empty()
    cube("Box", (0, 0, 1), (0, 0, 0), (1, 1, 1))
    along = harness.module("addon.blender.scene.aim").along
    down = Vector((0, 0, -1))
    top = along(bpy.context, Vector((0.2, 0.1, 9)), down)
    assert top.name == "Box"
    np.testing.assert_allclose(top.location, (0.2, 0.1, 2), atol=1e-5)
    np.testing.assert_allclose(top.normal, (0, 0, 1), atol=1e-5)
    ground = along(bpy.context, Vector((5, 5, 9)), down)
    assert ground.name == ""
    np.testing.assert_allclose(ground.location, (5, 5, 0), atol=1e-5)
    assert along(bpy.context, Vector((5, 5, 9)), -down) is None
    wall = along(bpy.context, Vector((-9, 0, 1)), Vector((1, 0, 0)))
    np.testing.assert_allclose(wall.normal, (-1, 0, 0), atol=1e-5)
    upright, out = wall.rotation(align=False, turn=0.5), wall.rotation(align=True, turn=0.5)
    np.testing.assert_allclose(upright.to_euler(), (0, 0, 0.5), atol=1e-5)
    np.testing.assert_allclose(out @ Vector((0, 0, 1)), (-1, 0, 0), atol=1e-5)
    bpy.data.objects["Box"].hide_set(True)
    assert along(bpy.context, Vector((0.2, 0.1, 9)), down).name == ""
    outline = harness.module("addon.blender.scene.outline")
    lines = np.array(outline.box_lines(Vector((1, 2, 3)), Euler((0, 0, 0.7)).to_quaternion(), 2.0))
    assert lines.shape == (24, 3)
    np.testing.assert_allclose((lines[:, 2].min(), lines[:, 2].max()), (3, 5), atol=1e-6)
    np.testing.assert_allclose(lines.mean(axis=0), (1, 2, 4), atol=1e-6)


def check_the_cursor_is_placed() -> None:
    empty()
    place = bpy.ops.pointsmith.place_by_click
    assert place(action="CURSOR", location=(1, 2, 3), rotation=(0, 0, 0.5)) == {"FINISHED"}
    cursor = bpy.context.scene.cursor
    np.testing.assert_allclose((*cursor.location, *cursor.rotation_euler), (1, 2, 3, 0, 0, 0.5), atol=1e-6)


def check_one_undo_step() -> None:
    empty()
    cube("Block", (0, 0, 1), (0, 0, 0.3), (1, 2, 1))
    bpy.ops.ed.undo_push(message="before")
    row = harness.module("addon.blender.scene.row")
    request = core("request").GenerationRequest.from_json({"prompt": PROMPT})
    where = destination(replace="Block", box={"size": [2, 4, 2]}, collection="New", flat=True, asset={})
    job = type("Job", (), {"requests": [request], "results": [synthetic()], "notices": []})()
    (((item,),)) = row.deliver(job, [where], "a chair")
    assert item.asset_data is not None
    assert job.notices == []
    bpy.ops.ed.undo()
    assert sorted(each.name for each in bpy.data.objects) == ["Block"]
    assert not bpy.data.objects["Block"].hide_get()
    assert "New" not in bpy.data.collections
    bpy.ops.ed.redo()
    assert sorted(each.name for each in bpy.data.objects) == ["Block", "Block proxy"]


def main() -> dict[str, Any]:
    check_plain_and_turned()
    for stretch in (False, True):
        check_in_place_of(stretch, (0, 0, 0), (1, 1, 1))
        check_in_place_of(stretch, (0.4, -0.7, 2.0), (0.5, 2, 3))
        check_in_place_of(stretch, (math.pi / 2, 0, 0), (1, 0.2, 0.7))
    check_parent_collection_and_children()
    check_kept_gone_and_nothing()
    check_several_with_their_names()
    check_only_proxies()
    check_empties_that_are_places()
    check_low_poly()
    check_the_panels_destination()
    check_where_a_click_lands()
    check_the_cursor_is_placed()
    check_one_undo_step()
    return {}
