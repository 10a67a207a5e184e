"""A child that exports, as the one who schedules sees it; a Python program stands in for Blender."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from addon.farm.exporters import ExporterProcess
from addon.farm.orders import Exported
from tests.farm import objects

PROGRAM = """
import json, os, sys
print("Blender 5.2.3 LTS", flush=True)
for line in sys.stdin:
    order = json.loads(line)
    if order["number"] == 13:
        os._exit(3)
    print("Finished glTF 2.0 export", flush=True)
    print(json.dumps({"number": order["number"], "record": {"key": order["job"]["key"], "ok": True}}), flush=True)
"""


@pytest.fixture
def exporter(tmp_path: Path) -> ExporterProcess:
    return ExporterProcess([sys.executable, "-c", PROGRAM], tmp_path / "logs é" / "exporter.log")


def answers(exporter: ExporterProcess, count: int) -> list[Exported]:
    told: list[Exported] = []
    end = time.monotonic() + 30
    while len(told) < count and time.monotonic() < end:
        new, ended = exporter.events()
        told += new
        if ended:
            break
        time.sleep(0.005)
    return told


def test_orders_are_answered_in_their_order(exporter: ExporterProcess, tmp_path: Path) -> None:
    job = objects.job(tmp_path)
    for number in range(5):
        exporter.send(objects.order(number, job, tmp_path))
    told = answers(exporter, 5)
    assert [each.number for each in told] == [0, 1, 2, 3, 4]
    assert {each.record["key"] for each in told} == {job.key}
    assert exporter.alive
    exporter.stop()
    assert not exporter.alive


def test_one_that_dies_is_found_out_by_its_events(exporter: ExporterProcess, tmp_path: Path) -> None:
    job = objects.job(tmp_path)
    for number in (1, 13, 2):
        exporter.send(objects.order(number, job, tmp_path))
    assert [each.number for each in answers(exporter, 3)] == [1]
    while not exporter.events()[1]:
        time.sleep(0.005)
    exporter.send(objects.order(4, job, tmp_path))
    exporter.stop()
    assert not exporter.alive


def test_many_orders_ahead_do_not_stop_the_sender(tmp_path: Path) -> None:
    reader = "import sys, threading\nthreading.Thread(target=sys.stdin.buffer.read).start()\n"
    exporter = ExporterProcess([sys.executable, "-c", reader], tmp_path / "exporter.log")
    order = objects.order(1, objects.job(tmp_path, tags=["t" * 60 + str(n) for n in range(9)]), tmp_path)
    assert len(json.dumps(order.to_json())) * 200 > 65_536, "more than a pipe holds"
    for _ in range(200):
        exporter.send(order)
    exporter.kill()
    assert not exporter.alive


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_it_has_a_group_of_its_own(exporter: ExporterProcess) -> None:
    try:
        assert os.getpgid(exporter.pid) == exporter.pid != os.getpgid(0)
    finally:
        exporter.kill()
