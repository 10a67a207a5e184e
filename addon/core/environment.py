"""Where the worker's private environment lies and whether it is ready.

Standard library only: `vendor_install.py` reads this before numpy is anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).resolve().parents[1] / "worker" / "requirements.txt"
"""The pinned packages of the worker."""


def requirements_hash() -> str:
    """SHA-256 of the pinned packages: an environment built from others is not ready."""
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class WorkerEnvironment:
    """A folder that holds the worker's virtual environment and its logs."""

    folder: Path

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.folder / "worker"

    @property
    def python(self) -> Path:
        """The interpreter that runs the worker."""
        return self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def logs(self) -> Path:
        """Logs of set-up and of the worker."""
        return self.folder / "logs"

    @property
    def record_file(self) -> Path:
        """Written last by set-up, after a real kernel has run: what was installed, for which device."""
        return self.folder / "ready.json"

    def record(self) -> dict[str, Any]:
        """Return what set-up wrote, or an empty dict."""
        try:
            record = json.loads(self.record_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return record if isinstance(record, dict) else {}

    @property
    def is_ready(self) -> bool:
        """Whether set-up finished with the packages that this version asks for."""
        return self.python.exists() and self.record().get("requirements") == requirements_hash()
