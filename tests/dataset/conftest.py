"""Gives the name `dataset` back to the package under test, and the tests the Blenders they may use.

pytest names this folder's modules after their path below tests/, so that it makes an empty `dataset` module first.
"""

import importlib
import json
import os
import sys
from pathlib import Path

import pytest

if getattr(sys.modules.get("dataset"), "__file__", None) is None:
    sys.modules.pop("dataset", None)
    importlib.import_module("dataset")

# `known_shapes` is for tests and for the scripts that run inside Blender.
sys.path.append(str(Path(__file__).parent / "inside"))

SERIES = ("4.2", "4.5", "5.0", "5.1", "5.2")
# JSON: series -> path of a Python that has this Blender as its bpy module, or "!" and why there is none.
_KNOWN: dict[str, str] = json.loads(os.environ.get("POINTSMITH_TEST_BLENDERS") or "{}")


@pytest.fixture(scope="session", params=SERIES, ids=[f"Blender-{series}" for series in SERIES])
def every_blender(request: pytest.FixtureRequest) -> Path:
    """The Python of each Blender in turn; one that is not there is a skip that says why."""
    python = _KNOWN.get(request.param, "!not in POINTSMITH_TEST_BLENDERS")
    if python.startswith("!"):
        pytest.skip(f"Blender {request.param} is not tested: {python[1:]}")
    return Path(python)


@pytest.fixture(scope="session")
def one_blender() -> Path:
    """The Python of the newest Blender there is, for what does not differ between them."""
    there = [_KNOWN[series] for series in SERIES if series in _KNOWN and not _KNOWN[series].startswith("!")]
    if not there:
        pytest.skip("no Blender: POINTSMITH_TEST_BLENDERS names none")
    return Path(there[-1])
