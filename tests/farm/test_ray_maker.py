"""One machine's part of a run over Ray, without Ray: what it looks at first, makes, publishes and refuses."""

from __future__ import annotations

import base64
import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addon.batch.job import BatchJob, JobMaker
from addon.batch.record import failure, portable
from addon.core import catalogs
from addon.core.errors import ErrorCode, PointsmithError
from addon.farm.library import Library
from addon.farm.over_ray import maker as makers
from addon.farm.over_ray import node
from addon.farm.over_ray.cluster import MAKER_BYTES, slots
from addon.farm.over_ray.driver import as_kept
from addon.farm.over_ray.maker import OUTPUTS, Exchange, Maker
from addon.farm.over_ray.publish import CATALOGS
from addon.farm.over_ray.settings import RaySettings
from addon.farm.over_ray.travel import Parcel, homeless, packed
from tests.farm import stand_ins


class Farm:
    """Writes what jobs ask for, fails where a prompt says so, and raises where it says that everything fails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = Library(folder / "kit")
        self.closed = threading.Event()

    def run(self, jobs: Iterator[BatchJob | None]) -> Iterator[dict[str, Any]]:
        for job in jobs:
            if job is None:
                time.sleep(0.005)
            elif "everything" in job.request.prompt:
                raise PointsmithError(ErrorCode.NOT_SET_UP)
            elif "refused" in job.request.prompt:
                yield failure(job, PointsmithError(ErrorCode.NOT_WRITABLE, str(job.files[0])))
            else:
                for path in (*job.outputs, self._thumbnail(job)):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(f"{path.name} of seed {job.request.seed}")
                    if path == job.asset:
                        self.library.listed(f"own/{job.request.seed}")
                    if path.suffix == ".obj":
                        path.with_suffix(".mtl").write_text("materials")
                names = [portable(path, self.folder) for path in job.outputs]
                small = portable(self._thumbnail(job), self.folder)
                told = {"asset": portable(job.asset, self.folder)} if job.asset is not None else {}
                request = job.request.to_json()
                yield {"key": job.key, "ok": True, "files": names, "thumbnail": small, "request": request, **told}

    def _thumbnail(self, job: BatchJob) -> Path:
        return self.folder / "thumbnails" / f"{job.key}.png"

    def close(self) -> None:
        self.closed.set()


class Machine:
    """A maker, its farm, and the place of the results with the driver's token."""

    def __init__(self, tmp_path: Path, place: str = "", library: str = "") -> None:
        self.out, self.driver = tmp_path / "town", tmp_path / "driver"
        self.settings = RaySettings(
            "auto", place or str(self.out), "run1", self.out / "results.jsonl", tmp_path, tmp_path, "", library=library
        )
        token = self.out / self.settings.token
        token.parent.mkdir(parents=True)
        token.touch()
        self.farms: list[Farm] = []
        self.maker = Maker(self.settings.to_json(), False, 1, 0, self._farm)

    def _farm(self, _settings: RaySettings, scratch: Path, _share: node.Share, _say: object) -> Farm:
        self.farms.append(Farm(scratch / OUTPUTS))
        return self.farms[-1]

    def parcel(self, **record: object) -> Parcel:
        assets = self.driver / self.settings.library if self.settings.library else None
        (job,) = JobMaker(self.driver, self.driver, assets).jobs({"prompt": "a red chair", **record})
        return packed(homeless(job, self.driver).to_json())

    def ended(self, *parcels: Parcel) -> Exchange:
        """Give jobs and wait for the first answer that tells of anything."""
        answer, until = self.maker.exchange(parcels, 0.05), time.monotonic() + 20
        while not answer.records and answer.failed is None and time.monotonic() < until:
            answer = self.maker.exchange([], 0.05)
        return answer


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(node, "temporary", lambda: tmp_path / "temporary")
    return tmp_path / "temporary"


def test_what_is_made_is_published_and_nothing_stays_on_the_machine(tmp_path: Path, temporary: Path) -> None:
    machine = Machine(tmp_path)
    assert machine.maker.start().failed is None
    (record,) = machine.ended(machine.parcel(name="kit/chair", format=["glb", "obj"], seed=3)).records
    assert record["files"] == ["kit/chair.glb", "kit/chair.obj"]
    assert record["run"] == "run1"
    assert (machine.out / "kit" / "chair.glb").read_text() == "chair.glb of seed 3"
    assert (machine.out / "kit" / "chair.mtl").read_text() == "materials", "an OBJ names it"
    assert (machine.out / record["thumbnail"]).is_file()
    assert json.loads((machine.out / "records" / record["key"][:2] / f"{record['key']}.json").read_text()) == record
    (farm,) = machine.farms
    assert not [path for path in farm.folder.rglob("*") if path.is_file() and path.suffix != ".mtl"]
    machine.maker.stop()
    assert farm.closed.is_set()
    assert list(temporary.iterdir()) == []


def test_a_failure_is_told_with_the_names_of_the_place(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.maker.start()
    (record,) = machine.ended(machine.parcel(prompt="refused", name="a")).records
    assert (record["ok"], record["error"]) == (False, "not_writable")
    assert f"cannot be written: {machine.out}/a.glb." in record["message"]
    assert not list(machine.out.rglob("*.json")), "only what succeeded is done"
    machine.maker.stop()


def test_what_every_job_would_meet_ends_the_maker(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.maker.start()
    assert machine.ended(machine.parcel(prompt="everything", name="a")).failed == ("not_set_up", "")
    assert machine.farms[0].closed.wait(5)
    machine.maker.stop()


def test_a_thumbnail_travels_where_the_books_are_kept_elsewhere(tmp_path: Path) -> None:
    machine = Machine(tmp_path, (tmp_path / "town").as_uri())
    machine.maker.start()
    (record,) = machine.ended(machine.parcel(name="a", seed=5)).records
    assert base64.b64decode(record["thumbnail_png"]) == f"{record['key']}.png of seed 5".encode()
    machine.maker.stop()


def test_an_asset_library_has_the_catalogues_of_all_machines_and_keeps_its_own(tmp_path: Path) -> None:
    machine = Machine(tmp_path, library="kit")
    theirs = Library(machine.out / "kit")
    theirs.prepare()
    theirs.listed("of the studio")
    machine.maker.start()
    (record,) = machine.ended(machine.parcel(name="chairs/a", seed=7)).records
    assert record["asset"] == "kit/chairs/a.blend"
    assert (machine.out / "kit" / "chairs" / "a.blend").is_file()
    assert record[CATALOGS] == ["own/7"]
    kept = as_kept(dict(record), machine.settings)
    assert CATALOGS not in kept
    assert catalogs.paths(machine.out / "kit") == ["of the studio", "own/7"]
    (record,) = machine.ended(machine.parcel(name="chairs/b", seed=7)).records
    assert record[CATALOGS] == [], "told before"
    machine.maker.stop()


def test_a_maker_that_nobody_asks_publishes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(makers, "LEASE_SECONDS", 0.3)
    monkeypatch.setattr(Farm, "run", later(0.6, Farm.run))
    machine = Machine(tmp_path)
    machine.maker.start()
    machine.maker.exchange([machine.parcel(name="a")], 0.0)
    time.sleep(1.2)
    assert not list(machine.out.rglob("*.glb")), "the machine was silent, and another one may have made the job"
    (record,) = machine.ended().records
    assert record["files"] == ["a.glb"], "the driver is there again"
    machine.maker.stop()


def later(seconds: float, run: Any) -> Any:
    def slow(self: Farm, jobs: Iterator[BatchJob | None]) -> Iterator[dict[str, Any]]:
        for record in run(self, jobs):
            time.sleep(seconds)
            yield record

    return slow


def test_another_folder_of_the_same_name_is_not_written(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    (machine.out / machine.settings.token).unlink()
    code, detail = machine.maker.start().failed or ("", "")
    assert code == "bad_setting"
    assert "is not the folder that the driver sees there" in detail
    assert machine.farms == []


def test_each_machine_has_its_own_environment_and_blender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, share = Machine(tmp_path).settings, node.Share(number=3)
    for variable in (node.ENVIRONMENT, node.BLENDER, node.MODELS):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PointsmithError, match=f"there is no Blender; name it in {node.BLENDER}"):
        node.blender(settings)
    program = tmp_path / "blender"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert node.blender(settings) == str(program), "on the PATH"
    assert node.exporter(str(program))[1:4] == ["--background", "--factory-startup", "--python"]
    monkeypatch.setenv(node.BLENDER, sys.executable)
    assert node.blender(settings) == sys.executable
    assert node.exporter(sys.executable)[1].endswith("batch.py"), "a Python with bpy"
    monkeypatch.setenv(node.BLENDER, "/nowhere/blender")
    with pytest.raises(PointsmithError, match="names /nowhere/blender, which is no program"):
        node.blender(settings)
    found = stand_ins.environment(tmp_path / "own")
    monkeypatch.setenv(node.ENVIRONMENT, str(found.folder))
    chosen = node.environment(settings, share)
    assert (chosen.python, chosen.is_ready) == (found.python, True)
    assert chosen.logs != node.environment(settings, node.Share(number=4)).logs
    monkeypatch.setenv(node.ENVIRONMENT, str(tmp_path / "nowhere"))
    with pytest.raises(PointsmithError) as told:
        node.environment(settings, share)
    assert told.value.code is ErrorCode.NOT_SET_UP
    monkeypatch.setenv(node.MODELS, "/models")
    assert node.models(settings).folder == Path("/models")


def test_each_machine_carries_what_it_can() -> None:
    def machine(name: str, alive: bool = True, **resources: float) -> dict[str, Any]:
        return {"NodeID": name, "Alive": alive, "NodeManagerHostname": name, "Resources": resources}

    nodes = [
        machine("head", CPU=0.0),
        machine("small", CPU=64.0, memory=3.2 * MAKER_BYTES),
        machine("gone", alive=False, CPU=8.0),
        machine("gpus", CPU=16.0, GPU=2.0, memory=64 * MAKER_BYTES),
    ]
    found = slots(nodes, "auto")
    assert [(slot.node, slot.number, slot.gpus, slot.cores) for slot in found] == [
        ("small", 0, 0, 1),
        ("small", 1, 0, 1),
        ("small", 2, 0, 1),
        ("gpus", 0, 1, 8),
        ("gpus", 1, 1, 8),
    ]
    assert len(slots(nodes, "cpu")) == 3 + 16
