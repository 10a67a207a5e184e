"""Set-up as Blender sees it: `vendor_install.py` as a child, followed without blocking. Knows no bpy."""

from __future__ import annotations

import time
from collections.abc import Mapping

from ..core.environment import WorkerEnvironment
from ..core.errors import ErrorCode
from ..core.version import ROOT
from .child_run import ChildRun

STEPS = (
    ("A Python of its own", 0.06),
    ("Fetch the packages", 0.66),
    ("Install them", 0.87),
    ("Try the device", 1.0),
)
"""What set-up does one after the other, and which fraction of it is done when each ends (`environment_builder`)."""

_SECONDS_TO_JUDGE = 8.0
_FRACTION_TO_JUDGE = 0.08


class SetupRun(ChildRun):
    """A running set-up (`setup.report.Reporter` writes its records).

    Parameters
    ----------
    python
        Command of the interpreter that runs it, Blender's own.
    environment
        What to make.
    wheels
        A folder to install from instead of the network; empty for the network.

    Attributes
    ----------
    fraction
        How much is done, in [0, 1].

    Raises
    ------
    PointsmithError
        NOT_WRITABLE when the folder cannot be made, SETUP_FAILED when the child does not start.
    """

    def __init__(self, python: list[str], environment: WorkerEnvironment, wheels: str = "") -> None:
        self.fraction = 0.0
        self._began = time.monotonic()
        command = [*python, str(ROOT / "vendor_install.py"), "setup", "--dir", str(environment.folder), "--json"]
        if wheels:
            command += ["--wheels", wheels]
        super().__init__(command, environment.logs / "setup-console.log", ErrorCode.SETUP_FAILED)

    @property
    def step_number(self) -> int:
        """Which of `STEPS` is being done, from 0."""
        return next((number for number, (_, end) in enumerate(STEPS) if self.fraction < end), len(STEPS))

    @property
    def seconds_left(self) -> float | None:
        """About how long it will take, judged by what is done; None while that is too little to say."""
        spent = time.monotonic() - self._began
        if self.cancelled or spent < _SECONDS_TO_JUDGE or self.fraction < _FRACTION_TO_JUDGE:
            return None
        return spent * (1.0 - self.fraction) / self.fraction

    def take_progress(self, record: Mapping[str, object]) -> None:
        """Read "fraction"."""
        fraction = record.get("fraction")
        if isinstance(fraction, int | float):
            self.fraction = min(1.0, max(0.0, float(fraction)))
