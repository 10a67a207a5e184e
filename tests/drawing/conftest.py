from __future__ import annotations

import pytest

from .tiny import write_tiny_stable_diffusion


@pytest.fixture(scope="session")
def picture_folder(tmp_path_factory):
    return write_tiny_stable_diffusion(tmp_path_factory.mktemp("bilder é") / "tiny")
