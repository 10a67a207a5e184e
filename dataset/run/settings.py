"""A data set's folder belongs to one job list and one choice of settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from addon.core.files import atomic_text

from .jobs import Job
from .stages import Stage

FILE = "settings.json"
_FORMAT = 1


class OtherSettingsError(Exception):
    """The folder holds a data set that was made another way."""


def of_run(jobs: Sequence[Job], shard_objects: int, stages: Sequence[Stage]) -> dict[str, Any]:
    """Everything that decides what the shards hold."""
    listed = json.dumps([[job.key, job.identity, job.split] for job in jobs], sort_keys=True)
    chosen = {f"{stage.name} {name}": value for stage in stages for name, value in stage.settings.items()}
    # The stages' names say this already.
    chosen = {name: value for name, value in chosen.items() if not name.endswith(" direct")}
    return {
        "format": _FORMAT,
        "objects": len(jobs),
        "jobs_sha256": hashlib.sha256(listed.encode()).hexdigest(),
        "shard_objects": shard_objects,
        "stages": [stage.name for stage in stages],
        **dict(sorted(chosen.items())),
    }


def claim(out: Path, wanted: dict[str, Any]) -> None:
    """Write the settings into a new folder, or see that they are those of the folder. Raises OtherSettingsError."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / FILE
    try:
        there = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        atomic_text(file, json.dumps(wanted, indent=1) + "\n")
        return
    except ValueError:
        raise OtherSettingsError(f"{file} cannot be read; use another folder") from None
    names = [name for name in {**there, **wanted} if there.get(name) != wanted.get(name)]
    if names:
        changes = ", ".join(f"{name} was {there.get(name)}, now {wanted.get(name)}" for name in names)
        raise OtherSettingsError(f"{out} was begun with other settings ({changes}); use those, or another folder")
