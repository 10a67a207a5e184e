"""What one looks at: thumbnails, the contact sheet, the summary page, the table."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from addon.batch import parquet, summary, thumbnails
from addon.batch import sheet as sheets
from addon.batch.job import JobMaker
from addon.batch.letters import drawn, line_height
from addon.batch.record import failure, success
from addon.batch.results import append
from addon.batch.run_folder import RunFolder
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.png import encoded

from .test_results import CLOUD, TETRAHEDRON

STATE = summary.State("run", running=True, waiting=3, hourly=120.0, left=90.0, elapsed=30.0)


def made(folder: Path, name: str, **settings: Any) -> dict[str, Any]:
    """The record of an object whose file and thumbnail are there."""
    (job,) = JobMaker(folder, folder).jobs({"prompt": f"a {name}", "name": name, **settings}, 1)
    job.files[0].parent.mkdir(parents=True, exist_ok=True)
    job.files[0].write_bytes(b"x" * 10)
    picture = thumbnails.write(folder, job.key, CLOUD, TETRAHEDRON)
    return {**success(job, job.request, CLOUD, TETRAHEDRON, folder=folder, thumbnail=picture), "seconds": 1.5}


def failed(folder: Path, name: str) -> dict[str, Any]:
    (job,) = JobMaker(folder, folder).jobs({"prompt": f"a {name}", "name": name}, 2)
    return failure(job, PointsmithError(ErrorCode.OUT_OF_MEMORY, "128"))


def data_of(page: str) -> dict[str, Any]:
    """What the page's script reads."""
    (text,) = re.findall(r'<script type="application/json" id="run">(.*?)</script>', page, re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_thumbnail_comes_back_as_it_was_drawn(tmp_path: Path) -> None:
    path = thumbnails.write(tmp_path, "0123abcd", CLOUD, TETRAHEDRON)
    assert path == tmp_path / "thumbnails" / "01" / "0123abcd.png"
    picture = thumbnails.pixels(path)
    assert picture.shape == (thumbnails.SIDE, thumbnails.SIDE, 4)
    assert 0.01 < (picture[..., 3] > 200).mean() < 0.95
    noise = np.random.default_rng(1).integers(0, 256, (7, 5, 4), np.uint8)
    path.write_bytes(encoded(noise, "a record"))
    assert np.array_equal(thumbnails.pixels(path), noise)


@pytest.mark.parametrize("cut", [0, 7, 30, 60, 100])
def test_what_is_no_thumbnail_is_refused(tmp_path: Path, cut: int) -> None:
    path = thumbnails.write(tmp_path, "a", CLOUD, None)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ValueError):
        thumbnails.pixels(path)


def test_normals_of_vertices_look_outwards() -> None:
    cloud = thumbnails.vertices_of(TETRAHEDRON)
    outwards = cloud.positions - cloud.positions.mean(axis=0)
    assert (np.einsum("ij,ij->i", cloud.normals, outwards) > 0).all()
    assert np.allclose(np.linalg.norm(cloud.normals, axis=1), 1, atol=1e-5)


def test_words_fit_and_differ() -> None:
    for text in ("a red chair", "Stühle für Łódź", "", "椅子", "i" * 500, "W" * 500):
        assert drawn(text, 150).shape[0] == line_height()
        assert drawn(text, 150).shape[1] <= 150
    assert drawn("i", 99).shape[1] < drawn("W", 99).shape[1]
    assert np.array_equal(drawn("e\u0301", 99), drawn("é", 99))
    assert not np.array_equal(drawn("W" * 500, 150), drawn("W" * 8, 150)), "what is cut off is told"


@pytest.mark.parametrize("count", [1, 2, 7, 100])
def test_a_sheet_shows_every_picture(count: int) -> None:
    pictures = [np.full((32, 32, 4), (number, 200, 50, 255), np.uint8) for number in range(count)]
    sheet = sheets.sheet([(picture, sheets.Caption("a", "b")) for picture in pictures], 32)
    assert (sheet[..., 3] == 255).all()
    shown = {int(red) for red in np.unique(sheet[(sheet[..., 1] == 200) & (sheet[..., 2] == 50)][:, 0])}
    assert shown == set(range(count))
    assert 0.5 < sheet.shape[1] / sheet.shape[0] < 3


def test_the_sheet_of_a_run_leaves_out_what_is_gone(tmp_path: Path) -> None:
    results, target = tmp_path / "results.jsonl", tmp_path / "sheet.png"
    append(results, failed(tmp_path, "pot"))
    assert sheets.write(results, target) == 0
    assert not target.exists(), "an empty sheet is none"
    for name in ("cup", "mug", "jug"):
        append(results, made(tmp_path, name))
    append(results, failed(tmp_path, "mug") | {"key": made(tmp_path, "mug")["key"]})
    assert sheets.write(results, target) == 2
    assert sheets.write(results, target, most=1) == 1
    for file in (tmp_path / "thumbnails").rglob("*.png"):
        file.write_bytes(b"")
    assert sheets.write(results, target) == 0


def test_the_page_counts_the_last_record_of_each_job(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    cup = made(tmp_path, "cup", tags="prop")
    append(results, failed(tmp_path, "cup") | {"key": cup["key"]})
    append(results, cup)
    append(results, failed(tmp_path, "pot"))
    data = data_of(summary.page(results, STATE))
    assert (data["made"], data["failed"], data["bytes"]) == (1, 1, 10)
    assert [card["prompt"] for card in data["cards"]] == ["a cup", "a pot"]
    assert data["cards"][0].items() >= {"seed": 0, "files": ["cup.glb"], "tags": ["prop"], "faces": 4}.items()
    assert [(each["code"], each["count"]) for each in data["failures"]] == [("out_of_memory", 1)]
    assert "The device ran out of memory." in data["failures"][0]["messages"][0]
    assert data["state"]["running"] is True


def test_nothing_that_a_manifest_says_gets_out_of_the_page_s_data(tmp_path: Path) -> None:
    results = tmp_path / "results.jsonl"
    prompt = '</script><script>alert("x")</script><!-- \u2028 &amp; /*RUN*/ {{x}} \\ é'
    append(results, made(tmp_path, "cup") | {"request": {"prompt": prompt, "images": "none"}, "tags": ["<b>"]})
    page = summary.page(results, STATE)
    assert data_of(page)["cards"][0]["prompt"] == prompt
    assert page.count("</script>") == 2
    assert not re.search(r"https?:|innerHTML|/\*RUN\*/", page.replace(json.dumps("/*RUN*/")[1:-1], "", 1)), "one file"


def test_a_page_of_very_many_shows_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "MOST", 10)
    results = tmp_path / "results.jsonl"
    for number in range(25):
        append(results, {"key": str(number), "ok": True, "request": {"prompt": str(number)}})
    data = data_of(summary.page(results, STATE))
    assert data["made"] == 25
    assert [card["prompt"] for card in data["cards"]] == [str(number) for number in range(15, 25)]


def test_a_run_s_folder(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "results.jsonl", 2)
    folder.start("jobs.jsonl", 4)
    assert data_of((tmp_path / "summary.html").read_text(encoding="utf-8"))["state"]["running"] is True
    folder.add(made(tmp_path, "cup"))
    folder.notice("k", "a dragon is not known")
    folder.add(failed(tmp_path, "pot"))
    folder.finish("The run was interrupted")
    state = data_of((tmp_path / "summary.html").read_text(encoding="utf-8"))["state"]
    assert (state["running"], state["waiting"], state["stopped"]) == (False, 0, "The run was interrupted")
    events = [line.split()[3] for line in (tmp_path / "run.log").read_text(encoding="utf-8").splitlines()]
    assert events == ["run_started", "job_done", "notice", "job_failed", "run_ended"]
    assert (tmp_path / "sheet.png").is_file()
    assert not (tmp_path / "results.parquet").exists()


def test_a_log_that_cannot_be_written_stops_no_run(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "results.jsonl", 1)
    folder.start("jobs.jsonl")
    (tmp_path / "run.log").unlink()
    (tmp_path / "run.log").mkdir()
    folder.add(failed(tmp_path, "pot"))
    assert len((tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_parquet_wants_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(PointsmithError, match="pyarrow"):
        parquet.write(tmp_path / "results.jsonl", tmp_path / "results.parquet")


def test_a_table_of_results(tmp_path: Path) -> None:
    tables: Any = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not here")
    results, target = tmp_path / "results.jsonl", tmp_path / "results.parquet"
    append(results, made(tmp_path, "cup", tags="a,b", seed=5))
    append(results, failed(tmp_path, "pot"))
    append(results, {"key": "k", "ok": False, "line": 3})
    assert parquet.write(results, target) == 3
    first, second, third = tables.read_table(target).to_pylist()
    assert (first["prompt"], first["seed"], first["tags"], first["watertight"]) == ("a cup", 5, ["a", "b"], True)
    assert (first["width"], first["depth"], json.loads(first["request"])["seed"]) == (1.0, 0.5, 5)
    assert (second["error"], second["faces"]) == ("out_of_memory", None)
    assert third["line"] == 3
    assert [path.name for path in tmp_path.glob("*parquet*")] == ["results.parquet"]
