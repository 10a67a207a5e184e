"""Names of files that hold on every system: no way out of the folder, nothing that Windows or a case clash would eat.

Windows' rules: "Naming Files, Paths, and Namespaces", Microsoft Learn.
"""

from __future__ import annotations

import re
import unicodedata

from ..core.readers import refused

LONGEST_PART = 180
"""Bytes of one folder's or file's name; file systems take 255, and endings and temporary names come on top."""
LONGEST = 200
"""Characters of the whole name; Windows' own limit is 260 with the folder before it."""

_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def checked(what: str, name: str) -> str:
    """Return a relative name with "/" between its folders (a backslash is taken for it), or refuse it.

    Raises
    ------
    PointsmithError
        BAD_SETTING: an absolute name, one with "..", with signs or words that Windows keeps for itself, or too long.
    """
    name = name.replace("\\", "/")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        raise refused(f"{what} “{shown(name)}” is an absolute path; it has to lie in the output folder")
    if len(name) > LONGEST:
        raise refused(f"{what} has {len(name)} letters, more than {LONGEST}")
    parts = name.split("/")
    for part in parts:
        reason = _reason(part)
        if reason:
            raise refused(f"{what} “{shown(name)}” {reason}")
    return "/".join(parts)


def _reason(part: str) -> str:
    """Why a folder's or file's name cannot be used; "" when it can."""
    reason = ""
    stem = part.partition(".")[0].rstrip()
    if not part:
        reason = "has an empty part"
    elif part in {".", ".."}:
        reason = "leads out of the output folder" if part == ".." else "has a part “.”"
    elif found := _UNSAFE.search(part):
        reason = f"has {shown(found.group())!r}, which Windows forbids in names"
    elif part[-1] in ". " or part[0] == " ":
        reason = "has a part that begins with a space or ends with a dot or a space, which Windows would drop"
    elif _RESERVED.fullmatch(stem):
        reason = f"has “{stem}”, a name that Windows keeps for itself"
    elif len(part.encode("utf-8", "surrogatepass")) > LONGEST_PART:
        reason = f"has a part of more than {LONGEST_PART} bytes"
    return reason


def shown(name: str) -> str:
    """Return a text as a sentence can hold it: without line ends and the like, and not too long."""
    printable = "".join(sign if sign.isprintable() else "�" for sign in name)
    return printable if len(printable) <= 60 else printable[:59] + "…"


def identity(name: str) -> str:
    """Return what two names have in common when some file system takes them for one: case and composition folded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def slug(text: str, longest: int = 48) -> str:
    """Return a short name made of a text's letters and digits: "A Réd chair!" becomes "a-red-chair"; never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return _NOT_IN_SLUG.sub("-", plain)[:longest].strip("-") or "object"


def inserted(value: str) -> str:
    """Return a value as it can stand inside a name: "a/b" becomes "a-b"."""
    return re.sub(r'[<>:"|?*\x00-\x1f\x7f/\\]+', "-", value).strip(". ") or "-"
