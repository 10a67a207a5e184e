import pytest

pytest.importorskip("manifold3d", reason="the catalogue's tests need manifold3d")

from dataset.card import WIDE
from dataset.catalogue.categories import CATEGORIES, FAMILIES
from dataset.catalogue.paint import draw_scheme
from dataset.catalogue.params import draw_one
from dataset.recipe import SPLITS, load

RECIPE = load(WIDE)
OBJECTS = {split: RECIPE.of_split(split) for split in SPLITS}


def test_the_frozen_recipe_still_draws_and_builds_the_same_held_out_objects():
    assert RECIPE.drawn_hash() == RECIPE.fingerprints["drawn"]
    assert RECIPE.shape_hash() == RECIPE.fingerprints["shapes"]


def test_every_category_is_somewhere_and_no_object_is_twice():
    items = [item for objects in OBJECTS.values() for item in objects]
    assert len({(item.category, item.seed) for item in items}) == len(items)
    assert {item.category for item in items} == set(CATEGORIES)
    held_out = set(RECIPE.splits["categories"].objects)
    assert 6 <= len(held_out) <= 8
    assert not held_out & {item.category for item in items if item.split != "categories"}
    counts = RECIPE.splits["train"].objects
    abstract = sum(counts[kind.name] for kind in FAMILIES["abstract"])
    assert 0.2 <= abstract / sum(counts.values()) <= 0.3


@pytest.mark.parametrize("split", SPLITS)
def test_training_leaves_out_the_cells_and_the_splits_hold_them(split):
    for item in OBJECTS[split][:1500]:
        kind = CATEGORIES[item.category]
        scheme = draw_scheme(item.category, item.seed, kind.natural, kind.finishes)
        structure = RECIPE.structures.get(item.category)
        pair = (
            tuple(draw_one(kind.params, name, item.category, item.seed) for name in structure.names)
            if structure
            else None
        )
        inside = {
            "colors": scheme.primary in RECIPE.colors.get(item.category, ()),
            "structures": structure is not None and pair in structure.options,
            "orders": item.category == "composition" and (scheme.primary, scheme.secondary) in RECIPE.orders,
        }
        if split != "categories":
            assert [name for name, found in inside.items() if found] == ([split] if split in inside else [])


def test_every_option_and_every_colour_of_a_category_is_in_training():
    for category, structure in RECIPE.structures.items():
        seen = [item.seed for item in OBJECTS["train"] if item.category == category][:80]
        for name in structure.names:
            wanted = set(CATEGORIES[category].params.__dataclass_fields__[name].metadata["options"])
            assert {draw_one(CATEGORIES[category].params, name, category, seed) for seed in seen} == wanted
