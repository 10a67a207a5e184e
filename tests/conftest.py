"""What the tests of every room share: the worker's environment that set-up has made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from addon.core.environment import WorkerEnvironment


@pytest.fixture(scope="session")
def set_up_environment() -> WorkerEnvironment:
    """The environment that `vendor_install.py` has made, as an artist has it; named by POINTSMITH_ENVIRONMENT."""
    folder = os.environ.get("POINTSMITH_ENVIRONMENT")
    if not folder:
        pytest.skip("POINTSMITH_ENVIRONMENT names no environment; vendor_install.py makes one")
    environment = WorkerEnvironment(Path(folder))
    assert environment.is_ready, f"the environment in {folder} is not ready; run vendor_install.py --dir {folder}"
    return environment
