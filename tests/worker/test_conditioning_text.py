"""Prompts: words, tokens, unknown words, encoder."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from addon.worker.conditioning.text import TextEncoder, UnknownPromptError, WordTokenizer, split_words

WORDS = ["a", "blue", "chair", "glass", "house", "legs", "red", "shelf", "with"]
TOKENIZER = WordTokenizer(WORDS, max_words=6)


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("A red CHAIR!", ["a", "red", "chair"]),
        ("red,blue chair...", ["red", "blue", "chair"]),
        ("red-blue", ["red", "blue"]),
        ("a chair's legs", ["a", "chair", "legs"]),
        ("", []),
    ],
)
def test_words_without_case_and_punctuation(prompt, words):
    assert split_words(prompt) == words


@pytest.mark.parametrize(
    ("plural", "word"),
    [("chairs", "chair"), ("glasses", "glass"), ("shelves", "shelf"), ("leg", "legs"), ("houses", "house")],
)
def test_plurals_and_singulars_are_the_word(plural, word):
    assert TOKENIZER(plural) == TOKENIZER(word) != []


def test_unknown_words_are_named_once_and_left_out():
    prompt = "A sparkling red chair, sparkling like Saturn"
    assert TOKENIZER.unknown_words(prompt) == ["sparkling", "like", "saturn"]
    assert TOKENIZER(prompt) == TOKENIZER("a red chair")


@given(st.text())
def test_any_text_is_tokens_or_unknown_words(prompt):
    tokens = TOKENIZER(prompt)
    assert len(tokens) <= 6
    assert all(1 <= token <= len(WORDS) for token in tokens)
    assert bool(tokens) == (len(TOKENIZER.unknown_words(prompt)) < len(set(split_words(prompt))))


@given(st.lists(st.sampled_from(WORDS), max_size=6))
def test_known_words_are_their_place_in_the_vocabulary(words):
    assert [WORDS[token - 1] for token in TOKENIZER(" ".join(words))] == words


def test_a_prompt_without_a_known_word_is_refused():
    with pytest.raises(UnknownPromptError, match="xyzzy"):
        TextEncoder(WORDS, dim=12, heads=2).tokenize(["a chair", "xyzzy"])


def test_a_prompt_means_the_same_beside_a_longer_one():
    torch.manual_seed(0)
    encoder = TextEncoder(WORDS, dim=12, heads=2).eval()
    alone, _ = encoder(encoder.tokenize(["red chair"]))
    beside, mask = encoder(encoder.tokenize(["red chair", "a red chair with legs"]))
    assert mask.tolist() == [[True, True, False, False, False], [True] * 5]
    torch.testing.assert_close(beside[:1, :2], alone)
