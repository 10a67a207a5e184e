"""The downloads that run in this Blender, and how the last one of each model ended. Main thread only; no bpy."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

from ...core.environment import WorkerEnvironment
from ...core.errors import PointsmithError
from ...core.model_store import Found, ModelStore
from ...core.published import PublishedModel
from .fetch_run import FetchRun, Source

_LOOK_SECONDS = 2.0


@dataclass(slots=True)
class Downloads:
    """What the Models list shows beside what is on the disk.

    Attributes
    ----------
    runs
        By the model's id.
    errors
        Why the last run of a model failed, until the next one starts or it is dismissed.
    notes
        What the last run of a model said when it ended well.
    """

    runs: dict[str, FetchRun] = field(default_factory=dict)
    errors: dict[str, PointsmithError] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    _seen: dict[tuple[Path, str], tuple[float, Found]] = field(default_factory=dict)

    def found(self, store: ModelStore, model: PublishedModel) -> Found:
        """Return what is on the disk of a model; at most two seconds old, because the list is drawn often."""
        now = time.monotonic()
        key = (store.folder, model.id)
        if key not in self._seen or now - self._seen[key][0] > _LOOK_SECONDS:
            self._seen[key] = (now, store.model(model))
        return self._seen[key][1]

    def look_again(self) -> None:
        """Ask the disk at the next drawing."""
        self._seen.clear()

    def start(self, environment: WorkerEnvironment, store: ModelStore, model: PublishedModel, source: Source) -> None:
        """Start a download, or the loading of a file, unless one of this model runs. Raises PointsmithError."""
        if model.id in self.runs:
            return
        self.errors.pop(model.id, None)
        self.notes.pop(model.id, None)
        self.runs[model.id] = FetchRun(environment, store.folder, model.id, source)

    def forget(self, model_id: str) -> None:
        """Forget how the last run of a model ended, and what was on the disk."""
        self.errors.pop(model_id, None)
        self.notes.pop(model_id, None)
        self.look_again()

    def step(self) -> bool:
        """Take in what the children said; return whether anything visible has changed. Never blocks."""
        changed = False
        for name, run in list(self.runs.items()):
            changed |= run.step()
            if run.finished:
                del self.runs[name]
                self.look_again()
                if run.error is not None:
                    self.errors[name] = run.error
                elif not run.cancelled:
                    self.notes[name] = run.text
        return changed

    def close(self) -> None:
        """End every child, at once; what is there is kept."""
        for run in self.runs.values():
            run.close()
        self.runs.clear()
