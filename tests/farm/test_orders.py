"""Orders and answers survive their way through a pipe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addon.batch.job import BatchJob, JobMaker
from addon.core.errors import ErrorCode, PointsmithError
from addon.farm.exporters import answer
from addon.farm.library import Library
from addon.farm.orders import Export, Exported

# Names that are no Unicode are paths all the same: Python shows their bytes as surrogates.
paths = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=20).map(lambda name: Path("/é") / name)
words = st.text(min_size=1, max_size=20)
plain = st.dictionaries(words, st.floats(0, 1e6), max_size=3)
several = st.lists(words, max_size=3).map(tuple)


@st.composite
def jobs(draw: st.DrawFn) -> BatchJob:
    record: dict[str, object] = {"prompt": draw(st.sampled_from(["a red chair", "une chaise été", "🪑"]))}
    record["seed"] = draw(st.integers(0, 2**31 - 1))
    record["quality"] = draw(st.sampled_from(["draft", "standard", "fine"]))
    record["size"] = draw(st.floats(0.5, 50))
    record["tags"] = draw(st.sampled_from(["", "prop, red", "é"]))
    record["format"] = draw(st.sampled_from(["glb", "ply,obj"]))
    record |= draw(
        st.sampled_from([{}, {"output": "both", "picture": "p.png"}, {"draw": True}, {"image": "left=é.png"}])
    )
    if "draw" not in record and draw(st.booleans()):
        record |= {"blend_prompt": "a blue vase", "blend_steps": 3}
    library = draw(st.none() | paths)
    made = JobMaker(Path("/images"), Path("/made é"), library).jobs(record, line=draw(st.integers(0, 99)))
    return draw(st.sampled_from(made))


@st.composite
def orders(draw: st.DrawFn) -> Export:
    job = draw(jobs())
    return Export(
        draw(st.integers(0, 10**9)),
        job,
        job.request,
        draw(paths),
        draw(st.none() | paths),
        draw(words),
        draw(words),
        draw(plain),
        draw(several),
        draw(st.none() | paths),
        draw(st.booleans()),
        draw(st.none() | paths.map(Library)),
    )


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(orders())
def test_an_order_is_the_same_at_the_other_end(order: Export) -> None:
    line = json.dumps(order.to_json()).encode("ascii")
    assert Export.from_json(json.loads(line)) == order
    assert BatchJob.from_json(json.loads(json.dumps(order.job.to_json()))) == order.job


@given(st.integers(), st.dictionaries(words, words | st.integers() | st.booleans() | st.none(), max_size=4))
def test_an_answer_is_the_same_at_the_other_end(number: int, record: dict[str, object]) -> None:
    told = Exported(number, record)
    assert answer(json.dumps(told.to_json()).encode("ascii") + b"\n") == told


@pytest.mark.parametrize(
    "line", [b"Blender 5.2.3 LTS\n", b"\xff\n", b"\n", b"[]\n", b'{"number": 1}\n', b'{"number": "x", "record": {}}\n']
)
def test_what_blender_says_is_no_answer(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"not an answer|Expecting|codec|invalid literal"):
        answer(line)


def test_an_order_that_was_edited_is_refused() -> None:
    (job,) = JobMaker(Path("/a"), Path("/b")).jobs({"prompt": "a chair"})
    order = Export(1, job, job.request, Path("/c.npz"), None).to_json()
    order["request"]["steps"] = -1
    with pytest.raises(PointsmithError) as caught:
        Export.from_json(order)
    assert caught.value.code is ErrorCode.BAD_SETTING
    del order["cloud"]
    with pytest.raises((KeyError, PointsmithError)):
        Export.from_json(order)
