"""The Models list of the preferences: offline, a download from loopback, its cancel, its resume, a file, removal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import harness
from layout import Layout

MODEL = "point-e-sdf"
PATH = "/point-e/sdf.pt"


def page() -> Layout:
    drawn = Layout()
    harness.module("addon.blender.models.draw").draw_models(drawn, preferences(), bpy.context)
    return drawn


def preferences() -> Any:
    return bpy.context.preferences.addons[harness.PACKAGE].preferences


def session() -> Any:
    return harness.module("addon.blender.session").session


def until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, page().texts
        session().step()
        time.sleep(0.02)


def state() -> str:
    store = harness.module("addon.blender.environment").model_store()
    published = harness.module("addon.core.published").published
    session().downloads.look_again()
    return str(session().downloads.found(store, published(MODEL)).state)


def refused(operator: Any, **options: Any) -> str:
    try:
        operator(**options)
    except RuntimeError as error:
        return str(error)
    raise AssertionError("it was not refused")


def offline() -> None:
    assert "Allow Online Access" in refused(bpy.ops.pointsmith.model_download, model=MODEL)
    drawn = page()
    assert any("allowed to go online" in text for text in drawn.texts)
    assert any("Turn on Preferences" in text for text in drawn.texts)
    assert ("extensions.userpref_allow_online", "Allow Online Access", True) in drawn.buttons
    assert ("pointsmith.model_download", "Download", False) in drawn.buttons
    assert bpy.ops.pointsmith.model_dismiss(model=MODEL) == {"FINISHED"}
    assert not any("Turn on Preferences" in text for text in page().texts)
    bpy.context.preferences.system.use_online_access = True
    assert bpy.app.online_access


def unknown() -> None:
    assert "no published model" in refused(bpy.ops.pointsmith.model_download, model="no such thing")
    assert bpy.ops.pointsmith.model_cancel(model="no such thing") == {"CANCELLED"}
    preferences().picture_model = "no name of a repository"
    assert any("is not OWNER/NAME" in text for text in page().texts)
    preferences().picture_model = str(Path.home())
    assert any("used as it is" in text for text in page().texts)
    preferences().property_unset("picture_model")
    assert any(text.startswith("Pictures: ") for text in page().texts)


def download(server: Any) -> int:
    assert state() == "absent"
    server.bytes_a_second = 4_000_000
    assert bpy.ops.pointsmith.model_download(model=MODEL) == {"FINISHED"}
    run = session().downloads.runs[MODEL]
    assert session().is_busy
    until(lambda: run.done > 1_000_000)
    assert any(text.endswith(" of 38 MB") for text in page().texts), page().texts
    assert any("MB/s" in text for text in page().texts), page().texts
    assert bpy.ops.pointsmith.model_cancel(model=MODEL) == {"FINISHED"}
    until(lambda: not session().downloads.runs, 20)
    assert state() == "partial"
    assert ("pointsmith.model_download", "Resume", True) in page().buttons
    server.bytes_a_second = 0
    assert bpy.ops.pointsmith.model_download(model=MODEL) == {"FINISHED"}
    until(lambda: not session().downloads.runs)
    assert MODEL not in session().downloads.errors, session().downloads.errors
    assert state() == "ready"
    first, second = server.ranges(PATH)
    assert first == ""
    assert second.startswith("bytes=")
    return int(second.removeprefix("bytes=").removesuffix("-"))


def remove_and_load(checkpoint: str) -> None:
    assert bpy.ops.pointsmith.model_remove(model=MODEL) == {"FINISHED"}
    assert state() == "absent"
    assert bpy.ops.pointsmith.model_load(model=MODEL, filepath=__file__) == {"FINISHED"}
    until(lambda: not session().downloads.runs)
    assert str(session().downloads.errors[MODEL].code) == "wrong_checkpoint"
    assert any("cannot be used as this model" in text for text in page().texts)
    assert bpy.ops.pointsmith.model_load(model=MODEL, filepath=checkpoint) == {"FINISHED"}
    until(lambda: not session().downloads.runs)
    assert MODEL not in session().downloads.errors, session().downloads.errors
    assert state() == "ready"


def closing_ends_the_child(server: Any) -> None:
    bpy.ops.pointsmith.model_remove(model=MODEL)
    server.bytes_a_second = 500_000
    bpy.ops.pointsmith.model_download(model=MODEL)
    run = session().downloads.runs[MODEL]
    until(lambda: run.done > 0)
    harness.disable()
    run._process.wait(20)


def main(folder: str, tools: str, checkpoint: str) -> dict[str, Any]:
    sys.path.insert(0, tools)
    from loopback import Loopback

    with Loopback() as server:
        server.files[PATH] = Path(checkpoint).read_bytes()
        preferences().models_folder = folder
        preferences().mirror = server.url
        offline()
        unknown()
        resumed = download(server)
        remove_and_load(checkpoint)
        closing_ends_the_child(server)
        server.shutdown()
    return {"resumed": resumed}
