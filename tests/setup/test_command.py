"""The command line: what it says and what it refuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from addon.core.environment import REQUIREMENTS
from addon.setup import devices, folder
from addon.setup.command import main
from addon.setup.environment_builder import RAY_REQUIREMENTS, packages

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POINTSMITH_ENVIRONMENT", raising=False)
    monkeypatch.setattr(devices, "nvidia_gpu", lambda: None)


def last_record(text: str) -> dict[str, object]:
    record = json.loads(text.splitlines()[-1])
    assert isinstance(record, dict)
    return record


def test_a_dry_run_tells_everything_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "né w"
    assert main(["--dry-run", "--dir", str(target), "--device", "cpu"]) == 0
    text = capsys.readouterr().out
    for word in (str(target), "Python 3.1", f"{devices.torch_version()}", "download", "disk", *packages(REQUIREMENTS)):
        assert word in text
    assert not target.exists()


def test_a_dry_run_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["setup", "--dry-run", "--json", "--dir", str(tmp_path / "n")]) == 0
    record = last_record(capsys.readouterr().out)
    assert record["kind"] == "done"
    plan = record["plan"]
    assert isinstance(plan, dict)
    assert plan["ready"] is False


def test_the_worker_is_fully_pinned() -> None:
    assert all("==" in pin for pin in packages(REQUIREMENTS))


def test_ray_is_added_where_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (ray,) = [pin for pin in packages(RAY_REQUIREMENTS) if pin.startswith("ray==")]
    assert ray in (ROOT / "dataset" / "requirements-ray.txt").read_text().splitlines(), "one version in all rooms"
    assert not {pin.split("=")[0] for pin in packages(RAY_REQUIREMENTS)} & {
        pin.split("=")[0] for pin in packages(REQUIREMENTS)
    }, "a package of the worker's is pinned there"
    for arguments, there in ((["--ray"], True), ([], False)):
        assert main(["setup", "--dry-run", "--json", "--dir", str(tmp_path / "n"), *arguments]) == 0
        plan = last_record(capsys.readouterr().out)["plan"]
        assert isinstance(plan, dict)
        assert (ray in plan["packages"]) is there


def test_a_folder_under_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["--json", "--dir", str(tmp_path / "file" / "below")]) == 1
    record = last_record(capsys.readouterr().out)
    assert (record["kind"], record["code"]) == ("failed", "not_writable")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o500)
    assert main(["--dir", str(tmp_path / "below")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_full_disk_says_how_much_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "free_megabytes", lambda _folder: 12)
    assert main(["--dir", str(tmp_path / "e")]) == 1
    text = capsys.readouterr().err
    assert "The disk is full" in text
    assert "2.0 GB are needed, 0.0 GB are free" in text


def test_a_folder_of_wheels_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--dir", str(tmp_path / "e"), "--wheels", str(tmp_path / "no")]) == 1
    assert last_record(capsys.readouterr().out)["code"] == "bad_setting"
    assert not (tmp_path / "e").exists()


def test_what_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--dyr-run"])
    assert "unknown arguments: --dyr-run" in capsys.readouterr().err


def test_a_python_that_does_not_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--dry-run", "--dir", str(tmp_path / "e"), "--python", str(tmp_path / "no")]) == 1
    record = last_record(capsys.readouterr().out)
    assert record["code"] == "setup_failed"
    assert "3.11 or 3.12 or 3.13" in str(record["detail"])


def test_an_installed_extension_wants_a_folder_and_has_no_tests(tmp_path: Path) -> None:
    installed = tmp_path / "installé d"
    shutil.copytree(ROOT / "addon" / "core", installed / "addon" / "core")
    shutil.copytree(ROOT / "addon" / "setup", installed / "addon" / "setup")
    for name in ("vendor_install.py", "blender_manifest.toml", "addon/worker/requirements.txt", "addon/__init__.py"):
        (installed / name).parent.mkdir(exist_ok=True, parents=True)
        shutil.copy(ROOT / name, installed / name)
    environment = {name: value for name, value in os.environ.items() if name != "POINTSMITH_ENVIRONMENT"}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-I", str(installed / "vendor_install.py"), *arguments]
        answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        return answer.stdout + answer.stderr

    assert "--dir" in run("--dry-run")
    assert "folder " in run("--dry-run", "--dir", str(tmp_path / "e"))
