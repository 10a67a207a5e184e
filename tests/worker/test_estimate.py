"""Progress never falls, and time left comes from what was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from addon.core.messages import Stage
from addon.core.request import GenerationRequest, Output
from addon.core.surface_request import SurfaceRequest
from addon.core.surface_settings import SurfaceSettings
from addon.worker import estimate as estimate_module
from addon.worker.estimate import Estimate, cloud_plan, generation_plan, surface_plan, surfaces_plan

REQUEST = GenerationRequest(prompt="a vase")
PACE = {Stage.LOADING: 4.0, Stage.COARSE: 2.0, Stage.FINE: 3.0, Stage.SURFACE: 1.0}


class Clock:
    """Time that passes only when told."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(estimate_module, "time", clock)
    return clock


def run(
    estimate: Estimate, clock: Clock, request: GenerationRequest, pace: dict[Stage, float]
) -> list[tuple[float, float | None]]:
    job = estimate.begin(generation_plan([request]))
    reports = []
    for stage, seconds in pace.items():
        for step in range(11):
            reports.append(job.advance(stage, step, 10))
            clock.now += seconds / 10 if step < 10 else 0
    spent = job.finish()
    assert spent == {stage: pytest.approx(seconds) for stage, seconds in pace.items()}
    return reports


def test_fractions_rise_to_one(clock: Clock) -> None:
    fractions = [fraction for fraction, _ in run(Estimate(), clock, REQUEST, PACE)]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0
    assert fractions[-1] == pytest.approx(1)


def test_the_second_job_knows_the_time_left(clock: Clock) -> None:
    estimate = Estimate()
    run(estimate, clock, REQUEST, PACE)
    warm = {**PACE, Stage.LOADING: 0.05}
    reports = run(estimate, clock, REQUEST, warm)
    first_coarse = reports[11]
    assert first_coarse[1] == pytest.approx(6.0, abs=0.01)
    assert reports[-1] == (pytest.approx(1), pytest.approx(0, abs=1e-9))


def test_the_first_loading_does_not_pretend_to_know(clock: Clock) -> None:
    assert run(Estimate(), clock, REQUEST, PACE)[0][1] is None


def test_points_alone_need_no_surface(clock: Clock) -> None:
    request = GenerationRequest(prompt="a vase", output=Output.POINTS)
    pace = {stage: seconds for stage, seconds in PACE.items() if stage is not Stage.SURFACE}
    assert run(Estimate(), clock, request, pace)[-1] == (pytest.approx(1), pytest.approx(0, abs=1e-9))


def test_a_published_model_has_a_pace_of_its_own(clock: Clock) -> None:
    image = {"image": "chair.png", "pipeline": "point-e-40m"}
    fast, published = (GenerationRequest.of_quality(quality, **image) for quality in ("standard", "fine"))
    guesses = [
        next(phase.first for phase in generation_plan([request]) if phase.stage is Stage.FINE)
        for request in (fast, published)
    ]
    assert guesses[1] / guesses[0] == pytest.approx(128 / 25)
    estimate = Estimate()
    run(estimate, clock, fast, PACE)
    first_coarse = run(estimate, clock, published, {**PACE, Stage.LOADING: 0.05})[11]
    assert first_coarse[1] != pytest.approx(6.0, abs=0.01), "another sampler takes another time"


def test_a_surface_again_is_known_by_its_settings(clock: Clock) -> None:
    estimate = Estimate()
    fine = SurfaceRequest("vase", SurfaceSettings(resolution=256))
    job = estimate.begin(surface_plan(fine, 4096))
    job.advance(Stage.SURFACE, 0, 1)
    clock.now += 3.0
    assert job.advance(Stage.SURFACE, 1, 1)[0] == pytest.approx(1)
    job.finish()
    again, other = (estimate.begin(surface_plan(fine, points)) for points in (4096, 1024))
    assert again.advance(Stage.SURFACE, 0, 1)[1] == pytest.approx(3.0)
    assert other.advance(Stage.SURFACE, 0, 1)[1] != pytest.approx(3.0)


def test_many_at_once_are_expected_to_take_longer_and_learn_by_their_number(clock: Clock) -> None:
    estimate = Estimate()
    run(estimate, clock, REQUEST, PACE)
    four = [replace(REQUEST, seed=seed) for seed in range(4)]
    job = estimate.begin(generation_plan(four))
    # 4 clouds at once as long as one after the other, until it is known better; then 4 surfaces.
    assert job.advance(Stage.LOADING, 0, 1)[1] == pytest.approx(0.05 + 4 * (2.0 + 3.0 + 1.0), abs=0.01)
    job.advance(Stage.LOADING, 1, 1)
    job.replan(cloud_plan(REQUEST, {0: 2, 2: 2}) + surfaces_plan(four, range(4)))
    for part in (0, 2):
        for stage in (Stage.COARSE, Stage.FINE):
            job.advance(stage, 0, 1, part)
            clock.now += 2.5
            job.advance(stage, 1, 1, part)
    fractions = []
    for part in range(4):
        fractions.append(job.advance(Stage.SURFACE, 0, 1, part))
        clock.now += 1.0
        fractions.append(job.advance(Stage.SURFACE, 1, 1, part))
    assert fractions[0][1] == pytest.approx(4.0, abs=0.01)
    assert fractions[-1] == (pytest.approx(1), pytest.approx(0, abs=1e-9))
    assert job.finish() == pytest.approx({"loading": 0, "coarse": 5.0, "fine": 5.0, "surface": 4.0}, abs=1e-6)
    again = estimate.begin([*cloud_plan(REQUEST, {0: 2}), *cloud_plan(REQUEST, {2: 3}), *cloud_plan(REQUEST, {5: 1})])
    # Two as measured, three in proportion to two, one as measured.
    assert again.advance(Stage.COARSE, 0, 1)[1] == pytest.approx(5.0 + 7.5 + 5.0, abs=0.01)


def test_a_batch_that_was_given_up_teaches_nothing(clock: Clock) -> None:
    estimate = Estimate()
    run(estimate, clock, REQUEST, PACE)
    job = estimate.begin(cloud_plan(REQUEST, {0: 4}))
    fractions = [job.advance(Stage.COARSE, 0, 2)[0]]
    clock.now += 50.0
    fractions += [job.advance(Stage.COARSE, 2, 2)[0], job.advance(Stage.FINE, 0, 1)[0]]
    clock.now += 1.0
    job.replan(cloud_plan(REQUEST, {0: 2, 2: 2}), given_up=True)
    fraction, left = job.advance(Stage.COARSE, 0, 2)
    assert left == pytest.approx(4 * (2.0 + 3.0)), "one alone is the nearest to two that was measured"
    assert [*fractions, fraction] == sorted([*fractions, fraction])
    assert estimate.measured(cloud_plan(REQUEST, {0: 1})[1]) == pytest.approx(3.0)
