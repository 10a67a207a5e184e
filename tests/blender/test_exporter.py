"""Exporters of a batch: real Blenders that write for another one. No worker: the arrays are a ring's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from addon.core import catalogs
from addon.farm.exporters import ExporterProcess
from addon.farm.orders import Exported
from tests.farm import objects

from .conftest import ROOT, Blender

pytestmark = pytest.mark.blender


# Where the version does not matter, one has to do.
in_one = pytest.mark.parametrize("blender", ["5.2"], ids=["Blender-5.2"], indirect=True)


@pytest.fixture
def command(blender: Blender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How to start an exporter from the checkout, with empty settings."""
    monkeypatch.setenv("BLENDER_USER_RESOURCES", str(tmp_path / "settings é"))
    program = ROOT / "addon" / "blender" / "batch.py"
    return [str(blender.python), str(program), "--", "--exporter", "--parent", str(os.getpid())]


@pytest.fixture
def exporter(command: list[str], tmp_path: Path) -> Iterator[ExporterProcess]:
    made = ExporterProcess(command, tmp_path / "logs" / "exporter.log")
    yield made
    made.kill()


def answers(exporter: ExporterProcess, count: int) -> list[Exported]:
    told: list[Exported] = []
    end = time.monotonic() + 120
    while len(told) < count:
        new, ended = exporter.events()
        told += new
        assert not ended, exporter.log.read_text(encoding="utf-8")
        assert time.monotonic() < end, exporter.log.read_text(encoding="utf-8")
        time.sleep(0.005)
    return told


def test_files_are_those_of_a_single_run(
    blender: Blender, run_inside: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    folder, library = tmp_path / "made é", tmp_path / "library é"
    arrays = objects.kept(tmp_path / "arrays", 60, 40)
    # The third one is made again after the others: nothing of theirs may be left.
    first = objects.job(folder, library, name="rings é/red", format="glb,ply,obj,blend", tags="mine é")
    second = objects.job(folder, library, name="plain.usda", seed=3)
    if blender.series == "4.2":
        third = objects.job(folder, None, name="third", format="ply")
    else:
        third = objects.job(folder, None, name="third", format="glb", output="both")
    orders = [
        objects.order(number, job, arrays, folder=folder, library=library if job.asset else None)
        for number, job in enumerate((first, second, third, first))
    ]
    lines = [json.dumps(order.to_json()) for order in orders]
    (tmp_path / "orders.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told = run_inside("exporting", str(tmp_path / "orders.jsonl"), str(tmp_path))
    assert told["ended"]
    assert told["differing"] == []
    records = told["records"]
    assert [record["ok"] for record in records] == [True] * 4, records
    assert records[0]["files"] == [
        "rings é/red.glb",
        "rings é/red.ply",
        "rings é/red.obj",
        "rings é/red.blend",
        str(first.asset),
    ]
    assert records[0]["asset"] == str(first.asset)
    assert list(records[0]["stages"]) == ["coarse", "surface", "export"]
    assert records[0]["metrics"]["watertight"] is True
    assert records[0]["notices"] == ["a notice"]
    with Image.open(folder / records[0]["thumbnail"]) as picture:
        assert picture.size == (192, 192)
    assert catalogs.paths(library) == ["Pointsmith/Shapes", "rings é"]
    red, plain = told["assets"][:2]
    assert (red["name"], red["vertices"], red["cloud"]) == ("a red ring", 2400, 1024)
    assert red["tags"][0] == "mine é"
    assert red["description"].startswith("“a red ring”, seed 0, model Pointsmith")
    assert red["catalog"] == catalogs.own_id("rings é")
    assert plain["catalog"] == catalogs.own_id("Pointsmith/Shapes")
    assert 0.1 < red["covered"] < 0.9
    left = [path for path in (*folder.rglob("*"), *library.rglob("*")) if path.name.startswith((".part", "~"))]
    assert not left


@in_one
def test_one_failure_harms_no_other(exporter: ExporterProcess, tmp_path: Path) -> None:
    arrays = objects.kept(tmp_path / "arrays", 20, 12)
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "taken").write_text("a file where a folder is wanted")
    jobs = [objects.job(tmp_path / "made", name=name) for name in ("a", "taken/b", "c", "d")]
    orders = [objects.order(number, job, arrays) for number, job in enumerate(jobs)]
    orders[2] = objects.order(2, jobs[2], tmp_path / "nothing")
    exporter.write(b"no order at all\n{}\n")
    for order in orders:
        exporter.send(order)
    told = answers(exporter, 4)
    assert [each.number for each in told] == [0, 1, 2, 3]
    assert [each.record["ok"] for each in told] == [True, False, False, True]
    assert told[1].record["error"] == "not_writable"
    assert told[2].record["error"] == "internal"
    assert (tmp_path / "made" / "d.glb").read_bytes() == (tmp_path / "made" / "a.glb").read_bytes()


@in_one
def test_two_hundred_objects_do_not_fill_the_memory(exporter: ExporterProcess, tmp_path: Path) -> None:
    arrays = objects.kept(tmp_path / "arrays", 20, 12)
    library = tmp_path / "library"

    def export(first: int, last: int) -> int:
        for number in range(first, last):
            assets = library if number % 10 == 0 else None  # a picture takes longer than all the rest
            job = objects.job(tmp_path / "made", assets, name=f"kind {number % 3}/{number}")
            exporter.send(objects.order(number, job, arrays, library=assets))
        assert all(each.record["ok"] for each in answers(exporter, last - first))
        return int(Path(f"/proc/{exporter.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    before = export(0, 60)
    assert export(60, 200) - before < 8e6
    assert len(list(library.rglob("*.blend"))) == 20
    assert len(catalogs.paths(library)) == 3


PARENT = """
import os, sys, time
from pathlib import Path
from addon.farm.exporters import ExporterProcess
exporter = ExporterProcess([*sys.argv[2:], str(os.getpid())], Path(sys.argv[1]))
print(exporter.pid, flush=True)
time.sleep(600)
"""


@in_one
def test_it_ends_with_its_parent(command: list[str], tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", PARENT, str(tmp_path / "exporter.log"), *command[:-1]]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(2.5)
        assert Path(f"/proc/{pid}").exists()
        parent.kill()
    end = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < end
        time.sleep(0.05)


@in_one
def test_what_is_half_written_goes_when_the_parent_does(command: list[str], tmp_path: Path) -> None:
    """Its input stays open, as where a child of the parent holds it; a picture takes longer than the parent lives."""
    arrays = objects.kept(tmp_path / "arrays", 60, 40)
    job = objects.job(tmp_path / "made", name="a", picture="a.png")
    (tmp_path / "order").write_text(json.dumps(objects.order(0, job, arrays).to_json()) + "\n", encoding="utf-8")
    holding = f"import subprocess, sys; child = subprocess.Popen({command[:-1]!r} + [str(__import__('os').getpid())], "
    holding += "stdin=0); print(child.pid, flush=True); __import__('time').sleep(600)"
    reading, writing = os.pipe()
    with subprocess.Popen([sys.executable, "-c", holding], stdin=reading, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        os.write(writing, (tmp_path / "order").read_bytes())
        end = time.monotonic() + 60
        while not (tmp_path / "made" / "a.glb").exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        parent.kill()
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    os.close(reading)
    os.close(writing)
    assert [path.name for path in (tmp_path / "made").iterdir() if path.name not in {"a.png", "a.glb"}] == []
