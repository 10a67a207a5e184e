"""Blender's list of asset catalogues, `blender_assets.cats.txt`: read, and one entry added; the rest stays as it is.

The format is Blender's: a line VERSION 1, then lines "UUID:path/of/catalogue:simple name"; lines that begin with # and
empty ones say nothing.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from .errors import ErrorCode, PointsmithError
from .files import atomic_text
from .locks import locked_briefly

FILE = "blender_assets.cats.txt"
_LOCK = ".blender_assets.cats.lock"
"""Held by the process of ours that adds an entry."""
_NAMESPACE = uuid.UUID("6f0a9f3e-2b0e-5f9c-9d53-0c6c1f6b7a11")
_HEADER = """# This is an Asset Catalog Definition file for Blender.
#
# Empty lines and lines starting with `#` will be ignored.
# The first non-ignored line should be the version indicator.
# Other lines are of the format "UUID:catalog/path/for/assets:simple catalog name"

VERSION 1
"""


def own_id(path: str) -> str:
    """Return the UUID that a catalogue of this path gets: the same on every computer, so that libraries can merge."""
    return str(uuid.uuid5(_NAMESPACE, cleaned(path)))


def cleaned(path: str) -> str:
    """Return a catalogue's path as Blender accepts it: parts without colons, spaces around or empty names."""
    parts = (" ".join(part.replace(":", "-").split()) for part in path.replace("\\", "/").split("/"))
    return "/".join(part for part in parts if part)


def entries(text: str) -> dict[str, str]:
    """Return UUID -> path of the entries of a file's text; lines that are none are passed over."""
    found = {}
    for line in text.splitlines():
        if line.strip().startswith(("#", "VERSION")):
            continue
        name, _, rest = line.strip().partition(":")
        path = rest.partition(":")[0].strip()
        try:
            found[str(uuid.UUID(name))] = path
        except ValueError:
            continue
    return {name: path for name, path in found.items() if path}


def with_entry(text: str, path: str) -> tuple[str, str]:
    """Return a file's text with a catalogue of this path, and its UUID.

    A catalogue that is there already is taken, also one of ours that the artist gave another path.
    """
    path = cleaned(path)
    there = entries(text)
    for name, other in there.items():
        if other == path:
            return text, name
    own = own_id(path)
    if own in there:
        return text, own
    if not any(line.strip().startswith("VERSION") for line in text.splitlines()):
        text = _HEADER + text
    separator = "" if text.endswith("\n") else "\n"
    return f"{text}{separator}{own}:{path}:{path.replace('/', '-')}\n", own


def ensure(folder: Path, path: str) -> str:
    """Give the library in `folder` a catalogue and return its UUID; the file is whole at every moment.

    Several processes may do so at once, on several computers too where their file system keeps locks.

    Raises
    ------
    PointsmithError
        NOT_WRITABLE; BAD_SETTING when the file is not text.
    """
    file = folder / FILE
    before = text_of(folder)
    after, name = with_entry(before, path)
    if after == before:
        return name
    try:
        with locked_briefly(folder / _LOCK):
            before = text_of(folder)
            after, name = with_entry(before, path)
            if after != before:
                atomic_text(file, after)
    except OSError as error:
        raise PointsmithError(ErrorCode.NOT_WRITABLE, str(file)) from error
    return name


def text_of(folder: Path) -> str:
    """Return the text of a library's list, "" where there is none. Raises what `ensure` raises."""
    file = folder / FILE
    try:
        return file.read_text(encoding="utf-8") if file.exists() else ""
    except UnicodeDecodeError as error:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{file} is not a list of catalogues") from error
    except OSError as error:
        raise PointsmithError(ErrorCode.NOT_WRITABLE, str(file)) from error


def paths(folder: Path) -> list[str]:
    """Return the paths of the catalogues of a library, sorted; none where the file cannot be read."""
    try:
        return sorted(set(entries((folder / FILE).read_text(encoding="utf-8")).values()))
    except (OSError, UnicodeDecodeError):
        return []
