"""Shap-E's pipelines as jobs: from folders, with progress, cancel and seeds; broken folders and requests."""

from __future__ import annotations

import shutil
from contextlib import nullcontext

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.messages import Stage
from addon.core.reference import ReferenceImage
from addon.core.request import GenerationRequest
from addon.worker.pipelines.shap_e_job import ShapEJob
from addon.worker.shap_e import decoding

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    monkeypatch.setattr(decoding, "NODES", 17)


@pytest.fixture(scope="module")
def text_job(text_folder):
    return ShapEJob.load(text_folder, CPU, "0" * 64)


@pytest.fixture(scope="module")
def image_job(image_folder):
    return ShapEJob.load(image_folder, CPU, "1" * 64)


@pytest.fixture
def picture(tmp_path):
    image = Image.new("RGB", (96, 64), "white")
    ImageDraw.Draw(image).ellipse((20, 10, 70, 50), fill=(200, 30, 30))
    path = tmp_path / "bild é.png"
    image.save(path)
    return ReferenceImage(str(path))


def made(job, told=None, **settings):
    request = GenerationRequest(**{"prompt": "a ch", "steps": 3, "points": 300, **settings})
    told = [] if told is None else told
    return generate(job, request, lambda *step: told.append(step))


def generate(job, request, progress):
    (prepared,) = job.prepare([request])
    if isinstance(prepared, PointsmithError):
        raise prepared
    (made,) = job.generate([prepared], progress, lambda *_: None)
    return made


def test_words_become_a_mesh_and_points_on_it(text_job):
    told = []
    cloud, mesh, _ = made(text_job, told, points=500)
    assert len(cloud) == 500
    assert np.ptp(mesh.vertices, axis=0).max() == pytest.approx(1)
    coarse_steps = [step for stage, step, _ in told if stage is Stage.COARSE]
    assert coarse_steps[1:] == list(range(6))
    assert told[-1] == (Stage.FINE, 1, 1)


def test_a_seed_is_a_mesh(text_job):
    first, again, other = (made(text_job, seed=seed).mesh for seed in (5, 5, 6))
    assert np.array_equal(first.vertices, again.vertices)
    assert np.array_equal(first.colors, again.colors)
    assert first.vertices.shape != other.vertices.shape or not np.allclose(first.vertices, other.vertices)


def test_prompt_and_guidance_change_the_mesh(text_job):
    plain, other, free = (
        made(text_job, **settings).mesh for settings in ({}, {"prompt": "ch ch ch"}, {"guidance_scale": 1.0})
    )
    for mesh in (other, free):
        assert not np.array_equal(plain.colors[:50], mesh.colors[:50])


def test_a_picture_becomes_a_mesh(image_job, picture, tmp_path):
    mesh = made(image_job, prompt="", images=(picture,)).mesh
    blue = tmp_path / "blue.png"
    Image.open(picture.path).convert("RGB").transpose(Image.Transpose.ROTATE_90).save(blue)
    other = made(image_job, prompt="", images=(ReferenceImage(str(blue)),)).mesh
    assert not np.array_equal(mesh.colors[:50], other.colors[:50])


def test_cancel_stops_between_two_steps(text_job):
    told = []

    def progress(*step):
        told.append(step)
        if step[1] == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        generate(text_job, GenerationRequest(prompt="ch", steps=4), progress)
    assert len(told) == 4
    assert made(text_job).mesh is not None


@pytest.mark.parametrize("kind", ["text", "image"])
def test_what_it_cannot_use_is_said(kind, request, picture):
    job = request.getfixturevalue(f"{kind}_job")
    both = GenerationRequest(prompt="ch", images=(picture, picture))
    expected = {"text": ["words only"], "image": ["pictures only", "takes one picture"]}[kind]
    notices = [notice for notice in job.notices(both) if "GPU" not in notice]
    assert len(notices) == len(expected)
    for notice, words in zip(notices, expected, strict=True):
        assert words in notice


def test_a_missing_subject_is_a_sentence(text_job, image_job, picture):
    for job, settings in ((text_job, {"prompt": " ", "images": (picture,)}), (image_job, {})):
        with pytest.raises(PointsmithError) as caught:
            made(job, **settings)
        assert caught.value.code is ErrorCode.BAD_SETTING
        assert "shap-e" in caught.value.detail


def test_an_empty_picture_is_a_sentence(image_job, tmp_path):
    Image.new("RGBA", (32, 32)).save(tmp_path / "empty.png")
    with pytest.raises(PointsmithError) as caught:
        made(image_job, prompt="", images=(ReferenceImage(str(tmp_path / "empty.png")),))
    assert caught.value.code is ErrorCode.BAD_IMAGE


@pytest.mark.parametrize("harm", ["no folder", "no prior", "cut off", "pickled"])
def test_a_broken_folder_is_named(text_folder, tmp_path, harm):
    folder = tmp_path / "shap-e"
    if harm != "no folder":
        shutil.copytree(text_folder, folder)
    weights = folder / "prior" / "diffusion_pytorch_model.safetensors"
    if harm == "no prior":
        shutil.rmtree(folder / "prior")
    elif harm == "cut off":
        weights.write_bytes(weights.read_bytes()[:500])
    elif harm == "pickled":
        weights.unlink()
        torch.save({}, weights.with_name("diffusion_pytorch_model.bin"))
    with pytest.raises(PointsmithError) as caught:
        ShapEJob.load(folder, CPU, "0" * 64)
    assert caught.value.code is ErrorCode.WRONG_CHECKPOINT
    assert "shap-e" in caught.value.detail


def test_a_prior_in_half_precision_stays_near(text_folder, text_job, monkeypatch):
    # As on a GPU: no other precision is mixed in.
    monkeypatch.setattr("addon.worker.pipelines.shap_e_job.fast_precision", lambda _device: nullcontext())
    job = ShapEJob.load(text_folder, CPU, "0" * 64)
    job.pipeline.prior.half()
    half, whole = (made(each, seed=2).mesh for each in (job, text_job))
    assert half.colors.mean(axis=0) == pytest.approx(whole.colors.mean(axis=0), abs=0.02)
