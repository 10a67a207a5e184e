"""A server that makes one object after another: JSON lines in, JSON lines out, until its input ends.

`python -m dataset.render.serve` in a Python that has bpy, or `blender -b -P dataset/render/serve.py`.

In, a job a line; what is left out keeps the default that `order.Order` says:
    {"id", "input": {"category", "seed"} or {"file"}, "views", "size", "samples", "poses", "light", "seed",
     "points", "interior", "direct", "split", "folder"}
`folder` exists; the object's files go there (`product.py` lists them).

Out, an answer a job, in the same order:
    {"id", "state": "done" or "dropped", "reason", "seconds", "renders"}
`reason` says in one sentence why an object was dropped. `renders` counts RGBAD pictures.

Answers go to a saved copy of standard output; what Blender prints goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

if not __package__:
    # Blender runs this file by its path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dataset.cloud.reject import RejectedError
from dataset.render.make import Maker
from dataset.render.order import Order, OrderError


def answer(maker: Maker, line: str) -> dict[str, Any]:
    """Do one job; whatever is wrong with it becomes its answer's reason."""
    start = time.monotonic()
    told: dict[str, Any] = {"id": None, "state": "dropped", "reason": "", "renders": 0}
    try:
        job = json.loads(line)
        told["id"] = job["id"]
        product = maker.make(Order.from_json(job))
        product.write(Path(job["folder"]))
        told |= {"state": "done", "renders": len(product.shots)}
    except (RejectedError, OrderError) as error:
        told["reason"] = str(error)
    except Exception as error:
        # One bad object never ends the server.
        told["reason"] = f"{type(error).__name__}: {error}"
    return {**told, "seconds": round(time.monotonic() - start, 4)}


def main() -> None:
    """Answer jobs until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever prints, in Python or in C, must not end up between the answers.
    os.dup2(2, 1)
    maker = Maker()
    for line in sys.stdin:
        print(json.dumps(answer(maker, line)), file=answers, flush=True)
    # Blender's own way out takes seconds and speaks of memory.
    os._exit(0)


if __name__ == "__main__":
    main()
