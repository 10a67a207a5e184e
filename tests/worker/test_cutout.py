"""The cut-out of pictures as artists have them, on drawn pictures whose mask is known."""

import time

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from addon.core.cutout import CutOut
from addon.worker.conditioning.cutout import alpha_of, cut_out
from addon.worker.conditioning.foreground.barrier import barrier
from addon.worker.conditioning.image import BadImageError, prepare_image
from addon.worker.conditioning.pixels import WORKING_SIZE, read_pixels

SIDE = 256
RED, BLUE = (0.75, 0.15, 0.12), (0.1, 0.2, 0.6)


def mug(left: int = 70, top: int = 70) -> np.ndarray:
    """Mask of a mug with a handle that one can see through."""
    mask = np.zeros((SIDE, SIDE), np.uint8)
    cv2.rectangle(mask, (left, top), (left + 80, top + 110), 1, -1)
    cv2.ellipse(mask, (left + 85, top + 55), (38, 38), 0, 0, 360, 1, 14)
    return mask.astype(bool)


def picture(mask: np.ndarray, ground: np.ndarray, color: tuple[float, ...] = RED, noise: float = 0.01) -> Image.Image:
    """The mask in two shades of a colour, with a band, before a ground."""
    shade = np.ones((SIDE, SIDE, 1))
    shade[:, SIDE // 2 :] = 0.75
    rgb = np.where(mask[..., None], np.array(color) * shade, ground)
    rgb = rgb + np.random.default_rng(0).normal(0, noise, rgb.shape)
    return Image.fromarray((rgb.clip(0, 1) * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.5))


def plain(color: tuple[float, ...]) -> np.ndarray:
    return np.broadcast_to(color, (SIDE, SIDE, 3)).astype(float)


def graded() -> np.ndarray:
    """A radial gradient and a soft shadow beside the mug."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
    ground = np.array([0.9, 0.85, 0.7]) - np.hypot(x, y)[..., None] * np.array([0.3, 0.1, 0.25])
    shadow = np.zeros((SIDE, SIDE), np.float32)
    cv2.ellipse(shadow, (130, 185), (90, 16), 0, 0, 360, 0.45, -1)
    return ground * (1 - cv2.GaussianBlur(shadow, (0, 0), 8)[..., None])


def clutter(blur: float = 5.0) -> np.ndarray:
    rng = np.random.default_rng(3)
    ground = np.zeros((SIDE, SIDE, 3), np.float32)
    for _ in range(60):
        centre, axes = rng.integers(0, SIDE, 2).tolist(), rng.integers(10, 70, 2).tolist()
        color = (rng.uniform(0, 1, 3) * [0.5, 1, 0.9]).tolist()
        cv2.ellipse(ground, centre, axes, rng.uniform(0, 180), 0, 360, color, -1)
    return cv2.GaussianBlur(ground, (0, 0), blur)


def overlap(alpha: np.ndarray, mask: np.ndarray) -> float:
    return ((alpha > 0.5) & mask).sum() / ((alpha > 0.5) | mask).sum()


@pytest.mark.parametrize(
    ("ground", "floor"),
    [
        (plain((0.95, 0.95, 0.95)), 0.97),
        (plain((0, 0, 0)), 0.97),
        (plain((0.62, 0.2, 0.25)), 0.95),
        (graded(), 0.95),
        (clutter(), 0.8),
    ],
    ids=["white", "black", "near the object's colour", "gradient and shadow", "clutter"],
)
def test_the_object_is_found_before(ground, floor):
    mask = mug()
    assert overlap(cut_out(picture(mask, ground)), mask) >= floor


@pytest.mark.parametrize("ground", [plain((0.9, 0.9, 0.9)), graded()], ids=["plain", "graded"])
def test_one_sees_through_the_handle(ground):
    alpha = cut_out(picture(mug(), ground))
    assert alpha[115:135, 156:166].mean() < 0.1
    assert alpha[100:150, 90:130].min() == 1


def test_a_grey_object_on_white_is_no_shadow():
    mask = mug()
    assert overlap(cut_out(picture(mask, plain((0.95, 0.95, 0.95)), (0.6, 0.6, 0.6))), mask) >= 0.95


def test_an_object_may_leave_the_picture():
    mask = mug(top=180)
    assert mask[-1].any()
    assert overlap(cut_out(picture(mask, plain((0.8, 0.8, 0.5)))), mask) >= 0.95


def test_a_picture_without_a_background_is_used_whole():
    noise = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    stripes = np.zeros((90, 120, 3), np.uint8)
    stripes[:, ::2] = 255
    assert cut_out(Image.fromarray(stripes)).min() == 1
    assert prepare_image(Image.fromarray(noise)).shape == (4, 64, 64)


def test_a_lower_threshold_keeps_more():
    for ground in (plain((0.6, 0.2, 0.25)), graded(), clutter()):
        areas = [cut_out(picture(mug(), ground), CutOut(each)).sum() for each in (0.2, 0.5, 0.85)]
        assert areas[0] >= areas[1] >= areas[2]
        assert areas[0] > areas[2]


def test_alpha_is_used_as_it_is_and_its_threshold_moves_it():
    pixels = np.zeros((20, 30, 4), np.float32)
    pixels[..., 3] = np.linspace(0, 1, 30)
    assert np.array_equal(alpha_of(pixels), pixels[..., 3])
    assert (alpha_of(pixels, CutOut(0.25))[:, 1:-1] > pixels[:, 1:-1, 3]).all()
    assert (alpha_of(pixels, CutOut(0.75))[:, 1:-1] < pixels[:, 1:-1, 3]).all()


def test_inverted_is_the_rest_of_the_box():
    image = picture(mug(), plain((0.9, 0.9, 0.9)))
    box = (0.2, 0.2, 0.8, 0.9)
    both = cut_out(image, CutOut(box=box)) + cut_out(image, CutOut(box=box, invert=True))
    inside = np.zeros((SIDE, SIDE), bool)
    inside[int(0.2 * SIDE) : int(np.ceil(0.9 * SIDE)), int(0.2 * SIDE) : int(np.ceil(0.8 * SIDE))] = True
    np.testing.assert_allclose(both, inside, atol=1e-6)


def test_the_box_says_which_of_two_objects():
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    one, other = np.hypot(x - 70, y - 60) < 45, np.hypot(x - 180, y - 170) < 55
    image = picture(one | other, plain((0.9, 0.9, 0.9)), BLUE)
    assert overlap(cut_out(image), one | other) >= 0.95
    assert overlap(cut_out(image, CutOut(box=(20 / SIDE, 10 / SIDE, 120 / SIDE, 110 / SIDE))), one) >= 0.95
    assert overlap(cut_out(image, CutOut(box=(0.45, 0.4, 0.95, 0.92))), other) >= 0.95


def test_a_box_helps_where_the_background_is_as_sharp_as_the_object():
    mask = mug()
    image = picture(mask, clutter(0.8))
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    box = (columns[0] - 5) / SIDE, (rows[0] - 5) / SIDE, (columns[-1] + 6) / SIDE, (rows[-1] + 6) / SIDE
    drawn = overlap(cut_out(image, CutOut(box=box)), mask)
    assert drawn >= 0.85
    assert drawn > overlap(cut_out(image), mask)


def test_a_box_may_cut_through_the_object():
    mask = mug()
    left = cut_out(picture(mask, plain((0.95, 0.95, 0.95))), CutOut(box=(0.0, 0.0, 0.45, 1.0)))
    half = mask & (np.arange(SIDE) < np.ceil(0.45 * SIDE))
    assert overlap(left, half) >= 0.95


def test_what_was_found_serves_other_thresholds(monkeypatch):
    image = read_pixels(picture(mug(), clutter()))
    seen = {}
    found = [alpha_of(image, CutOut(threshold), seen) for threshold in (0.3, 0.5)]
    monkeypatch.setattr("addon.worker.conditioning.foreground.busy.likeness", None)
    again = alpha_of(image, CutOut(0.3), seen)
    monkeypatch.undo()
    assert np.array_equal(again, found[0])
    assert np.array_equal(found[1], alpha_of(image, CutOut(0.5)))
    with_box = alpha_of(image, CutOut(box=(0.1, 0.1, 0.9, 0.9)), seen)
    assert np.array_equal(with_box, alpha_of(image, CutOut(box=(0.1, 0.1, 0.9, 0.9))))


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**31), st.sampled_from([0.1, 0.5, 0.9]))
def test_any_picture_has_an_alpha(width, height, seed, threshold):
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (height, width, 3), np.uint8) // rng.integers(1, 64)
    alpha = cut_out(Image.fromarray(pixels.astype(np.uint8)), CutOut(threshold))
    assert alpha.shape == (height, width)
    assert alpha.dtype == np.float32
    assert alpha.min() >= 0
    assert alpha.max() <= 1


@pytest.mark.parametrize("size", [(1, 4000), (4000, 1), (4000, 3000), (3000, 9)])
def test_any_aspect_and_size(size):
    image = picture(mug(), clutter()).resize(size)
    alpha = cut_out(image)
    assert max(alpha.shape) <= WORKING_SIZE
    assert min(alpha.shape) >= 1


def test_a_line_is_no_object():
    with pytest.raises(BadImageError, match="a line"):
        prepare_image(picture(mug(), clutter()).resize((1, 4000)))


def test_a_large_picture_takes_no_longer():
    image = picture(mug(), clutter()).resize((4000, 3000))
    cut_out(image)
    start = time.process_time()
    cut_out(image)
    # A few tenths on a core of today; several times that for a slow or busy machine.
    assert time.process_time() - start < 2.0


def test_the_camera_s_orientation_is_respected(tmp_path):
    mask = mug()
    image = picture(mask, plain((0.9, 0.9, 0.9)))
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "lying.jpg"
    image.transpose(Image.Transpose.ROTATE_90).save(path, exif=exif, quality=95)
    with Image.open(path) as lying:
        assert overlap(cut_out(lying), mask) >= 0.95
    image.transpose(Image.Transpose.ROTATE_90).resize((3072, 3072)).save(path, exif=exif, quality=95)
    with Image.open(path) as lying:
        large = np.asarray(Image.fromarray(cut_out(lying)).resize((SIDE, SIDE)))
    assert overlap(large, mask) >= 0.95


@pytest.mark.parametrize("mode", ["CMYK", "L", "LA", "P", "I;16"])
def test_modes_give_the_same_cut_out(mode):
    mask = mug()
    image = picture(mask, plain((0.95, 0.95, 0.95)))
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    assert overlap(cut_out(image.convert(mode)), mask) >= 0.95


def test_the_same_on_any_number_of_threads():
    image = picture(mug(), clutter(1))
    before = cv2.getNumThreads()
    found = []
    for threads in (1, 4, 1):
        cv2.setNumThreads(threads)
        cv2.setRNGSeed(threads)
        found.append(cut_out(image))
    cv2.setNumThreads(before)
    assert np.array_equal(found[0], found[1])
    assert np.array_equal(found[0], found[2])


def test_reading_leaves_the_image_alone():
    image = Image.new("P", (2000, 50))
    read_pixels(image)
    assert (image.mode, image.size) == ("P", (2000, 50))


def test_what_is_enclosed_lies_behind_a_barrier():
    lab = np.zeros((24, 24, 3), np.float32)
    cv2.rectangle(lab, (4, 4), (19, 19), (0.5, 0.0, 0.0))
    assert barrier(lab, 0.0)[0].max() < 0.01
    assert barrier(lab, 0.0)[12, 12] >= 0.5
    assert barrier(lab, 0.6)[12, 12] < 0.01
    assert barrier(lab, 0.0, block=2).shape == (12, 12)
    lab[9:16, 4] = 0
    assert barrier(lab, 0.0)[12, 12] < 0.01
