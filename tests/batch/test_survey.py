"""Manifests as a whole: everything that is wrong is told at once, before anything is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addon.batch.dry_run import amount, lines
from addon.batch.job import BatchJob, key_of
from addon.batch.keys import KEYS
from addon.batch.manifest import Manifest
from addon.batch.mistakes import MOST, BadLine
from addon.batch.survey import Survey, pending, survey

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CHAIR = {"prompt": "a red chair", "name": "chair"}


def manifest(folder: Path, *records: object, name: str = "jobs.jsonl", **defaults: Any) -> Manifest:
    told = [record if isinstance(record, str) else json.dumps(record) for record in records]
    (folder / name).write_text("\n".join(told) + "\n", encoding="utf-8")
    return Manifest.of_file(folder / name, defaults)


def mistakes(found: Survey) -> list[str]:
    return [str(each) for each in found.mistakes.found]


def test_every_mistake_of_every_line_is_told(tmp_path: Path) -> None:
    found = survey(
        manifest(
            tmp_path,
            {**CHAIR, "promt": "x", "seed": -1, "quality": "bset", "format": "stl"},
            CHAIR,
            "no JSON",
            {"name": "../out", "seed": "7", "image": "none.png"},
            {"name": "b"},
            {"prompt": "a cup", "name": "c", "image": "none.png"},
            {"prompt": "a cup", "name": "d", "model": "point-e-40m-uncond"},
            {"prompt": "a cup", "name": "e", "blend_prompt": "a vase", "draw": True},
        )
    )
    assert (found.jobs, found.bad) == (1, 7)
    told = mistakes(found)
    assert told[:4] == [
        "line 1, promt: there is no setting of this name; did you mean “prompt”?",
        "line 1, seed: seed is -1, allowed are 0 to 2147483647",
        "line 1, quality: quality “bset” is not one of draft, standard, fine",
        "line 1, format: format “stl” is not one of glb, ply, obj, usd, blend",
    ]
    assert told[4].startswith("line 3: the line is not JSON")
    assert told[5] == "line 4, name: name “../out” leads out of the output folder"
    assert told[6] == "line 4, seed: seed must be a whole number"
    assert told[7] == "line 5: there is neither a prompt nor an image"
    assert told[8] == f"line 6, image: there is no file {tmp_path / 'none.png'}"
    assert told[9].startswith("line 7, model: there is no model")
    assert told[10].startswith("line 8: draw and a blend do not go together")
    assert len(told) == 11
    report = list(found.mistakes.report("jobs.jsonl"))
    assert report[0] == "jobs.jsonl: 11 mistakes"
    assert all(line.isprintable() for line in report)


def test_nothing_is_blamed_for_what_a_mistake_took_away(tmp_path: Path) -> None:
    found = survey(
        manifest(
            tmp_path,
            {"prompt": "a cup", "draw": {"side": 3}, "picture_model": "owner/name"},
            {"prompt": "a cup", "blend_prompt": 5, "blend_steps": 3},
            {"prompt": 5, "name": "c"},
            {"name": "nul", "promt": "a cup"},
        )
    )
    assert [each.split(":")[0] for each in mistakes(found)] == [
        "line 1, draw", "line 2, blend_prompt", "line 3, prompt", "line 4, promt", "line 4, name",
    ]  # fmt: skip


def test_a_table_tells_its_cells(tmp_path: Path) -> None:
    text = "prompt;seed;size;name;sharp\na chair;1;0,5;a;\na chair;x;y;b;maybe\na chair;3;-1;c;no"
    found = survey(manifest(tmp_path, text, name="jobs.csv"))
    assert found.jobs == 1
    assert [each.split(":")[0] for each in mistakes(found)] == [
        "line 3, seed", "line 3, size", "line 3, sharp", "line 4, size",
    ]  # fmt: skip


def test_two_jobs_never_write_one_file(tmp_path: Path) -> None:
    found = survey(
        made := manifest(
            tmp_path,
            {**CHAIR, "name": "Chair"},
            {**CHAIR, "seed": 1},
            {"prompt": "a", "out": "CHAIR.GLB"},
            {"prompt": "a", "name": "row-2"},
            {"prompt": "a row", "name": "row", "blend_seed": 1, "blend_steps": 2},
            {"prompt": "a", "name": "row-2.glb/b"},
            {"prompt": "a cup"},
            {"prompt": "a cup"},
        )
    )
    assert mistakes(found) == [
        "line 2, name: chair.glb is written by line 1 too",
        "line 3, name: CHAIR.GLB is written by line 1 too",
        "line 4, name: row-2.glb is a folder of another job's files",
        "line 5, name: row-2.glb is a folder of another job's files",
        f"line 8, name: a-cup-{key_of({'prompt': 'a cup'})[:8]}.glb is written by line 7 too",
    ]
    assert found.jobs == 4
    left = list(pending(made, found))
    assert [entry.line for entry in left if isinstance(entry, BatchJob)] == [1, 5, 6, 7]
    assert len(left) == found.waiting + found.bad


def test_settings_of_the_command_line_hold_where_a_line_says_nothing(tmp_path: Path) -> None:
    made = manifest(tmp_path, CHAIR, {**CHAIR, "name": "b", "quality": "fine"}, quality="draft", tags="kit")
    first, second = made.entries()
    assert isinstance(first, BatchJob)
    assert isinstance(second, BatchJob)
    assert first.request.points < second.request.points
    assert first.tags == second.tags == ("kit",)


def test_images_start_at_the_manifest_and_names_at_the_folder(tmp_path: Path) -> None:
    (tmp_path / "ref.png").touch()
    (tmp_path / "jobs.csv").write_text("image,name\nref.png,a\n")
    (job,) = Manifest.of_file(tmp_path / "jobs.csv", {}, tmp_path / "made").entries()
    assert isinstance(job, BatchJob)
    assert job.request.images[0].path == str(tmp_path / "ref.png")
    assert job.files == (tmp_path / "made" / "a.glb",)


def test_what_is_done_is_counted_and_left_out(tmp_path: Path) -> None:
    made = manifest(tmp_path, *({**CHAIR, "name": name} for name in "abc"))
    keys = [job.key for job in survey(made).first]
    (tmp_path / "a.glb").touch()
    found = survey(made, keys[:2])
    assert (found.jobs, found.done, found.waiting, found.files) == (3, 1, 2, 2)
    assert [job.key for job in pending(made, found, keys[:2])] == keys[1:], "b's file is gone"


def test_a_dry_run_tells_how_many_which_and_how_much(tmp_path: Path) -> None:
    made = manifest(tmp_path, {"grid": "seed=0-9", "prompt": "a cup", "name": "cups/{seed}", "format": "glb,ply"})
    told = list(lines(made, survey(made)))
    assert told[0] == "jobs.jsonl: 10 jobs"
    assert told[1] == "  cups/0.glb, cups/0.ply: a cup, seed 0"
    assert told[6] == "  … and 5 more"
    assert told[7].startswith("20 files to write, about ")
    assert [amount(size) for size in (999, 1500, 12_345, 2.5e9, 3e13)] == [
        "999 bytes",
        "1.5 kB",
        "12 kB",
        "2.5 GB",
        "30.0 TB",
    ]


def test_a_dry_run_warns_of_words_that_the_model_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    made = manifest(
        tmp_path,
        {"grid": {"thing": ["chair", "dragon"], "seed": "0-3"}, "prompt": "a red {thing}"},
        {"prompt": "a chiar", "name": "b"},
        {"prompt": "a dragon", "name": "c", "image": "a.png"},
    )
    warnings = [line for line in lines(made, survey(made)) if line.startswith("Warning")]
    assert len(warnings) == 2
    assert warnings[0].startswith("Warning: line 1: dragon: not known, closest: ")
    assert warnings[1] == "Warning: line 2: chiar: not known, closest: chair"


def test_a_warning_when_the_disk_is_too_small(tmp_path: Path) -> None:
    made = manifest(tmp_path, {"grid": "seed=0-999", "prompt": "a cup", "name": "{seed}"})
    found = survey(made)
    assert not any("Warning" in line for line in lines(made, found))
    found.size = 10**18
    assert "Warning: the files take about" in list(lines(made, found))[-1]


def test_a_report_ends_somewhere(tmp_path: Path) -> None:
    found = survey(manifest(tmp_path, *(["no JSON"] * (MOST + 7))))
    report = list(found.mistakes.report("jobs.jsonl"))
    assert (len(found.mistakes), report[0]) == (MOST + 7, f"jobs.jsonl: {MOST + 7} mistakes")
    assert report[-1] == "  and 7 more"


VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text()), st.just({}))


@relaxed
@given(st.lists(st.dictionaries(st.sampled_from([k for k in KEYS if k != "grid"]) | st.text(), VALUES, max_size=6)))
@pytest.mark.filterwarnings("ignore")
def test_any_records_are_jobs_or_mistakes(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]
) -> None:
    made = manifest(tmp_path_factory.getbasetemp(), *records)
    found = survey(made)
    assert bool(found.bad) == bool(found.mistakes)
    left = list(pending(made, found))
    assert len(left) == found.jobs + found.bad
    good = [entry for entry in left if isinstance(entry, BatchJob)]
    outputs = [str(path).casefold() for job in good for path in job.outputs]
    assert len(good) == found.jobs
    assert len(set(outputs)) == len(outputs)
    assert all(entry.mistakes for entry in left if isinstance(entry, BadLine))
