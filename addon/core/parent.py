"""A child that ends with its parent, however that ends. Standard library only."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

_CHECK_SECONDS = 2.0


def follow(parent: int, gone: Callable[[], None] = lambda: None) -> None:
    """End this process at once, after calling `gone`, when its parent is no longer the process `parent`.

    A child of the parent may hold the pipe open after the parent is gone, so its end is not enough. Windows gives
    orphans no other parent: there the pipe has to do.
    """
    if os.name != "posix":
        return

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_CHECK_SECONDS)
        try:
            gone()
        finally:
            os._exit(0)

    threading.Thread(target=look, daemon=True, name="parent").start()
