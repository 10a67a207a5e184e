"""Folders of farms: gone at the end, and after a crash with the next farm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from addon.core.environment import WorkerEnvironment
from addon.core.errors import ErrorCode, PointsmithError
from addon.farm.machine import cores, free_bytes, gpus
from addon.farm.scratch import scratch_folder

HOLDER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from addon.farm.scratch import scratch_folder
with scratch_folder(Path(sys.argv[2])) as folder:
    (folder / "cloud.npz").write_bytes(b"points")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_a_folder_goes_at_the_end_whatever_ends_it(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), scratch_folder(tmp_path / "é") as folder:
        (folder / "job-1").mkdir()
        raise KeyboardInterrupt
    assert not list((tmp_path / "é").iterdir())


def test_the_next_farm_removes_what_a_crash_left_and_nothing_that_is_used(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", HOLDER, str(Path(__file__).parents[2]), str(tmp_path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        held = Path(holder.stdout.readline().strip())
        with scratch_folder(tmp_path):
            assert (held / "cloud.npz").is_file()
        holder.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    assert held.is_dir()
    with scratch_folder(tmp_path) as folder:
        assert not held.exists()
        assert sorted(path.name for path in tmp_path.iterdir()) == [folder.name, f"{folder.name}.lock"]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PointsmithError) as caught, scratch_folder(tmp_path / "file"):
        pass
    assert caught.value.code is ErrorCode.NOT_WRITABLE


def test_this_machine_has_a_core_and_memory() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
    assert free_bytes() > 0


@pytest.mark.skipif(os.name != "posix", reason="the stand-in interpreter is a shell script")
def test_torch_is_asked_for_gpus_only_where_it_was_set_up_for_them(tmp_path: Path) -> None:
    environment = WorkerEnvironment(tmp_path / "é")
    environment.python.parent.mkdir(parents=True)
    environment.python.write_text("#!/bin/sh\necho a banner\necho gpus 3\n")
    environment.python.chmod(0o755)
    environment.record_file.write_text('{"device": "cpu"}')
    assert gpus(environment) == 0
    environment.record_file.write_text('{"device": "cuda"}')
    assert gpus(environment) == 3
    environment.python.write_text("#!/bin/sh\nexit 1\n")
    assert gpus(environment) == 0
