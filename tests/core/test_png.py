"""PNG files with a record."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from addon.core import png

_PIXELS = np.random.default_rng(1).integers(0, 256, (5, 7, 4), np.uint8)


def test_an_imaging_library_reads_the_same_pixels(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    file = tmp_path / "é.png"
    file.write_bytes(png.encoded(_PIXELS, "{“a”: 1}"))
    with image.open(file) as opened:
        assert opened.mode == "RGBA"
        assert np.array_equal(np.asarray(opened), _PIXELS)
        assert opened.text["pointsmith"] == "{“a”: 1}"


def test_the_record_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "é.png"
    record = "Stühle → “vase” " * 2000
    file.write_bytes(png.encoded(_PIXELS, record))
    assert png.record_in(file) == record


def test_what_is_not_ours_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "broken.png"
    whole = png.encoded(_PIXELS, "record")
    damaged = bytearray(whole)
    damaged[whole.index(b"record") + 2] ^= 1
    huge = whole[:33] + b"\xff\xff\xff\xff" + whole[37:]
    for content in (b"", b"text", whole[:30], whole[:60], bytes(damaged), huge, png.encoded(_PIXELS)):
        file.write_bytes(content)
        with pytest.raises(ValueError):
            png.record_in(file)
    with pytest.raises(OSError):
        png.record_in(tmp_path / "nothing")
