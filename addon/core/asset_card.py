"""What an asset says of itself: description, tags, catalogue, licence; all from how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .destination import MAX_TAGS, AssetPlace
from .errors import PointsmithError
from .families import family_of
from .pipelines import BUNDLED, pipeline
from .published import published
from .understanding import shipped, understand
from .words import split_words

if TYPE_CHECKING:
    from .provenance import Provenance

ROOT = "Pointsmith"
"""The catalogue that holds those that words decide."""
BUNDLED_LICENCE = "CC0-1.0"
"""Of the weights that ship, and of all that they were trained on."""
_LONGEST_PROMPT = 300


@dataclass(frozen=True, slots=True)
class AssetCard:
    """The fields of Blender's asset metadata that we fill.

    Attributes
    ----------
    licence
        Of the model that made it; empty where that says nothing of its results.
    author
        What made it.
    catalog
        Path of its catalogue.
    """

    description: str
    tags: tuple[str, ...]
    licence: str
    author: str
    catalog: str


def card_of(record: Provenance | None, name: str, parts: Sequence[str], place: AssetPlace) -> AssetCard:
    """Return the card of an object; it names no folder of the artist's.

    Parameters
    ----------
    record
        How it was made; None for an object from elsewhere, which its name has to describe.
    name
        The object's.
    parts
        Names of its parts.
    place
        What the artist says about it.
    """
    words = " ".join(name.split()) if record is None else " ".join(record.request.prompt.split())
    objects = _objects(words)
    family = next(filter(None, map(family_of, objects)), "")
    tags = [*place.tags, *objects, family.lower(), *_looks(words), *parts]
    described, licence, author = words, "", ""
    if record is not None:
        described, licence, author = _made(record, words), _licence(record), ROOT
        tags += [ROOT.lower(), *(["from picture"] if record.request.images else [])]
    kept = dict.fromkeys(" ".join(tag.split()) for tag in tags if tag.strip())
    catalog = place.catalog or "/".join(filter(None, (ROOT, family)))
    return AssetCard(described, tuple(kept)[:MAX_TAGS], licence, author, catalog)


def _made(record: Provenance, words: str) -> str:
    prompt = f"{words[:_LONGEST_PROMPT]}…" if len(words) > _LONGEST_PROMPT else words
    model = pipeline(record.request.pipeline)
    source = f"“{prompt}”" if prompt else "From a picture"
    licence = BUNDLED_LICENCE if model.id == BUNDLED else published(model.id).licence
    return f"{source}, seed {record.request.seed}, model {model.title} ({licence}), {ROOT} {record.version}"


def _licence(record: Provenance) -> str:
    return BUNDLED_LICENCE if record.request.pipeline == BUNDLED else ""


def _objects(prompt: str) -> tuple[str, ...]:
    try:
        return understand(prompt).objects
    except PointsmithError:
        return ()  # Its words cannot be read; an asset has a card all the same.


def _looks(prompt: str) -> list[str]:
    """The colours and attributes that a prompt names, as plain words."""
    try:
        names = shipped().names
    except PointsmithError:
        return []
    things = (names.get((word,)) for word in split_words(prompt))
    return [thing.name for thing in things if thing is not None and thing.kind.value in {"colour", "attribute"}]
