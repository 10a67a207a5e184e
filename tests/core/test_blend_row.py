"""A blend as a row of requests."""

from __future__ import annotations

from itertools import pairwise

import pytest

from addon.core.blend_row import COUNT, blend_row
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.request import Blend, GenerationRequest

CHAIR = GenerationRequest(prompt="a red chair", seed=3)


@pytest.mark.parametrize("count", [2, 5, 16])
def test_amounts_go_evenly_from_one_end_to_the_other(count: int) -> None:
    row = blend_row(CHAIR, Blend(prompt="a blue vase"), count)
    amounts = [request.blend.amount for request in row if request.blend is not None]
    assert len(amounts) == count
    assert (amounts[0], amounts[-1]) == (0.0, 1.0)
    steps = [after - before for before, after in pairwise(amounts)]
    assert max(steps) - min(steps) < 1e-12
    assert {request.way_title for request in row} == {"a red chair → a blue vase"}
    assert len({request.title for request in row}) == count


@pytest.mark.parametrize("count", [COUNT[0] - 1, COUNT[1] + 1])
def test_too_few_and_too_many_are_refused(count: int) -> None:
    with pytest.raises(PointsmithError) as caught:
        blend_row(CHAIR, Blend(seed=9), count)
    assert caught.value.code is ErrorCode.BAD_SETTING
