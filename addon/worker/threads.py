"""How many threads scipy's searches and transforms take: as many as torch is told to, by the same variable."""

from __future__ import annotations

import os


def _told() -> int:
    told = os.environ.get("OMP_NUM_THREADS", "")
    return int(told) if told.isdecimal() and int(told) > 0 else -1


THREADS = _told()
"""For the parameter `workers`: -1, as many as there are processors, where OMP_NUM_THREADS says nothing."""
