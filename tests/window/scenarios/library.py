"""A batch fills an asset library, and the Asset Browser shows it: catalogues on the left, a picture of each object."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture

GUIDE = (GuidePicture("guide-library", ("1-browser",), crop=(42, 46, 1516, 506), width=1516),)

PROGRAM = Path(__file__).resolve().parents[3] / "addon" / "blender" / "batch.py"
KINDS, COLORS = ("chair", "lamp", "table", "vase"), ("blue", "green")
BROWSER = """
known = {each.as_pointer() for each in bpy.context.window_manager.windows}
bpy.ops.wm.window_new()
browser = next(each for each in bpy.context.window_manager.windows if each.as_pointer() not in known)
area = browser.screen.areas[0]
area.ui_type = "ASSETS"
"""
LISTED = """
main = next(each for each in area.regions if each.type == "WINDOW")
with bpy.context.temp_override(window=browser, area=area, region=main):
    bpy.ops.file.select_all(action="SELECT")
    result = [(each.name, str(each.metadata.catalog_id)) for each in bpy.context.selected_assets or ()]
    bpy.ops.file.select_all(action="DESELECT")
"""
ACTIVE = """
with bpy.context.temp_override(window=browser, area=area, region=main):
    result = getattr(bpy.context.asset, "name", "") == "a blue lamp"
"""
LAMP = (654, 740)
"""The third picture of the first row, from below left."""


def play(window: BlenderWindow, photos: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="regal é-"))
    _fill(window, folder)
    catalogues = {
        line.split(":")[1]: line.split(":")[0]
        for line in (folder / "library" / "blender_assets.cats.txt").read_text(encoding="utf-8").splitlines()
        if line.count(":") == 2 and not line.startswith("#")
    }
    assert sorted(catalogues) == sorted(KINDS), catalogues
    library = str(folder / "library")
    window.python("bpy.context.preferences.filepaths.asset_libraries.new(name='Batch', directory={})", library)
    window.python(BROWSER)
    time.sleep(1.5)
    window.python("setattr(area.spaces.active.params, 'asset_library_reference', 'Batch')")
    listed = _listed(window, len(KINDS) * len(COLORS))
    assert sorted(name for name, _ in listed) == sorted(f"a {color} {kind}" for color in COLORS for kind in KINDS)
    assert {catalogue for _, catalogue in listed} == set(catalogues.values())
    window.python("setattr(area.spaces.active.params, 'display_size', 128)")
    # Its details are shown beside the one that is clicked.
    window.python("setattr(area.spaces.active, 'show_region_tool_props', True)")
    time.sleep(2.0)  # previews are read by a thread
    window.move(*LAMP)
    window.press()
    window.wait_for(ACTIVE, 10)
    window.move(LAMP[0], LAMP[1] - 400)
    time.sleep(0.5)
    window.photograph(photos / "1-browser.png")
    window.python("setattr(area.spaces.active.params, 'catalog_id', {})", catalogues["lamp"])
    assert sorted(name for name, _ in _listed(window, len(COLORS))) == sorted(f"a {color} lamp" for color in COLORS)
    window.photograph(photos / "2-catalogue.png")


def _fill(window: BlenderWindow, folder: Path) -> None:
    """Run the batch, in the background of the same Blender."""
    blender = window.python("bpy.app.binary_path")
    environment = window.python("bpy.context.preferences.addons[module.__name__].preferences.environment_folder")
    grid = ("--grid", f"category={','.join(KINDS)}", "--grid", f"color={','.join(COLORS)}")
    what = ("--prompt", "a {color} {category}", "--name", "{category}/{color}", "--seed", "1", "--device", "cpu")
    fine = ("--quality", "draft", "--points", "4096", "--surface-resolution", "96")
    where = ("--folder", str(folder / "made"), "--library", str(folder / "library"))
    command = [
        blender,
        "--background",
        "--factory-startup",
        "--python",
        str(PROGRAM),
        "--",
        *grid,
        *what,
        *fine,
        *where,
    ]
    told = subprocess.run(
        command,
        env={**os.environ, "POINTSMITH_ENVIRONMENT": environment, "BLENDER_USER_RESOURCES": str(folder / "settings")},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert told.returncode == 0, told.stdout + told.stderr


def _listed(window: BlenderWindow, count: int) -> list[list[str]]:
    """Return name and catalogue of what the browser shows, once it shows so many."""
    end = time.monotonic() + 30
    while len(found := window.python(LISTED)) != count:
        assert time.monotonic() < end, found
        time.sleep(0.5)
    return found
