"""Runs in a real Blender: operators that take long announce themselves, work one mesh a beat, and stop on Esc.

There is no window here, so the window's side is played: what it is told is noted, and its timer's beats are given.
"""

from types import SimpleNamespace

import bpy
import harness

TOLD = []


def note(name):
    return lambda *arguments, **named: TOLD.append((name, *arguments, *named.values()))


def context_of(items):
    window = SimpleNamespace(cursor_modal_set=note("cursor"), cursor_modal_restore=note("cursor restored"))
    manager = SimpleNamespace(
        event_timer_add=lambda _beat, **_where: "timer",
        event_timer_remove=note("timer removed"),
        modal_handler_add=note("modal"),
    )
    return SimpleNamespace(
        selected_objects=items,
        active_object=items[-1],
        mode="OBJECT",
        window=window,
        window_manager=manager,
        workspace=SimpleNamespace(status_text_set=note("status")),
    )


def probe(expected, error=None):
    """An operator that only notes which objects it was given, or fails with an error at each."""
    on_meshes = harness.module("addon.blender.operators.on_meshes")

    class Probe(on_meshes.OnMeshes):
        bl_idname, bl_label = f"pointsmith.probe_{expected}", "Probe"
        report = staticmethod(note("report"))

        def __init__(self):
            self.changed = []

        def seconds(self, _item):
            return expected

        def change(self, item):
            if error is not None:
                raise error
            self.changed.append(item.name)
            return f"{item.name} done"

    return Probe()


def beats(operator, context, count):
    answer = None
    for _ in range(count):
        answer = operator.modal(context, SimpleNamespace(type="TIMER"))
        if answer != {"RUNNING_MODAL"}:
            break
    return answer


def statuses():
    return [entry[1] for entry in TOLD if entry[0] == "status"]


def check_one_after_the_other(context):
    operator = probe(5.0)
    TOLD.clear()
    assert operator.invoke(context, None) == {"RUNNING_MODAL"}
    assert operator.changed == []
    assert "1 of 3" in statuses()[0]
    assert "12 triangles" in statuses()[0]
    assert "15 s" in statuses()[0]
    assert beats(operator, context, 3) == {"RUNNING_MODAL"}
    assert operator.changed == [], "the status bar is drawn first"
    assert operator.modal(context, SimpleNamespace(type="MOUSEMOVE")) == {"RUNNING_MODAL"}
    assert beats(operator, context, 1) == {"RUNNING_MODAL"}
    assert operator.changed == ["c"], "the active one comes first"
    assert beats(operator, context, 20) == {"FINISHED"}
    assert operator.changed == ["c", "a", "b"]
    check_restored()


def check_esc(context):
    operator = probe(6.0)
    operator.invoke(context, None)
    beats(operator, context, 4)
    TOLD.clear()
    assert operator.modal(context, SimpleNamespace(type="ESC")) == {"FINISHED"}
    assert operator.changed == ["c"]
    assert ("report", {"INFO"}, "Stopped after 1 of 3") in TOLD
    check_restored()


def check_failures(context):
    """What cannot be changed is left out and said; what should not happen still gives the window back."""
    errors = harness.module("addon.core.errors")
    operator = probe(7.0, errors.PointsmithError(errors.ErrorCode.BAD_MESH, "it is a probe"))
    TOLD.clear()
    operator.invoke(context, None)
    assert beats(operator, context, 20) == {"CANCELLED"}
    assert any("it is a probe" in str(entry) for entry in TOLD)
    check_restored()
    operator = probe(8.0, ZeroDivisionError())
    TOLD.clear()
    operator.invoke(context, None)
    try:
        beats(operator, context, 4)
    except ZeroDivisionError:
        check_restored()
    else:
        raise AssertionError("the failure was swallowed")


def check_quick_ones_start_at_once(context):
    operator = probe(0.01)
    TOLD.clear()
    assert operator.invoke(context, None) == {"FINISHED"}
    assert operator.changed == ["c", "a", "b"]
    assert statuses() == []


def check_restored():
    told = [entry[0] for entry in TOLD]
    assert told.count("cursor restored") == told.count("timer removed") == 1, told
    assert statuses()[-1] is None


def main():
    harness.module("addon.blender.headless.export").empty_scene()
    items = []
    for name in "abc":
        bpy.ops.mesh.primitive_cube_add()
        bpy.context.active_object.name = name
        items.append(bpy.context.active_object)
    context = context_of(items)
    module = harness.module("addon.blender.operators.on_meshes")
    real, module.bpy = module.bpy, SimpleNamespace(app=SimpleNamespace(background=False))
    try:
        check_quick_ones_start_at_once(context)
        check_one_after_the_other(context)
        check_esc(context)
        check_failures(context)
    finally:
        module.bpy = real
    return {}
