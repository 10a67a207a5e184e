"""The program that speaks to the cluster, as Blender sees it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from ...core.errors import ErrorCode, PointsmithError
from ...jobs.child_process import ChildProcess

PROGRAM = Path(__file__).with_name("__main__.py")
LOG = "ray.log"
_POLL_SECONDS = 0.02


class Program:
    """A running `__main__`.

    Parameters
    ----------
    python
        The interpreter of the worker's environment.
    results
        The file of the records; what the program prints goes to a log beside it.

    Raises
    ------
    PointsmithError
        NOT_SET_UP, NOT_WRITABLE.
    """

    def __init__(self, python: Path, results: Path) -> None:
        log = results.with_name(LOG)
        command = [os.fspath(python), "-I", os.fspath(PROGRAM), "--parent", str(os.getpid())]
        variables = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "PYTHONPATH"}}
        # A cluster whose head does not answer for so long is gone; Ray's own patience is a minute.
        variables.setdefault("RAY_gcs_rpc_server_reconnect_timeout_s", "20")
        variables.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        if not python.exists():
            raise PointsmithError(ErrorCode.NOT_SET_UP)
        try:
            self._child: ChildProcess[dict[str, Any]] = ChildProcess(command, log, _message, variables)
        except OSError as error:
            raise PointsmithError(ErrorCode.NOT_WRITABLE, str(log)) from error
        self._heard: list[dict[str, Any]] = []

    def send(self, **message: Any) -> None:
        """Write a line; a program that is gone is found out by `heard`."""
        self._child.write(json.dumps(message).encode("ascii") + b"\n")

    def heard(self, seconds: float) -> dict[str, Any]:
        """Return what the program says next; an empty dict after so long without a word.

        Raises
        ------
        PointsmithError
            NO_CLUSTER when it has ended: Ray ends a program whose cluster is gone.
        """
        until = time.monotonic() + seconds
        while not self._heard:
            said, ended = self._child.events()
            self._heard += said
            if not said and ended:
                raise PointsmithError(
                    ErrorCode.NO_CLUSTER, f"the connection to it is lost; {self._child.log} tells more"
                )
            if not said and time.monotonic() >= until:
                return {}
            if not said:
                time.sleep(_POLL_SECONDS)
        return self._heard.pop(0)

    def end(self) -> None:
        """End the program."""
        self._child.stop()


def _message(line: bytes) -> dict[str, Any]:
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message
