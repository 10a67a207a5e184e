"""A worker's servers and how they are looked after: whatever one object does, the next one gets a sound server."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import members
from .jobs import Job
from .server import Answer, Server, ServerError, ServerHungError
from .stages import Stage, environment

_TRIES = 2
_PROBE = {"id": "probe", "input": {}}
"""A job that nobody can do: a server that runs at all drops it with a reason."""


class UnusableError(Exception):
    """A server that cannot even refuse a job: the set-up is wrong, not the objects."""


class StoppedError(Exception):
    """The run is being interrupted."""


@dataclass(frozen=True)
class Outcome:
    """What became of a job: its members, or none and the reason."""

    members: dict[str, bytes] = field(default_factory=dict)
    reason: str = ""
    seconds: float = 0.0
    renders: int = 0


class Crew:
    """One server for each stage, started when it is needed first."""

    def __init__(self, stages: Sequence[Stage], limit: float) -> None:
        self._stages, self._limit = stages, limit
        self._servers: dict[str, Server] = {}
        self._stopped = threading.Event()

    def attempt(self, job: Job) -> Outcome:
        """Make one object. Raises UnusableError, StoppedError."""
        files: dict[str, bytes] = {}
        seconds, renders = 0.0, 0
        for stage in self._stages:
            answer, made = self._through(stage, job)
            seconds, renders = seconds + answer.seconds, renders + answer.renders
            if not answer.done:
                return Outcome({}, answer.reason or "the server gave no reason", seconds, renders)
            # What an earlier stage made stands.
            files = {**made, **files}
        try:
            facts = {"key": job.key, "split": job.split, "input": job.identity}
            return Outcome(members.named(files, facts), "", seconds, renders)
        except members.NotWholeError as error:
            return Outcome({}, str(error), seconds, renders)

    def close(self) -> None:
        """Let the servers end."""
        for server in self._servers.values():
            server.close()
        self._servers.clear()

    def stop(self) -> None:
        """Kill the servers, from another thread; the worker finds out by itself."""
        self._stopped.set()
        for server in list(self._servers.values()):
            server.kill()

    def _through(self, stage: Stage, job: Job) -> tuple[Answer, Mapping[str, bytes]]:
        reason = ""
        for _ in range(_TRIES):
            # A folder of its own for every try, so that nothing of a dead server's half work is taken for whole.
            with tempfile.TemporaryDirectory(prefix="pointsmith-", ignore_cleanup_errors=True) as folder:
                source = {"id": job.key, "input": job.source, "split": job.split}
                try:
                    answer = self._server(stage).ask({**source, **stage.settings, "folder": folder}, self._limit)
                    return answer, members.read(Path(folder)) if answer.done else {}
                except members.NotWholeError as error:
                    return Answer(False, str(error)), {}
                except ServerHungError as error:
                    self._dismiss(stage)
                    return Answer(False, str(error), self._limit), {}
                except ServerError as error:
                    self._dismiss(stage)
                    reason = str(error)
        self._probe(stage)
        return Answer(False, f"{reason} (tried {_TRIES} times)"), {}

    def _probe(self, stage: Stage) -> None:
        """Tell an object that kills servers from a server that never worked."""
        with tempfile.TemporaryDirectory(prefix="pointsmith-") as folder:
            order: dict[str, Any] = {**_PROBE, **stage.settings, "folder": folder}
            try:
                self._server(stage).ask(order, self._limit)
            except (ServerError, ServerHungError) as error:
                self._dismiss(stage)
                raise UnusableError(f"{' '.join(stage.start_line())}: {error}") from error

    def _server(self, stage: Stage) -> Server:
        if stage.name not in self._servers:
            self._servers[stage.name] = Server(stage.start_line(), environment())
        if self._stopped.is_set():
            # `stop` may have missed the server that was just being started.
            self._dismiss(stage)
            raise StoppedError
        return self._servers[stage.name]

    def _dismiss(self, stage: Stage) -> None:
        server = self._servers.pop(stage.name, None)
        if server is not None:
            server.kill()
        if self._stopped.is_set():
            raise StoppedError
