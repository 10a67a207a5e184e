"""The server's side of the talk, for a server in plain Python."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class DroppedError(Exception):
    """An object that cannot be made; the text says why."""


def serve(make: Callable[[dict[str, Any], Path], None]) -> None:
    """Do the jobs that come on standard input until it ends; `make` writes an object's files into the folder."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever prints, in Python or in C, must not end up between the answers.
    os.dup2(2, 1)
    orders: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(orders,), daemon=True).start()
    while True:
        print(json.dumps(_answer(make, orders.get())), file=answers, flush=True)


def _listen(orders: queue.SimpleQueue[str]) -> None:
    """Read on while a job runs: when nobody waits for its answer any more, it ends in the middle."""
    for line in sys.stdin:
        orders.put(line)
    os._exit(0)


def _answer(make: Callable[[dict[str, Any], Path], None], line: str) -> dict[str, Any]:
    start, answer = time.monotonic(), {"id": None, "state": "dropped", "renders": 0}
    try:
        order = json.loads(line)
        answer["id"] = order["id"]
        make(order, Path(order["folder"]))
        answer["state"] = "done"
    except DroppedError as error:
        answer["reason"] = str(error)
    except Exception as error:
        # One bad object never ends the server, whatever is wrong with it.
        answer["reason"] = f"{type(error).__name__}: {error}"
    return {**answer, "seconds": round(time.monotonic() - start, 4)}
