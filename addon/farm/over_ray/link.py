"""The program's end of the pipe to Blender: JSON lines in and out, and an end with Blender's."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any

from ...core.errors import PointsmithError
from ...core.parent import follow


class Link:
    """Speaks to the driver. Made first: standard output is moved away, so that no stray print breaks a line.

    Parameters
    ----------
    parent
        The driver's process.
    on_end
        Called when the driver is gone or closes the pipe, on a thread of its own.
    """

    def __init__(self, parent: int, on_end: Callable[[], None]) -> None:
        self._out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self._on_end = on_end
        self.inbox: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True, name="driver").start()
        follow(parent, on_end)

    def send(self, **message: Any) -> None:
        """Write a line; when nobody reads any more, `on_end` is about to be called."""
        line = json.dumps(message).encode("ascii") + b"\n"
        with self._lock, contextlib.suppress(OSError):
            self._out.write(line)

    def fail(self, error: PointsmithError) -> None:
        """Tell why the run ends."""
        self.send(failed=[str(error.code), error.detail])

    def _read(self) -> None:
        for line in sys.stdin.buffer:
            with contextlib.suppress(ValueError):
                self.inbox.put(json.loads(line))
        self._on_end()
