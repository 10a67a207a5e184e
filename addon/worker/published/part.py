"""A file that is being fetched: `NAME.part`, and beside it what the server said of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from ...core.files import atomic_text


class Part:
    """The beginning of a file.

    Parameters
    ----------
    target
        The name that the file gets when it is whole.

    Attributes
    ----------
    file
        Where the bytes are until then.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self.file = target.with_name(target.name + ".part")
        self._notes = target.with_name(target.name + ".part.json")

    @property
    def bytes(self) -> int:
        """How much is there."""
        try:
            return self.file.stat().st_size
        except OSError:
            return 0

    def validator(self, url: str) -> str:
        """Return what names the server's version of these bytes (for If-Range), or nothing when there is none.

        A strong ETag or a date (RFC 9110, 13.1.5); bytes from another address are not continued.
        """
        try:
            notes = json.loads(self._notes.read_text(encoding="utf-8"))
            same = notes["url"] == url
            validator = notes["validator"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return ""
        return validator if same and isinstance(validator, str) and validator.isprintable() else ""

    def begin(self, url: str, validator: str) -> None:
        """Forget the bytes and note where the new ones come from. Raises OSError."""
        self.file.unlink(missing_ok=True)
        atomic_text(self._notes, json.dumps({"url": url, "validator": validator}))

    def open(self) -> BinaryIO:
        """Open the file for more bytes. Raises OSError."""
        return self.file.open("ab", buffering=0)

    def discard(self) -> None:
        """Remove what is there. Raises OSError."""
        for file in (self.file, self._notes):
            file.unlink(missing_ok=True)

    def finish(self) -> None:
        """Give the whole file its name. Raises OSError."""
        self.file.replace(self._target)
        self._notes.unlink(missing_ok=True)


def strong_validator(headers: Iterable[tuple[str, str]]) -> str:
    """Return the ETag of an answer if it is a strong one, else its Last-Modified, else nothing."""
    named = {name.lower(): value for name, value in headers}
    tag = named.get("etag", "")
    return tag if tag.startswith('"') else named.get("last-modified", "")
