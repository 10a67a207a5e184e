"""The artist's language: what Blender cannot translate by itself.

Names, tooltips and literal texts of layouts are looked up by Blender, once the catalogues in `translations/` are
registered. Sentences that are put together go through `tell`; what the worker or `core` has put together, in English,
through `retold`.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import bpy

from ..core.errors import NO_DETAIL, PointsmithError
from .catalogue import DEFAULT_CONTEXT, OWN_CONTEXT, Key, read
from .environment import ROOT_PACKAGE

FOLDER = Path(__file__).with_name("translations")
"""A PO file for each language, named by its ISO code."""

_CONTEXTS = (DEFAULT_CONTEXT, "Operator", OWN_CONTEXT)
_FIELD = re.compile(r"\{(\w*)(?::[^}]*)?\}")
_FEWEST_LETTERS = 5
"""A template that says less than this beside its blanks would match anything."""


def register() -> None:
    """Give Blender the catalogues."""
    bpy.app.translations.register(ROOT_PACKAGE, {path.stem: everywhere(_catalogue(path)) for path in _files()})


def unregister() -> None:
    """Take them back."""
    bpy.app.translations.unregister(ROOT_PACKAGE)


def everywhere(catalogue: dict[Key, str]) -> dict[Key, str]:
    """Return the messages for labels, buttons and panels alike, except where a catalogue tells them apart.

    Blender looks a button's text up in the context of its operator, and the same text is often both.
    """
    # What is said in general comes last, and wins where nothing else is said.
    messages = sorted(catalogue.items(), key=lambda each: each[0][0] == DEFAULT_CONTEXT)
    found = {(context, message): text for (_, message), text in messages for context in _CONTEXTS}
    return found | catalogue


def tell(message: str, context: str | None = None, **values: object) -> str:
    """Return a message in the artist's language, its blanks filled: `tell("{count} objects", count=3)`.

    The message has to be a literal, so that it is found for the translators.
    """
    told: str = bpy.app.translations.pgettext_iface(message, context)
    return told.format(**values) if values else told


def retold(text: str) -> str:
    """Return a sentence that was put together elsewhere in the artist's language, as far as it is known.

    A sentence with a number or name in it is recognised by its template in the catalogue.
    """
    if not text:
        return text
    locale = bpy.app.translations.locale
    return _retold(text, locale) if locale else text


def sentence(error: PointsmithError) -> str:
    """Return what happened, in the artist's language."""
    return _filled(error.templates[0], error.detail or NO_DETAIL[0])


def way_out(error: PointsmithError) -> str:
    """Return what to do about it, in the artist's language."""
    return _filled(error.templates[1], error.detail or NO_DETAIL[1])


def _filled(template: str, detail: str) -> str:
    return str(bpy.app.translations.pgettext_iface(template)).format(detail=retold(detail))


@functools.lru_cache(maxsize=512)
def _retold(text: str, _locale: str) -> str:
    told: str = bpy.app.translations.pgettext_iface(text)
    if told != text:
        return told
    for template, pattern in _templates():
        found = pattern.fullmatch(text)
        if found is not None:
            wanted: str = bpy.app.translations.pgettext_iface(template)
            return wanted.format(**{name: retold(value) for name, value in found.groupdict().items()})
    return text


@functools.lru_cache(maxsize=1)
def _templates() -> list[tuple[str, re.Pattern[str]]]:
    """Return every message with blanks, and what its English looks like; those that say the most come first."""
    known = {message for path in _files() for context, message in _catalogue(path) if context == "*"}
    found = [message for message in known if _FIELD.search(message) and _letters(message) >= _FEWEST_LETTERS]
    return [(message, _pattern(message)) for message in sorted(found, key=_letters, reverse=True)]


def _letters(message: str) -> int:
    return sum(letter.isalpha() for letter in _FIELD.sub("", message))


def _pattern(message: str) -> re.Pattern[str]:
    parts, seen, end = [], set[str](), 0
    for field in _FIELD.finditer(message):
        name = field[1]
        parts.append(re.escape(message[end : field.start()]))
        parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
        seen.add(name)
        end = field.end()
    return re.compile("".join(parts) + re.escape(message[end:]), re.DOTALL)


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.po"))


@functools.lru_cache(maxsize=8)
def _catalogue(path: Path) -> dict[Key, str]:
    return read(path)
