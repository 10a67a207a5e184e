"""Runs in a real Blender with the extension enabled: catalogue objects are taken apart, moved, keyframed, undone."""

import math
from pathlib import Path

import bpy
import numpy as np
from harness import module

SIZE = 2.0


def insert(folder, category):
    """Let a stored result enter an empty scene; return the object."""
    core, mesh_type, cloud_type = module("addon.core.request"), module("addon.core.mesh"), module("addon.core.cloud")
    module("addon.blender.headless.export").empty_scene()
    mesh = mesh_type.TriangleMesh.load(folder / f"{category}.mesh.npz")
    cloud = cloud_type.PointCloud.load(folder / f"{category}.cloud.npz")
    result = module("addon.jobs.job").JobResult(cloud, mesh, "cpu", "0" * 64, {"coarse": 1.0})
    request = core.GenerationRequest.from_json({"prompt": f"a red {category}", "size": SIZE, "output": "mesh"})
    (item,) = module("addon.blender.scene.insert").insert(request, result, (1.0, -2.0, 0.5))
    return item


def world(item):
    """World positions (V, 3) as the depsgraph has them."""
    bpy.context.view_layer.update()
    evaluated = item.evaluated_get(bpy.context.evaluated_depsgraph_get())
    values = np.empty(len(item.data.vertices) * 3, np.float32)
    item.data.vertices.foreach_get("co", values)
    matrix = np.array(evaluated.matrix_world)
    return values.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]


def take_apart(item, **options):
    bpy.context.view_layer.objects.active = item
    assert bpy.ops.pointsmith.take_apart("EXEC_DEFAULT", True, **options) == {"FINISHED"}
    parent = bpy.context.view_layer.objects.active
    return parent, {child.name: child for child in parent.children_recursive}


def set_control(parent, name, value):
    parent[name] = value
    parent.update_tag()
    bpy.context.view_layer.update()


def controls(parent):
    return module("addon.blender.scene.controls").control_names(parent)


def open_edges(mesh):
    """How many edges are not between exactly two faces."""
    uses = np.zeros(len(mesh.edges), int)
    edges = np.empty(len(mesh.loops), np.int32)
    mesh.loops.foreach_get("edge_index", edges)
    np.add.at(uses, edges, 1)
    return int((uses != 2).sum())


def check_assembled(before, parts):
    """Every vertex of the whole is where one of the parts' is, and each part is closed."""
    everything = np.concatenate([world(part) for part in parts.values()])
    keys = {tuple(row) for row in np.round(everything, 4).tolist()}
    off = 0.0
    for place in before:
        if tuple(np.round(place, 4).tolist()) not in keys:
            off = max(off, float(np.linalg.norm(everything - place, axis=1).min()))
    assert off < 1e-5, off
    for name, part in parts.items():
        assert open_edges(part.data) == 0, (name, open_edges(part.data))
        assert part.data.color_attributes.active_color_name == "Color"
        assert len(part.data.materials) == 1
        assert tuple(part.location) == (0, 0, 0)
        assert tuple(part.scale) == (1, 1, 1)
        assert part.data.validate() is False


def axis_of(part):
    """World origin and local Z of a part at rest."""
    bpy.context.view_layer.update()
    matrix = np.array(part.evaluated_get(bpy.context.evaluated_depsgraph_get()).matrix_world)
    return matrix[:3, 3], matrix[:3, 2] / np.linalg.norm(matrix[:3, 2])


def turned(places, pivot, axis, angle):
    arm = places - pivot
    return (
        pivot
        + arm * math.cos(angle)
        + np.cross(axis, arm) * math.sin(angle)
        + np.outer(arm @ axis, axis) * (1 - math.cos(angle))
    )


def check_turns(parent, parts, name, angle, expected=None):
    """Turning by the control moves the part's vertices about its local Z, and those of what it carries."""
    moved = [parts[name], *parts[name].children_recursive]
    rest = [world(part) for part in moved]
    still = {other: world(part) for other, part in parts.items() if part not in moved}
    pivot, axis = axis_of(parts[name])
    set_control(parent, name, angle)
    for part, places in zip(moved, rest, strict=True):
        np.testing.assert_allclose(
            world(part), turned(places, pivot, axis, angle if expected is None else expected), atol=2e-5
        )
    for other, places in still.items():
        np.testing.assert_array_equal(world(parts[other]), places)
    set_control(parent, name, 0.0)
    for part, places in zip(moved, rest, strict=True):
        np.testing.assert_allclose(world(part), places, atol=2e-6)
    return axis


def check_car(folder):
    item = insert(folder, "car")
    item.rotation_euler = (0.0, 0.0, 0.7)
    item.scale = (1.5, 1.5, 1.5)
    before = world(item)
    wanted = np.array(item.matrix_world)
    record = item["pointsmith"]
    bpy.ops.ed.undo_push(message="before")
    name = item.name
    parent, parts = take_apart(item)
    assert parent.name == name
    assert parent["pointsmith"] == record
    np.testing.assert_allclose(np.array(parent.matrix_world), wanted, atol=1e-6)
    check_assembled(before, parts)
    wheels = [f"{end} {side} wheel" for end in ("front", "rear") for side in ("left", "right")]
    assert set(wheels) <= set(parts)
    assert "hubcaps" not in parts
    for wheel in wheels:
        axis = check_turns(parent, parts, wheel, 1.0)
        # The axle runs across the car, which was turned about the vertical.
        np.testing.assert_allclose(np.abs(axis), (math.cos(0.7), math.sin(0.7), 0.0), atol=1e-5)
    # All together, by two whole turns and a quarter; forward is -Y of the car.
    pivot, axis = axis_of(parts["front left wheel"])
    rest = world(parts["front left wheel"])
    set_control(parent, "wheels", 4.5 * math.pi)
    rolled = world(parts["front left wheel"])
    np.testing.assert_allclose(rolled, turned(rest, pivot, axis, math.pi / 2), atol=2e-5)
    top = rest[:, 2].argmax()
    ahead = np.array((math.sin(0.7), -math.cos(0.7), 0.0))
    assert (rolled[top] - rest[top]) @ ahead > 0.0
    set_control(parent, "wheels", 0.0)
    # Doors open outward and stop.
    middle = before.mean(axis=0)
    for door in ("left door", "right door"):
        check_turns(parent, parts, door, 0.8)
        check_turns(parent, parts, door, 2.5, expected=1.1)
        check_turns(parent, parts, door, -1.0, expected=0.0)
        shut = np.linalg.norm((world(parts[door]).mean(axis=0) - middle)[:2])
        set_control(parent, door, 1.0)
        assert np.linalg.norm((world(parts[door]).mean(axis=0) - middle)[:2]) > shut
        set_control(parent, door, 0.0)
    ui = parent.id_properties_ui("left door").as_dict()
    assert (ui["min"], round(ui["max"], 3), ui["subtype"]) == (0.0, 1.1, "ANGLE")
    assert ui["description"]
    check_keyframes(parent, parts)
    check_light(parent, parts, "headlights")
    bpy.ops.ed.undo()
    assert name in bpy.data.objects
    whole = bpy.data.objects[name]
    assert whole.type == "MESH"
    np.testing.assert_allclose(world(whole), before, atol=1e-6)
    assert not [other for other in bpy.data.objects if other.parent]
    bpy.ops.ed.redo()
    again = bpy.data.objects[name]
    assert again.type == "EMPTY"
    assert len(again.children_recursive) == len(parts)


def check_keyframes(parent, parts):
    scene = bpy.context.scene
    for frame, angle in ((1, 0.0), (11, math.pi)):
        parent["wheels"] = angle
        assert parent.keyframe_insert('["wheels"]', frame=frame)
    scene.frame_set(1)
    rest = world(parts["rear left wheel"])
    pivot, axis = axis_of(parts["rear left wheel"])
    scene.frame_set(11)
    np.testing.assert_allclose(world(parts["rear left wheel"]), turned(rest, pivot, axis, math.pi), atol=2e-5)
    scene.frame_set(1)
    parent.animation_data_clear()


def strength(material):
    evaluated = material.evaluated_get(bpy.context.evaluated_depsgraph_get())
    node = next(node for node in evaluated.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    assert node.inputs["Emission Color"].is_linked
    return node.inputs["Emission Strength"].default_value


def check_light(parent, parts, lamp, control="glow"):
    material = parts[lamp].data.materials[0]
    assert material.name != "Pointsmith Colors"
    assert strength(material) == 0.0
    set_control(parent, control, 3.0)
    assert strength(material) == 3.0
    shared = bpy.data.materials["Pointsmith Colors"]
    node = next(node for node in shared.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    assert node.inputs["Emission Strength"].default_value == 0.0
    set_control(parent, control, 0.0)


def check_dresser(folder):
    item = insert(folder, "dresser")
    before = world(item)
    parent, parts = take_apart(item)
    check_assembled(before, parts)
    drawers = [name for name in controls(parent) if name.endswith("drawer")]
    assert len(drawers) > 1
    for name in drawers:
        limit = parent.id_properties_ui(name).as_dict()["max"]
        depth = np.ptp(before, axis=0)[1]
        assert 0.3 * depth < limit < depth
        moved = [parts[name], *parts[name].children_recursive]
        rest = [world(part) for part in moved]
        for asked, given in ((0.5 * limit, 0.5 * limit), (9.0, limit), (-1.0, 0.0)):
            set_control(parent, name, asked)
            for part, places in zip(moved, rest, strict=True):
                np.testing.assert_allclose(world(part), places + np.array((0.0, -given, 0.0)), atol=2e-5)
        set_control(parent, name, 0.0)
    handles = [name for name in parts if name.endswith("handle")]
    for name in handles:
        assert parts[name].parent == parts[name.removesuffix(" handle")]
    # A drawer is a box, not a board: as deep as it slides.
    assert np.ptp(world(parts[drawers[0]]), axis=0)[1] > 0.9 * parent.id_properties_ui(drawers[0]).as_dict()["max"]


def check_lamp(folder):
    item = insert(folder, "lamp")
    before = world(item)
    parent, parts = take_apart(item)
    check_assembled(before, parts)
    check_light(parent, parts, "shade")


def check_windmill(folder):
    item = insert(folder, "windmill")
    before = world(item)
    parent, parts = take_apart(item)
    check_assembled(before, parts)
    assert parts["hub"].parent == parts["sails"]
    axis = check_turns(parent, parts, "sails", 2.0)
    np.testing.assert_allclose(axis, (0.0, -1.0, 0.0), atol=1e-6)
    check_turns(parent, parts, "door", 1.0)


def pieces(mesh):
    """How many pieces a mesh has that do not hang together."""
    root = np.arange(len(mesh.vertices))
    ends = np.empty(len(mesh.edges) * 2, np.int32)
    mesh.edges.foreach_get("vertices", ends)
    a, b = ends.reshape(-1, 2).T
    while True:
        before = root.copy()
        np.minimum.at(root, a, before[b])
        np.minimum.at(root, b, before[a])
        root = root[root]
        if np.array_equal(root, before):
            return len(np.unique(root))


def check_specks_and_attributes(folder):
    """Mislabelled specks go to what is around them; UV maps, smooth faces and what is parented to the object stay."""
    item = insert(folder, "lamp")
    mesh = item.data
    names = module("addon.blender.scene.parts").part_names(item)
    number = names.index("finial")
    places = world(item)
    ids = np.empty(len(mesh.vertices), np.int32)
    mesh.attributes["part"].data.foreach_get("value", ids)
    lowest = places[ids == names.index("foot")][0]
    near = np.linalg.norm(places - lowest, axis=1) < 0.04
    assert 3 < near.sum() < 60
    mesh.attributes["part"].data.foreach_set("value", np.where(near, number, ids))
    layer = mesh.uv_layers.new(name="Wrapped")
    layer.data.foreach_set("uv", np.tile((0.25, 0.75), len(mesh.loops)).astype(np.float32))
    child = bpy.data.objects.new("tag", None)
    bpy.context.collection.objects.link(child)
    child.parent = item
    parent, parts = take_apart(item)
    assert child.parent == parent
    assert pieces(parts["finial"].data) == 1
    assert world(parts["finial"])[:, 2].min() > places[:, 2].mean()
    check_assembled(places, {name: part for name, part in parts.items() if name != "tag"})
    for name, part in parts.items():
        if name == "tag":
            continue
        (layer,) = part.data.uv_layers
        values = np.empty(len(part.data.loops) * 2, np.float32)
        layer.data.foreach_get("uv", values)
        assert layer.name == "Wrapped"
        assert set(values.tolist()) == {0.25, 0.75}
        assert part.data.polygons[0].use_smooth


def check_slots(folder):
    item = insert(folder, "lamp")
    before = world(item)
    names = module("addon.blender.scene.parts").part_names(item)
    owner, parts = take_apart(item, into="SLOTS")
    assert owner == item
    assert not parts
    np.testing.assert_array_equal(world(item), before)
    assert {slot.name for slot in item.data.materials} <= set(names)
    used = np.empty(len(item.data.polygons), np.int32)
    item.data.polygons.foreach_get("material_index", used)
    assert set(used.tolist()) == set(range(len(item.data.materials)))
    assert {group.name for group in item.vertex_groups} == set(names)
    set_control(item, "glow", 2.0)
    assert strength(item.data.materials["shade"]) == 2.0


def check_refused(folder):
    """Without labels there is one sentence, and nothing changes."""
    for category, spoil in (
        ("lamp", lambda item: item.data.attributes.remove(item.data.attributes["part"])),
        ("lamp", lambda item: item.__delitem__("pointsmith_parts")),
        ("lamp", lambda item: item.data.clear_geometry()),
    ):
        item = insert(folder, category)
        spoil(item)
        objects = len(bpy.data.objects)
        for into in ("OBJECTS", "SLOTS"):
            try:
                bpy.ops.pointsmith.take_apart("EXEC_DEFAULT", into=into)
            except RuntimeError as error:
                assert "no labelled parts" in str(error), error
            else:
                raise AssertionError("not refused")
        assert len(bpy.data.objects) == objects


def main(folder):
    folder = Path(folder)
    for check in (
        check_car,
        check_dresser,
        check_lamp,
        check_windmill,
        check_specks_and_attributes,
        check_slots,
        check_refused,
    ):
        check(folder)
    return True
