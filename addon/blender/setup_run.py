"""Set-up as Blender sees it: `vendor_install.py` as a child, followed without blocking. Knows no bpy."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time

from ..core.environment import WorkerEnvironment
from ..core.errors import ErrorCode, PointsmithError
from ..core.version import ROOT

_POLITE_SECONDS = 5.0


class SetupRun:
    """A running set-up.

    Its child prints JSON records, one per line (`setup.report.Reporter`): kind "progress" with "fraction" and "text",
    kind "failed" with "code" (of the closed list) and "detail"; exit status 0 means ready.

    Parameters
    ----------
    python
        Command of the interpreter that runs it, Blender's own.
    environment
        What to make.
    wheels
        A folder to install from instead of the network; empty for the network.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE when the folder cannot be made, SETUP_FAILED when the child does not start.
    """

    def __init__(self, python: list[str], environment: WorkerEnvironment, wheels: str = "") -> None:
        self.fraction = 0.0
        self.text = "Starting"
        self.error: PointsmithError | None = None
        self.finished = False
        self.cancelled = False
        self._kill_due = float("inf")
        self._records: queue.Queue[dict[str, object] | None] = queue.Queue()
        self.log = environment.logs / "setup-console.log"
        try:
            environment.logs.mkdir(parents=True, exist_ok=True)
            log = self.log.open("wb")
        except OSError as error:
            raise PointsmithError(ErrorCode.NOT_WRITABLE, str(environment.folder)) from error
        command = [*python, str(ROOT / "vendor_install.py"), "setup", "--dir", str(environment.folder), "--json"]
        if wheels:
            command += ["--wheels", wheels]
        with log:
            try:
                self._process = _start(command, log.fileno())
            except OSError as error:
                raise PointsmithError(ErrorCode.SETUP_FAILED, str(error)) from error
        threading.Thread(target=self._read, daemon=True, name="pointsmith-setup").start()

    def step(self) -> bool:
        """Take in what the child said; return whether anything visible has changed. Never blocks."""
        if self.finished:
            return False
        if time.monotonic() > self._kill_due:
            self._signal(kill=True)
        changed = False
        while True:
            try:
                record = self._records.get_nowait()
            except queue.Empty:
                return changed
            changed = True
            if record is None:
                self._ended()
                return True
            self._take(record)

    def cancel(self) -> None:
        """Ask the child to stop; what it has finished so far is kept and used the next time."""
        if not self.finished and not self.cancelled:
            self.cancelled = True
            self.text = "Stopping"
            self._kill_due = time.monotonic() + _POLITE_SECONDS
            self._signal(kill=False)

    def close(self) -> None:
        """End the child at once."""
        if not self.finished:
            self._signal(kill=True)
            self.finished = True

    def _take(self, record: dict[str, object]) -> None:
        if record.get("kind") == "failed":
            code = str(record.get("code"))
            known = ErrorCode(code) if code in set(ErrorCode) else ErrorCode.SETUP_FAILED
            self.error = PointsmithError(known, str(record.get("detail", "")))
        if isinstance(record.get("text"), str) and not self.cancelled:
            self.text = str(record["text"])
        fraction = record.get("fraction")
        if isinstance(fraction, int | float):
            self.fraction = min(1.0, max(0.0, float(fraction)))

    def _ended(self) -> None:
        status = self._process.wait()
        self.finished = True
        if self.cancelled or status == 0:
            self.error = None
        elif self.error is None:
            self.error = PointsmithError(ErrorCode.SETUP_FAILED, f"it ended with status {status}")

    def _signal(self, *, kill: bool) -> None:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._process.send_signal(signal.SIGTERM if kill else signal.CTRL_BREAK_EVENT)
            else:
                # pip is a child of the child: the whole group has to hear it.
                os.killpg(self._process.pid, signal.SIGKILL if kill else signal.SIGINT)

    def _read(self) -> None:
        pipe = self._process.stdout
        if pipe is not None:
            with pipe:
                for line in pipe:
                    with contextlib.suppress(ValueError):
                        record = json.loads(line)
                        if isinstance(record, dict):
                            self._records.put(record)
        self._records.put(None)


def _start(command: list[str], log: int) -> subprocess.Popen[bytes]:
    flags = 0
    if sys.platform == "win32":
        # A group of its own: otherwise a break signal meant for the child hits Blender too.
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "PYTHONPATH"}}
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        env=environment,
        start_new_session=os.name == "posix",
        creationflags=flags,
    )
