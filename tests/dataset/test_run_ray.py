"""The Ray proof: two worker nodes on this machine, one killed in mid-run, every object there once."""

import contextlib
import json
import os
import signal
import sys
from pathlib import Path

import pytest

pytest.importorskip("webdataset", reason="shards need webdataset")
from tests.dataset.run_tools import STAND_IN, hashes, keys_in_tars, models, run, start, wait_for

SHARDS, SHARD_OBJECTS = 10, 6
OBJECTS = SHARDS * SHARD_OBJECTS
KINDS = ["good", "good", "good", "bad", "good", "crash"] * SHARDS


def children(pid):
    """All processes below one, by /proc."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(place.name))
    below, found = [pid], []
    while below:
        found += (new := parents.get(below.pop(), []))
        below += new
    return found


def is_stand_in(pid):
    with contextlib.suppress(OSError):
        return str(STAND_IN).encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return False


@pytest.fixture
def cluster(monkeypatch):
    """A head that does no work and two nodes with one core each."""
    pytest.importorskip("ray", reason="needs Ray: pip install -r dataset/requirements-ray.txt")
    from ray.cluster_utils import Cluster

    # The servers are children of Ray's workers, which have the environment of the cluster.
    monkeypatch.setenv("STAND_IN_SECONDS", "0.25")
    # Ray's workers are nice to others; on a busy machine they would hardly start.
    monkeypatch.setenv("RAY_worker_niceness", "0")
    memory = {"object_store_memory": 80_000_000}
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, **memory})
    try:
        made.nodes = [made.add_node(num_cpus=1, **memory) for _ in range(2)]
        made.wait_for_nodes(timeout=60)
        yield made
    finally:
        made.shutdown()


@pytest.mark.skipif(sys.platform != "linux", reason="finds the nodes' processes in /proc")
@pytest.mark.skipif(" " in sys.executable, reason="Ray cannot start a Python whose path has a space")
def test_one_of_two_machines_dies_in_mid_run_and_nothing_is_lost_or_doubled(tmp_path, cluster, request):
    out = tmp_path / "out"
    arguments = ["--files", models(tmp_path / "models", *KINDS), "--shard-objects", SHARD_OBJECTS]
    process = start(*arguments, "--out", out, "--ray", cluster.address)
    request.addfinalizer(process.kill)
    raylets = [node.all_processes["raylet"][0].process.pid for node in cluster.nodes]

    def at_work(raylet):
        return [pid for pid in children(raylet) if is_stand_in(pid)]

    # Both machines have a shard in hand, and some shards are there already.
    wait_for(lambda: all(map(at_work, raylets)) and len(list(out.glob("shard-*.json"))) >= 2, 200.0, process)
    servers = at_work(raylets[0])
    for pid in [raylets[0], *(pid for pid in children(raylets[0]) if pid not in servers)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    killed_at = len(list(out.glob("shard-*.json")))
    assert killed_at < SHARDS - 1
    # The dead machine's servers end by themselves, because nobody listens any more.
    wait_for(lambda: not any(map(is_stand_in, servers)), 30.0)
    said, _ = process.communicate(timeout=200)
    assert process.returncode == 0, said
    good = [f"{k:06d}" for k, kind in enumerate(KINDS) if kind == "good"]
    assert keys_in_tars(out) == dict.fromkeys(good, 1)
    index = json.loads((out / "index.json").read_text())
    assert index["objects"] == len(good)
    assert len({entry["key"] for entry in index["dropped"]}) == OBJECTS - len(good)
    assert not list(out.glob(".*"))
    # The same bytes as without Ray and without an accident.
    status, said = run(*arguments, "--out", tmp_path / "here", "--workers", 2)
    assert status == 0, said
    assert hashes(out) == hashes(tmp_path / "here")


def test_without_a_cluster_or_without_ray_one_sentence_says_so(tmp_path):
    arguments = ["--files", models(tmp_path / "models", "good"), "--out", tmp_path / "out", "--ray"]
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "ray.py").write_text("raise ImportError('hidden')\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(hidden))
        status, said = run(*arguments, "192.0.2.1:6379")
    assert (status, said.count("\n")) == (2, 1), said
    assert "pip install -r dataset/requirements-ray.txt" in said


def test_a_python_that_ray_cannot_start_is_refused_at_once(monkeypatch):
    pytest.importorskip("ray", reason="needs Ray: pip install -r dataset/requirements-ray.txt")
    from dataset.run.over_ray import NoRayError, work

    monkeypatch.setattr(sys, "executable", "/home/a user/bin/python")
    with pytest.raises(NoRayError, match="because of the space"):
        next(work(None, [], "auto", None))
