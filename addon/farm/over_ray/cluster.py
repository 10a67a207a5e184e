"""The Ray cluster: how many makers each machine carries, and what Ray's failures mean."""

from __future__ import annotations

import logging
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ray

from ...core.errors import ErrorCode, PointsmithError
from ...core.version import ROOT

MAKER_BYTES = 1.25e9
"""Memory of a worker with the bundled model and a Blender, measured: no more makers on a machine than it holds."""
_KNOCK_SECONDS = 10.0
_TRAVELS = ("addon", "__init__.py", "api.py", "blender_manifest.toml")


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for one maker.

    Attributes
    ----------
    node
        Ray's id of the machine.
    host
        What people call it.
    number
        Which of the machine's.
    gpus, cores
        What Ray sets aside for it.
    """

    node: str
    host: str
    number: int
    gpus: int
    cores: int


def slots(nodes: list[dict[str, Any]], device: str) -> list[Slot]:
    """Return the room on all living machines: one maker per GPU, or one per core where there is none.

    `nodes` is what `ray.nodes` returns; with `device` "cpu" GPUs are left alone.
    """
    found = []
    for node in nodes:
        if not node["Alive"]:
            continue
        has = node["Resources"]
        cores, gpus = int(has.get("CPU", 0)), int(has.get("GPU", 0)) if device != "cpu" else 0
        host = node["NodeManagerHostname"]
        if gpus:
            found += [Slot(node["NodeID"], host, number, 1, cores // gpus) for number in range(gpus)]
        else:
            fit = max(1, int(has.get("memory", MAKER_BYTES * cores) // MAKER_BYTES))
            found += [Slot(node["NodeID"], host, number, 0, 1) for number in range(min(cores, fit))]
    return found


def connect(address: str) -> None:
    """Join the cluster, and let this extension's code and weights travel to its machines.

    Raises
    ------
    PointsmithError
        NO_CLUSTER.
    """
    if " " in sys.executable:
        # It would wait for workers for ever.
        reason = f"Ray cannot start {sys.executable}, because of the space: use an environment at another path"
        raise PointsmithError(ErrorCode.NO_CLUSTER, reason)
    try:
        _knock(address)
        ray.init(
            address=address,
            runtime_env={"working_dir": str(ROOT), "excludes": _left_here(ROOT)},
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except Exception as error:  # Ray's own, gRPC's, the operating system's
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
        raise PointsmithError(ErrorCode.NO_CLUSTER, f"none answers at {address}: {reason[:300]}") from error


def _knock(address: str) -> None:
    """Raise OSError when nothing listens at HOST:PORT: Ray would try for half a minute, and then end this process."""
    host, _, port = address.rpartition(":")
    if host and port.isdigit() and "://" not in host:
        socket.create_connection((host.strip("[]"), int(port)), _KNOCK_SECONDS).close()


def _left_here(root: Path) -> list[str]:
    """What lies beside the code and does not travel, as Ray wants it."""
    return [*(f"/{place.name}" for place in sorted(root.iterdir()) if place.name not in _TRAVELS), "__pycache__"]
