"""The worker as Blender sees it: a child process that speaks `core.messages`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from ..core.messages import Message, Shutdown, decode, encode
from .child_process import ChildProcess

WORKER_PROGRAM = Path(__file__).resolve().parents[1] / "worker" / "__main__.py"


class WorkerProcess(ChildProcess[Message]):
    """A running worker.

    Parameters
    ----------
    python
        Interpreter of the worker's environment.
    log
        File that takes what the worker prints; its folder is made.
    idle_seconds
        After so long without a command the worker ends by itself.
    on_message
        Called with each message on the thread that reads the pipe, before `events` returns it: for files that take
        longer to read than the caller of `events` may wait. Must not raise.
    variables
        Environment variables over those of this process.

    Raises
    ------
    OSError
        When it cannot be started.
    """

    def __init__(
        self,
        python: Path,
        log: Path,
        idle_seconds: float,
        on_message: Callable[[Message], None] | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        def read(line: bytes) -> Message:
            message = decode(line)
            if on_message is not None:
                on_message(message)
            return message

        command = [os.fspath(python), "-I", os.fspath(WORKER_PROGRAM)]
        command += ["--parent", str(os.getpid()), "--idle-seconds", str(idle_seconds)]
        super().__init__(command, log, read, _environment() | dict(variables or {}), encode(Shutdown()))

    def send(self, command: Message) -> None:
        """Write one command. A worker that is gone is found out by `events`, not here."""
        self.write(encode(command))


def _environment() -> dict[str, str]:
    """Blender's environment without what would lead another Python or a model hub astray."""
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "PYTHONPATH"}}
    environment["HF_HUB_OFFLINE"] = "1"
    environment["PYTHONUNBUFFERED"] = "1"
    return environment
