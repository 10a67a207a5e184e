"""Grids: one line that is many jobs."""

from __future__ import annotations

import tracemalloc
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from addon.batch.grid import Grid, axes_of_text, known
from addon.batch.job import BatchJob
from addon.batch.manifest import Manifest
from addon.batch.mistakes import BadLine
from addon.batch.survey import survey
from addon.core.errors import PointsmithError
from addon.core.lexicon import Kind

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
EXAMPLE = {
    "grid": {"category": ["chair", "armchair"], "color": ["red", "blue"], "seed": "0-9"},
    "prompt": "a {color} {category}",
    "name": "{category}/{color}_{seed:03}",
}


def all_of(record: dict[str, Any]) -> list[dict[str, Any]]:
    grid = Grid.from_record(record)
    return [grid.record(number) for number in range(grid.count)]


def test_every_combination_the_last_axis_fastest() -> None:
    found = all_of(EXAMPLE)
    assert len(found) == 40
    assert found[0] == {"prompt": "a red chair", "name": "chair/red_000", "seed": 0}
    assert found[-1] == {"prompt": "a blue armchair", "name": "armchair/blue_009", "seed": 9}
    assert found[1]["seed"] == 1


def test_a_list_is_values_and_text_a_range() -> None:
    assert [each["seed"] for each in all_of({"grid": {"seed": [0, 9]}, "prompt": "x"})] == [0, 9]
    assert [each["seed"] for each in all_of({"grid": {"seed": "7..9"}, "prompt": "x"})] == [7, 8, 9]
    assert [each["seed"] for each in all_of({"grid": {"seed": "5, 3"}, "prompt": "x"})] == [5, 3]
    assert [each["size"] for each in all_of({"grid": {"size": "0.5,2"}, "prompt": "x"})] == [0.5, 2.0]


def test_the_text_of_a_command_line_is_a_grid_too() -> None:
    text = "category=chair, armchair; color=red,blue\nseed=0-9"
    assert axes_of_text(text) == {"category": "chair, armchair", "color": "red,blue", "seed": "0-9"}
    assert all_of({**EXAMPLE, "grid": text}) == all_of(EXAMPLE)


def test_articles_follow_and_names_stay_safe() -> None:
    found = all_of({"grid": {"thing": ["axe", "a/b:c", ".."]}, "prompt": "a {thing}", "name": "x/{thing}"})
    assert [each["prompt"] for each in found] == ["an axe", "an a/b:c", "a .."]
    assert [each["name"] for each in found] == ["x/axe", "x/a-b-c", "x/-"]


def test_texts_inside_of_lists_are_filled_and_doubled_braces_stand_for_one() -> None:
    record = {"grid": {"side": ["front"]}, "images": ["{side}=a.png", {"path": "{side}.png"}], "prompt": "{{a}}"}
    (found,) = all_of(record)
    assert found == {"images": ["front=a.png", {"path": "front.png"}], "prompt": "{a}"}


def test_all_that_the_model_knows() -> None:
    grid = Grid.from_record({"grid": "category=all;color=all;seed=0-99", "prompt": "a {color} {category}"})
    assert {"chair", "palm tree"} <= set(known(Kind.OBJECT))
    assert grid.count == len(known(Kind.OBJECT)) * len(known(Kind.COLOUR)) * 100


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"grid": {}}, "object such as"),
        ({"grid": 5}, "object such as"),
        ({"grid": "seed"}, "no axis"),
        ({"grid": "seed=1;seed=2"}, "twice"),
        ({"grid": {"seed": []}}, "no values"),
        ({"grid": {"seed": 5}}, "list of values"),
        ({"grid": {"seed": [[1]]}}, "list of values"),
        ({"grid": {"seed": "9-3"}}, "before it begins"),
        ({"grid": {"seed": "one"}}, "whole number"),
        ({"grid": {"seed": "all"}}, "for seed"),
        ({"grid": {"seed": [1, 1]}}, "twice"),
        ({"grid": {"a b": [1]}}, "take a word"),
        ({"grid": {"grid": [1]}}, "take a word"),
        ({"grid": {"colr": ["red"]}, "prompt": "a {color} cup"}, "did you mean colr"),
        ({"grid": {"seed": [1], "color": ["red"]}, "prompt": "a red cup"}, "nothing uses the axis color"),
        ({"grid": {"seed": [1]}, "seed": 5}, "beside it"),
        ({"grid": {"seed": "0-99999999"}}, "10,000,000"),
        ({"grid": {"seed": [1]}, "prompt": "a {seed"}, "partner"),
        ({"grid": {"seed": [1]}, "prompt": "a {seed.real}"}, "braces"),
        ({"grid": {"seed": [1]}, "prompt": "a {seed!r}"}, "braces"),
        ({"grid": {"seed": [1]}, "prompt": "a {seed:999999999}"}, "braces"),
    ],
)
def test_bad_grids(changes: dict[str, Any], word: str) -> None:
    with pytest.raises(PointsmithError, match=word):
        Grid.from_record({"prompt": "a cup", **changes})


def test_a_number_format_wants_numbers() -> None:
    grid = Grid.from_record({"grid": {"color": ["red"]}, "prompt": "x", "name": "{color:03}"})
    with pytest.raises(PointsmithError, match="whole numbers"):
        grid.record(0)


AXES = st.dictionaries(
    st.sampled_from(["color", "category", "seed", "size", "quality", "thing"]),
    st.lists(st.text(max_size=3) | st.integers(0, 9), min_size=1, max_size=4, unique_by=str),
    min_size=1,
)


@relaxed
@given(AXES)
@example({"color": ["A"], "category": ["O"]})
def test_a_grid_is_the_product_of_its_axes(axes: dict[str, list[Any]]) -> None:
    prompt = " ".join(f"{{{name}}}" for name in axes)
    found = all_of({"grid": axes, "prompt": f"say {prompt}"})
    wanted = ["say " + " ".join(map(str, chosen)) for chosen in product(*axes.values())]
    assert [each["prompt"] for each in found] == wanted


@relaxed
@given(
    st.dictionaries(st.sampled_from(["prompt", "name", "grid", "tags", "images", "seed"]) | st.text(),
                    st.text() | st.text("{}:!abc[].0", max_size=8) | st.integers() | st.lists(st.text())),
    st.one_of(st.text(), st.text("=;,-0a", max_size=12), AXES, st.none(), st.lists(st.text())),
)  # fmt: skip
def test_any_grid_is_jobs_or_mistakes(record: dict[str, Any], axes: object) -> None:
    manifest = Manifest.of_grid({**record, "grid": axes}, Path("/jobs"))
    for number, entry in enumerate(manifest.entries()):
        assert isinstance(entry, BatchJob) or entry.mistakes
        if number > 20:
            break


def test_many_jobs_fill_no_memory() -> None:
    """What is kept of a job is a hash of each file: 8 bytes, and as much for sorting them."""

    def needed(seeds: int) -> int:
        record = {"grid": f"category=all;seed=1-{seeds}", "prompt": "a {category}", "name": "{category}/{seed:06}"}
        manifest = Manifest.of_grid(record, Path("/jobs"))
        tracemalloc.start()
        found = survey(manifest)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found.jobs == seeds * len(known(Kind.OBJECT))
        return most

    needed(101)  # what is made once is made now: the lexicon, and the interpreter's table of names of folders
    more = (needed(101) - needed(1)) / (100 * len(known(Kind.OBJECT)))
    assert more < 60, f"{more:.0f} bytes a job"


def test_what_all_jobs_of_a_grid_do_wrong_is_told_once() -> None:
    record = {**EXAMPLE, "qualty": "draft", "points": 3, "tags": 5}
    found = survey(Manifest.of_grid(record, Path("/jobs")))
    assert (found.jobs, found.bad) == (0, 1)
    assert [each.key for each in found.mistakes.found] == ["qualty", "points", "tags"]
    del record["qualty"]
    found = survey(Manifest.of_grid(record, Path("/jobs")))
    assert (found.jobs, found.bad) == (0, 40)
    assert [each.key for each in found.mistakes.found] == ["points", "tags"]


def test_one_bad_value_takes_its_own_jobs_only() -> None:
    record = {"grid": {"quality": ["draft", "bset"], "seed": [1, 2]}, "prompt": "a cup", "name": "{quality}{seed}"}
    entries = list(Manifest.of_grid(record, Path("/jobs")).entries())
    assert [isinstance(entry, BadLine) for entry in entries] == [False, False, True, True]
