"""Owns an X server's clipboard with a picture: `python3 clipboard_owner.py PNG`. Says "ready", and answers until ended.

Hands out "image/png" alone, in parts (INCR) as programs do with pictures; the standard library and libX11.
"""

import ctypes
import sys
from pathlib import Path

PART = 60_000
LONG = ctypes.c_ulong
REQUEST, PROPERTY, NOTIFY, DELETED = 30, 28, 31, 1
ATOM, INTEGER = 4, 19


def structure(*names: str) -> type[ctypes.Structure]:
    """An X event: the common head, and numbers."""
    head = [("type", ctypes.c_int), ("serial", LONG), ("sent", ctypes.c_int), ("display", ctypes.c_void_p)]
    return type("Event", (ctypes.Structure,), {"_fields_": [*head, *((name, LONG) for name in names)]})


Request = structure("owner", "requestor", "selection", "target", "property", "time")
Answer = structure("requestor", "selection", "target", "property", "time")
Changed = structure("window", "atom", "time", "state")


class Event(ctypes.Union):
    _fields_ = (
        ("type", ctypes.c_int),
        ("request", Request),
        ("answer", Answer),
        ("changed", Changed),
        ("pad", ctypes.c_long * 24),
    )


def main() -> None:
    content = Path(sys.argv[1]).read_bytes()
    x = ctypes.CDLL("libX11.so.6")
    for name in ("XInternAtom", "XCreateSimpleWindow", "XDefaultRootWindow"):
        getattr(x, name).restype = LONG
    x.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x.XOpenDisplay(None))
    root = LONG(x.XDefaultRootWindow(display))
    window = LONG(x.XCreateSimpleWindow(display, root, 0, 0, 1, 1, 0, LONG(0), LONG(0)))
    clipboard, targets, png, incremental = (
        LONG(x.XInternAtom(display, name, 0)) for name in (b"CLIPBOARD", b"TARGETS", b"image/png", b"INCR")
    )
    x.XSetSelectionOwner(display, clipboard, window, LONG(0))
    x.XSync(display, 0)
    print("ready", flush=True)  # noqa: T201 - the one that started it waits for this
    event, waiting = Event(), {}
    while True:
        x.XNextEvent(display, ctypes.byref(event))
        if event.type == REQUEST:
            asked = event.request
            place = LONG(asked.requestor), LONG(asked.property)
            told = asked.property
            if asked.target == targets.value:
                offered = (LONG * 2)(targets.value, png.value)
                x.XChangeProperty(display, *place, LONG(ATOM), 32, 0, offered, 2)
            elif asked.target == png.value:
                x.XSelectInput(display, LONG(asked.requestor), ctypes.c_long(1 << 22))
                x.XChangeProperty(display, *place, incremental, 32, 0, (LONG * 1)(len(content)), 1)
                parts = [content[i : i + PART] for i in range(0, len(content), PART)]
                waiting[asked.requestor, asked.property] = [*parts, b""]
            else:
                told = 0
            answer = Event()
            answer.type = NOTIFY
            for name in ("requestor", "selection", "target", "time"):
                setattr(answer.answer, name, getattr(asked, name))
            answer.answer.property = told
            x.XSendEvent(display, LONG(asked.requestor), 0, ctypes.c_long(0), ctypes.byref(answer))
            x.XFlush(display)
        elif event.type == PROPERTY and event.changed.state & 0xFF == DELETED:
            key = event.changed.window, event.changed.atom
            if waiting.get(key):
                part = waiting[key].pop(0)
                x.XChangeProperty(display, LONG(key[0]), LONG(key[1]), png, 8, 0, part, len(part))
                x.XFlush(display)


if __name__ == "__main__":
    main()
