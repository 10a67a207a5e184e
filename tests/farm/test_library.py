"""Where a batch puts assets: beside nothing else, under the job's name, in the catalogue of its folders."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from addon.batch.estimate import bytes_of
from addon.batch.job import JobMaker
from addon.batch.manifest import Manifest
from addon.batch.results import is_done
from addon.batch.survey import survey
from addon.core import catalogs
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.version import ROOT
from addon.farm.library import Library

MADE, ASSETS = Path("/made"), Path("/assets é")
LIBRARY = Library(ASSETS)


def test_an_asset_is_called_as_its_job() -> None:
    maker = JobMaker(MADE, MADE, ASSETS)
    (named,) = maker.jobs({"prompt": "a chair", "name": "Chairs/red é/v1.2", "format": "glb,ply"})
    assert named.asset == ASSETS / "Chairs/red é/v1.2.blend"
    assert named.asset in named.outputs
    assert LIBRARY.catalog_of(named) == "Chairs/red é"
    (plain,) = maker.jobs({"prompt": "a chair", "name": "chair"})
    assert LIBRARY.catalog_of(plain) == "", "its words decide"
    row = maker.jobs({"prompt": "a chair", "name": "row", "blend_prompt": "a vase", "blend_steps": 3})
    assert [job.asset.name for job in row if job.asset] == ["row-1.blend", "row-2.blend", "row-3.blend"]
    (elsewhere,) = JobMaker(MADE, None, ASSETS).jobs({"prompt": "a chair", "out": "/tmp/x/chair.obj"})
    assert elsewhere.asset == ASSETS / "chair.blend"
    (none,) = JobMaker(MADE, MADE).jobs({"prompt": "a chair"})
    assert none.asset is None
    assert LIBRARY.catalog_of(none) == ""


def test_an_asset_is_not_the_object_s_own_file() -> None:
    with pytest.raises(PointsmithError) as caught:
        JobMaker(MADE, MADE, MADE).jobs({"prompt": "a chair", "name": "chair", "format": "blend"})
    assert caught.value.code is ErrorCode.BAD_SETTING
    assert "another --library" in caught.value.detail


def test_a_survey_finds_assets_that_two_jobs_write(tmp_path: Path) -> None:
    lines = ['{"prompt": "a chair", "name": "a"}', '{"prompt": "a vase", "name": "a", "format": "ply"}']
    (tmp_path / "jobs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    manifest = Manifest.of_file(tmp_path / "jobs.jsonl", {})
    assert survey(manifest).jobs == 2
    found = survey(replace(manifest, assets=tmp_path / "library"))
    assert (found.jobs, found.bad) == (1, 1)
    assert "a.blend is written by line 1 too" in str(found.mistakes.found[0])


def test_a_job_is_done_when_its_asset_is_there(tmp_path: Path) -> None:
    (job,) = JobMaker(tmp_path, tmp_path, tmp_path / "library").jobs({"prompt": "a chair", "name": "chair"})
    (tmp_path / "chair.glb").touch()
    assert not is_done(job, {job.key})
    assert job.asset is not None
    job.asset.parent.mkdir()
    job.asset.touch()
    assert is_done(job, {job.key})


def test_an_asset_takes_room_on_the_disk() -> None:
    settings = {"prompt": "a chair", "quality": "draft"}
    (plain,), (kept,) = (JobMaker(MADE, MADE, assets).jobs(settings) for assets in (None, ASSETS))
    assert 300_000 < bytes_of(kept) - bytes_of(plain) < 900_000


ADDS = "import sys; from pathlib import Path; from addon.core import catalogs\n"
ADDS += "for number in range(20): catalogs.ensure(Path(sys.argv[1]), f'kind {sys.argv[2]}/{number}')"


def test_processes_add_catalogues_at_once_and_none_is_lost(tmp_path: Path) -> None:
    adding = [subprocess.Popen([sys.executable, "-c", ADDS, str(tmp_path), str(n)], cwd=ROOT) for n in range(4)]
    assert [each.wait(60) for each in adding] == [0] * 4
    assert len(catalogs.paths(tmp_path)) == 80
    assert [path.name for path in tmp_path.iterdir()] == [catalogs.FILE], "no lock stays"


def test_a_library_that_cannot_be_kept_is_said_before_the_first_asset(tmp_path: Path) -> None:
    Library(tmp_path / "new é" / "one").prepare()
    assert (tmp_path / "new é" / "one").is_dir()
    (tmp_path / "file").touch()
    (tmp_path / catalogs.FILE).write_bytes(b"\xff\xfe\x00")
    for folder in (tmp_path / "file", tmp_path):
        with pytest.raises(PointsmithError) as caught:
            Library(folder).prepare()
        assert caught.value.code is ErrorCode.NO_LIBRARY
        assert str(folder) in caught.value.detail
    with pytest.raises(PointsmithError) as caught:
        Library(tmp_path).listed("kind")
    assert caught.value.code is ErrorCode.NO_LIBRARY
