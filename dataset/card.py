"""Write the data card from the catalogue and a recipe: `python -m dataset.card --to docs/data-card.md`.

Every number in it is counted here. The pictures beside it are made by
`python -m dataset.contact_sheet --family FAMILY --columns 8 --size 96 --out docs/images/NAME`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from .catalogue.captions import captions
from .catalogue.categories import CATEGORIES, FAMILIES
from .catalogue.generate import generate
from .catalogue.kinds import Kind
from .catalogue.paint import FINISHES
from .catalogue.palette import NAMES
from .catalogue.params import continuous, switches
from .recipe import SPLITS, Recipe, load

WIDE = Path(__file__).parent / "splits" / "wide.json"
SEEDS = range(12)
"""Objects that the counts of parts are taken from."""

_SPLITS = {
    "train": "what a model may learn from",
    "val": "new seeds",
    "test": "new seeds; their captions also come in phrasings that training never holds",
    "colors": "a category in a main colour that it never has in training",
    "structures": "two options of a category that never meet in training",
    "orders": "compositions whose two colours, in this order, training never shows",
    "categories": "categories that training never shows: by picture only",
}


def picture_name(family: str) -> str:
    """File name of a family's contact sheet."""
    return f"catalogue-{family.split(' ', maxsplit=1)[0].rstrip(',')}.png"


def card(recipe: Recipe) -> str:
    """The card as Markdown."""
    lines = [_head(recipe), "## Splits", "", "| split | objects | categories | holds |", "|---|---|---|---|"]
    for name in SPLITS:
        counts = recipe.splits[name].objects
        lines.append(f"| {name} | {sum(counts.values()):,} | {len(counts)} | {_SPLITS[name]} |")
    lines += ["", _cells(recipe), ""]
    for family, kinds in FAMILIES.items():
        lines += [f"## {family.capitalize()}", "", f"![{family}](images/{picture_name(family)})", ""]
        lines += ["| category | parts | moving | numbers | switches |", "|---|---|---|---|---|"]
        lines += [_row(kind) for kind in kinds] + [""]
    return "\n".join([*lines, "## Captions of three objects", "", *_examples()])


def _head(recipe: Recipe) -> str:
    concrete = sum(len(kinds) for family, kinds in FAMILIES.items() if family != "abstract")
    objects = sum(len(recipe.of_split(name)) for name in SPLITS)
    return (
        "# Data card\n\n"
        f"{concrete} categories in {len(FAMILIES) - 1} families, compositions of primitives and hybrids, as programs;\n"
        f"{len(NAMES)} named colours, {len(FINISHES)} finishes. The recipe `dataset/splits/wide.json` names"
        f" {objects:,} objects.\n"
        "Nothing is downloaded, everything follows from a category and a seed. CC0. `dataset/README.md` says how to\n"
        "make it and what is written.\n"
    )


def _cells(recipe: Recipe) -> str:
    colors = sum(map(len, recipe.colors.values()))
    structures = sum(len(structure.options) for structure in recipe.structures.values())
    held_out = ", ".join(recipe.splits["categories"].objects)
    return (
        f"Held out of training: {colors} of {len(recipe.colors) * len(NAMES)} cells of colour and category,"
        f" {structures} pairs of options, {len(recipe.orders)} of {len(NAMES) * (len(NAMES) - 1)} orders of two"
        f" colours, and the categories {held_out}."
    )


def _row(kind: Kind) -> str:
    assets = [generate(kind.name, seed) for seed in SEEDS]
    counts = sorted({len(asset.parts) for asset in assets})
    moving = sorted({part.kind for asset in assets for part in asset.parts if part.joint})
    parts = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]}-{counts[-1]}"
    options = "; ".join(f"{name}: {', '.join(map(str, found))}" for name, found in switches(kind.params).items())
    return f"| {kind.name} | {parts} | {', '.join(moving)} | {len(continuous(kind.params))} | {options} |"


def _examples() -> list[str]:
    names = [kinds[len(kinds) // 2].name for kinds in list(FAMILIES.values())[:3]]
    return [f"- {name}: " + "; ".join(captions(generate(name, 1))) for name in names if name in CATEGORIES]


def main() -> None:
    """Read the command line and write the card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", type=Path, default=WIDE)
    parser.add_argument("--to", type=Path, default=Path("docs/data-card.md"))
    args = parser.parse_args()
    args.to.write_text(card(load(args.recipe)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
