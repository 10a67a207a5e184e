"""One server process and the talk with it: a JSON line for a job, a JSON line for its end."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_LONGEST_LINE = 1 << 20
_STATES = ("done", "dropped")
_GRACE_SECONDS = 5.0
_GROUPS = os.name == "posix"


class ServerError(Exception):
    """A server that died or talks nonsense; another one may do the job."""


class ServerHungError(Exception):
    """A server that did not answer in time."""


@dataclass(frozen=True)
class Answer:
    """How a job ended."""

    done: bool
    reason: str = ""
    seconds: float = 0.0
    renders: int = 0


class Server:
    """A child process that does jobs one after another. It ends when its input is closed, so when we are killed too."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - goes with the server
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=dict(environment),
                # A group of its own: Ctrl-C in the terminal reaches the runner alone, and children end with the server.
                start_new_session=_GROUPS,
            )
        except OSError as error:
            self._errors.close()
            raise ServerError(f"the server does not start: {error}") from error
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, order: Mapping[str, Any], limit: float) -> Answer:
        """Do one job. Raises ServerError, ServerHungError; the server is of no use then and must be killed."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
            line = self._lines.get(timeout=limit)
        except OSError:
            raise ServerError(self._how_it_died()) from None
        except queue.Empty:
            raise ServerHungError(f"no answer in {limit:g} s") from None
        if not line:
            raise ServerError(self._how_it_died())
        return _read(line, order["id"])

    def close(self) -> None:
        """Let it end by itself; kill it when it does not."""
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End it and all its children at once. May be called from another thread, and twice."""
        with contextlib.suppress(OSError):
            if _GROUPS:
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        """Hand over the lines; an empty one at the end. The pipe stays open while any child of the server lives."""
        assert self._process.stdout is not None
        with self._process.stdout as stream, contextlib.suppress(OSError, ValueError):
            while line := stream.readline(_LONGEST_LINE):
                self._lines.put(line)
        self._lines.put(b"")

    def _how_it_died(self) -> str:
        try:
            status = self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            return "the server closed its output"
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - 4096))
        said = self._errors.read().decode(errors="replace").strip().splitlines()
        how = f"signal {-status}" if status < 0 and sys.platform != "win32" else f"exit status {status}"
        return f"the server died ({how}){': ' + said[-1][:200] if said else ''}"


def _read(line: bytes, job: str) -> Answer:
    try:
        record = json.loads(line)
        if record["id"] != job or record["state"] not in _STATES:
            raise ValueError
        done = record["state"] == "done"
        seconds, renders = float(record.get("seconds") or 0.0), int(record.get("renders") or 0)
        return Answer(done, str(record.get("reason") or ""), seconds, renders)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ServerError(f"the server answered nonsense: {line[:80]!r}") from None
