"""The zip as an artist gets it, installed, enabled, disabled and removed in real Blenders."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from .conftest import Blender

pytestmark = pytest.mark.blender


def test_blender_finds_the_zip_valid(blender: Blender) -> None:
    assert "error" not in blender.extension_command("validate", str(blender.extension)).lower()


def test_installing_enabling_disabling_and_removing_leave_nothing(blender: Blender) -> None:
    counts = blender.run_inside("enable_disable", str(blender.extension), install=False)
    assert counts["classes"] > 0


def test_enabling_imports_neither_torch_nor_requests(blender: Blender) -> None:
    modules = blender.run_inside("imports", str(blender.extension), install=False)
    assert modules["ours"]
    assert not modules["absolute"], "imported under a name that Blender does not give"
    assert not set(modules["foreign"]) & {"torch", "requests", "diffusers", "scipy", "skimage", "PIL"}
    assert not [name for name in modules["ours"] if ".worker" in name]


def test_what_the_zip_holds(built_zip: Path) -> None:
    with zipfile.ZipFile(built_zip) as archive:
        names = archive.namelist()
        weights = [entry for entry in archive.infolist() if entry.filename.startswith("addon/weights/")]
    tops = {name.split("/")[0] for name in names}
    assert tops <= {
        "blender_manifest.toml",
        "__init__.py",
        "api.py",
        "addon",
        "vendor_install.py",
        "LICENSE",
        "README.md",
    }
    assert {"blender_manifest.toml", "__init__.py", "vendor_install.py", "LICENSE"} <= tops
    assert {"addon/worker/requirements.txt", "addon/setup/command.py", "addon/worker/__main__.py"} <= set(names)
    assert not [name for name in names if name.endswith((".pyc", ".whl", ".exe", ".dll", ".so", ".zip"))]
    assert [entry for entry in weights if entry.filename.endswith(".safetensors") and entry.file_size > 1_000_000]
    assert all(entry.compress_size for entry in weights if entry.file_size)


def test_the_preferences_are_found_by_the_package_name(blender: Blender) -> None:
    assert blender.run_inside("preferences") == {"module": "bl_ext.user_default.pointsmith"}


def test_set_up_runs_from_the_installed_folder_with_blenders_python(blender: Blender, tmp_path: Path) -> None:
    target = tmp_path / "um gebung é"
    record = blender.run_inside("set_up_dry_run", str(target))
    assert record["kind"] == "done"
    assert record["plan"]["folder"] == str(target)
    assert not target.exists()
