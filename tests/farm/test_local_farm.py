"""The farm of one machine: every job's record exactly once, whatever the processes do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from addon.batch.job import BatchJob, JobMaker
from addon.batch.mistakes import BadLine, Mistake
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.model_store import ModelStore
from addon.farm.crew import Crew, Post
from addon.farm.local import LocalFarm

from . import stand_ins

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in interpreter is a shell script")

Records = dict[str, dict[str, Any]]
MakeFarm = Callable[..., LocalFarm]


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[MakeFarm]:
    """Farms of stand-ins; afterwards nothing of them may be left."""
    farms: list[LocalFarm] = []
    pids: set[int] = set()

    def make(crew: Crew | None = None, worker: str = "worker", exporter: str = "exporter", **more: Any) -> LocalFarm:
        farms.append(
            LocalFarm(
                crew or Crew((Post(), Post())),
                environment=stand_ins.environment(tmp_path, worker),
                models=ModelStore(tmp_path / "models"),
                exporter=stand_ins.exporter_command(exporter),
                folder=tmp_path / "aus gabe é",
                scratch=tmp_path / "scratch é",
                **more,
            )
        )
        return farms[-1]

    yield make
    for each in farms:
        pids |= {station.worker_pid for station in (*each.stations, *each.surfaces) if station.worker_pid is not None}
        pids |= set(each.exporting.pids)
        each.close()
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()], "a process is left"
    assert not list((tmp_path / "scratch é").glob("*")), "files are left"


def jobs(folder: Path, names: Iterable[str], **settings: Any) -> list[BatchJob]:
    """One job for each name, which is its prompt as well."""
    maker = JobMaker(folder, folder / "aus gabe é")
    base = {"quality": "draft", "format": "ply", **settings}
    return [job for name in names for job in maker.jobs({"prompt": name, "name": name, **base})]


def run(farm: LocalFarm, entries: Iterable[BatchJob | BadLine | None]) -> Records:
    found: Records = {}
    for record in farm.run(entries):
        assert record["key"] not in found, "a job has two records"
        found[record["key"]] = record
    return found


def by_name(entries: list[BatchJob], records: Records) -> dict[str, dict[str, Any]]:
    assert set(records) == {job.key for job in entries}
    return {job.files[0].stem: records[job.key] for job in entries}


def test_every_job_is_made_once(farm: MakeFarm, tmp_path: Path) -> None:
    entries = jobs(tmp_path, [f"chair {number}" for number in range(50)])
    made = farm()
    records = by_name(entries, run(made, entries))
    assert all(record["ok"] for record in records.values())
    first = records["chair 0"]
    assert first["files"] == ["chair 0.ply"]
    assert first["notices"] == ["told of chair 0"], "a notice is told of its own job alone"
    assert first["stages"]["coarse"] == pytest.approx(0.1), "a job's share of its batch"
    assert first["metrics"]["faces"] == 1
    assert len({station.worker_pid for station in made.stations}) == 2
    batches = (tmp_path / "um gebung é" / "logs" / "worker-1.log").read_text().splitlines()
    assert any(line.startswith("8 of") for line in batches), f"jobs of one kind go together: {batches}"


def test_a_poisoned_job_is_set_aside_after_three_tries_alone(farm: MakeFarm, tmp_path: Path) -> None:
    names = [f"chair {number}" for number in range(20)]
    entries = jobs(tmp_path, [*names[:7], f"a {stand_ins.POISON} chair", f"a {stand_ins.CROWD}", *names[7:]])
    said: list[str] = []
    records = by_name(entries, run(farm(say=said.append), entries))
    bad = records.pop(f"a {stand_ins.POISON} chair")
    assert (bad["ok"], bad["error"]) == (False, "set_aside")
    assert "ended its worker 3 times" in bad["message"]
    assert (tmp_path / "um gebung é" / "logs" / f"set-aside-{bad['key']}.log").read_text() == "1 of 1024 points\n"
    assert all(record["ok"] for record in records.values()), "the others are made"
    assert len(said) >= 1
    assert "one by one" in said[0]


def test_what_ends_its_exporter_is_set_aside_and_what_cannot_be_written_fails_alone(
    farm: MakeFarm, tmp_path: Path
) -> None:
    names = [*(f"chair {number}" for number in range(10)), stand_ins.HEAVY, stand_ins.BROKEN]
    entries = jobs(tmp_path, names)
    records = by_name(entries, run(farm(Crew(exporters=2)), entries))
    heavy, broken = records.pop(stand_ins.HEAVY), records.pop(stand_ins.BROKEN)
    assert (heavy["error"], broken["error"]) == ("set_aside", "not_writable")
    assert "ended its Blender 3 times" in heavy["message"]
    assert not list(tmp_path.rglob(".part-*")), "what it left half-written is gone"
    assert all(record["ok"] for record in records.values())


def test_a_full_disk_ends_the_run_and_what_was_made_is_told(farm: MakeFarm, tmp_path: Path) -> None:
    entries = jobs(tmp_path, [*(f"chair {number}" for number in range(5)), stand_ins.FULL, "later"])
    told: list[dict[str, Any]] = []
    with pytest.raises(PointsmithError) as caught:
        told.extend(farm(Crew()).run(entries))
    assert caught.value.code is ErrorCode.DISK_FULL
    assert str(tmp_path) in caught.value.detail
    assert all(record["ok"] for record in told)


def test_a_job_that_is_refused_fails_alone(farm: MakeFarm, tmp_path: Path) -> None:
    entries = jobs(tmp_path, ["chair", stand_ins.REFUSED, "vase", "every one"])
    records = by_name(entries, run(farm(), entries))
    assert records["chair"]["ok"]
    assert records["vase"]["ok"]
    assert records[stand_ins.REFUSED]["error"] == "unknown_prompt"
    assert records["every one"]["error"] == "model_missing", (
        "what all of a batch fail of is one job's affair in the end"
    )


def test_bad_lines_and_sources_that_wait(farm: MakeFarm, tmp_path: Path) -> None:
    chair, vase = jobs(tmp_path, ["chair", "vase"])
    bad = BadLine("0" * 16, 2, (Mistake(2, "seed", "is no number"),))

    def source() -> Iterator[BatchJob | BadLine | None]:
        yield chair
        yield bad
        for _ in range(50):
            yield None
        yield vase

    records = run(farm(Crew()), source())
    assert [record["ok"] for record in records.values()].count(True) == 2
    assert records[bad.key]["error"] == "bad_setting"


def test_clouds_of_gpus_get_their_surfaces_from_others(farm: MakeFarm, tmp_path: Path) -> None:
    entries = jobs(tmp_path, [f"chair {number}" for number in range(12)])
    entries += jobs(tmp_path, ["bare"], output="points")
    entries += jobs(tmp_path, [stand_ins.NO_SURFACE])
    records = by_name(entries, run(farm(Crew((Post(gpu=0),), surfaces=2)), entries))
    assert records.pop(stand_ins.NO_SURFACE)["error"] == "empty_result"
    assert all(record["ok"] for record in records.values())
    assert records["chair 3"]["metrics"]["faces"] == 1
    assert records["chair 3"]["stages"]["surface"] == 0.5
    assert "faces" not in records["bare"]["metrics"]


def test_a_picture_is_drawn_first(farm: MakeFarm, tmp_path: Path) -> None:
    entries = jobs(tmp_path, ["chair", "vase"], draw={"model": "a", "folder": str(tmp_path)})
    records = by_name(entries, run(farm(Crew()), entries))
    assert sorted(records["chair"]["files"]) == ["chair-drawn.png", "chair.ply"]
    assert (tmp_path / "aus gabe é" / "vase-drawn.png").read_bytes() == b"drawn"
    assert records["vase"]["stages"]["drawing"] == 1.0


@pytest.mark.parametrize(("worker", "exporter"), [("ending", "exporter"), ("worker", "ending")])
def test_programs_that_do_not_start_end_the_run(farm: MakeFarm, tmp_path: Path, worker: str, exporter: str) -> None:
    entries = jobs(tmp_path, [f"chair {number}" for number in range(6)])
    with pytest.raises(PointsmithError) as caught:
        list(farm(worker=worker, exporter=exporter).run(entries))
    assert caught.value.code is ErrorCode.WORKER_DIED


def test_an_environment_that_is_not_ready(farm: MakeFarm, tmp_path: Path) -> None:
    made = stand_ins.environment(tmp_path)
    made.record_file.unlink()
    crew, models, scratch = Crew(), ModelStore(tmp_path), tmp_path / "scratch é"
    with pytest.raises(PointsmithError) as caught:
        LocalFarm(crew, environment=made, models=models, exporter=[], folder=None, scratch=scratch)
    assert caught.value.code is ErrorCode.NOT_SET_UP
