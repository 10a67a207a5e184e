"""Writes the picture on an X server's clipboard to the standard output: `python -I x11_selection.py`.

A program of its own, of the standard library and libX11, after the Inter-Client Communication Conventions Manual,
section 2 (selections, and INCR for large ones). Exit status 0 with a picture, 3 where there is none.
"""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable

KINDS = ("image/png", "image/jpeg", "image/webp", "image/bmp", "image/tiff")
"""In the order in which they are asked for."""
SECONDS = 5.0
NONE = 3

_OWN_CLASS = b"blender"
_SELECTION_NOTIFY, _PROPERTY_NOTIFY = 31, 28
_PROPERTY_CHANGES = 1 << 22
_Long = ctypes.c_ulong


class _Selection(ctypes.Structure):
    """XSelectionEvent."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", _Long),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("requestor", _Long),
        ("selection", _Long),
        ("target", _Long),
        ("property", _Long),
        ("time", _Long),
    )


class _Property(ctypes.Structure):
    """XPropertyEvent."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", _Long),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", _Long),
        ("atom", _Long),
        ("time", _Long),
        ("state", ctypes.c_int),
    )


class _Event(ctypes.Union):
    """XEvent."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("selection", _Selection),
        ("property", _Property),
        ("pad", ctypes.c_long * 24),
    )


class Clipboard:
    """A client of the X server that can read its clipboard."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XInternAtom.restype = _Long
        self._x.XCreateSimpleWindow.restype = _Long
        self._x.XDefaultRootWindow.restype = _Long
        self._x.XGetSelectionOwner.restype = _Long
        display = self._x.XOpenDisplay(None)
        if not display:
            raise OSError("no display")
        self._display = ctypes.c_void_p(display)
        root = _Long(self._x.XDefaultRootWindow(self._display))
        self._window = _Long(self._x.XCreateSimpleWindow(self._display, root, 0, 0, 1, 1, 0, _Long(0), _Long(0)))
        self._x.XSelectInput(self._display, self._window, ctypes.c_long(_PROPERTY_CHANGES))
        self._clipboard, self._property, self._incremental = map(self.atom, ("CLIPBOARD", "POINTSMITH", "INCR"))
        self._end = time.monotonic() + SECONDS

    def atom(self, name: str) -> int:
        """Return the server's number of a name."""
        return int(self._x.XInternAtom(self._display, name.encode(), 0))

    def picture(self) -> bytes:
        """Return the picture's file; empty where there is none."""
        owner = int(self._x.XGetSelectionOwner(self._display, _Long(self._clipboard)))
        # Blender waits for this program and cannot answer it; answering a window that is gone would end Blender.
        if not owner or _OWN_CLASS in self._class_of(owner):
            return b""
        told = self.read("TARGETS")
        size = ctypes.sizeof(_Long)
        offered = {int.from_bytes(told[i : i + size], sys.byteorder) for i in range(0, len(told), size)}
        kind = next((kind for kind in KINDS if self.atom(kind) in offered), None)
        return self.read(kind) if kind is not None else b""

    def read(self, kind: str) -> bytes:
        """Return the clipboard as one of the kinds that its owner offers; empty where it refuses."""
        self._x.XConvertSelection(
            *(self._display, _Long(self._clipboard), _Long(self.atom(kind))),
            *(_Long(self._property), self._window, _Long(0)),
        )
        event = self._wait(lambda event: event.type == _SELECTION_NOTIFY)
        if event is None or not event.selection.property:
            return b""
        content, kind_of_content = self._take()
        if kind_of_content != self._incremental:
            return content
        parts: list[bytes] = []
        while self._wait(self._is_new_part) is not None:
            part, _ = self._take()
            if not part:
                return b"".join(parts)
            parts.append(part)
        return b""

    def _is_new_part(self, event: _Event) -> bool:
        return bool(
            event.type == _PROPERTY_NOTIFY and event.property.atom == self._property and event.property.state == 0
        )

    def _class_of(self, window: int) -> bytes:
        """Return the name and class of a program's window, in small letters."""
        return self._property_of(_Long(window), self.atom("WM_CLASS"), delete=False)[0].lower()

    def _take(self) -> tuple[bytes, int]:
        """Return what our property holds and its type, and delete it, which asks for the next part."""
        return self._property_of(self._window, self._property, delete=True)

    def _property_of(self, window: ctypes.c_ulong, name: int, *, delete: bool) -> tuple[bytes, int]:
        kind, count, left = _Long(), _Long(), _Long()
        bits, data = ctypes.c_int(), ctypes.c_void_p()
        self._x.XGetWindowProperty(
            *(self._display, window, _Long(name), ctypes.c_long(0), ctypes.c_long(2**29), int(delete), _Long(0)),
            *(ctypes.byref(each) for each in (kind, bits, count, left, data)),
        )
        # Values of 32 bits come as C's long.
        width = {8: 1, 16: 2, 32: ctypes.sizeof(_Long)}.get(bits.value, 1)
        content = ctypes.string_at(data, count.value * width) if data.value else b""
        if data.value:
            self._x.XFree(data)
        return content, kind.value

    def _wait(self, wanted: Callable[[_Event], bool]) -> _Event | None:
        """Return the next event that is wanted; None when the time is over."""
        event = _Event()
        self._x.XFlush(self._display)
        while time.monotonic() < self._end:
            while self._x.XPending(self._display):
                self._x.XNextEvent(self._display, ctypes.byref(event))
                if wanted(event):
                    return event
            time.sleep(0.003)
        return None


def main() -> int:
    """Write the picture."""
    try:
        content = Clipboard().picture()
    except OSError:
        return NONE
    sys.stdout.buffer.write(content)
    return 0 if content else NONE


if __name__ == "__main__":
    sys.exit(main())
