"""The first minutes: what set-up would do on this computer, and whether anything was made yet. Main thread only."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ..core.environment import WorkerEnvironment
from ..core.errors import ErrorCode, PointsmithError
from ..core.version import ROOT
from . import environment
from .child_run import ChildRun
from .session import session

if TYPE_CHECKING:
    from ..jobs.job import Job

SAMPLE = "a red chair"
"""What the first object is, where the artist has no wish yet."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What set-up would do (`setup.environment_builder.plan`); sizes in megabytes.

    Attributes
    ----------
    device
        torch's own name of what it found to compute on.
    notice
        Why it is not the device that one would expect; empty otherwise.
    """

    device: str
    torch: str
    download: int
    disk: int
    free: int
    notice: str

    @classmethod
    def of(cls, record: Mapping[str, object]) -> Plan:
        """Read the record of a dry run."""
        device, torch, notice = (str(record.get(name, "")) for name in ("device", "torch", "notice"))
        download, disk, free = (int(str(record.get(f"{name}_mb", 0))) for name in ("download", "disk", "free"))
        return cls(device, torch, download, disk, free, notice)

    @property
    def device_title(self) -> str:
        """The device's name for the artist."""
        titles = {"cuda": "NVIDIA or AMD graphics card", "mps": "Apple graphics", "cpu": "Processor (CPU)"}
        return titles.get(self.device, self.device)

    @property
    def fits(self) -> bool:
        """Whether the disk has room for it."""
        return self.free >= self.disk


class PlanRun(ChildRun):
    """A dry run of set-up, which changes nothing. Raises PointsmithError like `ChildRun`."""

    def __init__(self, python: list[str], folder: WorkerEnvironment, wheels: str, log: Path) -> None:
        self.plan: Plan | None = None
        command = [*python, str(ROOT / "vendor_install.py"), "setup", "--dir", str(folder.folder), "--json"]
        command += ["--dry-run", *(["--wheels", wheels] if wheels else [])]
        super().__init__(command, log, ErrorCode.SETUP_FAILED)

    def take_progress(self, record: Mapping[str, object]) -> None:
        """Read the plan out of the last record."""
        plan = record.get("plan")
        if isinstance(plan, Mapping):
            self.plan = Plan.of(plan)


@dataclass(slots=True)
class FirstRun:
    """What the first-run box shows.

    Attributes
    ----------
    plan
        What set-up would do, once it is known.
    problem
        Why set-up could not be done here, once that is known.
    wanted
        Whether a panel wants to show it.
    """

    plan: Plan | None = None
    problem: PointsmithError | None = None
    wanted: bool = False
    _run: PlanRun | None = None
    _asked: tuple[Path, str] | None = None
    _job: Job | None = None

    def step(self) -> None:
        """Find the plan out once it is wanted, and note the first object. Never blocks."""
        self._note_object()
        if self._run is not None and self._run.step():
            self.plan, self.problem = self._run.plan, self._run.error
            session.revision += 1
            if self._run.finished:
                self._run = None
        if self.wanted and not session.is_ready and session.setup is None:
            self.wanted = False
            self._ask()

    def _ask(self) -> None:
        asked = environment.environment().folder, environment.wheels_folder()
        if asked == self._asked:
            return
        self.close()
        self._asked, self.plan, self.problem = asked, None, None
        log = Path(bpy.app.tempdir) / "pointsmith-plan.log"
        try:
            self._run = PlanRun([sys.executable, *bpy.app.python_args], environment.environment(), asked[1], log)
        except PointsmithError as error:
            self.problem = error

    def close(self) -> None:
        """End the dry run, at once."""
        if self._run is not None:
            self._run.close()
            self._run = None

    @property
    def is_over(self) -> bool:
        """Whether something was made already, by this user, in any file."""
        chosen = environment.preferences()
        return chosen is None or chosen.first_object_made

    def _note_object(self) -> None:
        if session.job is not None:
            self._job = session.job
        elif self._job is not None:
            chosen = environment.preferences()
            if self._job.result is not None and session.error is None and chosen is not None:
                chosen.first_object_made = True
                every: Any = bpy.context.preferences
                every.is_dirty = True  # so that Blender saves it on leaving
                session.revision += 1
            self._job = None


first_run = FirstRun()
"""The one of this Blender."""
