"""What the checks of finishing share: a painted object of three parts, how to run operators, and colours compared."""

import bpy
import harness
import numpy as np

PARTS = ("lower", "upper", "bar")
PAINT = np.array([[0.8, 0.1, 0.1], [0.1, 0.2, 0.8], [0.9, 0.85, 0.1]], np.float32)


def part_at(places):
    """The part (N,) of places (N, 3) of the dumbbell."""
    z = places[:, 2]
    return np.where(z < -0.2, 0, np.where(z > 0.2, 1, 2))


def empty():
    harness.module("addon.blender.headless.export").empty_scene()


def surface(rings=96, sides=64):
    """A closed dumbbell 1 high, turned about Z: places (V, 3) and triangles (T, 3), counter-clockwise from outside."""
    z = np.linspace(-0.5, 0.5, rings + 2)[1:-1]
    radius = 0.06 + 0.24 * np.exp(-(((np.abs(z) - 0.33) / 0.11) ** 4))
    radius[[0, -1]] *= 0.5
    angle = np.arange(sides) / sides * 2 * np.pi
    ring = np.stack([np.outer(radius, np.cos(angle)), np.outer(radius, np.sin(angle))], axis=-1)
    body = np.concatenate([ring, np.broadcast_to(z[:, None, None], (rings, sides, 1))], axis=2).reshape(-1, 3)
    places = np.concatenate([body, [[0, 0, -0.5], [0, 0, 0.5]]]).astype(np.float32)
    row, column = (index.ravel() for index in np.meshgrid(np.arange(rings - 1), np.arange(sides), indexing="ij"))
    after = (column + 1) % sides
    a, b, c, d = row * sides + column, row * sides + after, (row + 1) * sides + after, (row + 1) * sides + column
    sole, top = np.full(sides, rings * sides), np.full(sides, rings * sides + 1)
    first, last = np.arange(sides), (rings - 1) * sides + np.arange(sides)
    triangles = [(a, b, c), (a, c, d), (np.roll(first, -1), first, sole), (last, np.roll(last, -1), top)]
    return places, np.concatenate([np.stack(each, axis=1) for each in triangles]).astype(np.int32)


def dumbbell(open_=False, **size):
    """Put the object into an empty scene as a result is put there, selected and active."""
    empty()
    places, triangles = surface(**size)
    ids = part_at(places).astype(np.uint8)
    mesh = harness.module("addon.blender.scene.mesh").build_mesh(
        "dumbbell", places, triangles[: -len(triangles) // 3] if open_ else triangles, PAINT[ids]
    )
    mesh.materials.append(harness.module("addon.blender.scene.material").vertex_color_material())
    item = bpy.data.objects.new("dumbbell", mesh)
    bpy.context.scene.collection.objects.link(item)
    harness.module("addon.blender.scene.parts").label_parts(item, ids, PARTS)
    item.select_set(True)
    bpy.context.view_layer.objects.active = item
    return item


def run(name, **settings):
    """Run an operator as a button does: as one step that can be undone."""
    bpy.ops.ed.undo_push(message="before")
    assert getattr(bpy.ops.pointsmith, name)("EXEC_DEFAULT", True, **settings) == {"FINISHED"}


def refused(name, **settings):
    """Run an operator that has to fail; return what it says."""
    try:
        answer = getattr(bpy.ops.pointsmith, name)(**settings)
    except RuntimeError as error:
        return str(error)
    raise AssertionError(f"{name} answered {answer}")


def again(item):
    """The object of this name, after an undo step has made all references invalid."""
    return bpy.data.objects[item if isinstance(item, str) else item.name]


def facts(item):
    """What a mesh object is, as arrays; colours (V, 3) are sRGB."""
    sheet = harness.module("addon.blender.finishing.sheet").sheet_of(item.data)
    topology = harness.module("addon.blender.finishing.topology")
    colors = np.zeros((len(sheet.vertices), 3), np.float32)
    colors[sheet.triangles.ravel()] = sheet.colors.reshape(-1, 4)[:, :3]
    parts = np.zeros(len(sheet.vertices), np.int32)
    if sheet.parts is not None:
        parts[sheet.triangles.ravel()] = sheet.parts.ravel()
    return {
        "triangles": len(sheet.triangles),
        "closed": topology.soundness(sheet.triangles).is_closed,
        "places": sheet.vertices,
        "low": sheet.vertices.min(axis=0),
        "high": sheet.vertices.max(axis=0),
        "colors": harness.module("addon.core.colors").linear_to_srgb(colors),
        "parts": parts.tolist(),
        "color": item.data.color_attributes.active_color_name,
    }


def lab(srgb):
    """CIELAB (N, 3) of sRGB (N, 3) in [0, 1], D65 (CIE 15)."""
    linear = harness.module("addon.core.colors").srgb_to_linear(np.asarray(srgb, np.float32)).astype(np.float64)
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    ratio = linear @ np.array(to_xyz).T / [0.95047, 1.0, 1.08883]
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)
