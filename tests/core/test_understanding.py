"""What a model understands of a prompt, for a vocabulary of the catalogue and for the one that ships."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.lexicon import FILE, Kind, lexicon
from addon.core.understanding import Unknown, Vocabulary, shipped, substituted, understand
from addon.core.words import split_words

ROOT = Path(__file__).resolve().parents[2]
WORDS = [
    *("a", "air", "an", "and", "apple", "balloon", "big", "black", "blue", "chair", "chairs", "cream", "dog", "fish"),
    *("flower", "green", "horse", "hot", "house", "ice", "lamp", "lantern", "legs", "on", "pink", "red", "robot"),
    *("small", "street", "sword", "tall", "teapot", "with", "wooden"),
]
MODEL = Vocabulary(WORDS)
free = st.text() | st.lists(st.sampled_from([*WORDS, "dragon", "chiar", "fuchsia", "beautiful", "红"])).map(" ".join)


def told(prompt: str) -> list[str]:
    return [entry.sentence for entry in MODEL.understand(prompt).unknown]


@pytest.mark.parametrize("prompt", ["", "   ", "a red chair", "Please make me THE red chairs!", "ice creams"])
def test_nothing_is_said_of_what_is_understood(prompt: str) -> None:
    assert told(prompt) == []


@pytest.mark.parametrize(
    ("prompt", "sentences"),
    [
        ("a dragon", ["dragon: not known, closest: horse"]),
        ("dragons and a donkey", ["dragons: not known, closest: horse", "donkey: not known, closest: horse"]),
        ("a fuchsia chair", ["fuchsia: not known, closest: pink"]),
        ("a huge chair", ["huge: not known, closest: big"]),
        ("a red chiar", ["chiar: not known, closest: chair"]),
        ("icecream", ["icecream: not known, closest: ice cream"]),
        ("a beautiful chair", ["beautiful: not known"]),
        ("a democracy of chairs", ["democracy: not known"]),
        ("a red стул", ["стул: not known"]),
    ],
)
def test_unknown_words_and_what_is_closest(prompt: str, sentences: list[str]) -> None:
    assert told(prompt) == sentences


def test_a_part_alone_is_no_object() -> None:
    assert told("a red lantern") == ["lantern: known only as a part, closest: lamp"]
    assert told("a red house with a lantern") == []
    assert MODEL.substituted("a red lantern") == "a red lamp"


@pytest.mark.parametrize(
    ("prompt", "objects"),
    [
        ("a street lamp", ("street lamp",)),
        ("a lamp on a chair, two chairs", ("lamp", "chair")),
        ("hot air balloons", ("hot air balloon",)),
        ("red", ()),
    ],
)
def test_objects_of_a_prompt(prompt: str, objects: tuple[str, ...]) -> None:
    assert MODEL.understand(prompt).objects == objects


@pytest.mark.parametrize(
    ("prompt", "given_to_the_model"),
    [
        ("a red chair", "a red chair"),
        ("a dragon", "a horse"),
        ("a dragon on a chair", "a dragon on a chair"),
        ("a fuchsia chiar", "a pink chair"),
        ("an enormous dragon", "a big horse"),
        ("a beautiful dream", "a beautiful dream"),
        ("", ""),
    ],
)
def test_what_the_model_is_given(prompt: str, given_to_the_model: str) -> None:
    assert MODEL.substituted(prompt) == given_to_the_model


@given(free)
def test_any_text_is_understood_or_told(prompt: str) -> None:
    found = MODEL.understand(prompt)
    assert len({entry.word for entry in found.unknown}) == len(found.unknown)
    for entry in found.unknown:
        assert entry.is_part == MODEL.knows([entry.word])
        if entry.closest:
            assert MODEL.knows(split_words(entry.closest.name))
            assert 0 < entry.closest.similarity <= 1
            assert entry.closest.name in entry.sentence


@given(free)
def test_what_the_model_is_given_is_given_unchanged(prompt: str) -> None:
    once = MODEL.substituted(prompt)
    assert MODEL.substituted(once) == once
    assert not [e for e in MODEL.understand(once).unknown if e.closest and e.closest.kind is not Kind.OBJECT]


def test_the_shipped_model_understands_its_own_words() -> None:
    words = json.loads((ROOT / "addon/weights/text_encoder/config.json").read_text())["words"]
    assert shipped().words == set(words)
    assert not [entry for entry in understand(" ".join(words)).unknown if not entry.is_part]
    assert understand("a red chair").objects == ("chair",)
    assert substituted("a red chiar") == "a red chair"


def test_the_lexicon_is_small_and_quick() -> None:
    assert FILE.stat().st_size < 400_000
    program = (
        "import time; from addon.core import lexicon; start = time.perf_counter(); lexicon.lexicon();"
        "print(time.perf_counter() - start)"
    )
    seconds = min(
        float(subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True).stdout)
        for _ in range(5)
    )
    assert seconds < 0.1  # 15 ms where nothing else runs


def test_a_redraw_costs_next_to_nothing() -> None:
    prompt = "a fierce dragon with a huge flute beside a chiar, " * 12
    understand(prompt)
    start = time.perf_counter()
    for _ in range(1000):
        understand(prompt)
    assert time.perf_counter() - start < 0.5


def test_the_lexicon_refers_to_things_that_it_has() -> None:
    values = lexicon()
    answers = [answer for row in values.near.values() for answer in row]
    assert all(0 <= place < len(values.things) and 0 < percent <= 100 for place, percent in answers)
    assert all(list(row) == sorted(row, key=lambda answer: -answer[1]) for row in values.near.values())
    assert not values.silent & set(values.near)


def test_an_unknown_word_without_an_answer_is_said_so() -> None:
    assert Unknown("flute").sentence == "flute: not known"
