"""What the first job needs is imported before it is asked for, on a thread: otherwise the first click waits for it."""

from __future__ import annotations

import contextlib
import importlib
import threading

import bpy

_MODULES = (".jobs.engine", ".live.show", ".live.screen", ".scene.row")

_begun: list[threading.Thread] = []


def import_ahead() -> None:
    """Begin, unless it was begun; called when the artist sees the panel."""
    if _begun or bpy.app.background:
        return
    _begun.append(threading.Thread(target=_import, daemon=True, name="pointsmith-ahead"))
    _begun[0].start()


def _import() -> None:
    # What fails here fails again where it is needed, and is told there.
    with contextlib.suppress(Exception):
        for name in _MODULES:
            importlib.import_module(name, __package__)
        importlib.import_module("..core.understanding", __package__).shipped()
