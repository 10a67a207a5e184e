"""Errors and the buttons that mend them, the first run, keys, and the catalogue, inside Blender."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import bpy
import harness
from layout import Layout


def main(name: str, *arguments: str) -> dict[str, Any]:
    parts = {"mending": mending, "attention": attention, "keys": keys, "first_run": first_run, "german": german}
    answer: dict[str, Any] = parts[name](*arguments)
    return answer


def mending() -> dict[str, Any]:
    """Every button of the table exists, takes its properties, and the best one mends."""
    errors, table = harness.module("addon.core.errors"), harness.module("addon.blender.mending")
    session = harness.module("addon.blender.session").session
    messages = harness.module("addon.blender.panels.messages")
    assert set(table.MENDING) == set(errors.ErrorCode)
    settings = bpy.context.scene.pointsmith
    drawn = {}
    for code, mends in table.MENDING.items():
        assert mends, code
        error = errors.PointsmithError(code, "detail")
        for mend in mends:
            group, short = mend.operator.split(".")
            properties = getattr(getattr(bpy.ops, group), short).get_rna_type().properties
            for key, value in mend.values(error).items():
                assert key in properties, (code, key)
                items = properties[key].enum_items.keys() if properties[key].type == "ENUM" else ()
                assert not items or value in items, (code, value)
            assert mend.icon in bpy.types.UILayout.bl_rna.functions["label"].parameters["icon"].enum_items, mend.icon
        session.fail(error)
        layout = Layout()
        messages.draw_messages(layout, 400.0)
        drawn[code.name] = [name for name, _, _ in layout.buttons]
        assert "pointsmith.copy_diagnostics" in drawn[code.name]
    session.clear()

    # A smaller setting than each quality, down to the least.
    change = harness.module("addon.blender.operators.errors")._CHANGES["SMALLER"]
    seen = []
    for _ in range(6):
        seen.append((settings.points, settings.surface_resolution))
        change(settings)
    assert seen == sorted(seen, reverse=True), seen
    assert seen[-1][0] < 1024
    return {"drawn": drawn}


def attention() -> dict[str, Any]:
    """A dialog opens once for each error, and waits until nothing is dragged and nobody types."""
    module, errors = harness.module("addon.blender.attention"), harness.module("addon.core.errors")
    session = harness.module("addon.blender.session").session
    window = type("Window", (), {"modal_operators": []})()
    opened: list[str] = []
    typed = ["nothing"]
    clock = [100.0]
    module.windows = lambda: [window]
    module.wanted = lambda: True
    module._is_in_a_field = lambda _window: False
    module._typed = lambda: list(typed)
    module._open = lambda: opened.append(session.error.code.name)
    module.time = type("Clock", (), {"monotonic": staticmethod(lambda: clock[0])})
    watch = module.Attention()

    def beat(seconds: float = 2.0) -> int:
        clock[0] += seconds
        watch.step()
        return len(opened)

    for _ in range(3):
        beat()
    assert opened == []
    task = object()
    session.task = task
    beat()
    session.task = None
    session.error = errors.PointsmithError(errors.ErrorCode.WORKER_DIED, "log")
    window.modal_operators = ["TRANSFORM_OT_translate"]
    assert beat() == 0, "while something is dragged"
    window.modal_operators = []
    typed[0] = "a letter"
    assert beat() == 0, "while someone types"
    assert beat(0.5) == 0, "a moment after the last letter"
    assert beat() == 1
    assert watch.task is task
    assert beat() == 1, "once"
    session.error = errors.PointsmithError(errors.ErrorCode.WORKER_DIED, "log")
    assert beat() == 2, "another error of the same kind"
    assert watch.task is None, "no job ran when it came"
    session.error = errors.PointsmithError(errors.ErrorCode.DISK_FULL, "there")
    window.modal_operators = ["TRANSFORM_OT_translate"]
    beat()
    session.clear()
    window.modal_operators = []
    assert beat() == 2, "dismissed meanwhile"
    return {"opened": opened}


def keys() -> dict[str, Any]:
    """Only Esc is on; every operator of the menus exists."""
    keymap = harness.module("addon.blender.keymap")
    active = {(item.idname, item.type): item.active for _, item in keymap._items}
    pies = {}
    for name in ("POINTSMITH_MT_pie", "POINTSMITH_MT_object"):
        menu = type("Menu", (), {"layout": MenuLayout()})()
        getattr(bpy.types, name).draw(menu, bpy.context)
        pies[name] = [button for button, _, _ in menu.layout.buttons]
    return {"active": [[*key, value] for key, value in active.items()], **pies}


class MenuLayout(Layout):
    operator_context = ""

    def menu_pie(self) -> MenuLayout:
        return self


def first_run(folder: str) -> dict[str, Any]:
    """What set-up would do is found out by a child, and shown."""
    preferences = harness.module("addon.blender.environment").preferences()
    preferences.environment_folder = folder
    harness.module("addon.blender.session").session.ask_again()
    first = harness.module("addon.blender.first_run").first_run
    setup = harness.module("addon.blender.panels.setup")
    assert first.plan is None
    end = time.monotonic() + 120
    # Drawn once: a panel is not drawn again before something has changed.
    setup.draw_setup(Layout(), 300.0)
    while first.plan is None:
        first.step()
        assert time.monotonic() < end, Path(bpy.app.tempdir, "pointsmith-plan.log").read_text()
        time.sleep(0.05)
    layout = Layout()
    setup.draw_setup(layout, 300.0)
    assert not Path(folder).exists(), "a dry run changes nothing"
    hints = Layout()
    setup.draw_first_object(hints, 300.0)
    preferences.first_object_made = True
    none = Layout()
    setup.draw_first_object(none, 300.0)
    plan = first.plan
    return {
        "plan": [plan.device, plan.download, plan.disk, plan.free],
        "texts": layout.texts,
        "buttons": [name for name, _, _ in layout.buttons],
        "hints": [name for name, _, _ in hints.buttons],
        "afterwards": none.texts,
    }


def german() -> dict[str, Any]:
    """The catalogue as Blender is given it; a module has no languages to switch to, so look-ups are done here."""
    translation = harness.module("addon.blender.translation")
    errors = harness.module("addon.core.errors")
    (path,) = translation._files()
    catalogue = translation.everywhere(translation._catalogue(path))

    class Translations:
        locale = "de_DE"

        @staticmethod
        def pgettext_iface(message: str, context: str | None = None) -> str:
            return catalogue.get((context or "*", message), message)

    class App:
        translations = Translations

    class Bpy:
        app = App

    translation.bpy = Bpy
    told = {}
    for code, detail in (
        ("BAD_SETTING", "steps is 0, allowed are 1 to 1024"),
        ("OUT_OF_MEMORY", "Draft quality (1,024 points, surface 64)"),
        ("WORKER_DIED", "/tmp/x.log"),
        ("EMPTY_PROMPT", ""),
    ):
        error = errors.PointsmithError(errors.ErrorCode[code], detail)
        told[code] = [translation.sentence(error), translation.way_out(error)]
    told["notice"] = [translation.retold("dragon: not known, closest: horse")]
    told["name"] = [translation.retold("Cancelled."), translation.retold("Müllers Stuhl")]
    panels = [cls for cls in harness.module("addon.blender.registration")._CLASSES if issubclass(cls, bpy.types.Panel)]
    assert {cls.bl_translation_context for cls in panels} == {translation.OWN_CONTEXT}
    told["panel"] = [catalogue[translation.OWN_CONTEXT, title] for title in ("History", "Blend")]
    told["time"] = [translation.retold("12 s left")]
    return json.loads(json.dumps(told))
