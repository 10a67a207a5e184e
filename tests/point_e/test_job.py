"""Point-E as a pipeline of the worker: requests in, clouds and clear refusals out."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.messages import Stage
from addon.core.pipelines import PIPELINES
from addon.core.request import GenerationRequest
from addon.worker.memory import smaller_setting
from addon.worker.pipelines.point_e_job import RECIPES, PointEJob
from addon.worker.point_e import between_layers, two_stage, weights
from addon.worker.point_e.architectures import ARCHITECTURES
from addon.worker.point_e.pictures import framed
from addon.worker.point_e.transformer import Conditioning, PointTransformer

from .vectors import small, small_sdf, vectors

CPU = torch.device("cpu")


class StandInClip:
    """The reference's own features, whatever is asked."""

    def __init__(self, *_):
        self.asked = []

    def picture_grid(self, image):
        self.asked.append(("grid", image.size))
        return vectors("e7_stack_img")["grid_features"]

    def picture_vector(self, image):
        self.asked.append(("image", image.size))
        return vectors("e8_stack_txt")["text_embedding"]

    def text_vector(self, prompt):
        self.asked.append(("text", prompt))
        return vectors("e8_stack_txt")["text_embedding"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Published names, the sizes and weights of the reference's small networks."""
    networks = {
        "base40M": small("e7_base", Conditioning.GRID),
        "base40M-textvec": small("e8_base", Conditioning.VECTOR),
        "base40M-imagevec": small("e8_base", Conditioning.VECTOR),
        "upsample": small("e7_up", Conditioning.GRID, 32),
        "sdf": small_sdf(),
    }
    for name, network in networks.items():
        save_file(network.state_dict(), tmp_path / f"{name}.safetensors")

    def build(name):
        network = networks[name]
        if not isinstance(network, PointTransformer):
            return small_sdf().to("meta")
        clip = network.clip_channels, network.clip_tokens
        low_res = network.low_res_points
        return PointTransformer(64, 2, 4, network.conditioning, clip=clip, low_res_points=low_res, device="meta")

    monkeypatch.setattr(weights, "build", build)
    monkeypatch.setattr(two_stage, "COARSE_POINTS", 256)
    monkeypatch.setattr(two_stage, "FINE_POINTS", 256)
    monkeypatch.setattr("addon.worker.pipelines.point_e_job.ClipEncoder", StandInClip)
    return tmp_path


@pytest.fixture
def picture(tmp_path):
    image = Image.new("RGB", (300, 200), "white")
    image.paste((200, 30, 30), (100, 50, 180, 150))
    image.save(tmp_path / "chair.png")
    return str(tmp_path / "chair.png")


def request(name="point-e-40m", **settings):
    return GenerationRequest.from_json({"steps": 3, "points": 512, "pipeline": name, **settings})


def nothing(*_):
    pass


def load(name, folder):
    return PointEJob.load(name, folder, CPU, nothing)


def generate(job, asked, progress=nothing, preview=nothing):
    """The one cloud of a request, or its refusal."""
    (prepared,) = job.prepare([asked])
    if isinstance(prepared, PointsmithError):
        raise prepared
    (made,) = job.generate([prepared], progress, preview)
    return made


def refusal(call):
    with pytest.raises(PointsmithError) as caught:
        call()
    return caught.value


def test_the_pipelines_are_of_published_networks():
    assert {name for recipe in RECIPES.values() for name in recipe.networks} < set(ARCHITECTURES)
    assert set(RECIPES) == {each.id for each in PIPELINES if each.id.startswith("point-e")}


def test_loading_tells_of_every_file_and_can_be_stopped(folder):
    told = []
    PointEJob.load("point-e-40m", folder, CPU, lambda *report: told.append(report))
    assert told == [(Stage.LOADING, 1, 3), (Stage.LOADING, 2, 3)]

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        PointEJob.load("point-e-40m", folder, CPU, stop)


def test_a_picture_becomes_a_cloud(folder, picture):
    job = load("point-e-40m", folder)
    assert job.device_name == "CPU"
    assert len(job.model_hash) == 64
    steps, previews = [], []
    asked = request(images=[picture], seed=4)
    made = generate(job, asked, lambda *report: steps.append(report), lambda *shown: previews.append(shown))
    cloud = made.cloud
    assert made.mesh is None
    assert len(cloud) == 512
    np.testing.assert_allclose(np.linalg.norm(cloud.normals, axis=1), 1, atol=1e-3)
    coarse = [(Stage.COARSE, step, 3) for step in range(4)]
    fine = [(Stage.FINE, 0, 1), *((Stage.FINE, step, 3) for step in (1, 2, 3))]
    # Between two layers the last report may come again.
    assert list(dict.fromkeys(steps)) == coarse + fine
    assert [positions.shape for positions, _ in previews] == [(1, 256, 3)] * 3 + [(1, 512, 3)] * 3
    again = generate(job, asked).cloud
    assert (again.positions == cloud.positions).all()
    assert job.notices(asked) == []
    assert job.notices(request(images=[picture], prompt="a chair")) == [
        "This model sees pictures only: the prompt is not used."
    ]


@pytest.mark.parametrize(("name", "asked"), [("point-e-40m-text", ["text"]), ("point-e-40m-vec", ["grid", "image"])])
def test_prompts_and_vectors(folder, picture, name, asked):
    job = load(name, folder)
    subject = {"prompt": "a red chair"} if asked == ["text"] else {"images": [picture]}
    wish = request(name, **subject)
    assert len(generate(job, wish).cloud) == 512
    assert [kind for kind, _ in job.clip.asked] == asked
    assert job.notices(wish) == []


def test_several_pictures_and_a_blend(folder, picture):
    job = load("point-e-40m", folder)
    one, two = (job._views(request(images=[picture] * count)) for count in (1, 2))
    assert [view.share for view in one + two] == [1, 0.5, 0.5]
    blend = {"images": [picture], "amount": 0.25}
    assert [view.share for view in job._views(request(images=[picture] * 2, blend=blend))] == [0.375, 0.375, 0.25]


def test_a_missing_picture_is_refused(folder, picture):
    sees = load("point-e-40m", folder)
    error = refusal(lambda: generate(sees, request(images=[picture + "x"])))
    assert error.code is ErrorCode.BAD_IMAGE


def test_a_cancel_stops_between_two_steps(folder, picture):
    calls = []

    def progress(stage, step, steps):
        calls.append(step)
        if step == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(load("point-e-40m", folder), request(images=[picture]), progress)
    assert calls == [0, 1]


def test_a_cancel_stops_between_two_layers(folder, picture, monkeypatch):
    monkeypatch.setattr(between_layers, "SECONDS", 0.0)
    calls = []

    def progress(*report):
        calls.append(report)
        if len(calls) == 3:
            raise KeyboardInterrupt

    job = load("point-e-40m", folder)
    with pytest.raises(KeyboardInterrupt):
        generate(job, request(images=[picture]), progress)
    assert calls == [(Stage.COARSE, 0, 3)] * 3
    calls.clear()
    monkeypatch.setattr(between_layers, "SECONDS", 1000.0)
    generate(job, request(images=[picture], points=256), lambda *report: calls.append(report))
    assert len(calls) == 4, "the layers have no hooks left"


@pytest.mark.parametrize(
    ("name", "points", "free", "named"),
    [
        ("point-e-1b", 4096, 2**40, "the smaller model Point-E 300M"),
        ("point-e-1b", 4096, 3 * 10**9, "the smaller model Point-E 40M"),
        ("point-e-300m", 4096, 10**9, "1,024 points"),
        ("point-e-40m", 4096, 2**40, "1,024 points"),
        ("point-e-40m", 1024, 2**40, "the model Pointsmith"),
    ],
)
def test_too_little_memory_names_a_smaller_choice(name, points, free, named):
    assert smaller_setting(request(name, images=["chair.png"], points=points).to_json(), free) == named


def test_the_sampler_is_the_requests(folder, picture):
    job = load("point-e-40m", folder)
    fast, published = (
        generate(job, request(images=[picture], sampler=sampler)).cloud for sampler in ("fast", "published")
    )
    assert not np.allclose(fast.positions, published.positions, atol=0.01)


@pytest.mark.parametrize("harm", ["missing", "cut off", "not safetensors", "another network", "renamed key"])
def test_wrong_files_are_named(folder, harm):
    path = folder / "base40M.safetensors"
    if harm == "missing":
        path.unlink()
    elif harm == "cut off":
        path.write_bytes(path.read_bytes()[:-100])
    elif harm == "not safetensors":
        path.write_bytes(b"<html>not found</html>")
    elif harm == "another network":
        path.write_bytes((folder / "base40M-textvec.safetensors").read_bytes())
    else:
        state = small("e7_base", Conditioning.GRID).state_dict()
        state["ln_before.weight"] = state.pop("ln_pre.weight")
        save_file(state, path)
    error = refusal(lambda: load("point-e-40m", folder))
    assert error.code is ErrorCode.WRONG_CHECKPOINT
    assert "base40M.safetensors" in error.detail


def test_the_surface_by_the_sdf_network(folder, picture):
    job = load("point-e-40m", folder)
    asked = {"images": [picture], "mesher": "sdf", "surface_resolution": 32}
    made = generate(job, request(**asked))
    checks = []
    mesh = made.surface(lambda: checks.append(1))
    assert checks
    assert len(mesh.faces) > 0
    assert np.isin(mesh.colors, made.cloud.colors).all()
    (folder / "sdf.safetensors").unlink()
    assert refusal(lambda: made.surface(nothing)).code is ErrorCode.WRONG_CHECKPOINT


def test_weights_are_one_hash(folder):
    first = load("point-e-40m", folder).model_hash
    assert first == load("point-e-40m", folder).model_hash
    assert first != load("point-e-40m-text", folder).model_hash


def test_pictures_stand_whole_in_front_of_white(picture):
    square = framed(Image.open(picture))
    assert square.mode == "RGB"
    assert square.width == square.height
    pixels = np.asarray(square)
    assert (pixels[0] == 255).all()
    rows, columns = (np.flatnonzero((pixels[..., 1] < 128).any(axis=axis)) for axis in (1, 0))
    assert np.ptp(rows) / square.width == pytest.approx(0.72, abs=0.03)
    assert rows[0] + rows[-1] == pytest.approx(square.width, abs=4)
    assert columns[0] + columns[-1] == pytest.approx(square.width, abs=4)


def test_transparency_becomes_white_and_an_empty_picture_is_refused(folder, tmp_path):
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    image.paste((0, 0, 255, 255), (30, 30, 70, 70))
    assert np.asarray(framed(image))[0, 0].tolist() == [255, 255, 255]
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(tmp_path / "empty.png")
    job = load("point-e-40m", folder)
    error = refusal(lambda: generate(job, request(images=[str(tmp_path / "empty.png")])))
    assert error.code is ErrorCode.BAD_IMAGE


def test_many_at_once(folder, picture):
    job = load("point-e-40m", folder)
    blend = {"images": [picture], "amount": 0.25}
    asked = [request(images=[picture] * views, seed=seed, blend=other) for views, seed, other in (
        (1, 0, None), (1, 3, None), (2, 0, None), (1, 0, blend))]  # fmt: skip
    prepared = job.prepare([*asked, request(images=["none.png"])])
    assert prepared.pop().code is ErrorCode.BAD_IMAGE
    shapes = []
    made = job.generate(prepared, nothing, lambda positions, _: shapes.append(positions.shape))
    assert shapes[-1] == (4, 512, 3)
    for each, wish in zip(made, asked, strict=True):
        np.testing.assert_allclose(each.cloud.positions, generate(job, wish).cloud.positions, atol=1e-4)
