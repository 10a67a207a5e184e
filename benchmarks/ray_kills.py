"""Many jobs on four Ray nodes of which two are killed, and the driver too: what is lost, doubled or broken?

    python -m benchmarks.ray_kills PYTHON_WITH_BPY [--jobs 1000] [--folder FOLDER]

Real workers, real Blenders, one CPU for each node; POINTSMITH_ENVIRONMENT names the workers' environment, and the
Python that runs this has Ray. Each node is a raylet with its own processes on this machine; killing one ends all of
them with SIGKILL, as pulling a plug does. At a quarter of the jobs the first node goes, at a half the second one and a
new one comes, at three quarters the driver; the same command with --resume then makes the rest.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BATCH = Path(__file__).resolve().parents[1] / "addon" / "blender" / "batch.py"
NODES = 4
MEMORY = {"object_store_memory": 80_000_000}
QUICK = ("--quality", "draft", "--steps", "1", "--points", "256")


def main() -> None:
    """Run, kill, resume, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("blender", type=Path, help="a Python with the module bpy, or a Blender")
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--folder", type=Path, help="takes the results, and is kept (a temporary one)")
    options = parser.parse_args()
    with contextlib.ExitStack() as held:
        folder = options.folder or Path(held.enter_context(tempfile.TemporaryDirectory(prefix="ray-kills-")))
        run(options.blender, options.jobs, folder.absolute())


def run(blender: Path, jobs: int, folder: Path) -> None:
    """Do what this module's first lines say, and print what came of it. Raises SystemExit when anything is wrong."""
    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112 - as Ray reads it
    from ray.cluster_utils import Cluster  # noqa: PLC0415 - an optional dependency

    started = time.monotonic()

    def told(text: str) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {published(folder):5} of {jobs}  {text}", flush=True)

    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, **MEMORY})
    try:
        nodes = [cluster.add_node(num_cpus=1, **MEMORY) for _ in range(NODES)]
        cluster.wait_for_nodes(timeout=120)
        command = [*program(blender), "--grid", f"seed=0-{jobs - 1}", "--prompt", "a red chair", "--name", "c/{seed}"]
        command += [*QUICK, "--folder", str(folder), "--ray", cluster.address]
        told(f"{NODES} nodes are there")
        driver = start(command, folder)
        wait(driver, folder, jobs // 4)
        told(f"a node is killed with {pull_the_plug(nodes[0])} processes")
        wait(driver, folder, jobs // 2)
        told(f"a node is killed with {pull_the_plug(nodes[1])} processes, and another one joins")
        cluster.add_node(num_cpus=1, **MEMORY)
        wait(driver, folder, jobs * 3 // 4)
        driver.kill()
        driver.wait()
        told("the driver is killed")
        driver = start([*command, "--resume"], folder)
        told(f"the driver has ended with status {driver.wait()}")
    finally:
        cluster.shutdown()
    problems = wrong(folder, jobs)
    print("\n".join(problems) or f"{jobs} of {jobs}: nothing lost, nothing doubled, every file as its record says")
    if problems:
        raise SystemExit(1)


def program(blender: Path) -> list[str]:
    """Return how the batch is started in a Blender, or in a Python with its module."""
    if "python" in blender.name:
        return [str(blender), str(BATCH), "--"]
    return [str(blender), "--background", "--factory-startup", "--python", str(BATCH), "--"]


def start(command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start a driver; what it says is appended to driver.log in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "driver.log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


def published(folder: Path) -> int:
    """Count the jobs that are done."""
    return sum(1 for _ in folder.glob("records/*/*.json"))


def wait(driver: subprocess.Popen[bytes], folder: Path, count: int) -> None:
    """Wait until so many jobs are done. Raises SystemExit when the driver has ended before."""
    while published(folder) < count:
        if driver.poll() is not None:
            raise SystemExit(f"the driver ended with status {driver.returncode}; see {folder / 'driver.log'}")
        time.sleep(0.2)


def pull_the_plug(node: Any) -> int:
    """Kill a raylet and every process below it at once; return how many."""
    raylet = node.all_processes["raylet"][0].process.pid
    pids = [raylet, *below(raylet)]
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(pids)


def below(pid: int) -> list[int]:
    """Return all processes below one, by /proc."""
    children: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(place.name))
    look, found = [pid], []
    while look:
        found += (new := children.get(look.pop(), []))
        look += new
    return found


def wrong(folder: Path, jobs: int) -> list[str]:
    """Return what is lost, doubled, half-written or not what its record says; nothing when all is well."""
    kept = [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]
    good = {record["key"]: record for record in kept if record["ok"]}
    there = [json.loads(file.read_text()) for file in folder.glob("records/*/*.json")]
    found = [f"{len(good)} of {jobs} jobs have a record that says they succeeded"] * (len(good) != jobs)
    found += [f"{len(kept)} lines of results for {len(good)} jobs"] * (len(kept) != len(good))
    found += [f"{len(there)} records at the place"] * (len(there) != jobs)
    found += [f"{len(list(folder.glob('c/*')))} files"] * (len(list(folder.glob("c/*"))) != jobs)
    for record in there:
        if good.get(record["key"], {}).get("sha256") != record["sha256"]:
            found.append(f"{record['key']} has two different records")
        for name, digest in record["sha256"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                found.append(f"{name} is not what its record says")
        if not (folder / record["thumbnail"]).is_file():
            found.append(f"{record['key']} has no thumbnail")
    found += [f"{path} is left" for path in folder.rglob(".*") if path.is_file()]
    return found


if __name__ == "__main__":
    main()
