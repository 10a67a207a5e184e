"""The simulation of benchmarks.farm_growth keeps to what no farm can break."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from benchmarks.farm_simulation import Farm, simulate

farms = some.builds(
    Farm,
    machines=some.integers(1, 5),
    cores=some.integers(1, 4),
    stations=some.integers(1, 4),
    exporters=some.integers(1, 3),
    batch=some.integers(1, 9),
    making=some.floats(0.01, 3),
    writing=some.floats(0, 3),
    spread=some.sampled_from((0.0, 0.3, 1.0)),
    driving=some.floats(0, 0.5),
    starting=some.floats(0, 20),
    latency=some.floats(0, 1),
    size=some.floats(0, 5),
    bandwidth=some.floats(1, 100),
)


@settings(max_examples=60, deadline=None)
@given(farms, some.integers(1, 80))
def test_every_job_ends_once_and_no_core_works_more_than_the_time_there_is(farm: Farm, jobs: int) -> None:
    outcome = simulate(farm, jobs)
    assert len(outcome.ends) == jobs
    assert outcome.seconds == pytest.approx(outcome.ends[-1])
    assert list(outcome.ends) == sorted(outcome.ends)
    available = farm.machines * farm.cores * (outcome.seconds - farm.starting)
    assert outcome.worked <= available * (1 + 1e-9) + 1e-9
    assert outcome.seconds >= farm.starting + jobs * farm.driving
    assert outcome.seconds >= farm.starting + jobs * farm.size / farm.bandwidth - 1e-9


@settings(max_examples=60, deadline=None)
@given(farms, some.integers(1, 80))
def test_work_is_conserved(farm: Farm, jobs: int) -> None:
    outcome = simulate(replace(farm, spread=0.0), jobs)
    assert outcome.worked == pytest.approx(jobs * (farm.making + farm.writing))


@settings(max_examples=40, deadline=None)
@given(farms, some.integers(1, 40), some.integers(2, 5))
def test_more_machines_are_never_faster_than_so_many_times_one_core_for_everybody(
    farm: Farm, jobs: int, times: int
) -> None:
    farm = replace(farm, spread=0.0)
    outcome = simulate(replace(farm, machines=farm.machines * times), jobs)
    least = jobs * (farm.making + farm.writing) / (farm.machines * times * farm.cores)
    assert outcome.seconds >= farm.starting + least * (1 - 1e-9)


@settings(max_examples=40, deadline=None)
@given(some.integers(1, 16), some.integers(1, 12), some.floats(0.01, 3))
def test_without_overheads_it_is_exactly_linear(machines: int, rounds: int, making: float) -> None:
    farm = Farm(cores=1, stations=1, batch=1, making=making, writing=0.0)
    alone = simulate(farm, rounds)
    many = simulate(replace(farm, machines=machines), rounds * machines)
    assert many.seconds == pytest.approx(alone.seconds) == pytest.approx(rounds * making)
    assert many.hourly == pytest.approx(machines * alone.hourly)


def test_storage_and_driver_bound_what_many_machines_reach() -> None:
    farm = Farm(machines=200, size=1.0, bandwidth=100.0)
    assert simulate(farm, 20_000).hourly <= 360_000
    assert simulate(replace(farm, size=0.0, driving=0.02), 20_000).hourly <= 180_000


def test_the_same_seed_is_the_same_run() -> None:
    farm = Farm(machines=3, spread=0.5)
    assert simulate(farm, 50, seed=4) == simulate(farm, 50, seed=4) != simulate(farm, 50, seed=5)
