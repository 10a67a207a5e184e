"""The whole stack gives the published clouds, and the pipeline what it promises."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
import torch

from addon.worker.point_e import two_stage
from addon.worker.point_e.stages import Preset, Sampler, Stage
from addon.worker.point_e.transformer import Conditioning
from addon.worker.point_e.two_stage import TwoStagePipeline, View, finished

from .vectors import small, vectors, worst

PUBLISHED_8 = Preset(Sampler.KARRAS, 8)
FAST_4 = Preset(Sampler.DPM_SOLVER, 4)
COLOUR_TOLERANCE = 0.01  # of 255


@pytest.fixture(scope="module")
def picture_pipeline():
    base = Stage.base(small("e7_base", Conditioning.GRID))
    return TwoStagePipeline(base, Stage.upsampler(small("e7_up", Conditioning.GRID, 32)))


@pytest.fixture(scope="module")
def prompt_pipeline():
    base = Stage.base(small("e8_base", Conditioning.VECTOR))
    return TwoStagePipeline(base, Stage.upsampler(small("e7_up", Conditioning.GRID, 32)))


@pytest.fixture
def small_sizes(monkeypatch):
    monkeypatch.setattr(two_stage, "COARSE_POINTS", 32)
    monkeypatch.setattr(two_stage, "FINE_POINTS", 48)


def run(pipeline, view, given):
    drawn = [[given[f"noise.{stage}.x_T_unit"], *given[f"noise.{stage}.steps"]] for stage in ("base", "up")]
    noise = chain(*drawn)
    coarse = []

    def on_step(stage, step, steps, cloud):
        assert steps == 8
        if (stage, step) == ("coarse", 8):
            coarse.append(cloud)

    cloud = pipeline.sample(
        [view], draw=lambda _: next(noise), sizes=(32, 48), passes=1, preset=PUBLISHED_8, on_step=on_step
    )
    return coarse[0], cloud


def assert_equal_clouds(ours, theirs):
    assert worst(ours[:, :3], theirs[:, :3]) < 1e-4
    assert worst(ours[:, 3:], theirs[:, 3:]) < COLOUR_TOLERANCE


def test_picture_to_cloud(picture_pipeline):
    given = vectors("e7_stack_img")
    features = given["grid_features"]
    coarse, cloud = run(picture_pipeline, View(features, features), given)
    assert_equal_clouds(coarse, given["base.out"])
    assert_equal_clouds(cloud, given["out"])
    (points,) = finished(cloud)
    np.testing.assert_allclose(points.positions, given["pc.coords"].numpy(), atol=1e-4)
    colors = np.stack([given[f"pc.{name}"].numpy() for name in "RGB"], axis=1)
    np.testing.assert_allclose(points.colors, colors, atol=1e-6)


def test_prompt_to_cloud(prompt_pipeline):
    given = vectors("e8_stack_txt")
    coarse, cloud = run(prompt_pipeline, View(given["text_embedding"], None), given)
    assert_equal_clouds(coarse, given["base.out"])
    assert_equal_clouds(cloud, given["out"])


def test_one_seed_is_one_cloud(picture_pipeline, small_sizes):
    features = vectors("e7_stack_img")["grid_features"]
    first, again, other = (
        picture_pipeline.generate([View(features, features)], seed, points=80, preset=FAST_4) for seed in (5, 5, 6)
    )
    assert (first.positions == again.positions).all()
    assert (first.colors == again.colors).all()
    assert not np.allclose(first.positions, other.positions, atol=0.05)
    assert first.positions.dtype == first.colors.dtype == np.float32
    assert 0 <= first.colors.min() <= first.colors.max() <= 1


@pytest.mark.parametrize(
    ("points", "stages"), [(20, {"coarse": 4}), (60, {"coarse": 4, "fine": 4}), (150, {"fine": 12})]
)
def test_any_number_of_points(picture_pipeline, small_sizes, points, stages):
    features = vectors("e7_stack_img")["grid_features"]
    seen, sizes = {}, []

    def report(stage, step, steps, cloud):
        seen[stage] = (step, steps)
        sizes.append(len(cloud.positions))

    made = picture_pipeline.generate([View(features, features)], 1, points=points, preset=FAST_4, report=report)
    assert made.positions.shape == made.colors.shape == (points, 3)
    assert seen.items() >= {stage: (steps, steps) for stage, steps in stages.items()}.items()
    assert sizes == sorted(sizes)
    assert len(np.unique(made.positions, axis=0)) == points


def test_views_of_equal_pictures_change_nothing(picture_pipeline, small_sizes):
    features = vectors("e7_stack_img")["grid_features"]
    one = picture_pipeline.generate([View(features, features)], 3, points=80, preset=FAST_4)
    two = [View(features, features, 0.5)] * 2
    np.testing.assert_allclose(
        picture_pipeline.generate(two, 3, points=80, preset=FAST_4).positions, one.positions, atol=1e-5
    )
    other = [View(features, features, 0.5), View(features.flip(1), features.flip(1), 0.5)]
    assert not np.allclose(
        picture_pipeline.generate(other, 3, points=80, preset=FAST_4).positions, one.positions, atol=1e-3
    )


@pytest.mark.parametrize("sampler", list(Sampler))
def test_objects_of_a_batch_are_what_they_are_alone(picture_pipeline, small_sizes, sampler):
    features = vectors("e7_stack_img")["grid_features"]
    plain, other = View(features, features), View(features.flip(1), features.flip(1))
    views = [[plain], [other], [plain._replace(share=0.25), other._replace(share=0.75)]]
    given = {"points": 100, "preset": Preset(sampler, 4)}
    sizes = []
    many = picture_pipeline.generate_many(
        views, [1, 2, 2], report=lambda *report: sizes.append([len(each.positions) for each in report[3]]), **given
    )
    assert sizes[0] == [32] * 3
    for each, seed, cloud in zip(views, [1, 2, 2], many, strict=True):
        np.testing.assert_allclose(cloud.positions, picture_pipeline.generate(each, seed, **given).positions, atol=1e-4)
    assert not np.allclose(many[1].positions, many[2].positions, atol=1e-2)


def test_guidance_is_a_setting(picture_pipeline, small_sizes):
    features = vectors("e7_stack_img")["grid_features"]
    made = [
        picture_pipeline.generate([View(features, features)], 3, points=32, preset=Preset(Sampler.DPM_SOLVER, 4, scale))
        for scale in (0.0, 1.0, 6.0)
    ]
    assert (made[0].positions == made[1].positions).all()
    assert not np.allclose(made[0].positions, made[2].positions, atol=1e-2)


def test_an_exception_of_the_report_stops_the_run(picture_pipeline, small_sizes):
    calls = []

    def report(stage, step, *_):
        calls.append(step)
        if step == 2:
            raise KeyboardInterrupt

    features = vectors("e7_stack_img")["grid_features"]
    with pytest.raises(KeyboardInterrupt):
        picture_pipeline.generate([View(features, features)], 1, points=80, preset=FAST_4, report=report)
    assert calls == [1, 2]


def test_fast_sampler_comes_near_the_published_one(picture_pipeline):
    """The reference's trained small network: 20 calls against 127, from one noise and without churn."""
    network = picture_pipeline.base.network
    features = vectors("e7_stack_img")["grid_features"]
    noise = torch.randn(8, 6, 32, generator=torch.Generator().manual_seed(0))
    calm = Stage(network, picture_pipeline.base.schedule, 120.0, churn=0.0)

    def cloud(preset):
        with torch.inference_mode():
            return calm.sample([(network.encode(features), 1.0)], preset, lambda: noise, lambda *_: None)

    many, few = cloud(Preset(Sampler.KARRAS, 64)), cloud(Preset(Sampler.DPM_SOLVER, 20))
    difference = (many - few).abs()
    assert float(difference[:, :3].mean()) < 0.02 * float(many[:, :3].std())
    assert float(difference[:, 3:].mean()) < 0.02 * float(many[:, 3:].std())
