"""The farm with real workers: surfaces closed by others are the same, and a seed gives the same in any company."""

from __future__ import annotations

from pathlib import Path

import pytest

from addon.batch.job import JobMaker
from addon.core.environment import WorkerEnvironment
from addon.core.model_store import ModelStore
from addon.farm.crew import Crew, Post
from addon.farm.local import LocalFarm

from . import stand_ins

pytestmark = pytest.mark.worker

PROMPTS = ("a red chair", "a blue vase", "xyzzy")


def made(crew: Crew, environment: WorkerEnvironment, folder: Path) -> dict[str, str]:
    """Return the digests of each object's arrays, or its failure, by its prompt."""
    maker = JobMaker(folder, folder / "out")
    base = {"quality": "draft", "steps": 2, "surface_resolution": 48, "format": "ply", "device": "auto"}
    jobs = [job for prompt in PROMPTS for job in maker.jobs({"prompt": prompt, "name": prompt, **base})]
    farm = LocalFarm(
        crew,
        environment=environment,
        models=ModelStore(folder),
        exporter=stand_ins.exporter_command(),
        folder=folder / "out",
        scratch=folder / "scratch",
    )
    with farm:
        records = {record["key"]: record for record in farm.run(jobs)}
    return {
        job.request.prompt: job.files[0].read_text() if records[job.key]["ok"] else records[job.key]["error"]
        for job in jobs
    }


def test_surfaces_closed_by_others_are_the_same(set_up_environment: WorkerEnvironment, tmp_path: Path) -> None:
    together = made(Crew((Post(threads=2),)), set_up_environment, tmp_path / "together")
    apart = made(Crew((Post(gpu=0),), surfaces=1), set_up_environment, tmp_path / "apart")
    assert together == apart
    assert together["xyzzy"] == "unknown_prompt"
    assert len({*together.values()}) == len(PROMPTS)
    assert len(together["a red chair"].split()) == 2
