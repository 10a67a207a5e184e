"""Reference images: dropped, from the render, the 3D view and the clipboard; the cut-out by slider and drawn box."""

import subprocess
import tempfile
from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture

SHEET = Path(__file__).parents[3] / "docs" / "images" / "catalogue-vessels.png"
SOURCE = Path(__file__).parents[1] / "x11_source.py"
CELL = 96
PHOTOGRAPHED = """
import numpy
image = settings.images[{}].image
pixels = numpy.array(image.pixels[:]).reshape(image.size[1], image.size[0], 4)
middle, corner = pixels[image.size[1] // 2, image.size[0] // 2], pixels[2, 2]
result = [list(image.size), [round(float(v), 2) for v in middle], [round(float(v), 2) for v in corner]]
"""
CUT_OUT = """
driver = module.addon.blender.cutouts.driver
shown = driver.known.get(driver.key_of(settings.images[{}]))
result = None if shown is None or isinstance(shown, Exception) else [float((shown.pixels[..., 3] > 127).mean())]
"""
PLACE = """
area = next(a for a in bpy.context.window_manager.windows[0].screen.areas if a.type == "VIEW_3D")
region = next(r for r in area.regions if r.type == "WINDOW")
x, y, *size = module.addon.blender.cutouts.overlay.picture_place(area, region, 1.0)
result = [region.x + x, region.y + y, *size]
"""

GUIDE = (
    GuidePicture("guide-images", ("1-slots", "5-corrected")),
    GuidePicture("guide-cutout", ("4-box",), width=1000, colors=128),
)


def play(window: BlenderWindow, photos: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _drop(window, photos, Path(folder))
        _cut_out(window, photos)
        _blenders_own(window, photos)
        _paste(window, photos, Path(folder))
        _drop_by_another_program(window, photos, Path(folder))


def _picture(path: Path, column: int, row: int, cells: int = 1) -> Path:
    """Cut a part out of the catalogue's sheet, large enough to look at."""
    crop = f"{CELL * cells}x{CELL * cells}+{CELL * column}+{CELL * row}"
    subprocess.run(["convert", SHEET, "-crop", crop, "+repage", "-resize", "480x480", path], check=True)
    return path


def _drop(window: BlenderWindow, photos: Path, folder: Path) -> None:
    """What Blender does when files fall onto the 3D view: the file handler's operator with their names."""
    _picture(folder / "pots.png", 3, 9, 3)
    _picture(folder / "teapot_right.png", 0, 10)
    operator = "sorted(bpy.ops.pointsmith.load_images('INVOKE_DEFAULT', directory={}, files={}))"
    files = [{"name": "pots.png"}, {"name": "teapot_right.png"}]
    assert window.python(operator, str(folder), files) == ["FINISHED"]
    assert window.python("[(s.image.name, s.side) for s in settings.images]") == [
        ["pots.png", "UNKNOWN"],
        ["teapot_right.png", "RIGHT"],
    ]
    window.wait_for(CUT_OUT.replace("{}", "1"), 60.0)
    window.away()
    window.photograph(photos / "1-slots.png", crop="sidebar")


def _cut_out(window: BlenderWindow, photos: Path) -> None:
    (everything,) = window.wait_for(CUT_OUT.replace("{}", "0"), 60.0)
    window.click("images[0].show_cutout")
    window.wait_for("settings.images[0].show_cutout")
    x, y = window.find("images[0].threshold")
    window.drag((x, y), (x + 25, y))
    window.wait_for("settings.images[0].threshold > 0.55")
    window.wait_for(CUT_OUT.replace("{}", "0"))
    window.away()
    window.photograph(photos / "2-slider.png", crop="sidebar")
    window.click("reset_cutout", across=0.815)
    window.wait_for("settings.images[0].threshold == 0.5")

    window.click("draw_box")
    window.wait_for("'POINTSMITH_OT_draw_box' in bpy.context.window_manager.windows[0].modal_operators")
    window.away()
    window.photograph(photos / "3-draw-box.png")
    left, bottom, width, height = window.python(PLACE)
    window.drag((left + 0.31 * width, bottom + 0.69 * height), (left + 0.68 * width, bottom + 0.31 * height))
    box = window.python("list(settings.images[0].box)")
    assert all(abs(a - b) < 0.03 for a, b in zip(box, (0.31, 0.31, 0.68, 0.69), strict=True)), box
    (one,) = window.wait_for(CUT_OUT.replace("{}", "0"))
    assert 0.02 < one < everything / 3, (one, everything)
    window.photograph(photos / "4-box.png")
    window.key("Return")
    window.wait_for("not bpy.context.window_manager.windows[0].modal_operators")
    window.away()
    window.photograph(photos / "5-corrected.png", crop="sidebar")
    asked = window.python("module.addon.blender.settings.request.request_from(settings).images[0].cutout.box")
    assert all(abs(a - b) < 1e-3 for a, b in zip(asked, box, strict=True)), asked


def _blenders_own(window: BlenderWindow, photos: Path) -> None:
    window.python(
        "bpy.ops.mesh.primitive_monkey_add(size=2); item = bpy.context.object; item.color = (0.9, 0.3, 0.1, 1);"
        "scene.render.engine = 'BLENDER_WORKBENCH'; scene.render.film_transparent = True;"
        "scene.render.resolution_x = scene.render.resolution_y = 128; scene.display.shading.color_type = 'OBJECT'"
    )
    window.python("bpy.ops.pointsmith.clear_images(where='images')")
    window.python("bpy.ops.render.render()")
    assert window.python("sorted(bpy.ops.pointsmith.use_render_result(where='images'))") == ["FINISHED"]
    size, middle, corner = window.python(PHOTOGRAPHED.replace("{}", "0"))
    assert size == [128, 128]
    assert corner[3] == 0, corner
    window.python("bpy.context.space_data.shading.color_type = 'OBJECT'")
    window.frame()
    assert window.python("sorted(bpy.ops.pointsmith.use_viewport(where='images'))") == ["FINISHED"]
    size, middle, corner = window.python(PHOTOGRAPHED.replace("{}", "1"))
    assert size == [512, 512]
    assert middle[3] == 1, middle
    assert middle[0] > 2 * middle[2], middle
    assert corner[3] == 0, corner
    assert window.python("bpy.context.space_data.overlay.show_overlays")
    window.wait_for(CUT_OUT.replace("{}", "1"), 60.0)
    window.away()
    window.photograph(photos / "6-blenders-own.png")


def _paste(window: BlenderWindow, photos: Path, folder: Path) -> None:
    path = _picture(folder / "can é.png", 2, 12)
    # Looking for a button empties the clipboard, and Blender owns it then: there is nothing to paste, and it says so.
    window.click("paste_image")
    window.wait_for("session.error is not None and 'clipboard' in str(session.error)")
    window.python(f"setattr(bpy.context.window_manager, 'clipboard', {path.as_uri()!r})")
    window.press()
    window.wait_for("len(settings.images) == 3 and settings.images[2].image.name == 'can é.png'")
    # The new slot has moved the button.
    window.find("paste_image")
    owner = subprocess.Popen(["python3", SOURCE, "clipboard", path], env=window.environment, stdout=subprocess.PIPE)
    try:
        assert owner.stdout is not None
        owner.stdout.readline()
        window.press()
        window.wait_for("len(settings.images) == 4 and settings.images[3].image.name == 'Clipboard'")
        assert window.python("tuple(settings.images[3].image.size)") == [480, 480]
    finally:
        owner.terminate()
        owner.wait(10)
    window.wait_for(CUT_OUT.replace("{}", "3"), 60.0)
    window.away()
    window.photograph(photos / "7-four.png", crop="sidebar")


def _drop_by_another_program(window: BlenderWindow, photos: Path, folder: Path) -> None:
    """Files dragged from a file manager: Blender asks what to make of them, beside its own ways."""
    window.python("bpy.ops.pointsmith.clear_images(where='images')")
    files = [_picture(folder / f"mug_{side}.png", column, 6) for column, side in ((3, "front"), (4, "back"))]
    search = ["xdotool", "search", "--onlyvisible", "--class", "blender"]
    found = subprocess.run(search, env=window.environment, check=True, capture_output=True, text=True).stdout.split()
    window.away()
    x, y = window.mouse
    place = [str(x), str(window.state["window"][1] - y)]

    def dropped() -> None:
        window.move(x, y)
        subprocess.run(
            ["python3", SOURCE, "drop", found[-1], *place, *files], env=window.environment, check=True, timeout=30
        )
        window.settle()
        window.photograph(photos / "8-dropped.png")

    window.click_in_popup("load_images", dropped)
    window.wait_for("[s.side for s in settings.images] == ['FRONT', 'BACK']")
    assert window.python("[s.image.name for s in settings.images]") == ["mug_front.png", "mug_back.png"]
