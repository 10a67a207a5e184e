"""Which requests are of one kind, and what they are called together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from addon.core.batches import batches, of_one_kind, title
from addon.core.blend_row import blend_row
from addon.core.reference import ReferenceImage
from addon.core.request import Blend, GenerationRequest, Output

CHAIR = GenerationRequest(prompt="a red chair")


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 9},
        {"prompt": "a vase"},
        {"images": (ReferenceImage("chair.png"),)},
        {"blend": Blend("a vase")},
        {"output": Output.POINTS, "surface_resolution": 64, "sharp": True, "size": 2.0},
    ],
)
def test_a_members_own_settings_do_not_part_it(other: dict[str, object]) -> None:
    assert of_one_kind([CHAIR, replace(CHAIR, **other)])


@pytest.mark.parametrize(
    "other", [{"points": 1024}, {"steps": 3}, {"guidance_scale": 1.0}, {"device": "cpu"}, {"pipeline": "point-e-40m"}]
)
def test_what_the_network_is_asked_with_parts(other: dict[str, object]) -> None:
    assert not of_one_kind([CHAIR, replace(CHAIR, **other)])


def test_batches_keep_the_order() -> None:
    few = replace(CHAIR, points=1024)
    requests = [replace(CHAIR, seed=seed) for seed in range(5)]
    asked = [*requests[:3], few, *requests[3:]]
    found = batches(asked)
    assert [len(batch) for batch in found] == [3, 1, 2]
    assert [request for batch in found for request in batch] == asked
    assert [len(batch) for batch in batches(asked, most=2)] == [2, 1, 1, 2]
    assert batches([]) == []


def test_titles() -> None:
    assert title([CHAIR]) == "a red chair"
    assert title([replace(CHAIR, seed=seed) for seed in range(4)]) == "a red chair × 4"
    assert title(blend_row(CHAIR, Blend("a vase"), 5)) == "a red chair → a vase × 5"
    assert title([CHAIR, replace(CHAIR, prompt="a vase"), replace(CHAIR, prompt="a dog")]) == "a red chair + 2"
