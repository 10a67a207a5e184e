"""Set-up as Blender sees it: `vendor_install.py` as a child, followed without blocking. Knows no bpy."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.environment import WorkerEnvironment
from ..core.errors import ErrorCode
from ..core.version import ROOT
from .child_run import ChildRun


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
        command = [*python, str(ROOT / "vendor_install.py"), "setup", "--dir", str(environment.folder), "--json"]
        if wheels:
            command += ["--wheels", wheels]
        super().__init__(command, environment.logs / "setup-console.log", ErrorCode.SETUP_FAILED)

    def take_progress(self, record: Mapping[str, object]) -> None:
        """Read "fraction"."""
        fraction = record.get("fraction")
        if isinstance(fraction, int | float):
            self.fraction = min(1.0, max(0.0, float(fraction)))
