"""Reference images of every size and mode."""

import contextlib

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from addon.worker.conditioning.image import MARGIN, SIZE, BadImageError, prepare_image
from addon.worker.conditioning.image_encoder import ImageEncoder

MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16"]


def disc(width: int, height: int, background: tuple[int, ...], mode: str = "RGBA") -> Image.Image:
    image = Image.new("RGBA", (width, height), background)
    box = (width * 0.3, height * 0.25, width * 0.6, height * 0.7)
    ImageDraw.Draw(image).ellipse(box, fill=(200, 30, 40, 255))
    return (
        image
        if mode == "RGBA"
        else image.convert("L").convert(mode)
        if mode in ("I", "F", "I;16")
        else _convert(image, mode)
    )


def _convert(image: Image.Image, mode: str) -> Image.Image:
    rgb = image.convert("RGB")
    if mode == "LAB":
        from PIL import ImageCms

        profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        return ImageCms.profileToProfile(rgb, *profiles, outputMode="LAB")
    return rgb.convert(mode)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(8, 300),
    st.integers(8, 300),
    st.sampled_from(MODES),
    st.sampled_from([(255, 255, 255, 255), (0, 0, 0, 0)]),
)
def test_any_size_and_mode_is_prepared(width, height, mode, background):
    prepared = prepare_image(disc(width, height, background, mode))
    assert prepared.shape == (4, SIZE, SIZE)
    assert prepared.dtype == np.float32
    assert np.abs(prepared).max() <= 1


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 90), st.integers(1, 90), st.randoms(use_true_random=False))
def test_noise_is_prepared_or_refused(width, height, random):
    image = Image.frombytes("RGBA", (width, height), random.randbytes(width * height * 4))
    with contextlib.suppress(BadImageError):
        assert np.isfinite(prepare_image(image)).all()


def test_cut_out_and_plain_background_give_the_same_picture():
    cut_out = prepare_image(disc(200, 160, (0, 0, 0, 0)))
    on_green = prepare_image(disc(200, 160, (60, 180, 90, 255)))
    assert np.abs(cut_out - on_green).mean() < 0.02


def test_the_object_is_centred_with_a_margin_over_neutral_grey():
    prepared = prepare_image(disc(300, 200, (0, 0, 0, 0)))
    inside = np.argwhere(prepared[3] > 0)
    border = round(SIZE * MARGIN / (1 + 2 * MARGIN))
    assert np.abs(inside.min(axis=0) + inside.max(axis=0) - (SIZE - 1)).max() <= 2
    assert abs(inside.min() - border) <= 1
    assert not prepared[:3, 0, 0].any()
    np.testing.assert_allclose(
        prepared[:, SIZE // 2, SIZE // 2], [2 * 200 / 255 - 1, 2 * 30 / 255 - 1, 2 * 40 / 255 - 1, 1], atol=0.02
    )


def test_deep_grey_is_not_clipped():
    values = np.full((64, 64), 60_000, np.uint16)
    values[20:40, 20:40] = 20_000
    prepared = prepare_image(Image.fromarray(values))
    assert prepared[3, SIZE // 2, SIZE // 2] == 1
    assert prepared[3, 0, 0] == -1


@pytest.mark.parametrize(
    "image", [Image.new("RGBA", (50, 50)), Image.new("RGB", (50, 50), "white"), Image.new("L", (1, 1))]
)
def test_an_image_without_an_object_is_refused(image):
    with pytest.raises(BadImageError, match="no object"):
        prepare_image(image)


def test_a_broken_file_is_refused(tmp_path):
    path = tmp_path / "broken.png"
    disc(100, 100, (255, 255, 255, 255)).save(path)
    path.write_bytes(path.read_bytes()[:200])
    with Image.open(path) as image, pytest.raises(BadImageError, match="cannot be read"):
        prepare_image(image)


def test_one_token_per_patch_of_each_view():
    sides, present = torch.zeros(3, 2, dtype=torch.int64), torch.tensor([[True, True], [True, False], [False, True]])
    tokens, mask = ImageEncoder(dim=12, num_layers=1, heads=2)(torch.zeros(3, 2, 4, SIZE, SIZE), sides, present)
    assert tokens.shape == (3, 128, 12)
    assert mask.shape == (3, 128)
    assert torch.equal(mask.reshape(3, 2, 64).all(-1), present)
