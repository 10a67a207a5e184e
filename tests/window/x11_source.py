"""Another program on the X server: `x11_source.py clipboard PNG`, or `x11_source.py drop WINDOW X Y FILE...`.

The first owns the clipboard with a picture, says "ready", and answers until it is ended; it hands out "image/png"
alone, in parts (INCR) as programs do with pictures. The second drags files onto a place of a window (XDND, version 5)
and lets go; exit status 0 when the window has taken them. The standard library and libX11.
"""

import ctypes
import sys
import time
from pathlib import Path

PART = 60_000
LONG = ctypes.c_ulong
REQUEST, PROPERTY, NOTIFY, MESSAGE, DELETED = 30, 28, 31, 33, 1
ATOM, XDND_VERSION = 4, 5


def structure(*names: str) -> type[ctypes.Structure]:
    """An X event: the common head, and numbers."""
    head = [("type", ctypes.c_int), ("serial", LONG), ("sent", ctypes.c_int), ("display", ctypes.c_void_p)]
    return type("Event", (ctypes.Structure,), {"_fields_": [*head, *((name, LONG) for name in names)]})


Request = structure("owner", "requestor", "selection", "target", "property", "time")
Answer = structure("requestor", "selection", "target", "property", "time")
Changed = structure("window", "atom", "time", "state")
Told = structure("window", "message", "format", "a", "b", "c", "d", "e")


class Event(ctypes.Union):
    _fields_ = (
        ("type", ctypes.c_int),
        ("request", Request),
        ("answer", Answer),
        ("changed", Changed),
        ("told", Told),
        ("pad", ctypes.c_long * 24),
    )


class Source:
    """Owns a selection and hands out one kind of content."""

    def __init__(self, selection: str, kind: str, content: bytes, *, in_parts: bool) -> None:
        self.x = ctypes.CDLL("libX11.so.6")
        for name in ("XInternAtom", "XCreateSimpleWindow", "XDefaultRootWindow"):
            getattr(self.x, name).restype = LONG
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(None))
        root = LONG(self.x.XDefaultRootWindow(self.display))
        self.window = LONG(self.x.XCreateSimpleWindow(self.display, root, 0, 0, 1, 1, 0, LONG(0), LONG(0)))
        self.kind, self.content, self.in_parts = self.atom(kind), content, in_parts
        self.waiting: dict[tuple[int, int], list[bytes]] = {}
        self.x.XSetSelectionOwner(self.display, self.atom(selection), self.window, LONG(0))
        self.x.XSync(self.display, 0)

    def atom(self, name: str) -> LONG:
        return LONG(self.x.XInternAtom(self.display, name.encode(), 0))

    def next(self) -> Event:
        """Return the next event; those of the selection are answered."""
        event = Event()
        self.x.XNextEvent(self.display, ctypes.byref(event))
        if event.type == REQUEST:
            self._answer(event.request)
        elif event.type == PROPERTY and event.changed.state & 0xFF == DELETED:
            self._next_part((event.changed.window, event.changed.atom))
        return event

    def send(self, window: int, message: str, *data: int) -> None:
        """Send a message of five numbers to a window."""
        event = Event()
        event.type = MESSAGE
        told = event.told
        told.window, told.message, told.format = window, self.atom(message).value, 32
        told.a, told.b, told.c, told.d, told.e = (*data, *[0] * (5 - len(data)))
        self.x.XSendEvent(self.display, LONG(window), 0, ctypes.c_long(0), ctypes.byref(event))
        self.x.XFlush(self.display)

    def _change(self, place: tuple[int, int], kind: LONG, bits: int, data: object, count: int) -> None:
        self.x.XChangeProperty(self.display, LONG(place[0]), LONG(place[1]), kind, bits, 0, data, count)

    def _answer(self, asked: ctypes.Structure) -> None:
        place, told = (asked.requestor, asked.property), asked.property
        if asked.target == self.atom("TARGETS").value:
            self._change(place, LONG(ATOM), 32, (LONG * 2)(self.atom("TARGETS").value, self.kind.value), 2)
        elif asked.target != self.kind.value:
            told = 0
        elif self.in_parts:
            self.x.XSelectInput(self.display, LONG(asked.requestor), ctypes.c_long(1 << 22))
            self._change(place, self.atom("INCR"), 32, (LONG * 1)(len(self.content)), 1)
            parts = [self.content[i : i + PART] for i in range(0, len(self.content), PART)]
            self.waiting[place] = [*parts, b""]
        else:
            self._change(place, self.kind, 8, self.content, len(self.content))
        event = Event()
        event.type = NOTIFY
        for name in ("requestor", "selection", "target", "time"):
            setattr(event.answer, name, getattr(asked, name))
        event.answer.property = told
        self.x.XSendEvent(self.display, LONG(asked.requestor), 0, ctypes.c_long(0), ctypes.byref(event))
        self.x.XFlush(self.display)

    def _next_part(self, place: tuple[int, int]) -> None:
        if self.waiting.get(place):
            part = self.waiting[place].pop(0)
            self._change(place, self.kind, 8, part, len(part))
            self.x.XFlush(self.display)


def clipboard(file: str) -> None:
    source = Source("CLIPBOARD", "image/png", Path(file).read_bytes(), in_parts=True)
    print("ready", flush=True)  # noqa: T201 - the one that started it waits for this
    while True:
        source.next()


def drop(window: str, x: str, y: str, *files: str) -> None:
    names = "".join(f"{Path(file).absolute().as_uri()}\r\n" for file in files)
    source = Source("XdndSelection", "text/uri-list", names.encode(), in_parts=False)
    target, me = int(window), source.window.value
    source.send(target, "XdndEnter", me, XDND_VERSION << 24, source.kind.value)
    finished, status = source.atom("XdndFinished").value, source.atom("XdndStatus").value
    for _ in range(3):  # Blender looks for handlers where the mouse was before
        place = int(x) << 16 | int(y)
        source.send(target, "XdndPosition", me, 0, place, 0, source.atom("XdndActionCopy").value)
        while True:
            event = source.next()
            if event.type == MESSAGE and event.told.message == status:
                break
        time.sleep(0.3)
    source.send(target, "XdndDrop", me, 0, 0)
    while True:
        event = source.next()
        if event.type == MESSAGE and event.told.message == finished:
            return


if __name__ == "__main__":
    {"clipboard": clipboard, "drop": drop}[sys.argv[1]](*sys.argv[2:])
