"""The bundled weights are checked before they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from addon.core.errors import ErrorCode, PointsmithError
from addon.worker.weights import CHECKSUMS, verified_hash, write_checksums


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "transformer").mkdir()
    (tmp_path / "transformer" / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "model_index.json").write_text("{}")
    (tmp_path / "README.md").write_text("the card may change")
    write_checksums(tmp_path)
    return tmp_path


def test_whole_weights_have_a_stable_name(folder: Path) -> None:
    name = verified_hash(folder)
    assert len(name) == 64
    (folder / "README.md").write_text("another card")
    write_checksums(folder)
    assert verified_hash(folder) == name


@pytest.mark.parametrize("harm", ["altered", "cut", "missing", "no list", "list is noise"])
def test_harm_is_found(folder: Path, harm: str) -> None:
    weights = folder / "transformer" / "model.safetensors"
    match harm:
        case "altered":
            weights.write_bytes(b"Weights")
        case "cut":
            weights.write_bytes(b"weigh")
        case "missing":
            weights.unlink()
        case "no list":
            (folder / CHECKSUMS).unlink()
        case "list is noise":
            (folder / CHECKSUMS).write_bytes(b"\xff\xfe\n")
    with pytest.raises(PointsmithError) as caught:
        verified_hash(folder)
    assert caught.value.code is ErrorCode.WRONG_WEIGHTS
