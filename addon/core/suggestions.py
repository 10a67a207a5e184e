"""Prompts out of what the model knows: completed while they are typed, changed by a word, or made up."""

from __future__ import annotations

import random
from functools import cache

from .families import ABSTRACT, COLORS, FINISHES, SIZES, kind_of, known_families
from .lexicon import Kind
from .understanding import shipped
from .words import joined, located_words

MOST = 12
"""So many suggestions are shown; more would not be read."""
_LONGEST_NAME = 3
"""Words of “hot air balloon”."""
_POPULAR = (
    "chair",
    "car",
    "house",
    "tree",
    "teapot",
    "sword",
    "dog",
    "robot",
    "treasure chest",
    "lamp",
    "rocket",
    "cake",
)
_AFTER = ("with", "and", "in")
"""What may follow an object."""
_FIRST_COLORS = ("red", "blue", "green", "yellow", "white", "black", "brown", "purple")
_FINISHES_OF = {
    "Furniture": ("wooden",),
    "Vessels": ("metal", "glossy"),
    "Tools": ("metal", "wooden"),
    "Vehicles": ("metal", "glossy"),
    "Animals and Toys": ("wooden", "glossy"),
}
"""Beside patterns, which suit everything."""


def complete(text: str) -> list[str]:
    """Return prompts that begin as `text` does, the likeliest first, at most `MOST`.

    The last word is completed: "a red ch" -> "a red chair". After a whole word the next one is offered: an object, or
    a colour where there is an object already. Costs well below 10 ms. Raises as `understanding.shipped` does.
    """
    if not text.strip():
        return [surprise(number) for number in range(MOST)]
    found = _completed(text) if text[-1].isalnum() else []
    return list(dict.fromkeys(found or _continued(text.rstrip())))[:MOST]


def with_word(prompt: str, word: str) -> str:
    """Return a prompt with a word of the menus at its place.

    An object takes the place of the first one, a colour of the first colour; what is new stands where English has it:
    "a chair", "red" -> "a red chair" -> "small" -> "a small red chair".
    """
    kind = kind_of(word)
    objects = list(shipped().located_objects(prompt))
    colors = [(found.start, found.end) for found in located_words(prompt) if _kind(found.text) is Kind.COLOUR]
    instead = objects[0][:2] if kind is Kind.OBJECT and objects else None
    if kind is Kind.COLOUR and colors:
        instead = colors[0]
    if instead is not None:
        return joined(prompt[: instead[0]], word) + prompt[instead[1] :]
    if any(found.text == word for found in located_words(prompt)):
        return prompt
    if kind is not Kind.OBJECT and objects:
        place = objects[0][0]
        if kind is Kind.ATTRIBUTE:
            place = min([place, *(start for start, _ in colors)])
        return f"{joined(prompt[:place], word)} {prompt[place:]}"
    head = prompt.rstrip()
    return joined(f"{head} " if head else "a ", word)


def surprise(seed: int) -> str:
    """Return a prompt that the model can make; the same seed returns the same one."""
    choose = random.Random(seed)
    families = {family: names for family, names in known_families().items() if family != ABSTRACT}
    family = choose.choice(list(families))
    noun = choose.choice(families[family])
    color, other = choose.sample(list(COLORS), 2)
    size, finish = choose.choice(("big", "small")), choose.choice(_FINISHES_OF.get(family, ("matte", "glossy")))
    pattern = choose.choice(("striped", "checkered"))
    words = choose.choice(
        (
            f"{color}",
            f"{size} {color}",
            f"{finish} {color}",
            f"{color} and {other} {pattern}",
            f"{size} {finish} {color}",
        )
    )
    return joined("a ", f"{words} {noun}")


def _completed(text: str) -> list[str]:
    """Finish the last word, or the last words together: "street la" is a street lamp before it is anything else."""
    words = list(located_words(text))
    named = bool(words) and _names_an_object(text[: words[-1].start])
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        start = words[-length].start
        begun = " ".join(word.text for word in words[-length:])
        found = [joined(text[:start], whole) for whole in _words(named) if whole.startswith(begun) and whole != begun]
        if found:
            return found
    return []


def _continued(text: str) -> list[str]:
    words = list(located_words(text))
    if not words:
        return []
    if not _names_an_object(text):
        return [joined(f"{text} ", noun) for noun in _POPULAR]
    if any(_kind(word.text) is Kind.COLOUR for word in words):
        return []
    return [f"{text} in {color}" for color in _FIRST_COLORS]


def _names_an_object(text: str) -> bool:
    return next(shipped().located_objects(text), None) is not None


@cache
def _words(named: bool) -> tuple[str, ...]:
    """All that can be said, in the order in which it is offered: objects first, or last where one is named."""
    vocabulary = shipped()
    plain = [name for names in known_families().values() for name in names]
    others = sorted(" ".join(spoken) for spoken, thing in vocabulary.names.items() if thing.kind is Kind.OBJECT)
    objects = [*plain, *others]
    looks = [word for word in (*COLORS, *FINISHES, *SIZES) if vocabulary.knows([word])]
    looks += sorted(" ".join(spoken) for spoken, thing in vocabulary.names.items() if thing.kind is not Kind.OBJECT)
    rest = sorted(word for word in vocabulary.words if len(word) > 2)
    return tuple(dict.fromkeys([*_AFTER, *looks, *rest, *objects] if named else [*objects, *looks, *rest]))


def _kind(word: str) -> Kind | None:
    thing = shipped().names.get((word,))
    return thing.kind if thing is not None else None
