"""The bundled pipeline with tiny real networks: limits of its output, seeds, storage, progress and cancelling."""

import json

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from PIL import Image

from addon.worker.conditioning.image import BadImageError
from addon.worker.conditioning.image_encoder import ImageEncoder
from addon.worker.conditioning.text import TextEncoder, UnknownPromptError
from addon.worker.networks.two_stream import TwoStreamTransformer
from addon.worker.pipelines.bundled import PointCloudPipeline

FAST = {"num_points": 96, "coarse_points": 32, "num_inference_steps": 4}


@pytest.fixture(scope="module")
def pipeline() -> PointCloudPipeline:
    torch.manual_seed(0)
    transformer = TwoStreamTransformer(
        point_dim=24, latent_dim=32, condition_dim=32, num_latents=8, num_blocks=2, layers_per_block=1,
        point_heads=2, latent_heads=4,
    )  # fmt: skip
    torch.nn.init.normal_(transformer.out.weight, std=0.05)
    text_encoder = TextEncoder(["a", "chair", "red"], dim=32, num_layers=1, heads=4)
    image_encoder = ImageEncoder(dim=32, num_layers=1, heads=4)
    for network in (transformer, text_encoder, image_encoder):
        network.eval()
    return PointCloudPipeline(transformer, text_encoder, image_encoder, FlowMatchEulerDiscreteScheduler())


def picture() -> Image.Image:
    image = Image.new("RGB", (80, 60), "white")
    image.paste((200, 30, 30), (20, 10, 50, 40))
    return image


@pytest.mark.parametrize("what", [{"prompt": "a red chair"}, {"image": picture()}])
@pytest.mark.parametrize("points", [20, 32, 96, 100])
def test_a_cloud_keeps_its_limits(pipeline, what, points):
    cloud = pipeline(**what, num_points=points, coarse_points=32, num_inference_steps=4, seed=3)
    assert cloud.shape == (points, 9)
    assert cloud.dtype == np.float32
    assert np.abs(cloud[:, :3]).max() <= 0.5
    assert 0 <= cloud[:, 3:6].min() <= cloud[:, 3:6].max() <= 1
    np.testing.assert_allclose(np.linalg.norm(cloud[:, 6:], axis=1), 1, atol=1e-5)


def test_same_seed_same_cloud_other_seed_other_cloud(pipeline):
    first, again, other = (pipeline("a chair", **FAST, seed=seed) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert not np.allclose(first, other)


def test_prompt_and_picture_matter(pipeline):
    clouds = [pipeline("red", **FAST), pipeline("chair", **FAST), pipeline(image=picture(), **FAST)]
    assert not np.allclose(clouds[0], clouds[1])
    assert not np.allclose(clouds[0], clouds[2])


def test_a_batch_gives_each_seed_its_cloud(pipeline):
    condition = pipeline.encode_prompts(["a chair", "red"])
    both = pipeline.generate(condition, [5, 6], **FAST, guidance_scale=2.0)
    np.testing.assert_allclose(both[0], pipeline("a chair", **FAST, guidance_scale=2.0, seed=5), atol=1e-3)
    np.testing.assert_allclose(both[1], pipeline("red", **FAST, guidance_scale=2.0, seed=6), atol=1e-3)


def test_guidance_of_one_is_the_network_alone(pipeline):
    nearly = pipeline("a chair", **FAST, guidance_scale=1.0 + 1e-6)
    np.testing.assert_allclose(pipeline("a chair", **FAST, guidance_scale=1.0), nearly, atol=1e-3)


def test_stored_and_loaded_it_gives_the_same_cloud_bit_for_bit(pipeline, tmp_path):
    pipeline.save_pretrained(tmp_path)
    loaded = PointCloudPipeline.from_pretrained(tmp_path)
    assert loaded("a red chair", **FAST, seed=4).tobytes() == pipeline("a red chair", **FAST, seed=4).tobytes()
    assert loaded.unknown_words("a red sofa") == ["sofa"]
    index = json.loads((tmp_path / "model_index.json").read_text())
    assert {name for name in index if not name.startswith("_")} == {p.name for p in tmp_path.iterdir() if p.is_dir()}


def test_half_precision_on_disk_is_single_in_memory(pipeline, tmp_path):
    pipeline.save_pretrained(tmp_path)
    TwoStreamTransformer.from_pretrained(tmp_path, subfolder="transformer", torch_dtype=torch.float16).save_pretrained(
        tmp_path / "transformer"
    )
    loaded = PointCloudPipeline.from_pretrained(tmp_path)
    assert {p.dtype for p in loaded.transformer.parameters()} == {torch.float32}
    assert np.isfinite(loaded("a red chair", **FAST)).all()


def test_progress_names_stage_and_step_and_shows_the_cloud(pipeline):
    seen = []
    pipeline("a chair", **FAST, callback=lambda *report: seen.append(report))
    steps = [report[:3] for report in seen]
    assert steps[:4] == [
        (
            "coarse",
            step,
            4,
        )
        for step in (1, 2, 3, 4)
    ]
    assert [stage for stage, *_ in steps[4:]] == ["fine"] * len(steps[4:])
    assert steps[-1][1] == steps[-1][2] == len(steps) - 4
    assert {report[3].shape for report in seen} == {(32, 9), (96, 9)}


def test_raising_from_the_callback_stops_between_two_steps(pipeline):
    class CancelledError(Exception):
        pass

    seen = []

    def cancel_at_second(stage, step, steps, cloud):
        seen.append(step)
        if step == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        pipeline("a chair", **FAST, callback=cancel_at_second)
    assert seen == [1, 2]
    assert np.isfinite(pipeline("a chair", **FAST)).all()


def test_requests_that_cannot_be_met_are_refused(pipeline):
    with pytest.raises(ValueError, match="either a prompt or an image"):
        pipeline(**FAST)
    with pytest.raises(ValueError, match="either a prompt or an image"):
        pipeline("a chair", picture(), **FAST)
    with pytest.raises(UnknownPromptError):
        pipeline("xyzzy", **FAST)
    with pytest.raises(BadImageError):
        pipeline(image=Image.new("RGBA", (20, 20)), **FAST)
