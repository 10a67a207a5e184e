"""Words for colours, finishes and numbers, and small grammar."""

from __future__ import annotations

SYNONYMS: dict[str, tuple[str, ...]] = {
    "red": ("crimson", "scarlet"),
    "orange": ("tangerine",),
    "yellow": ("lemon",),
    "green": ("emerald",),
    "blue": ("cobalt", "azure"),
    "purple": ("violet",),
    "pink": ("rose",),
    "brown": ("chestnut",),
    "white": ("ivory",),
    "gray": ("grey",),
    "black": ("ebony",),
    "turquoise": ("teal", "aqua"),
    "lime": ("chartreuse",),
    "navy": ("midnight",),
    "maroon": ("burgundy",),
    "beige": ("tan", "sand"),
}

COLOR_WORDS = {word: name for name, others in SYNONYMS.items() for word in (name, *others)}
"""Every colour word that a caption may hold, and the colour that it names."""

FINISH_WORDS: dict[str, tuple[str, ...]] = {
    "matte": ("matte",),
    "glossy": ("glossy", "shiny"),
    "metallic": ("metal", "metallic"),
    "wooden": ("wooden", "wood"),
    "striped": ("striped",),
    "checkered": ("checkered", "chequered"),
}

ADJECTIVE_SYNONYMS: dict[str, tuple[str, ...]] = {
    "tall": ("high",),
    "short": ("low", "squat"),
    "wide": ("broad",),
    "narrow": ("slim",),
    "long": ("elongated",),
    "round": ("rounded",),
    "big": ("large",),
    "small": ("little",),
    "thin": ("slender",),
    "thick": ("chunky",),
}

_NUMBERS = ("", "", "two", "three", "four", "five", "six", "seven", "eight")
_IRREGULAR = {"leaf": "leaves", "shelf": "shelves", "foot": "feet", "tooth": "teeth", "body": "bodies"}


def counted(count: int, noun: str, adjectives: str = "") -> str:
    """How many of a noun: "a red leg", "four red legs", "red spokes" (of more than eight)."""
    phrase = f"{adjectives} {noun if count == 1 else plural(noun)}".strip()
    if count == 1:
        return article(phrase)
    return f"{_NUMBERS[count]} {phrase}" if count < len(_NUMBERS) else phrase


def plural(noun: str) -> str:
    """The plural of a noun whose last word is the main one."""
    *before, last = noun.split(" ")
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith(("s", "x", "sh", "ch")):
        last += "es"
    elif last.endswith("y") and last[-2] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "s"
    return " ".join([*before, last])


def article(phrase: str) -> str:
    """The phrase with "a" or "an" before it."""
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def joined(phrases: list[str]) -> str:
    """Several phrases as one: "a", "a and b", "a, b and c"."""
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"
