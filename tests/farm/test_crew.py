"""Who works, on which machine."""

from __future__ import annotations

import pytest

from addon.core.request import GenerationRequest
from addon.farm.crew import Crew, Post, crew_for, worker_bytes

GB = 10**9


@pytest.mark.parametrize(
    ("cores", "free", "crew"),
    [
        (1, 4, "1 worker with 1 thread, 1 for files"),
        (2, 20, "2 workers with 1 thread, 1 for files"),
        (16, 64, "16 workers with 1 thread, 6 for files"),
        (16, 8, "5 workers with 3 threads, 6 for files"),
        (8, 1, "1 worker with 8 threads, 3 for files"),
    ],
)
def test_on_a_cpu_as_many_as_cores_and_memory_allow(cores: int, free: int, crew: str) -> None:
    assert str(crew_for(cores=cores, free=free * GB)) == crew


def test_on_gpus_one_each_and_the_cores_close_surfaces_and_write() -> None:
    crew = crew_for(cores=16, free=64 * GB, gpus=2)
    assert [post.gpu for post in crew.stations] == [0, 1]
    assert str(crew) == "2 workers on 2 GPUs, 9 for surfaces, 5 for files"
    small = crew_for(cores=1, free=4 * GB, gpus=1)
    assert (small.surfaces, small.exporters) == (1, 1)


def test_wishes_are_granted() -> None:
    crew = crew_for(cores=2, free=GB, workers=4, exporters=3)
    assert (len(crew.stations), crew.stations[0].threads, crew.exporters) == (4, 1, 3)
    shared = crew_for(cores=8, free=GB, gpus=2, workers=3)
    assert [post.gpu for post in shared.stations] == [0, 1, 0]


def test_a_post_keeps_its_worker_to_its_threads_and_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Post(3).variables["OMP_NUM_THREADS"] == "3"
    assert "CUDA_VISIBLE_DEVICES" not in Post().variables
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert Post(gpu=1).variables["CUDA_VISIBLE_DEVICES"] == "1"
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "5,7")
    assert Post(gpu=1).variables["CUDA_VISIBLE_DEVICES"] == "7", "counted among those that this process was given"


def test_a_crew_needs_somebody() -> None:
    with pytest.raises(ValueError, match="0 stations"):
        Crew(())


def test_larger_models_take_more_memory() -> None:
    bundled = worker_bytes(GenerationRequest("a chair"), draws=False)
    assert worker_bytes(GenerationRequest("a chair", points=65_536), draws=False) > 1.5 * bundled
    assert worker_bytes(GenerationRequest.of_quality("draft", prompt="a", pipeline="point-e-40m-text"), False) > bundled
    assert worker_bytes(GenerationRequest("a chair"), draws=True) > bundled
