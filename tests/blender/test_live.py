"""What is shown of a running job, in each Blender: without a window, so without its pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.blender


def test_the_cloud_is_followed_from_start_to_end(run_inside: Callable[..., dict[str, Any]]) -> None:
    assert run_inside("live") == {"told": True}
