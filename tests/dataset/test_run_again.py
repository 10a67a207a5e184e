import contextlib
import json
import os
import signal
from pathlib import Path

import pytest

pytest.importorskip("webdataset", reason="shards need webdataset")
from tests.dataset.run_tools import STAND_IN, hashes, keys_in_tars, models, run, shards, start, wait_for

OBJECTS = 24


def servers(group_of):
    """Stand-ins whose parent was the process `group_of`, by the mark it left in their environment."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            mine = str(STAND_IN).encode() in (place / "cmdline").read_bytes().split(b"\0")
            if mine and f"RUN_MARK={group_of}".encode() in (place / "environ").read_bytes().split(b"\0"):
                found.append(int(place.name))
    return found


@pytest.fixture
def mark(monkeypatch, tmp_path):
    """A word in the environment of everything this test starts."""
    monkeypatch.setenv("RUN_MARK", tmp_path.name)
    return tmp_path.name


def arguments(tmp_path, out="out"):
    folder = tmp_path / "models"
    if not folder.exists():
        models(folder, *["good"] * OBJECTS)
    return ["--files", folder, "--out", tmp_path / out, "--shard-objects", 6, "--workers", 2]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize(("ending", "status"), [("SIGKILL", -9), ("SIGINT", 130), ("SIGTERM", 130)])
def test_an_ended_run_leaves_no_process_and_goes_on(tmp_path, mark, ending, status):
    out = tmp_path / "out"
    process = start(*arguments(tmp_path), slow=0.15)
    # In the middle: two shards are there, two others have been begun.
    wait_for(lambda: len(list(out.glob("shard-*.json"))) >= 2 and list(out.glob(".shard-*.part")), 60.0, process)
    assert servers(mark)
    os.kill(process.pid, getattr(signal, ending))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == status, said
    wait_for(lambda: not servers(mark), 30.0)
    assert not (out / "index.json").exists()
    first = hashes(out)
    changed = {file.name: file.stat().st_mtime_ns for file in out.glob("shard-*.tar") if file.name in first}
    status, said = run(*arguments(tmp_path))
    assert status == 0, said
    assert f"{len(first)} of 4 shards are there" in said
    # What was there was left alone, what was half is made, and nothing half is left.
    assert {name: (out / name).stat().st_mtime_ns for name in changed} == changed
    assert keys_in_tars(out) == dict.fromkeys([f"{k:06d}" for k in range(OBJECTS)], 1)
    assert not list(out.glob(".*"))
    assert run(*arguments(tmp_path, "at_once"))[0] == 0
    assert hashes(out) == hashes(tmp_path / "at_once")


def test_the_same_bytes_whoever_makes_them(tmp_path):
    for out, workers in (("one", 1), ("two", 2)):
        status, said = run(*arguments(tmp_path, out)[:-1], workers)
        assert status == 0, said
    assert (tmp_path / "one" / "index.json").read_bytes() == (tmp_path / "two" / "index.json").read_bytes()
    for facts in shards(tmp_path / "one"):
        name = facts["shard"]
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("damage", ["flip", "cut", "lost", "json"])
def test_a_damaged_shard_is_made_again(tmp_path, damage):
    out = tmp_path / "out"
    assert run(*arguments(tmp_path))[0] == 0
    good, whole = hashes(out), (out / "index.json").read_bytes()
    victim = out / "shard-000001.tar"
    content = bytearray(victim.read_bytes())
    if damage == "flip":
        content[700] ^= 1
        victim.write_bytes(content)
    elif damage == "cut":
        victim.write_bytes(content[:-512])
    elif damage == "lost":
        victim.unlink()
    else:
        victim.with_suffix(".json").write_text("{")
    status, said = run(*arguments(tmp_path))
    assert status == 0, said
    assert "3 of 4 shards are there" in said
    assert hashes(out) == good
    assert (out / "index.json").read_bytes() == whole


def test_other_settings_and_another_job_list_are_refused(tmp_path):
    assert run(*arguments(tmp_path))[0] == 0
    before = hashes(tmp_path / "out")
    status, said = run(*arguments(tmp_path), "--points", 99)
    assert (status, said.count("\n")) == (2, 1)
    assert "render points was 4096, now 99" in said
    (tmp_path / "models" / "999-good.obj").touch()
    status, said = run(*arguments(tmp_path))
    assert status == 2
    assert f"objects was {OBJECTS}, now {OBJECTS + 1}" in said
    assert hashes(tmp_path / "out") == before


def test_a_bad_command_line_has_its_exit_status_and_one_sentence(tmp_path):
    for wrong in (["--files", tmp_path / "nowhere"], ["--files", tmp_path], ["--recipe", Path(__file__)]):
        status, said = run(*wrong, "--out", tmp_path / "out")
        assert (status, said.count("\n")) == (2, 1), said
    good = models(tmp_path / "models", "good")
    status, said = run(
        "--files", good, "--out", tmp_path / "out", "--path", "render", "--blender", "no-such", server=False
    )
    assert (status, said) == (2, "--blender no-such: there is no such program\n")


def test_models_may_be_listed_and_move_as_a_whole(tmp_path):
    folder = models(tmp_path / "models", "good", "good", "good")
    (folder / "list.txt").write_text("002-good.obj\n# a comment\n\n000-good.obj\nmissing-bad.obj\n")
    assert run("--files", folder / "list.txt", "--out", tmp_path / "out")[0] == 0
    assert keys_in_tars(tmp_path / "out") == {"000000": 1, "000001": 1}
    folder.rename(tmp_path / "moved")
    assert run("--files", tmp_path / "moved" / "list.txt", "--out", tmp_path / "out")[0] == 0
    index = json.loads((tmp_path / "out" / "index.json").read_text())
    assert index["dropped"] == [
        {"key": "000002", "input": {"file": "missing-bad.obj", "size": -1}, "reason": "not a model"}
    ]
