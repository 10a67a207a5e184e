"""Environments made, mended and interrupted by real children, with tiny wheels instead of the network."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from addon.core.environment import requirements_hash
from addon.core.version import version
from addon.setup import devices
from addon.setup.folder import locked

from .conftest import SetupCommand, make_wheels

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX signals")


def test_a_fresh_set_up(setup_command: SetupCommand) -> None:
    status, records = setup_command.run()
    assert status == 0, records
    assert {record["kind"] for record in records[:-1]} == {"progress"}
    fractions = [record["fraction"] for record in records[:-1]]
    assert fractions == sorted(fractions)
    assert records[-1]["kind"] == "done"
    environment = setup_command.environment
    assert environment.is_ready
    record = environment.record()
    assert record["requirements"] == requirements_hash()
    assert record["torch"] == f"{devices.torch_version()}+cpu"
    assert record["device"] == "cpu"
    assert record["version"] == version()
    log = (environment.logs / "setup.log").read_text(encoding="utf-8")
    assert "pip install" in log
    assert "Successfully installed" in log
    assert {path.name for path in environment.folder.iterdir()} == {"logs", "ready.json", "setup.lock", "worker"}


def test_a_second_run_installs_nothing(finished_setup: SetupCommand) -> None:
    before = finished_setup.module_file("torch").stat().st_mtime_ns
    status, records = finished_setup.run()
    assert status == 0, records
    assert finished_setup.module_file("torch").stat().st_mtime_ns == before
    assert "Processing" not in json.dumps(records)


def test_packages_that_were_half_installed_come_again(finished_setup: SetupCommand) -> None:
    torch = finished_setup.module_file("torch")
    (record,) = torch.parents[1].glob("torch-*.dist-info/RECORD")
    record.unlink()
    torch.write_text("raise ImportError('cut off')\n")
    (torch.parents[1] / "~orch").mkdir()
    status, records = finished_setup.run()
    assert status == 0, records
    assert finished_setup.environment.is_ready
    assert not (torch.parents[1] / "~orch").exists()


def test_damage_that_pip_does_not_see_is_made_anew(finished_setup: SetupCommand) -> None:
    finished_setup.module_file("diffusers").write_text("raise ImportError('damaged')\n")
    status, records = finished_setup.run()
    assert status == 0, records
    assert any("damaged" in str(record.get("text")) for record in records)
    assert finished_setup.environment.is_ready


@posix
def test_an_interpreter_that_is_gone_is_made_anew(finished_setup: SetupCommand) -> None:
    finished_setup.environment.python.unlink()
    finished_setup.environment.python.symlink_to("/nowhere/python")
    status, records = finished_setup.run()
    assert status == 0, records


def test_packages_that_never_start_are_told(setup_command: SetupCommand, tmp_path: Path) -> None:
    broken = make_wheels(tmp_path / "broken", f"{devices.torch_version()}+cpu", working_devices=())
    setup_command.wheels = broken
    status, records = setup_command.run()
    assert status == 1
    assert records[-1]["code"] == "no_such_device"
    assert not setup_command.environment.record_file.exists()


def test_no_torch_for_any_python_is_told(setup_command: SetupCommand, tmp_path: Path) -> None:
    setup_command.wheels = tmp_path / "empty"
    setup_command.wheels.mkdir()
    status, records = setup_command.run()
    assert status == 1
    assert records[-1]["code"] == "setup_failed"
    assert "No matching distribution found for torch" in records[-1]["detail"]


@posix
def test_a_gpu_without_a_kernel_falls_back_to_the_cpu(setup_command: SetupCommand, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "nvidia-smi").write_text('#!/bin/sh\necho "580.95.05, 8.9"\n')
    (tools / "nvidia-smi").chmod(0o755)
    setup_command.variables = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    setup_command.wheels = make_wheels(tmp_path / "cuda", f"{devices.torch_version()}+cu130")
    status, records = setup_command.run("--device", "auto")
    assert status == 0, records
    assert setup_command.environment.record()["device"] == "cpu"
    assert "no kernel image" in records[-1]["notice"]
    status, records = setup_command.run("--device", "cuda")
    assert (status, records[-1]["code"]) == (1, "no_such_device")


def _children_of(pid: int) -> list[str]:
    listing = subprocess.run(["ps", "-o", "args=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return listing.stdout.splitlines()


def _none_left_in(folder: Path, patience: float = 0.0) -> bool:
    """Whether no process works in the folder; a killed one may take a moment on a busy machine."""
    deadline = time.monotonic() + patience
    while True:
        listing = subprocess.run(["ps", "-eo", "args="], capture_output=True, text=True, check=True)
        if str(folder) not in listing.stdout:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)


@posix
@pytest.mark.parametrize(
    ("moment", "number"),
    [("Making the environment", signal.SIGINT), ("Processing", signal.SIGTERM), ("Installing", signal.SIGINT)],
)
def test_an_interrupted_run_leaves_no_child_and_is_taken_up(
    setup_command: SetupCommand, moment: str, number: signal.Signals
) -> None:
    child = setup_command.start()
    assert child.stdout is not None
    for line in child.stdout:
        if moment in line:
            break
    deadline = time.monotonic() + 10
    while not _children_of(child.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    child.send_signal(number)
    output, _ = child.communicate(timeout=60)
    assert child.returncode == 130
    assert json.loads(output.splitlines()[-1])["kind"] == "failed"
    assert _none_left_in(setup_command.environment.folder)
    assert not setup_command.environment.is_ready
    status, records = setup_command.run()
    assert status == 0, records
    assert setup_command.environment.is_ready


@posix
def test_a_run_that_was_killed_is_taken_up(setup_command: SetupCommand) -> None:
    child = subprocess.Popen(
        setup_command.command(), stdout=subprocess.PIPE, text=True, env=setup_command.environ, start_new_session=True
    )
    assert child.stdout is not None
    for line in child.stdout:
        if "Installing" in line:
            break
    os.killpg(child.pid, signal.SIGKILL)
    child.communicate(timeout=60)
    assert _none_left_in(setup_command.environment.folder, patience=20.0)
    status, records = setup_command.run()
    assert status == 0, records


def test_a_second_set_up_in_the_same_folder_waits(finished_setup: SetupCommand) -> None:
    told: list[bool] = []
    with locked(finished_setup.environment.folder, lambda: told.append(True)):
        child = finished_setup.start()
        assert child.stdout is not None
        first = json.loads(child.stdout.readline())
        assert "Another set-up" in first["text"]
        assert child.poll() is None
    output, _ = child.communicate(timeout=120)
    assert child.returncode == 0
    assert json.loads(output.splitlines()[-1])["kind"] == "done"
    assert not told


@posix
def test_nobody_reads_any_more(setup_command: SetupCommand) -> None:
    child = setup_command.start()
    assert child.stdout is not None
    child.stdout.readline()
    child.stdout.close()
    assert child.wait(120) == 1
    assert _none_left_in(setup_command.environment.folder)
