"""Catalogues of translations: gettext's PO files, as translators and their programs know them. Knows no bpy."""

from __future__ import annotations

import ast
from pathlib import Path

DEFAULT_CONTEXT = "*"
"""Blender's name for the context of whatever has none; a PO file leaves it out."""

OWN_CONTEXT = "Pointsmith"
"""Of panel titles, and of words that Blender itself translates otherwise than is meant here, or misspells."""

Key = tuple[str, str]
"""Context and message, as `bpy.app.translations` wants them."""


def read(path: Path) -> dict[Key, str]:
    """Return the translated messages of a PO file (UTF-8).

    Obsolete, fuzzy and empty entries are left out; plural forms are not used. Raises ValueError with the line's number.
    Source of the format: the manual of GNU gettext, chapter "The Format of PO Files".
    """
    found: dict[Key, str] = {}
    entry: dict[str, str] = {}
    field = ""
    fuzzy = False

    def close() -> None:
        nonlocal entry, field, fuzzy
        if entry.get("msgid") and entry.get("msgstr") and not fuzzy:
            found[entry.get("msgctxt", DEFAULT_CONTEXT), entry["msgid"]] = entry["msgstr"]
        entry, field, fuzzy = {}, "", False

    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if not line:
            close()
            continue
        if line.startswith("#"):
            fuzzy |= line.startswith("#,") and "fuzzy" in line
            continue
        if not line.startswith('"'):
            name, _, line = line.partition(" ")
            if name in entry:
                raise ValueError(f"{path.name}, line {number}: no empty line before the next entry")
            field = name
            if field not in {"msgctxt", "msgid", "msgstr"}:
                raise ValueError(f"{path.name}, line {number}: “{name}” is not known")
        if not field:
            raise ValueError(f"{path.name}, line {number}: text without msgid")
        try:
            entry[field] = entry.get(field, "") + ast.literal_eval(line)
        except (SyntaxError, ValueError) as error:
            raise ValueError(f"{path.name}, line {number}: not a quoted text") from error
    close()
    return found
