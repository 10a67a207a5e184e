"""The panel as Python: its command copied and run, an operator that waits, a macro, a handler that hears of it all."""

from pathlib import Path

from tests.window.blender_window import BlenderWindow
from tests.window.pictures import GuidePicture

GUIDE = (GuidePicture("guide-copy-command", ("1-advanced",), crop=(0, 0, 500, 742)),)

_HEAR = """
import importlib
api = importlib.import_module(module.__name__ + ".api")
heard = []
api.handlers.made.append(lambda objects: heard.extend(item.name for item in objects))
"""
_MACRO = """
class LowPolyChair(bpy.types.Macro):
    bl_idname = "studio.low_poly_chair"
    bl_label = "Low-Poly Chair"
    bl_options = {'REGISTER', 'UNDO'}

bpy.utils.register_class(LowPolyChair)
step = LowPolyChair.define("POINTSMITH_OT_generate").properties
step.prompt, step.quality, step.wait = "a red chair", 'DRAFT', True
LowPolyChair.define("POINTSMITH_OT_reduce_faces").properties.target = 500
result = list(bpy.ops.studio.low_poly_chair())
"""


def play(window: BlenderWindow, photos: Path) -> None:
    window.python(_HEAR)
    window.python("settings.quality = 'DRAFT'")
    window.fill("prompt", "a blue vase")
    window.toggle("POINTSMITH_PT_advanced")
    window.click("copy_command")
    command: str = window.python("bpy.context.window_manager.clipboard")
    assert command.startswith("bpy.ops.pointsmith.generate(prompt='a blue vase', seed=0, quality='DRAFT'"), command
    window.away()
    window.photograph(photos / "1-advanced.png", crop="sidebar")

    # Asked for by a script, the window goes on; the object comes when it is done.
    assert window.python(f"list({command})") == ["FINISHED"]
    assert window.state["job"] is not None
    assert window.wait_for_object()["active"] == "a blue vase"
    assert window.python("heard") == ["a blue vase"]

    # Other values for one call: the panel stays as it is.
    done = "list(bpy.ops.pointsmith.generate(prompt='a red chair', quality='DRAFT', location=(1, 2, 0), wait=True))"
    assert window.python(done) == ["FINISHED"]
    assert window.state["active"] == "a red chair"
    assert window.python("bpy.context.view_layer.objects.active.location") == [1, 2, 0]
    assert window.state["prompt"] == "a blue vase"

    assert window.python(_MACRO) == ["FINISHED"]
    assert window.python("len(bpy.context.view_layer.objects.active.data.polygons)") <= 500
    assert len(window.python("heard")) == 3
    assert window.python("[item.name for item in api.last_made()]") == [window.state["active"]]
    window.frame()
    window.photograph(photos / "2-made.png")
