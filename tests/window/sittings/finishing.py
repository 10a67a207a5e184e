"""An object and what can be made of it: README's picture, finishing, parts that move, a scan and its surface."""

import tempfile
import time
from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture
from tests.window.sittings.scan import write_scan

SIZE = "1600x1000"
GUIDE = (
    GuidePicture("window", ("1-object",), width=1600),
    GuidePicture("guide-parts", ("2-parts",), crop=(0, 60, 1600, 790), width=1300),
    GuidePicture("guide-finish", ("3-finish",), width=1300),
    GuidePicture("guide-others", ("4-others",), crop=(60, 250, 1140, 480)),
    GuidePicture("guide-points", ("5-points",), crop=(0, 60, 1600, 880), width=1300),
    GuidePicture("guide-surface", ("6-surface",), crop=(0, 60, 1600, 880), width=1300),
)
_CLEAR = """
for item in list(bpy.data.objects):
    bpy.data.objects.remove(item)
"""
_LOOK = """
import mathutils
view = bpy.context.region_data
view.view_location, view.view_distance = {}, {}
view.view_rotation = mathutils.Euler((1.25, 0.0, {})).to_quaternion()
"""
_OTHERS = """
import math
car = bpy.context.active_object
def of_car(where, call):
    bpy.ops.object.select_all(action="DESELECT")
    copy = car.copy()
    copy.data = car.data.copy()
    scene.collection.objects.link(copy)
    copy.location.x = where
    copy.select_set(True)
    bpy.context.view_layer.objects.active = copy
    bpy.context.view_layer.update()
    call()
of_car(-1.1, lambda: bpy.ops.pointsmith.to_cloud(form="NODES"))
of_car(0.0, lambda: (bpy.ops.pointsmith.quads(method="VOXELS"), bpy.ops.pointsmith.collision_hull(around="PARTS")))
of_car(1.1, lambda: bpy.ops.pointsmith.voxels())
car.hide_set(True)
bpy.ops.object.select_all(action="DESELECT")
"""
_ONLY_THE_CAR = """
for item in list(bpy.data.objects):
    if item != car:
        bpy.data.objects.remove(item)
car.hide_set(False)
car.select_set(True)
bpy.context.view_layer.objects.active = car
"""


def play(window: BlenderWindow, photos: Path) -> None:
    if window.python("bpy.app.version >= (5, 0)"):  # before, the mouse does not get hold of the sidebar's edge
        window.widen_sidebar(380)
    _object(window, photos)
    _parts(window, photos)
    _finish(window, photos)
    _scan(window, photos)


def _made(window: BlenderWindow, prompt: str, seed: int) -> None:
    window.python(_CLEAR)
    window.python("setattr(settings, 'seed', {})", seed)
    window.fill("prompt", prompt)
    window.click("generate")
    window.wait("the job", lambda s: s["job"])
    window.wait_for_object()


def _look(window: BlenderWindow, middle: tuple[float, float, float], distance: float, turn: float = 0.6) -> None:
    window.python(_LOOK, middle, distance, turn)
    window.away()
    time.sleep(1.0)


def _object(window: BlenderWindow, photos: Path) -> None:
    _made(window, "a red chair", 0)
    _look(window, (0.2, 0.0, 0.47), 2.0)
    window.photograph(photos / "1-object.png")


def _parts(window: BlenderWindow, photos: Path) -> None:
    _made(window, "a brown chest", 1)
    window.python("bpy.ops.pointsmith.take_apart(into='OBJECTS')")
    controls = "__import__(module.__name__ + '.addon.blender.scene.controls', fromlist=['controls'])"
    names = window.python(f"list({controls}.control_names({controls}.owner_of_controls(bpy.context.active_object)))")
    assert names, "nothing of it moves"
    owner = f"{controls}.owner_of_controls(bpy.context.active_object)"
    window.python(f"{owner}.__setitem__({names[0]!r}, 0.9); {owner}.update_tag()")
    _look(window, (0.2, 0.0, 0.42), 2.3)
    window.photograph(photos / "2-parts.png")


def _finish(window: BlenderWindow, photos: Path) -> None:
    _made(window, "a red car", 0)
    window.python(_OTHERS)
    _look(window, (0.35, 0.0, 0.15), 4.0, 0.3)
    window.photograph(photos / "4-others.png")
    window.python(_ONLY_THE_CAR)
    window.toggle("POINTSMITH_PT_finish")
    window.click("reduce_faces")
    window.away()  # no tooltip
    window.wait_for("len(bpy.context.active_object.data.polygons) <= 5000", 60.0)
    window.python("bpy.ops.pointsmith.bake_texture(size='1024')")
    window.wait_for("len(bpy.context.active_object.data.uv_layers) == 1", 120.0)
    _look(window, (0.2, 0.0, 0.22), 1.9)
    window.photograph(photos / "3-finish.png")
    window.toggle("POINTSMITH_PT_finish")


def _scan(window: BlenderWindow, photos: Path) -> None:
    window.python(_CLEAR)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scan of a teapot.ply"
        write_scan(file, "teapot", 3, 25_000)
        window.python("bpy.ops.pointsmith.import_cloud(filepath={}, size=1.0)", str(file))
    window.toggle("POINTSMITH_PT_points")
    _look(window, (0.2, 0.0, 0.42), 2.2)
    window.click("surface_points")
    window.settle()
    window.photograph(photos / "5-points.png")
    window.key("Return")
    window.wait("the job", lambda s: s["job"])
    window.wait_for_object()
    _look(window, (0.2, 0.0, 0.42), 2.2)
    window.photograph(photos / "6-surface.png")
