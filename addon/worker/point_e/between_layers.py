"""A beat between the layers of networks of which one call can take many seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from .transformer import PointTransformer

SECONDS = 0.25


@contextmanager
def between_layers(networks: Iterable[PointTransformer], beat: Callable[[], None]) -> Iterator[None]:
    """Inside, have `beat` called between layers, at most every `SECONDS`; it may raise to cancel."""
    due = time.monotonic() + SECONDS

    def hook(*_: object) -> None:
        nonlocal due
        now = time.monotonic()
        if now >= due:
            due = now + SECONDS
            beat()

    layers = [layer for network in networks for layer in network.backbone.resblocks]
    handles = [layer.register_forward_pre_hook(hook) for layer in layers]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
