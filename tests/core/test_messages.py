"""Records between Blender and the worker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.messages import CutOutShown, Failed, Hello, Message, Notice, Progress, ShowCutOut, Stage, decode, encode

messages = st.one_of(
    st.builds(Hello, st.integers(), st.text(), st.integers()),
    st.builds(
        Progress,
        st.text(),
        st.sampled_from(Stage),
        st.integers(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
    ),
    st.builds(Notice, st.text(), st.text(st.characters(codec="utf-8"))),
    st.builds(ShowCutOut, st.text(), st.dictionaries(st.text(), st.text()), st.text()),
    st.builds(CutOutShown, st.text(), st.text(), st.booleans()),
    st.builds(Failed, st.text(), st.text(), st.text()),
)


@given(messages)
def test_round_trip_in_one_line(message: Message) -> None:
    line = encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode(line) == message


@given(st.binary() | st.text().map(str.encode))
def test_noise_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        decode(line)


@pytest.mark.parametrize(
    "line",
    [
        b'{"kind": "hello"}',
        b'{"kind": "cancel", "job": "1", "more": 2}',
        b'{"kind": "nothing"}',
        b"[1]",
        b"[" * 100_000,
        encode(Progress("", Stage.FINE, 0, 1, 0.0, None)).replace(b'"fine"', b'"dreaming"'),
    ],
)
def test_other_json_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):
        decode(line)
