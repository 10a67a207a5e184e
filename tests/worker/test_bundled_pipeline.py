"""The bundled pipeline with tiny real networks: limits of its output, seeds, storage, progress and cancelling."""

import json
from contextlib import nullcontext
from itertools import pairwise

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from PIL import Image

from addon.core.reference import Side
from addon.worker.conditioning.image import BadImageError
from addon.worker.conditioning.image_encoder import ImageEncoder
from addon.worker.conditioning.text import TextEncoder, UnknownPromptError
from addon.worker.networks.two_stream import EncodedCondition, TwoStreamTransformer
from addon.worker.pipelines import bundled
from addon.worker.pipelines.bundled import PointCloudPipeline, Subject
from addon.worker.sampling.noise import SeedBlend

FAST = {"num_points": 96, "coarse_points": 32, "num_inference_steps": 4}
PARTS = ("back", "legs", "seat")


def networks(**more) -> PointCloudPipeline:
    torch.manual_seed(0)
    transformer = TwoStreamTransformer(
        point_dim=24, latent_dim=32, condition_dim=32, num_latents=8, num_blocks=2, layers_per_block=1,
        point_heads=2, latent_heads=4, **more,
    )  # fmt: skip
    torch.nn.init.normal_(transformer.out.weight, std=0.05)
    text_encoder = TextEncoder(["a", "chair", "red"], dim=32, num_layers=1, heads=4)
    image_encoder = ImageEncoder(dim=32, num_layers=2, heads=4)
    for network in (transformer, text_encoder, image_encoder):
        network.eval()
    return PointCloudPipeline(transformer, text_encoder, image_encoder, FlowMatchEulerDiscreteScheduler())


@pytest.fixture(scope="module")
def pipeline() -> PointCloudPipeline:
    return networks(part_names=PARTS)


@pytest.fixture(autouse=True)
def _single_precision(monkeypatch):
    monkeypatch.setattr(bundled, "fast_precision", lambda _: nullcontext())


def make(pipeline, *subjects, seeds=None, **settings):
    """Points of the subjects' clouds."""
    subjects = [Subject(each) if isinstance(each, str) else each for each in subjects]
    return pipeline.generate(pipeline.encode(subjects), seeds or [0] * len(subjects), **FAST | settings).points


def picture() -> Image.Image:
    image = Image.new("RGB", (80, 60), "white")
    image.paste((200, 30, 30), (20, 10, 50, 40))
    return image


def pictured(*sides: Side, prompt: str = "") -> Subject:
    turned = picture().rotate(10)
    return Subject(prompt, [(image, side) for image, side in zip([picture(), turned] * 2, sides, strict=False)])


@pytest.mark.parametrize("what", [Subject("a red chair"), pictured(Side.UNKNOWN), pictured(Side.FRONT, Side.LEFT)])
@pytest.mark.parametrize("points", [20, 32, 96, 100])
def test_a_cloud_keeps_its_limits(pipeline, what, points):
    (cloud,) = make(pipeline, what, num_points=points, seeds=[3])
    assert cloud.shape == (points, 9)
    assert cloud.dtype == np.float32
    assert np.abs(cloud[:, :3]).max() <= 0.5
    assert 0 <= cloud[:, 3:6].min() <= cloud[:, 3:6].max() <= 1
    np.testing.assert_allclose(np.linalg.norm(cloud[:, 6:], axis=1), 1, atol=1e-5)


def test_same_seed_same_cloud_other_seed_other_cloud(pipeline):
    first, again, other = (make(pipeline, "a chair", seeds=[seed]) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert not np.allclose(first, other)


def test_bfloat16_moves_points_little_and_keeps_seeds(pipeline, monkeypatch):
    single = make(pipeline, "a chair", pictured(Side.LEFT), seeds=[1, 2])
    monkeypatch.setattr(bundled, "fast_precision", lambda _: torch.autocast("cpu", torch.bfloat16))
    first, again = (make(pipeline, "a chair", pictured(Side.LEFT), seeds=[1, 2]) for _ in range(2))
    assert first.tobytes() == again.tobytes()
    assert first.dtype == np.float32
    assert 0 < np.abs(first - single).mean() < 0.01


DIFFERENT = {
    "prompt": (Subject("red"), Subject("chair")),
    "kind": (Subject("red"), pictured(Side.UNKNOWN)),
    "side": (pictured(Side.UNKNOWN), pictured(Side.FRONT)),
    "number of views": (pictured(Side.FRONT), pictured(Side.FRONT, Side.BACK)),
    "prompt beside pictures": (pictured(Side.FRONT), pictured(Side.FRONT, prompt="red")),
    "pictures beside a prompt": (Subject("red"), pictured(Side.FRONT, prompt="red")),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_all_that_is_said_matters(pipeline, what):
    first, second = (make(pipeline, subject) for subject in DIFFERENT[what])
    assert not np.allclose(first, second)


def test_subjects_of_every_kind_make_one_batch(pipeline):
    subjects = [Subject("a chair"), pictured(Side.FRONT), pictured(Side.LEFT, Side.BACK, prompt="red"), Subject("red")]
    together = make(pipeline, *subjects, seeds=[5, 6, 7, 8])
    for cloud, subject, seed in zip(together, subjects, [5, 6, 7, 8], strict=True):
        np.testing.assert_allclose(cloud, make(pipeline, subject, seeds=[seed])[0], atol=1e-3)


def test_words_nobody_knows_do_not_spoil_a_picture(pipeline):
    np.testing.assert_array_equal(
        make(pipeline, pictured(Side.BACK)), make(pipeline, pictured(Side.BACK, prompt="gizmo"))
    )
    with pytest.raises(UnknownPromptError):
        pipeline.encode([Subject("gizmo")])


def test_guidance_of_one_is_the_network_alone(pipeline):
    nearly = make(pipeline, "a chair", guidance_scale=1.0 + 1e-6)
    np.testing.assert_allclose(make(pipeline, "a chair", guidance_scale=1.0), nearly, atol=1e-3)


@pytest.mark.parametrize(("amount", "end"), [(0.0, 0), (1.0, 1)])
def test_a_blend_is_exact_at_both_ends(pipeline, amount, end):
    subjects = [Subject("a red chair"), pictured(Side.LEFT)]
    ends = [pipeline.encode([subject]) for subject in subjects]
    between = EncodedCondition.blend(*ends, torch.tensor([amount]))
    blended = pipeline.generate(between, [SeedBlend(1, 2, amount)], **FAST).points
    np.testing.assert_allclose(blended, make(pipeline, subjects[end], seeds=[end + 1]), atol=1e-4)


def test_a_blend_moves_steadily(pipeline):
    ends = [pipeline.encode([Subject(prompt)]) for prompt in ("chair", "red")]
    amounts = np.linspace(0, 1, 9)
    row = [
        pipeline.generate(EncodedCondition.blend(*ends, torch.tensor([a])), [SeedBlend(1, 2, a)], **FAST).points
        for a in amounts.astype(np.float32).tolist()
    ]
    strides = [np.linalg.norm(b - a) for a, b in pairwise(row)]
    assert max(strides) < 0.4 * np.linalg.norm(row[-1] - row[0])
    assert all(np.linalg.norm(b - a) > 0 for a, b in pairwise(row))


def test_points_have_parts(pipeline):
    clouds = pipeline.generate(pipeline.encode([Subject("a chair")]), [1], **FAST)
    assert clouds.labels.shape == (1, 96)
    assert 0 <= clouds.labels.min() <= clouds.labels.max() < len(PARTS)
    assert pipeline.part_names == PARTS


def test_a_network_without_parts_gives_none():
    pipeline = networks()
    assert pipeline.generate(pipeline.encode([Subject("a chair")]), [1], **FAST).labels is None


def test_a_distilled_network_hears_of_guidance_and_steps():
    pipeline = networks(distilled=True, part_names=PARTS)
    for part in (pipeline.transformer.hint_embedding.guidance, pipeline.transformer.hint_embedding.step):
        torch.nn.init.normal_(part.mlp[-1].weight)
    calls = []
    pipeline.transformer.register_forward_hook(lambda _, inputs, __: calls.append(len(inputs[0])))
    weak, strong, short = (
        make(pipeline, "a chair", num_points=32, guidance_scale=scale, num_inference_steps=steps)
        for scale, steps in ((1.0, 4), (3.0, 4), (1.0, 5))
    )
    assert not np.allclose(weak, strong)
    assert not np.allclose(weak, short)
    # One call a step without a second batch for guidance, and one that names the parts.
    assert calls == [1] * (5 + 5 + 6)


def test_stored_and_loaded_it_gives_the_same_cloud_bit_for_bit(pipeline, tmp_path):
    pipeline.save_pretrained(tmp_path)
    loaded = PointCloudPipeline.from_pretrained(tmp_path)
    subjects = [Subject("a red chair"), pictured(Side.LEFT, Side.UNKNOWN)]
    assert make(loaded, *subjects).tobytes() == make(pipeline, *subjects).tobytes()
    assert loaded.part_names == PARTS
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
    assert np.isfinite(make(loaded, "a red chair")).all()


def test_progress_names_stage_and_step_and_shows_the_cloud(pipeline):
    seen = []
    make(pipeline, "a chair", report=lambda *report: seen.append(report))
    steps = [report[:3] for report in seen]
    assert steps[:4] == [("coarse", step, 4) for step in (1, 2, 3, 4)]
    assert [stage for stage, *_ in steps[4:]] == ["fine"] * len(steps[4:])
    assert steps[-1][1] == steps[-1][2] == len(steps) - 4
    assert {pipeline.finished(report[3]).shape for report in seen} == {(1, 32, 9), (1, 96, 9)}


def test_raising_from_the_report_stops_between_two_steps(pipeline):
    class CancelledError(Exception):
        pass

    seen = []

    def cancel_at_second(stage, step, steps, estimates):
        seen.append(step)
        if step == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        make(pipeline, "a chair", report=cancel_at_second)
    assert seen == [1, 2]
    assert np.isfinite(make(pipeline, "a chair")).all()


def test_requests_that_cannot_be_met_are_refused(pipeline):
    with pytest.raises(UnknownPromptError):
        pipeline.encode([Subject("xyzzy")])
    with pytest.raises(BadImageError):
        pipeline.encode([Subject("", [(Image.new("RGBA", (20, 20)), Side.UNKNOWN)])])
