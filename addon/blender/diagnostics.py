"""The text of Copy Diagnostics: what helps a developer, without the artist's name."""

from __future__ import annotations

import getpass
import platform
import re
from collections.abc import Mapping
from pathlib import Path

_LOG_LINES = 40
_SHORTEST_NAME = 3
"""A user name shorter than this would be found inside other words."""


def masked(text: str, home: str, user: str) -> str:
    """Replace the home folder by "~" and the user's name by "<user>", in any case and with either slash."""
    for spelling in sorted({home, home.replace("\\", "/"), home.replace("\\", "\\\\")}, key=len, reverse=True):
        if len(spelling) > 1:
            text = re.sub(re.escape(spelling) + r"(?![\w-])", "~", text, flags=re.IGNORECASE)
    if len(user) >= _SHORTEST_NAME:
        text = re.sub(rf"(?<![^\W_]){re.escape(user)}(?![^\W_])", "<user>", text, flags=re.IGNORECASE)
    return text


def report(facts: Mapping[str, object], log: Path | None) -> str:
    """Return `facts` as lines, and the end of the log, masked for this user."""
    rows = [f"{name}: {value}" for name, value in {"System": platform.platform(), **facts}.items()]
    if log is not None:
        try:
            tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES:]
        except OSError:
            tail = ["(cannot be read)"]
        rows += ["", f"End of {log.name}:", *tail]
    return masked("\n".join(rows) + "\n", str(Path.home()), _user())


def newest_log(folder: Path) -> Path | None:
    """Return the log that was written last, or None."""
    try:
        return max(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, default=None)
    except OSError:
        return None


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
