"""A labelled object becomes parts that move: objects on their pivots under one parent, or a material slot each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix
from numpy.typing import NDArray

from ...core.errors import ErrorCode, PointsmithError
from ...core.joint_fitting import Labelled, fit_joints
from ...core.joints import Joint, Moves, Place, glowing, is_wheel, moves_of
from ..rigging import drive
from ..rigging.attributes import Polygons, read, write
from ..rigging.cuts import Cutting
from ..rigging.division import face_parts, shared_out
from ..rigging.rounding import Body, with_core, without_arch
from .controls import name_controls
from .material import vertex_color_material
from .origin import PROPERTY as RECORD
from .origin import record_of
from .parts import ATTRIBUTE, part_names

_SAMPLES = 4096
_LEAST_SAMPLES = 48
"""Of a part, however small it is."""
_LEAST, _LEAST_MOVING = 0.01, 0.1
"""Share of a part's area below which a piece of it is a speck, of parts that stand still and that move by a joint."""
_LEAF = 0.02
"""Thickness of a door, as a share of the object's longest side."""


@dataclass(frozen=True, eq=False)
class _Divided:
    """An object's surface with a part for each face.

    faces : (F,) index into `names`, every one of which occurs
    """

    polygons: Polygons
    faces: NDArray[np.int64]
    names: tuple[str, ...]
    joints: dict[str, Joint]
    moves: Moves


def take_apart(item: bpy.types.Object) -> tuple[bpy.types.Object, list[bpy.types.Object]]:
    """Replace an object by its parts; return their parent, an empty in the object's place, and the parts.

    The assembled parts are where the object was. A part that moves has its origin on its axis, its local Z along it,
    limits as constraints, and a custom property of the parent that drives it; wheels also have `wheels` together, and
    lamps `glow`. What modifiers make of the mesh is what is divided.

    Raises
    ------
    PointsmithError
        BAD_SELECTION for an object without labelled parts, or with one only; the scene is as it was.
    """
    shape = _evaluated(item)
    divided = _divide(item, shape)
    if len(divided.names) < 2:
        raise PointsmithError(ErrorCode.BAD_SELECTION, f"“{item.name}” is of one part, “{divided.names[0]}”")
    parent = _parent_in_place_of(item)
    made: dict[str, bpy.types.Object] = {}
    frames: dict[str, Matrix] = {}
    cutting = _cutting(divided)
    for number, name in enumerate(divided.names):
        frames[name] = _frame(divided, name)
        piece = cutting.part(number)
        if _is_round(divided, name):
            own = divided.faces == number
            piece = with_core(piece, int(own.sum()), divided.joints[name], Body.of(divided.polygons, ~own))
        made[name] = _object(name, piece, frames[name], shape)
    for name, part in made.items():
        carrier = divided.moves.carriers.get(name, "")
        part.parent = made.get(carrier, parent)
        # The rest pose lies in here, so that the part's own rotation and location begin at zero.
        part.matrix_parent_inverse = frames[carrier].inverted() @ frames[name] if carrier in made else frames[name]
        for collection in item.users_collection:
            collection.objects.link(part)
    _add_controls(parent, divided, made)
    for child in item.children:
        child.parent = parent
    title = item.name
    bpy.data.objects.remove(item)
    parent.name = title
    return parent, [made[name] for name in divided.names]


def give_slots(item: bpy.types.Object) -> None:
    """Give each part of an object a material slot of its name; lamps get a property `glow` of the object.

    Raises
    ------
    PointsmithError
        BAD_SELECTION for an object without labelled parts, or one whose mesh others use too.
    """
    mesh: Any = item.data
    if item.modifiers or mesh.users > 1 or mesh.library is not None:
        raise PointsmithError(ErrorCode.BAD_SELECTION, f"“{item.name}” shares its mesh or has modifiers, apply them")
    divided = _divide(item, mesh)
    base = mesh.materials[0] if mesh.materials else None
    lamps = glowing(divided.names)
    mesh.materials.clear()
    for name in divided.names:
        if name in lamps:
            mesh.materials.append(drive.glowing_material(base, name))
        else:
            copy: Any = (base or vertex_color_material()).copy()
            copy.name = name
            mesh.materials.append(copy)
    mesh.polygons.foreach_set("material_index", divided.faces.astype(np.int32))
    mesh.update()
    names = _light_names(lamps)
    for name in dict.fromkeys(names.values()):
        drive.add_strength(item, name)
    for lamp, name in names.items():
        drive.light_up(mesh.materials[divided.names.index(lamp)], item, name)
    name_controls(item, dict.fromkeys(names.values()))


def _evaluated(item: bpy.types.Object) -> bpy.types.Mesh:
    if item.type != "MESH":
        raise PointsmithError(ErrorCode.BAD_SELECTION, f"“{item.name}” is not a mesh")
    if item.library is not None or item.mode != "OBJECT":
        raise PointsmithError(ErrorCode.BAD_SELECTION, f"“{item.name}” is linked from another file or being edited")
    if not item.modifiers and not item.data.shape_keys:  # type: ignore[union-attr]
        return item.data  # type: ignore[return-value]
    mesh: bpy.types.Mesh = item.evaluated_get(bpy.context.evaluated_depsgraph_get()).data  # type: ignore[assignment]
    return mesh


def _divide(item: bpy.types.Object, mesh: bpy.types.Mesh) -> _Divided:
    names = part_names(item)
    attribute: Any = mesh.attributes.get(ATTRIBUTE)
    labelled = attribute is not None and attribute.domain == "POINT" and attribute.data_type == "INT"
    if not names or not labelled or not len(mesh.polygons):
        raise PointsmithError(ErrorCode.BAD_SELECTION, f"“{item.name}” has no labelled parts on its surface")
    polygons = read(mesh)
    ids = polygons.layers["POINT"].pop(ATTRIBUTE)[1].ravel()
    if ids.min() < 0 or ids.max() >= len(names):
        raise PointsmithError(ErrorCode.BAD_SELECTION, f"parts of “{item.name}” have no name")
    # A door is of one piece, so what lies apart from it is not the door's; windows are many.
    moving = moves_of(names).rules
    faces = face_parts(polygons, ids, np.array([_LEAST_MOVING if name in moving else _LEAST for name in names]))
    for shared, movers in moves_of([names[number] for number in np.unique(faces)]).shared.items():
        faces = shared_out(polygons, faces, names.index(shared), [names.index(mover) for mover in movers])
    occurring, faces = np.unique(faces, return_inverse=True)
    present = tuple(names[number] for number in occurring)
    faces = faces.reshape(-1)
    joints, moves = _joints(polygons, faces, present), moves_of(present)
    divided = _Divided(polygons, faces, present, joints, moves)
    for number, name in enumerate(present):
        if _is_round(divided, name):
            faces = without_arch(polygons, faces, number, joints[name])
    return replace(divided, faces=faces)


def _is_round(divided: _Divided, name: str) -> bool:
    """Whether a part is a wheel, of which the object around it may hide a piece."""
    return name in divided.joints and is_wheel(name)


def _joints(polygons: Polygons, faces: NDArray[np.int64], names: tuple[str, ...]) -> dict[str, Joint]:
    """Fit joints on points that are spread over the surface, some of them on every part."""
    areas, vectors = polygons.face_areas
    total = max(float(areas.sum()), 1e-12)
    rng = np.random.default_rng(0)
    chosen = []
    for number in range(len(names)):
        (mine,) = np.nonzero((faces == number) & (areas > 0))
        if len(mine):
            share = areas[mine] / areas[mine].sum()
            count = max(_LEAST_SAMPLES, round(_SAMPLES * float(areas[mine].sum()) / total))
            chosen.append(rng.choice(mine, count, p=share))
    picked = np.concatenate(chosen)
    # A random mixture of a face's first corner and two neighbours of it in its fan.
    starts, sizes = polygons.starts[picked], polygons.sizes[picked]
    second = 1 + rng.integers(0, np.maximum(sizes - 2, 1))
    corners = [polygons.vertices[polygons.corners[starts + step]] for step in (0, second, second + 1)]
    u, v = np.sqrt(rng.random((len(picked), 1))), rng.random((len(picked), 1))
    points = (1 - u) * corners[0] + u * (1 - v) * corners[1] + u * v * corners[2]
    normals = vectors[picked] / np.linalg.norm(vectors[picked], axis=1, keepdims=True)
    return fit_joints(Labelled(points.astype(np.float64), normals, faces[picked], names))


def _cutting(divided: _Divided) -> Cutting:
    """Say how the parts are to be closed: doors as plates, drawers as boxes, wheels as they are."""
    numbers = {name: number for number, name in enumerate(divided.names)}
    size = float(np.ptp(divided.polygons.vertices, axis=0).max())
    ways, boxes, solid = {}, set(), set()
    for name, joint in divided.joints.items():
        rule = divided.moves.rules[name]
        if rule.place is Place.DOOR:
            out = np.cross(joint.axis, _places(divided, name).mean(axis=0) - joint.pivot)
            ways[numbers[name]] = -out / max(float(np.linalg.norm(out)), 1e-12) * _LEAF * size
        elif joint.kind == "slide" and not rule.axes:
            ways[numbers[name]] = -joint.axis * joint.high
            boxes.add(numbers[name])
        elif rule.place in (Place.RIM, Place.MIDDLE):
            solid.add(numbers[name])
    moving = frozenset(numbers[name] for name in divided.names if divided.moves.motion(name))
    return Cutting(divided.polygons, divided.faces, moving, frozenset(solid), ways, frozenset(boxes))


def _places(divided: _Divided, name: str) -> NDArray[np.float64]:
    """The vertices of a part, each as often as faces meet in it."""
    mine = divided.faces == divided.names.index(name)
    corners = divided.polygons.corners[mine[divided.polygons.face_of_corner]]
    places: NDArray[np.float64] = divided.polygons.vertices[corners].astype(np.float64)
    return places


def _frame(divided: _Divided, name: str) -> Matrix:
    """Where a part's origin is, and its local axes: Z along the joint, or the object's own."""
    places = _places(divided, name)
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    joint = divided.joints.get(name)
    if joint is None:
        return Matrix.Translation(middle.tolist())
    z = joint.axis
    pivot = middle if joint.kind == "slide" else joint.pivot + z * (z @ (middle - joint.pivot))
    # As near to the object's own X or Y as can be.
    x = np.array((1.0, 0.0, 0.0)) if abs(z[0]) < 0.7 else np.array((0.0, 1.0, 0.0))
    x = x - z * (z @ x)
    x /= np.linalg.norm(x)
    frame = np.eye(4)
    frame[:3, :3] = np.stack([x, np.cross(z, x), z], axis=1)
    frame[:3, 3] = pivot
    return Matrix(frame.tolist())


def _object(name: str, piece: Polygons, frame: Matrix, like: bpy.types.Mesh) -> bpy.types.Object:
    matrix = np.array(frame)
    piece.vertices = ((piece.vertices - matrix[:3, 3]) @ matrix[:3, :3]).astype(np.float32)
    for kind, values in piece.layers["POINT"].values():
        if kind == "FLOAT_VECTOR":
            values[:] = values @ matrix[:3, :3].astype(np.float32)
    return bpy.data.objects.new(name, write(name, piece, like))


def _parent_in_place_of(item: bpy.types.Object) -> bpy.types.Object:
    """Make an empty that stands, hangs and is animated as the object is, and carries its record."""
    empty: Any = bpy.data.objects.new(f"{item.name} parts", None)
    empty.empty_display_type = "PLAIN_AXES"
    empty.empty_display_size = 0.25 * max(item.dimensions[:])
    for channel in (
        "rotation_mode",
        *("location", "rotation_euler", "rotation_quaternion", "rotation_axis_angle", "scale"),
        *("delta_location", "delta_rotation_euler", "delta_rotation_quaternion", "delta_scale"),
        *("parent", "parent_type", "parent_bone", "matrix_parent_inverse"),
    ):
        setattr(empty, channel, getattr(item, channel))
    if item.animation_data is not None and item.animation_data.action is not None:
        animation = empty.animation_data_create()
        animation.action = item.animation_data.action
        if hasattr(animation, "action_slot"):
            animation.action_slot = item.animation_data.action_slot
    if record_of(item):
        empty[RECORD] = record_of(item)
    for collection in item.users_collection:
        collection.objects.link(empty)
    return empty  # type: ignore[no-any-return]


def _add_controls(parent: bpy.types.Object, divided: _Divided, made: dict[str, bpy.types.Object]) -> None:
    moving = {name: divided.joints[name] for name in divided.names if name in divided.joints}
    wheels = [name for name, joint in moving.items() if is_wheel(name) and joint.is_free]
    controls = []
    if len(wheels) > 1:
        drive.add_angle(parent, drive.WHEELS, 0.0, 0.0)
        controls.append(drive.WHEELS)
    for name, joint in moving.items():
        add = drive.add_angle if joint.kind == "turn" else drive.add_distance
        add(parent, name, joint.low, joint.high)
        controls.append(name)
        drive.hang(made[name], joint, parent, [name, *([drive.WHEELS] if len(wheels) > 1 and name in wheels else [])])
    lights = _light_names(glowing(divided.names))
    for control in dict.fromkeys(lights.values()):
        drive.add_strength(parent, control)
        controls.append(control)
    for lamp, control in lights.items():
        slots: Any = made[lamp].data.materials  # type: ignore[union-attr]
        for slot in range(max(len(slots), 1)):
            material = drive.glowing_material(slots[slot] if len(slots) else None, lamp)
            drive.light_up(material, parent, control)
            if len(slots):
                slots[slot] = material
            else:
                slots.append(material)
    name_controls(parent, controls)


def _light_names(lamps: tuple[str, ...]) -> dict[str, str]:
    """Return the property of each lamp: `glow` for all, or one for each of the lights of a traffic light."""
    several = len([name for name in lamps if name.endswith(" light")]) > 1
    return {name: f"{name} {drive.GLOW}" if several and name.endswith(" light") else drive.GLOW for name in lamps}
