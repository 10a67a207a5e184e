"""An exporter as the one who schedules sees it: another Blender, which writes the files of one object at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ..jobs.child_process import ChildProcess
from .orders import Export, Exported


class ExporterProcess(ChildProcess[Exported]):
    """A running exporter. Orders may be sent ahead; they are carried out and answered in their order.

    When its input ends it finishes the order in hand and drops the others.

    Parameters
    ----------
    command
        Starts it: `blender.headless.exporter.command()` in the Blender that shall be taken once more.
    log
        File that takes what Blender prints; its folder is made.

    Raises
    ------
    OSError
        When it cannot be started.
    """

    def __init__(self, command: Sequence[str], log: Path) -> None:
        super().__init__(command, log, answer)

    def send(self, order: Export) -> None:
        """Write one order. An exporter that is gone is found out by `events`, not here."""
        # As ASCII, in which names that are no Unicode travel too.
        self.write(json.dumps(order.to_json()).encode("ascii") + b"\n")


def answer(line: bytes) -> Exported:
    """Read what an exporter says. Raises ValueError for a line of Blender's own."""
    try:
        return Exported.from_json(json.loads(line))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not an answer: {error!r}") from error
