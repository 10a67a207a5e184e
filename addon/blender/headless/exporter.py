"""A Blender that writes files for another one: orders come in by its standard input, records go out by its output.

`farm.exporters.ExporterProcess` is its other end. It ends with its input, or with its parent.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import queue
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import bpy

from ...batch.record import failure
from ...core.cloud import PointCloud
from ...core.destination import Destination
from ...core.errors import ErrorCode, PointsmithError
from ...core.mesh import TriangleMesh
from ...core.parent import follow
from ...core.version import ROOT
from ...farm.orders import Export, Exported
from ...jobs.job import Job, JobResult, JobState
from ..scene.row import deliver
from .export import empty_scene, remove_half_written, remove_objects
from .files import write

if TYPE_CHECKING:
    from typing import BinaryIO

_PROGRAM = ROOT / "addon" / "blender" / "batch.py"
_LAST_SECONDS = 4.0
"""For the order in hand when the input ends."""
_log = logging.getLogger(__name__)


def command() -> list[str]:
    """Return how to start an exporter in the Blender that this is."""
    program = [str(_PROGRAM), "--", "--exporter", "--parent", str(os.getpid())]
    if bpy.app.binary_path:
        return [bpy.app.binary_path, "--background", "--factory-startup", "--python", *program]
    return [sys.executable, *program]


def main(arguments: list[str]) -> int:
    """Carry out orders until the input ends; what is waiting then is dropped."""
    parser = argparse.ArgumentParser(prog="pointsmith-exporter", description=__doc__)
    parser.add_argument("--parent", type=int, required=True, help="process to follow into the grave")
    parent = parser.parse_args(arguments).parent
    sys.stdout.flush()
    # Whatever prints, in Python or in C, goes to the log.
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    follow(parent, remove_half_written)
    preferences: Any = bpy.context.preferences
    preferences.edit.use_global_undo = False
    orders = Orders()
    exporter = Exporter()
    while (line := orders.next()) is not None:
        try:
            order = Export.from_json(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, PointsmithError) as error:
            _log.warning("ignored: %r", error)
            continue
        if not _answered(out, Exported(order.number, exporter.export(order))):
            break
    return 0


class Orders:
    """The lines of the standard input, read by a thread, so that who writes them never waits."""

    def __init__(self) -> None:
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._ended = False
        threading.Thread(target=self._read, daemon=True, name="orders").start()

    def next(self) -> bytes | None:
        """Wait for the next line; None when the input has ended."""
        line = self._lines.get()
        return None if self._ended else line

    def _read(self) -> None:
        for line in sys.stdin.buffer:
            self._lines.put(line)
        self._ended = True
        self._lines.put(None)
        # Whoever closed the input kills what is not gone five seconds later: a picture may take longer.
        time.sleep(_LAST_SECONDS)
        remove_half_written()
        os._exit(0)


class Exporter:
    """Writes the files of one object after the other, in a scene that is emptied in between."""

    def __init__(self) -> None:
        self._fresh = False

    def export(self, order: Export) -> dict[str, Any]:
        """Carry out an order, whatever becomes of it, and return the job's record."""
        started = time.monotonic()
        try:
            record = self._write(order)
        except PointsmithError as error:
            record = failure(order.job, error)
        except Exception as error:  # one job must not take the others with it
            _log.exception("order %d", order.number)
            reason = f"{type(error).__name__}: {error}".replace("\n", " ")
            record = failure(order.job, PointsmithError(ErrorCode.INTERNAL, reason))
        seconds = time.monotonic() - started
        record["stages"] = {**record.get("stages", {}), "export": round(seconds, 3)}
        record["seconds"] = round(sum(order.seconds.values()) + seconds, 3)
        return record

    def _write(self, order: Export) -> dict[str, Any]:
        cloud = PointCloud.load(order.cloud)
        mesh = TriangleMesh.load(order.mesh) if order.mesh is not None else None
        result = JobResult(cloud, mesh, order.device, order.model_hash, order.seconds)
        if self._fresh:
            remove_objects()
        else:
            empty_scene()
        # A picture changes the scene; so does what fails half-way.
        self._fresh = False
        job = Job((order.request,), order.cloud.parent, state=JobState.DONE, results=(result,))
        (objects,) = deliver(job, (Destination(),), order.request.title)
        record = write(
            order.job,
            order.request,
            result,
            objects,
            folder=order.folder,
            thumbnail=order.thumbnail,
            library=order.library,
            notices=order.notices,
        )
        self._fresh = order.job.picture is None
        return record


def _answered(out: BinaryIO, answer: Exported) -> bool:
    """Write an answer; return whether somebody reads it."""
    try:
        out.write(json.dumps(answer.to_json()).encode("ascii") + b"\n")
    except OSError:
        return False
    return True
