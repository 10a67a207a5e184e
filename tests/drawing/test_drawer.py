"""A text-to-image model in a folder draws: seeds, settings, cancel, cut-out, and what is wrong with a folder."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from addon.core.draw_request import DrawRequest
from addon.core.errors import ErrorCode, PointsmithError
from addon.worker.drawing import Drawer

from .tiny import SIDE

CPU = torch.device("cpu")
REQUEST = DrawRequest("a ch", addition="", steps=2, guidance_scale=3.0)


@pytest.fixture(scope="module")
def drawer(picture_folder):
    return Drawer.load(picture_folder, CPU)


def drawn(drawer, told=None, **settings):
    told = [] if told is None else told
    return np.asarray(drawer.draw(replace(REQUEST, **settings), told.append).convert("RGB"))


def test_progress_counts_the_steps(drawer):
    told = []
    assert drawn(drawer, told, steps=3).shape == (SIDE, SIDE, 3)
    assert told == [0, 1, 2, 3]


def test_seed_prompt_and_guidance_decide(drawer):
    first = drawn(drawer)
    assert np.array_equal(first, drawn(drawer))
    for change in ({"seed": 1}, {"prompt": "ch ch ch"}, {"addition": "ch"}, {"guidance_scale": 9.0}):
        assert not np.array_equal(first, drawn(drawer, **change))


def test_the_side_is_taken(drawer):
    assert drawn(drawer, side=32).shape == (32, 32, 3)


def test_what_is_left_open_is_the_models_own(drawer):
    filled = drawer.filled(DrawRequest("ch"))
    assert (filled.steps, filled.guidance_scale) == (50, 7.5)
    assert drawer.filled(REQUEST) == REQUEST
    few = SimpleNamespace(scheduler=type("LCMScheduler", (), {})(), __call__=drawer.pipeline.__call__)
    assert Drawer(few, CPU).filled(DrawRequest("ch")).steps == 4


def test_cancel_stops_between_two_steps(drawer):
    told = []

    def stop(step):
        told.append(step)
        if step == 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        drawer.draw(replace(REQUEST, steps=4), stop)
    assert told == [0, 1]
    assert drawn(drawer).any()


class Painter:
    """A pipeline that answers with one picture."""

    def __init__(self, image, withheld=False):
        self.answer = SimpleNamespace(images=[image], nsfw_content_detected=[withheld])

    def __call__(self, *_, **__):
        return self.answer


def test_the_object_is_cut_out_and_the_colours_stay():
    image = Image.new("RGB", (700, 600), (240, 240, 240))
    ImageDraw.Draw(image).ellipse((200, 150, 500, 450), fill=(30, 60, 200))
    cut = np.asarray(Drawer(Painter(image.copy()), CPU).draw(REQUEST, lambda _: None))
    assert cut.shape == (600, 700, 4)
    kept = cut[..., 3] > 0
    assert np.array_equal(cut[kept][:, :3], np.asarray(image)[kept])
    assert not cut[~kept].any()
    truth = (np.asarray(image) == (30, 60, 200)).all(axis=-1)
    assert ((cut[..., 3] > 127) == truth).mean() > 0.99

    whole = Drawer(Painter(image.copy()), CPU).draw(replace(REQUEST, cut_out=False), lambda _: None)
    assert np.array_equal(np.asarray(whole), np.asarray(image))


def test_a_blank_picture_is_not_cut():
    assert Drawer(Painter(Image.new("RGB", (64, 64), "white")), CPU).draw(REQUEST, lambda _: None).mode == "RGB"


def test_a_withheld_picture_is_a_sentence():
    with pytest.raises(PointsmithError) as caught:
        Drawer(Painter(Image.new("RGB", (64, 64)), withheld=True), CPU).draw(REQUEST, lambda _: None)
    assert caught.value.code is ErrorCode.PICTURE_WITHHELD


def test_half_precision_files_are_found(picture_folder, tmp_path):
    folder = tmp_path / "halves"
    shutil.copytree(picture_folder, folder)
    for file in folder.glob("*/*.safetensors"):
        file.rename(file.with_name(file.name.replace(".safetensors", ".fp16.safetensors")))
    assert np.array_equal(drawn(Drawer.load(folder, CPU)), drawn(Drawer.load(picture_folder, CPU)))


@pytest.mark.parametrize("harm", ["no folder", "no network", "cut off", "pickled", "other pipeline", "own code"])
def test_a_broken_folder_is_named(picture_folder, tmp_path, harm):
    folder = tmp_path / "broken"
    if harm != "no folder":
        shutil.copytree(picture_folder, folder)
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    index = folder / "model_index.json"
    if harm == "no network":
        shutil.rmtree(folder / "unet")
    elif harm == "cut off":
        weights.write_bytes(weights.read_bytes()[:900])
    elif harm == "pickled":
        weights.unlink()
        torch.save({}, weights.with_name("diffusion_pytorch_model.bin"))
    elif harm == "other pipeline":
        index.write_text(index.read_text().replace("StableDiffusionPipeline", "ShapEPipeline"))
    elif harm == "own code":
        record = json.loads(index.read_text())
        record["unet"] = ["evil", "Evil"]
        index.write_text(json.dumps(record))
        (folder / "unet" / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Evil: pass\n")
    with pytest.raises(PointsmithError) as caught:
        Drawer.load(folder, CPU)
    expected = ErrorCode.MODEL_MISSING if harm == "no folder" else ErrorCode.WRONG_CHECKPOINT
    assert caught.value.code is expected
    assert "broken" in caught.value.detail
    assert not (tmp_path / "ran").exists()
