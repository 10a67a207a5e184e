"""A child that reads and writes lines: its start, its pipe, and its end."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

_POLITE_SECONDS = 0.5
if sys.platform == "win32":
    # A group of its own: otherwise a break signal meant for the child hits Blender too.
    _CREATION_FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
else:
    _CREATION_FLAGS = 0

Told = TypeVar("Told")


class ChildProcess(Generic[Told]):
    """A running child, which ends with its standard input.

    Starting returns at once; `events` never blocks. The child has its own process group, so that Ctrl-C in Blender's
    terminal does not hit it and its own children end with it.

    Parameters
    ----------
    command
        The program and its arguments.
    log
        File that takes what the child prints; its folder is made, and is where the child runs.
    read
        Makes of a line of the child's output what `events` returns, on the thread that reads the pipe. A line for which
        it raises ValueError is passed over.
    environment
        The child's environment variables; this process's own when it is None.
    farewell
        A line that asks the child to end.

    Raises
    ------
    OSError
        When it cannot be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        read: Callable[[bytes], Told],
        environment: Mapping[str, str] | None = None,
        farewell: bytes = b"",
    ) -> None:
        self._read_line = read
        self._farewell = farewell
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=log.parent,
                env=environment,
                start_new_session=os.name == "posix",
                creationflags=_CREATION_FLAGS,
            )
        self._events: queue.Queue[Told | None] = queue.Queue()
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

    def write(self, line: bytes) -> None:
        """Write to the child. One that is gone is found out by `events`, not here."""
        pipe = self._process.stdin
        if pipe is None:
            return
        with contextlib.suppress(OSError, ValueError), _broken_pipes_raise():
            pipe.write(line)
            pipe.flush()

    def events(self) -> tuple[list[Told], bool]:
        """Return what the child said since the last call, and whether it has said its last."""
        told: list[Told] = []
        while True:
            try:
                each = self._events.get_nowait()
            except queue.Empty:
                return told, False
            if each is None:
                self._events.put(None)
                return told, True
            told.append(each)

    def stop(self, patience: float = _POLITE_SECONDS) -> None:
        """End the child: politely for some seconds, then for certain. Leaves no zombie."""
        if self._farewell:
            self.write(self._farewell)
        if self._process.stdin is not None:
            with contextlib.suppress(OSError), _broken_pipes_raise():
                self._process.stdin.close()
        try:
            self._process.wait(patience)
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
                    # Anything else on that pipe would be a fault of the child's; it must not end this thread.
                    with contextlib.suppress(ValueError):
                        self._events.put(self._read_line(line))
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
