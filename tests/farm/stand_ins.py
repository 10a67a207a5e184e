"""Programs in the place of the worker and of Blender, which keep to the protocols and die on purpose.

`worker` and `exporter` are the programs; what a prompt or a file's name contains tells them what to do.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from addon.batch.measures import sha256
from addon.batch.record import failure, success
from addon.core.cloud import PointCloud
from addon.core.environment import WorkerEnvironment, requirements_hash
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.files import atomic_text
from addon.core.mesh import TriangleMesh
from addon.core.messages import (
    PROTOCOL,
    Draw,
    Drawn,
    Failed,
    Generate,
    Hello,
    Member,
    Message,
    Progress,
    Result,
    Stage,
    Surface,
    decode,
    encode,
)
from addon.core.parent import follow
from addon.core.version import version
from addon.farm.orders import Export, Exported

POISON, REFUSED, CROWD, NO_SURFACE = "poison", "xyzzy", "crowd", "fog"
"""Prompts: ends its worker; is refused; ends the worker when it is not alone; does not close."""
HEAVY, BROKEN, FULL = "heavy", "broken", "full"
"""Names: ends its exporter; cannot be written; meets a full disk."""


def environment(folder: Path, script: str = "worker") -> WorkerEnvironment:
    """An environment whose interpreter runs the program `script` of this file, whatever it is asked to run."""
    found = WorkerEnvironment(folder / "um gebung é")
    found.python.parent.mkdir(parents=True)
    found.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" {script} "$@"\n')
    found.python.chmod(0o755)
    atomic_text(found.record_file, json.dumps({"requirements": requirements_hash()}))
    return found


def exporter_command(script: str = "exporter") -> list[str]:
    return [sys.executable, __file__, script, "--parent", str(os.getpid())]


def points(count: int = 16) -> PointCloud:
    return PointCloud.from_channels(np.random.default_rng(0).random((count, 9), np.float32))


def corner() -> TriangleMesh:
    places = np.eye(3, dtype=np.float32)
    return TriangleMesh(places, np.arange(3, dtype=np.int32).reshape(1, 3), places)


def say(message: Message) -> None:
    sys.stdout.buffer.write(encode(message))
    sys.stdout.buffer.flush()


def worker() -> None:
    """A worker that notes in worker.log, in its own folder, how many members each job has."""
    if "--parent" in sys.argv:
        follow(int(sys.argv[sys.argv.index("--parent") + 1]), lambda: None)
    say(Hello(PROTOCOL, version(), os.getpid()))
    for line in sys.stdin.buffer:
        command = decode(line)
        if isinstance(command, Generate):
            sys.stderr.write(f"{len(command.requests)} of {command.requests[0]['points']} points\n")
            sys.stderr.flush()
            _generate(command)
        elif isinstance(command, Surface):
            if NO_SURFACE in command.request["title"]:
                say(Failed(command.job, ErrorCode.BAD_CLOUD, "its points do not make a surface"))
                continue
            mesh = Path(command.folder) / "mesh.npz"
            corner().save(mesh)
            say(Result(command.job, (Member(command.cloud, str(mesh)),), "CPU", "", {"surface": 0.5}))
        elif isinstance(command, Draw):
            picture = Path(command.folder) / "picture.png"
            picture.write_bytes(b"drawn")
            say(Drawn(command.job, str(picture), command.request, "CPU", {"drawing": 1.0}))


def _generate(command: Generate) -> None:
    prompts = [str(request["prompt"]) for request in command.requests]
    say(Progress(command.job, Stage.COARSE, 1, 2, 0.5, 1.0))
    time.sleep((0.2 if "slow" in prompts[0] else 0.01) * len(prompts))
    if any(POISON in prompt for prompt in prompts) or (len(prompts) > 1 and any(CROWD in each for each in prompts)):
        os.kill(os.getpid(), signal.SIGKILL)
    if "every" in prompts[0]:
        say(Failed(command.job, ErrorCode.MODEL_MISSING, "a model"))
        return
    members = tuple(_member(command, number, prompt) for number, prompt in enumerate(prompts))
    say(Result(command.job, members, "CPU", "ab" * 32, {"loading": 1.0, "coarse": 0.1 * len(prompts)}))


def _member(command: Generate, number: int, prompt: str) -> Member:
    if REFUSED in prompt:
        return Member(code=ErrorCode.UNKNOWN_PROMPT, detail=prompt)
    folder = Path(command.folder)
    points().save(folder / f"cloud-{number}.npz")
    if command.surfaces:
        corner().save(folder / f"mesh-{number}.npz")
    mesh = str(folder / f"mesh-{number}.npz") if command.surfaces else ""
    return Member(str(folder / f"cloud-{number}.npz"), mesh, notices=(f"told of {prompt}",))


def exporter() -> None:
    follow(int(sys.argv[sys.argv.index("--parent") + 1]), lambda: None)
    for line in sys.stdin.buffer:
        order = Export.from_json(json.loads(line))
        answer = json.dumps(Exported(order.number, _written(order)).to_json()) + "\n"
        sys.stdout.write(answer)
        sys.stdout.flush()


def _written(order: Export) -> dict[str, Any]:
    name = order.job.files[0].name
    if HEAVY in name:
        half = order.job.files[0].parent / f".part-{os.getpid()}-x" / name
        half.parent.mkdir(parents=True)
        half.touch()
        os._exit(11)
    if BROKEN in name:
        return failure(order.job, PointsmithError(ErrorCode.NOT_WRITABLE, name))
    if FULL in name:
        return failure(order.job, PointsmithError(ErrorCode.DISK_FULL, name))
    cloud = PointCloud.load(order.cloud)
    mesh = TriangleMesh.load(order.mesh) if order.mesh is not None else None
    for file in order.job.files:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic_text(file, " ".join(sha256(each) for each in (order.cloud, order.mesh) if each is not None))
    told = {"device": order.device, "model_hash": order.model_hash, "notices": order.notices}
    record = success(order.job, order.request, cloud, mesh, folder=order.folder, stages=order.seconds, **told)
    record["seconds"] = sum(order.seconds.values())
    return record


def ending() -> None:
    """Ends before it says anything."""
    sys.stderr.write("no\n")


if __name__ == "__main__":
    {"worker": worker, "exporter": exporter, "ending": ending}[sys.argv[1]]()
