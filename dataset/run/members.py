"""From the files that a server left for an object to the members of a shard; a file that is not whole is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np

RECORD = "record.json"
_PNG_START, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


class NotWholeError(Exception):
    """A file that is missing or cut off, though the server said that the job is done."""


def read(folder: Path) -> dict[str, bytes]:
    """Name and content of every file of a folder. Raises NotWholeError."""
    files = {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}
    for name, content in files.items():
        try:
            whole = _is_whole(name, content)
        except (ValueError, EOFError) as error:
            raise NotWholeError(f"{name} is not whole: {error}") from error
        if not whole:
            raise NotWholeError(f"{name} is not whole")
    return files


def named(files: dict[str, bytes], facts: dict[str, Any]) -> dict[str, bytes]:
    """Members by what follows their key: `json` is the record with `facts` added, other files keep their names.

    Raises NotWholeError.
    """
    if RECORD not in files:
        raise NotWholeError(f"{RECORD} is missing")
    record = {**json.loads(files[RECORD]), **facts}
    others = {name: content for name, content in files.items() if name != RECORD}
    return {"json": json.dumps(record, sort_keys=True).encode(), **others}


def _is_whole(name: str, content: bytes) -> bool:
    if name.endswith(".json"):
        return isinstance(json.loads(content), dict)
    if name.endswith(".npy"):
        # Arrays are a few kilobytes; reading one is the surest check.
        np.load(io.BytesIO(content), allow_pickle=False)
    if name.endswith(".png"):
        return content.startswith(_PNG_START) and content.endswith(_PNG_END)
    return bool(content)
