"""The lists that the lexicon is made from, and that what ships was made from today's catalogue."""

from __future__ import annotations

from addon.core.lexicon import lexicon
from training import word_lists
from training.known_things import known_things


def test_no_pair_is_among_what_the_lexicon_is_made_from() -> None:
    names = {name for thing in known_things() for name in thing.names}
    groups = word_lists.pairs()
    words = {word for pairs in groups.values() for word in pairs}
    assert len(words) == sum(map(len, groups.values())) > 180
    assert not words & word_lists.seen_words()
    assert not words & names


def test_lists_name_things_of_the_catalogue() -> None:
    things = {thing.name: thing.kind for thing in known_things()}
    assert {name for name in word_lists.exemplars() if name != "-"} == {n for n, k in things.items() if k == "object"}
    assert all(things[color] == "colour" for color in word_lists.shades())
    assert {"attribute", "nothing", "silent"} == set(word_lists.kinds())
    assert set(word_lists.answers().values()) <= set(things)


def test_words_that_a_person_answered_get_that_answer() -> None:
    assert [entry.name for entry in lexicon().closest("badger")] == ["dog"]
    for word, (best, *_) in word_lists.pairs()["held out"].items():
        names = [entry.name for entry in lexicon().closest(word)]
        assert names == [] if best == "-" else names[0] == {"wood": "wooden", "metallic": "metal"}.get(best, best)


def test_a_shade_has_one_colour() -> None:
    shades = [shade for entries in word_lists.shades().values() for shade in entries]
    assert len(shades) == len(set(shades))


def test_what_ships_knows_the_things_of_the_catalogue() -> None:
    shipped = {thing.name: (str(thing.kind), thing.names) for thing in lexicon().things}
    assert shipped == {thing.name: (thing.kind, thing.names) for thing in known_things()}


def test_shades_are_answered_from_their_list() -> None:
    for color, shades in word_lists.shades().items():
        for shade in shades:
            assert [entry.name for entry in lexicon().closest(shade)] == [color]
