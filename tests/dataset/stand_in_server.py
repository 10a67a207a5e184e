"""A server of the runner's protocol without geometry, which misbehaves where a model's name asks for it.

The name of a file is `NUMBER-WHAT.obj`; WHAT is "good", "bad", "other" or one of `TRICKS`. STAND_IN_SECONDS is how long
an object takes.
"""

import json
import os
import queue
import sys
import threading
import time
from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def npy(count):
    """An array (count,) of uint8 zeros as a file, without numpy, so that a server starts in no time."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count},), }}".ljust(117).encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(count)


def main():
    lines = queue.SimpleQueue()
    threading.Thread(target=listen, args=(lines,), daemon=True).start()
    while True:
        say(json.dumps(do(json.loads(lines.get()))))


def say(line, stream=sys.stdout):
    stream.write(line + "\n")
    stream.flush()


def listen(lines):
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)


def do(order):
    if "file" not in order["input"]:
        return {"id": order["id"], "state": "dropped", "reason": "no input"}
    model, folder = Path(order["input"]["file"]), Path(order["folder"])
    what = model.stem.split("-")[1]
    time.sleep(float(os.environ.get("STAND_IN_SECONDS", "0")))
    (folder / "record.json").write_text(json.dumps({"views": order["views"]}))
    (folder / "points.npy").write_bytes(npy(40))
    (folder / "00.png").write_bytes(PNG)
    answer = {"id": order["id"], "state": "done", "seconds": 0.01, "renders": 1}
    if what == "bad":
        return {"id": order["id"], "state": "dropped", "reason": "not a model"}
    if what == "other":
        return {**answer, "id": "another"}
    if what != "good":
        TRICKS[what](model, folder)
    return answer


def crash(_model, _folder):
    say("out of memory in the stand-in", sys.stderr)
    os.abort()


def once(model, _folder):
    """Die at the first try only; a note beside the model tells the second one."""
    note = model.with_suffix(".tried")
    if not note.exists():
        note.touch()
        os._exit(3)


TRICKS = {
    "crash": crash,
    "once": once,
    "hang": lambda _model, _folder: time.sleep(3600),
    "garbage": lambda _model, _folder: say("Fra:1 Mem:12M"),
    "half": lambda _model, folder: (folder / "points.npy").write_bytes(npy(40)[:-7]),
    "cut": lambda _model, folder: (folder / "00.png").write_bytes(PNG[:-4]),
    "norecord": lambda _model, folder: (folder / "record.json").unlink(),
}


if __name__ == "__main__":
    main()
