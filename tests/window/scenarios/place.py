"""Places: where a click lands, in the place of proxies, and in an asset library."""

import tempfile
import time
from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture

SIZE = "1600x1000"
GUIDE = (
    GuidePicture("guide-place", ("2-aimed", "4-proxies", "5-taken"), crop=(330, 120, 980, 840), width=1500, colors=160),
    GuidePicture("guide-asset", ("8-browser",), crop=(46, 50, 620, 170)),
)
SCENE = """
for each in list(bpy.data.objects):
    bpy.data.objects.remove(each)
def block(name, location, size, turn=0.0):
    mesh = bpy.data.meshes.new(name)
    x, y, z = (side / 2 for side in size)
    corners = [(a * x, b * y, c * z) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh.from_pydata(corners, [], faces)
    item = bpy.data.objects.new(name, mesh)
    item.location, item.rotation_euler.z = location, turn
    scene.collection.objects.link(item)
    return item
"""


def play(window: BlenderWindow, photos: Path) -> None:
    window.python(SCENE)
    window.fill("prompt", "a red chair")
    window.python("setattr(settings, 'quality', 'STANDARD')")
    window.toggle("POINTSMITH_PT_placement")
    window.away()
    window.photograph(photos / "1-panel.png", crop="sidebar")
    _by_click(window, photos)
    _in_place_of(window, photos)
    _asset(window, photos)


def _by_click(window: BlenderWindow, photos: Path) -> None:
    window.python("block('Podium', (0, 0, 0.5), (3, 3, 1))")
    window.away()
    window.key("Home")
    time.sleep(1.0)
    window.click("place_by_click", action="GENERATE")
    x, y, _width, height = window.state["view"]
    middle = x + (window.state["panel"][0] - x) // 2, y + height // 2
    window.move(*middle)
    time.sleep(0.7)
    window.key("Left")
    time.sleep(0.7)
    window.photograph(photos / "2-aimed.png")
    window.press()
    window.wait("the job", lambda s: s["job"])
    window.wait_for_object()
    place = window.python("list(bpy.context.active_object.location)")
    turn = window.python("bpy.context.active_object.rotation_euler.z")
    assert abs(place[2] - 1.0) < 1e-3, place
    assert max(map(abs, place[:2])) <= 1.5, place
    assert abs(turn - 0.2618) < 1e-3, turn
    window.away()
    window.photograph(photos / "3-placed.png")
    # Esc gives up and nothing starts.
    objects = window.state["objects"]
    window.click("place_by_click", action="GENERATE")
    window.move(*middle)
    window.key("Escape")
    time.sleep(0.5)
    assert window.state["job"] is None
    assert window.state["objects"] == objects


def _in_place_of(window: BlenderWindow, photos: Path) -> None:
    window.python(SCENE)
    window.python("""
for item in (
    block("blue table", (-1.5, 0, 0.4), (1.6, 1.0, 0.8), 0.3),
    block("red chair", (0.4, 0.2, 0.5), (0.5, 0.5, 1.0), -0.5),
    block("green lamp", (1.6, 0, 0.6), (0.5, 0.5, 1.2)),
):
    item.select_set(True)
settings.placement.names_as_prompts = True
""")
    window.away()
    window.key("Home")
    time.sleep(1.0)
    window.photograph(photos / "4-proxies.png")
    window.click("take_places")
    window.wait("the job", lambda s: s["job"])
    state = window.wait_for_object()
    for name in ("blue table", "red chair", "green lamp"):
        assert name in state["made"], state
        assert f"{name} proxy" in state["objects"], state
    window.away()
    window.photograph(photos / "5-taken.png")


def _asset(window: BlenderWindow, photos: Path) -> None:
    shelf = Path(tempfile.mkdtemp(prefix="shelf-"))
    window.python("bpy.context.preferences.filepaths.asset_libraries.new(name='My Assets', directory={})", str(shelf))
    window.python("""
for item in bpy.data.objects:
    item.select_set("pointsmith" in item)
bpy.context.view_layer.objects.active = bpy.data.objects["red chair"]
""")
    window.toggle("POINTSMITH_PT_asset")
    window.photograph(photos / "6-asset.png", crop="sidebar")
    window.click("save_to_library")
    time.sleep(1.0)
    window.photograph(photos / "7-dialog.png")
    x, y = window.mouse
    window.move(x, y + 44)
    window.key("Return")
    window.wait_for(f"len(list(__import__('pathlib').Path({str(shelf)!r}).glob('*.blend'))) == 3")
    assert (shelf / "blender_assets.cats.txt").is_file()
    # In a window of its own, so that the 3D view stays.
    window.python("""
known = {each.as_pointer() for each in bpy.context.window_manager.windows}
bpy.ops.wm.window_new()
browser = next(each for each in bpy.context.window_manager.windows if each.as_pointer() not in known)
browser.screen.areas[0].ui_type = "ASSETS"
""")
    time.sleep(1.5)
    window.python("setattr(browser.screen.areas[0].spaces.active.params, 'asset_library_reference', 'My Assets')")
    time.sleep(4.0)
    window.photograph(photos / "8-browser.png")
