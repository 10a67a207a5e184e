"""The worker as Blender sees it: a child process, its pipe, and its end."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ..core.messages import Message, Shutdown, decode, encode

WORKER_PROGRAM = Path(__file__).resolve().parents[1] / "worker" / "__main__.py"
_POLITE_SECONDS = 0.5
if sys.platform == "win32":
    # A group of its own: otherwise a break signal meant for the child hits Blender too.
    _CREATION_FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
else:
    _CREATION_FLAGS = 0


class WorkerProcess:
    """A running worker.

    Starting returns at once; `events` never blocks. The child has its own process group, so that Ctrl-C in Blender's
    terminal does not hit it and its own children end with it.

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
        self._on_message = on_message
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        arguments = [os.fspath(python), "-I", os.fspath(WORKER_PROGRAM)]
        arguments += ["--parent", str(os.getpid()), "--idle-seconds", str(idle_seconds)]
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=log.parent,
                env=_environment() | dict(variables or {}),
                start_new_session=os.name == "posix",
                creationflags=_CREATION_FLAGS,
            )
        self._events: queue.Queue[Message | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True, name="pointsmith-events")
        self._reader.start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the child still runs."""
        return self._process.poll() is None

    def send(self, command: Message) -> None:
        """Write one command. A worker that is gone is found out by `events`, not here."""
        pipe = self._process.stdin
        if pipe is None:
            return
        with contextlib.suppress(OSError, ValueError), _broken_pipes_raise():
            pipe.write(encode(command))
            pipe.flush()

    def events(self) -> tuple[list[Message], bool]:
        """Return what the worker said since the last call, and whether it has said its last."""
        messages: list[Message] = []
        while True:
            try:
                message = self._events.get_nowait()
            except queue.Empty:
                return messages, False
            if message is None:
                self._events.put(None)
                return messages, True
            messages.append(message)

    def stop(self) -> None:
        """End the child: politely for half a second, then for certain. Leaves no zombie."""
        self.send(Shutdown())
        if self._process.stdin is not None:
            with contextlib.suppress(OSError), _broken_pipes_raise():
                self._process.stdin.close()
        try:
            self._process.wait(_POLITE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._reader.join(1.0)

    def kill(self) -> None:
        """End the child and its children at once."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()

    def _read(self) -> None:
        pipe = self._process.stdout
        if pipe is not None:
            with pipe:
                for line in pipe:
                    # Anything else on that pipe would be a fault of the worker's; it must not end this thread.
                    with contextlib.suppress(ValueError):
                        message = decode(line)
                        if self._on_message is not None:
                            self._on_message(message)
                        self._events.put(message)
        self._events.put(None)


@contextlib.contextmanager
def _broken_pipes_raise() -> Iterator[None]:
    """Let writing to a child that is gone raise BrokenPipeError.

    Blender 4.3 leaves the signal at the system's default, which would end Blender itself.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})
    try:
        yield
    finally:
        # The signal goes to the thread that wrote: taken here, it never arrives.
        if signal.SIGPIPE in signal.sigpending():
            signal.sigwait({signal.SIGPIPE})
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _environment() -> dict[str, str]:
    """Blender's environment without what would lead another Python or a model hub astray."""
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "PYTHONPATH"}}
    environment["HF_HUB_OFFLINE"] = "1"
    environment["PYTHONUNBUFFERED"] = "1"
    return environment
