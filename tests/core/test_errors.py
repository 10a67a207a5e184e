"""The closed list of errors: complete, one sentence each, a way out each."""

from __future__ import annotations

import pytest

from addon.core.errors import ErrorCode, PointsmithError


@pytest.mark.parametrize("code", ErrorCode)
@pytest.mark.parametrize("detail", ["", "the picture is {empty}"])
def test_every_error_says_what_and_what_now(code: ErrorCode, detail: str) -> None:
    error = PointsmithError(code, detail)
    for text in (error.sentence, error.way_out):
        assert text
        assert text[0].isupper()
        assert "{detail}" not in text
        assert "\n" not in text
    assert error.sentence.endswith(".")
    if detail and "{empty}" in error.sentence:
        assert detail in error.sentence
