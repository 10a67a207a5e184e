"""Many machines: Ray nodes on this one, some of which are killed in mid-run; workers and Blenders are stand-ins."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from addon.batch.job import JobMaker
from addon.core.errors import PointsmithError
from addon.farm.over_ray.driver import RayFarm, fold_in
from addon.farm.over_ray.settings import RaySettings
from tests.farm import stand_ins

pytest.importorskip("ray", reason="needs Ray: pip install -r addon/farm/over_ray/requirements.txt")

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="finds the nodes' processes in /proc"),
    pytest.mark.skipif(" " in sys.executable, reason="Ray cannot start a Python whose path has a space"),
]
MEMORY = {"object_store_memory": 80_000_000}
DRIVER = Path(__file__).with_name("ray_driver.py")


def below(pid: int) -> list[int]:
    """All processes below one."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(place.name))
    look, found = [pid], []
    while look:
        found += (new := parents.get(look.pop(), []))
        look += new
    return found


def words(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return []


def stand_ins_of(pids: list[int]) -> list[int]:
    return [pid for pid in pids if stand_ins.__file__ in words(pid)]


def kill(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def wait_for(holds: Callable[[], object], seconds: float, process: subprocess.Popen[str] | None = None) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert process is None or process.poll() is None, process.communicate()[0]
        assert time.monotonic() < until
        time.sleep(0.05)


class Machines:
    """A head that does no work, and nodes of one core each."""

    def __init__(self, count: int) -> None:
        from ray.cluster_utils import Cluster

        self.cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, **MEMORY})
        self.nodes = [self.add() for _ in range(count)]
        self.cluster.wait_for_nodes(timeout=60)

    def add(self) -> Any:
        return self.cluster.add_node(num_cpus=1, **MEMORY)

    @staticmethod
    def raylet(node: Any) -> int:
        return int(node.all_processes["raylet"][0].process.pid)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("machines")
    blender = folder / "blender"
    blender.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{stand_ins.__file__}" exporter "$@"\n')
    blender.chmod(0o755)
    (folder / "temporary").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # What each node has is found by its own environment variables.
        patch.setenv("POINTSMITH_ENVIRONMENT", str(stand_ins.environment(folder).folder))
        patch.setenv("POINTSMITH_BLENDER", str(blender))
        # Ray's workers are nice to others; on a busy machine they would hardly start.
        patch.setenv("RAY_worker_niceness", "0")
        made = Machines(2)
        try:
            yield made
        finally:
            made.cluster.shutdown()


def manifest(folder: Path, *lines: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "jobs.jsonl"
    file.write_text("".join(json.dumps({"quality": "draft", **line}) + "\n" for line in lines))
    return file


def start(machines: Machines, place: object, jobs: Path, results: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(DRIVER), machines.cluster.address, str(place), str(jobs), str(results)]
    command += ["/nowhere/environment", "/nowhere/blender", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text()) for file in folder.glob("records/*/*.json")]


def kept(results: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in results.read_text().splitlines()]


def whole(folder: Path, results: Path, count: int) -> None:
    """Nothing is lost, nothing doubled, nothing half-written, and every file is what its record says."""
    made = [record for record in kept(results) if record["ok"]]
    assert len(made) == len({record["key"] for record in made}) == count
    there = {record["key"]: record for record in records(folder)}
    assert len(there) == count
    for record in made:
        assert there[record["key"]]["sha256"] == record["sha256"]
        for name, digest in record["sha256"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert len(list(folder.rglob("*.glb"))) == count
    assert not [path for path in folder.rglob(".*") if path.is_file()]


def lines(count: int, words: str = "a red chair") -> list[dict[str, Any]]:
    return [{"prompt": words, "seed": seed, "name": f"kit é/{seed}"} for seed in range(count)]


def finished(process: subprocess.Popen[str], status: int) -> str:
    said, _ = process.communicate(timeout=120)
    assert process.returncode == status, said
    return said


def test_a_machine_dies_in_mid_run_another_one_comes_and_nothing_is_lost_or_doubled(
    machines: Machines, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    out = tmp_path / "town"
    process = start(machines, out, manifest(tmp_path, *lines(30, "a slow red chair")), out / "results.jsonl")
    request.addfinalizer(process.kill)
    raylets = [machines.raylet(node) for node in machines.nodes]
    wait_for(lambda: len(records(out)) >= 4 and all(stand_ins_of(below(raylet)) for raylet in raylets), 90.0, process)
    died = below(raylets[0])
    ours = stand_ins_of(died)
    kill([raylets[0], *(pid for pid in died if pid not in ours)])
    assert len(records(out)) < 27
    # The dead machine's worker and Blender end by themselves, because their parent is gone.
    wait_for(lambda: not stand_ins_of(ours), 15.0)
    machines.nodes[0] = machines.add()
    assert "of its jobs are made again" in finished(process, 0)
    whole(out, out / "results.jsonl", 30)


def test_a_driver_is_killed_and_resumed_and_a_job_that_kills_its_worker_is_set_aside(
    machines: Machines, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    out = tmp_path / "town"
    results = out / "results.jsonl"
    (tmp_path / "a.png").write_bytes(b"png")
    poison = {"prompt": "a poison", "name": "poison"}
    shown = {"image": "a.png", "prompt": "a red chair", "name": "shown"}
    jobs = manifest(tmp_path, *lines(12, "a slow red chair"), poison, shown, *lines(18)[12:])
    process = start(machines, out, jobs, results)
    request.addfinalizer(process.kill)
    wait_for(lambda: results.exists() and len(results.read_bytes().splitlines()) >= 4, 90.0, process)
    raylets = [machines.raylet(node) for node in machines.nodes]
    ours = [*below(process.pid), *(pid for raylet in raylets for pid in stand_ins_of(below(raylet)))]
    process.kill()
    killed_at = len(records(out))
    assert killed_at < 17
    # Nothing of it goes on, here or there.
    wait_for(lambda: not any(str(DRIVER.parents[2]) in "".join(words(pid)) for pid in ours), 20.0)
    # One record is published that the driver had no time to keep, and one is half kept.
    kept_lines = results.read_text().splitlines(keepends=True)
    results.write_text("".join(kept_lines[:-2]) + kept_lines[-2][:30])
    half = out / "kit é" / f".ray-part-{next((out / 'records' / '.runs').iterdir()).name}-0"
    half.write_bytes(b"half")
    process = start(machines, out, jobs, results, "--resume")
    request.addfinalizer(process.kill)
    said = finished(process, 1)
    folded = int(next(line for line in said.splitlines() if line.endswith("folded in")).split()[0])
    assert folded >= 2
    results.write_text("".join(line for line in results.read_text().splitlines(keepends=True) if line[-2] == "}"))
    whole(out, results, 19)
    (failed,) = [record for record in kept(results) if not record["ok"]]
    assert (failed["error"], failed.get("files", [])) == ("set_aside", [])
    assert failed["request"]["prompt"] == "a poison"
    (seen,) = [record for record in kept(results) if record.get("files") == ["shown.glb"]]
    assert seen["request"]["images"][0]["path"] == str(tmp_path / "a.png"), "not where the machine had put it"


def test_results_go_to_a_url_and_the_books_follow_them(machines: Machines, tmp_path: Path) -> None:
    there, books = tmp_path / "bucket" / "town", tmp_path / "books" / "results.jsonl"
    process = start(machines, there.as_uri(), manifest(tmp_path, *lines(6)), books)
    finished(process, 0)
    assert (there / "results.jsonl").read_bytes() == books.read_bytes()
    assert "<html" in (there / "summary.html").read_text()
    assert "run_ended" in (there / "run.log").read_text()
    whole(there, there / "results.jsonl", 6)
    # Where the driver's disk is lost as well, the place knows what is done.
    books.unlink()
    settings = RaySettings("auto", there.as_uri(), "run2", books, tmp_path, tmp_path, "", resumes=True)
    assert fold_in(settings, Path(sys.executable)) == 6
    assert sorted(record["key"] for record in kept(books)) == sorted(record["key"] for record in records(there))
    assert fold_in(settings, Path(sys.executable)) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_ends_the_run_and_what_is_made_stays(machines: Machines, tmp_path: Path) -> None:
    out = tmp_path / "town"
    out.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120k", "tmpfs", str(out)], check=False).returncode:
        pytest.skip("this machine does not let anybody mount")
    try:
        results = tmp_path / "books" / "results.jsonl"
        said = finished(start(machines, out, manifest(tmp_path, *lines(60)), results), 1)
        assert f"The disk is full. Free some space in {out}" in said
        made = records(out)
        assert 0 < len(made) < 60
        assert {record["key"] for record in kept(results)} <= {record["key"] for record in made}
        for record in made:
            (name,) = record["files"]
            assert hashlib.sha256((out / name).read_bytes()).hexdigest() == record["sha256"][name]
        assert not [path for path in out.rglob(".*") if path.is_file()]
    finally:
        subprocess.run(["umount", "--lazy", str(out)], check=True)


def test_a_cluster_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    out = tmp_path / "town"
    settings = RaySettings("127.0.0.1:9", str(out), "run1", tmp_path / "results.jsonl", tmp_path, tmp_path, "")
    farm = RayFarm(settings, out, Path(sys.executable))
    (job,) = JobMaker(out, out).jobs({"prompt": "a red chair", "name": "a"})
    with pytest.raises(PointsmithError, match=r"The Ray cluster cannot be used: none answers at 127\.0\.0\.1:9"):
        next(farm.run([job]))
    farm.close()
    farm.put_books()
    assert list(out.rglob("*")) == [out / "records", out / "records" / ".runs"]


def test_a_python_that_ray_cannot_start_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from addon.farm.over_ray.cluster import connect

    monkeypatch.setattr(sys, "executable", "/home/a user/bin/python")
    with pytest.raises(PointsmithError, match="because of the space"):
        connect("auto")


def test_a_cluster_that_goes_away_ends_the_run_with_one_sentence(
    machines: Machines, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_gcs_rpc_server_reconnect_timeout_s", "2")
    out = tmp_path / "town"
    process = start(machines, out, manifest(tmp_path, *lines(200, "a slow red chair")), out / "results.jsonl")
    request.addfinalizer(process.kill)
    wait_for(lambda: len(records(out)) >= 2, 90.0, process)
    kill([machines.cluster.head_node.all_processes["gcs_server"][0].process.pid])
    said = finished(process, 1)
    assert "The Ray cluster cannot be used" in said
    assert "--resume" in said
    assert "Traceback" not in said
    keys = {record["key"] for record in kept(out / "results.jsonl")}
    assert len(keys) >= 2
    assert "The run was ended by an error" in (out / "summary.html").read_text()
