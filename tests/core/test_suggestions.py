"""Prompts out of what the model knows: families, completion, words of the menus, surprises."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.families import COLORS, FAMILIES, FINISHES, SIZES, family_of, known_families
from addon.core.lexicon import Kind, lexicon
from addon.core.suggestions import MOST, complete, surprise, with_word
from addon.core.understanding import shipped, understand
from dataset.catalogue import palette

menu_words = [*COLORS, *FINISHES, *SIZES, *(name for names in FAMILIES.values() for name in names)]


def test_every_object_of_the_lexicon_is_in_one_family():
    names = [name for family in FAMILIES.values() for name in family]
    assert sorted(names) == sorted(thing.name for thing in lexicon().things if thing.kind is Kind.OBJECT)
    assert family_of("chair") == "Furniture"
    assert family_of("dragon") == ""


def test_the_menus_hold_only_what_the_model_knows():
    for names in known_families().values():
        assert all(shipped().knows(name.split()) for name in names)
    assert all(shipped().knows([word]) for word in (*COLORS, *FINISHES, *SIZES))
    assert set(COLORS) == {thing.name for thing in lexicon().things if thing.kind is Kind.COLOUR}


@pytest.mark.parametrize("name", COLORS)
def test_a_swatch_has_the_colour_of_its_name(name):
    assert palette.name_of(COLORS[name]) == name


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("a red ch", ["a red chair", "a red chest", "a red church"]),
        ("A RED CH", ["A RED chair"]),
        ("a street la", ["a street lamp"]),
        ("a ap", ["an apple"]),
        ("hot a", ["hot air balloon"]),
        ("a red", ["a red chair", "a red car"]),
        ("a ", ["a chair"]),
        ("a chair", ["a chair in red"]),
        ("a chair w", ["a chair with"]),
        ("a red chair ", []),
        ("стул", []),
    ],
)
def test_completion(typed, first):
    found = complete(typed)
    assert found[: len(first)] == first
    assert bool(found) == bool(first)


def test_nothing_typed_is_offered_whole_prompts():
    found = complete("  ")
    assert len(found) == len(set(found)) == MOST
    assert all(understand(prompt).objects and not understand(prompt).unknown for prompt in found)


@given(st.text() | st.lists(st.sampled_from([*menu_words, "a", "dragon", "чай", "ch"])).map(" ".join))
def test_completion_keeps_what_is_typed(typed):
    found = complete(typed)
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    words = typed.lower().split()
    if words and typed.isascii() and not {"a", "an"} & set(words):  # an article may change
        assert all(each.lower().startswith(typed.rstrip().lower()) for each in found)


def test_a_key_stroke_costs_less_than_ten_milliseconds():
    complete("a")
    texts = ["a red chair with four leg"[:end] for end in range(1, 26)] * 4
    start = time.process_time()
    for text in texts:
        complete(text)
    assert (time.process_time() - start) / len(texts) < 0.010


def test_words_of_the_menus_find_their_place():
    prompt = ""
    for word, wanted in (
        ("chair", "a chair"),
        ("red", "a red chair"),
        ("small", "a small red chair"),
        ("orange", "a small orange chair"),
        ("hot air balloon", "a small orange hot air balloon"),
        ("small", "a small orange hot air balloon"),
    ):
        prompt = with_word(prompt, word)
        assert prompt == wanted
    assert with_word("a car", "orange") == "an orange car"
    assert with_word("an old", "chair") == "an old chair"
    assert with_word("a dragon", "red") == "a dragon red"


@given(st.text(max_size=40), st.sampled_from(menu_words))
def test_a_word_of_the_menus_is_in_the_prompt_afterwards(prompt, word):
    assert word in with_word(prompt, word)


@given(st.integers(0, 2**31 - 1))
def test_surprises_can_be_made_and_come_again(seed):
    prompt = surprise(seed)
    assert prompt == surprise(seed)
    seen = understand(prompt)
    assert len(seen.objects) == 1
    assert not seen.unknown
