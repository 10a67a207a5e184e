"""Words of a prompt, slips of the keys."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.spelling import distance, meant
from addon.core.words import foreign_words, forms, located_words, replaced, split_words

KNOWN = ["armchair", "cake", "chair", "house", "red", "table"]
letters = st.text("abcd", max_size=6)


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("A red-ish CHAIR's legs!", ["a", "red", "ish", "chair", "legs"]),
        ("café, naïve", ["cafe", "naive"]),
        ("cafe\u0301", ["cafe"]),
        ("the letter s and 's'", ["the", "letter", "s", "and"]),
        ("stop the 90's", ["stop", "the", "90"]),
        ("ﬁsh_bowl", ["fish", "bowl"]),
        ("红 chair", ["chair"]),
        ("", []),
    ],
)
def test_words(prompt: str, words: list[str]) -> None:
    assert split_words(prompt) == words


@given(st.text())
def test_words_of_words_are_the_same(prompt: str) -> None:
    words = split_words(prompt)
    assert all(re.fullmatch("[a-z0-9]+", word) for word in words)
    assert split_words(" ".join(words)) == words


@given(st.text())
def test_every_word_has_its_place(prompt: str) -> None:
    for word in located_words(prompt):
        assert word.text in split_words(prompt[word.start : word.end])


@given(st.text())
def test_other_scripts_are_kept_as_written(prompt: str) -> None:
    for word in foreign_words(prompt):
        assert word in prompt
        assert not split_words(word)


def test_words_of_other_scripts() -> None:
    assert foreign_words("红色 椅子, a red стул!") == ["红色", "椅子", "стул"]


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("chairs", "chair"),
        ("boxes", "box"),
        ("shelves", "shelf"),
        ("knives", "knife"),
        ("ponies", "pony"),
        ("feet", "foot"),
        ("leg", "legs"),
    ],
)
def test_forms(plural: str, singular: str) -> None:
    assert singular in forms(plural)
    assert forms(plural)[0] == plural


@pytest.mark.parametrize(
    ("prompt", "word", "by", "result"),
    [
        ("a dragon", "dragon", "horse", "a horse"),
        ("An Orc, an orc's axe", "orc", "robot", "A robot, a robot's axe"),
        ("a kettle", "kettle", "ice cream", "an ice cream"),
        ("a pear", "pear", "apple", "an apple"),
        ("dragonfly and dragon", "dragon", "horse", "dragonfly and horse"),
        ("a chair", "dragon", "horse", "a chair"),
    ],
)
def test_replacing_a_word(prompt: str, word: str, by: str, result: str) -> None:
    assert replaced(prompt, word, by) == result


@given(st.text(), st.sampled_from(["horse", "ice cream"]))
def test_a_replaced_word_is_gone(prompt: str, by: str) -> None:
    for word in split_words(prompt):
        if word not in by.split():
            assert word not in split_words(replaced(prompt, word, by)) or word in ("a", "an")


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("chiar", "chair"),
        ("chai", "chair"),
        ("chaiir", "chair"),
        ("tabke", "table"),
        ("armcahirs", "armchair"),
        ("hause", "house"),
        ("rad", ""),
        ("xyzzy", ""),
        ("cheer", ""),
        ("", ""),
    ],
)
def test_what_was_meant(word: str, known: str) -> None:
    assert meant(word, KNOWN) == known


@given(letters, letters)
def test_slips_are_a_distance(one: str, other: str) -> None:
    slips = distance(one, other)
    assert slips == distance(other, one)
    assert (slips == 0) == (one == other)
    assert abs(len(one) - len(other)) <= slips <= max(len(one), len(other))
