"""One record becomes jobs: what is made, which files are written, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addon.batch.formats import files
from addon.batch.job import BatchJob, JobMaker
from addon.core.cutout import CutOut
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.pipelines import BUNDLED_PRESETS, Quality
from addon.core.reference import ReferenceImage
from addon.core.request import Output
from addon.core.surface_settings import SurfaceSettings

FOLDER = Path("/jobs")
CHAIR = {"prompt": "a red chair", "out": "chair.glb"}


def jobs_of(record: dict[str, Any], outputs: Path | None = None) -> list[BatchJob]:
    return JobMaker(FOLDER, outputs).jobs(record)


def test_a_job() -> None:
    (job,) = jobs_of({**CHAIR, "quality": "draft", "points": 2048, "output": "both", "image": "ref.png"})
    settings = (job.request.steps, job.request.points, job.request.output)
    assert settings == (BUNDLED_PRESETS[Quality.DRAFT].steps, 2048, Output.BOTH)
    assert [image.path for image in job.request.images] == [str(FOLDER / "ref.png")]
    assert job.files == (FOLDER / "chair.glb",)


def test_the_cut_out_of_an_image() -> None:
    (job,) = jobs_of({"out": "a.glb", "images": [{"path": "a.png", "cutout": {"invert": True}}]})
    assert job.request.images == (ReferenceImage(str(FOLDER / "a.png"), cutout=CutOut(invert=True)),)


def test_the_surface_of_a_job() -> None:
    (job,) = jobs_of({**CHAIR, "surface_resolution": 512, "sharp": True})
    assert job.request.surface == SurfaceSettings(512, sharp=True)


def test_tags_and_formats_are_lists_or_text() -> None:
    (job,) = jobs_of({"prompt": "a cup", "name": "cup", "tags": "prop, red,,prop", "format": ["ply", "OBJ"]})
    assert job.tags == ("prop", "red")
    assert [path.name for path in job.files] == ["cup.ply", "cup.obj"]


def test_a_name_gets_an_ending_and_what_has_none_gets_a_name() -> None:
    outputs = Path("/made")
    (named,) = jobs_of({"prompt": "a cup", "name": "cups/cup v1.2"}, outputs)
    assert named.files == (outputs / "cups" / "cup v1.2.glb",)
    (first,), (second,) = (jobs_of({"prompt": "Une chaise été", "seed": seed}, outputs) for seed in (1, 2))
    assert first.files != second.files
    assert first.files[0].name == f"une-chaise-ete-{first.key[:8]}.glb"


@pytest.mark.parametrize(
    ("record", "word"),
    [
        ({"prompt": "x"}, "out"),
        ({**CHAIR, "name": "chair"}, "same thing"),
        ({**CHAIR, "sharp": "yes"}, "sharp"),
        ({**CHAIR, "out": "chair"}, "endings"),
        ({**CHAIR, "out": 5}, "out"),
        ({**CHAIR, "out": ".."}, "endings"),
        ({**CHAIR, "format": "stl"}, "stl"),
        ({**CHAIR, "format": 5}, "format"),
        ({**CHAIR, "tags": 5}, "tags"),
        ({**CHAIR, "tags": ["x" * 65]}, "64"),
        ({**CHAIR, "tags": [str(n) for n in range(33)]}, "32"),
        ({**CHAIR, "quality": "best"}, "best"),
        ({**CHAIR, "quality": 1}, "quality"),
        ({**CHAIR, "colour": "red"}, "colour"),
        ({**CHAIR, "seed": 1.5}, "seed"),
        ({**CHAIR, "picture": ""}, "picture"),
        ({**CHAIR, "images": "ref.png"}, "list"),
        ({**CHAIR, "images": ["a.png"] * 5}, "4 images"),
        ({**CHAIR, "blend_steps": 3}, "second prompt"),
        ({**CHAIR, "blend_prompt": "a blue vase", "blend_steps": 1}, "2 to 16"),
        ({**CHAIR, "blend_prompt": "a blue vase", "blend_steps": "3"}, "blend_steps"),
        ({**CHAIR, "blend_amount": 0.5}, "blend_amount"),
    ],
)
def test_bad_jobs(record: dict[str, Any], word: str) -> None:
    with pytest.raises(PointsmithError, match=word) as caught:
        jobs_of(record)
    assert caught.value.code is ErrorCode.BAD_SETTING


def test_what_differs_only_in_words_and_seed_is_checked_as_strictly() -> None:
    """A maker looks only at words and seed when all else is as in the record before."""
    maker = JobMaker(FOLDER, FOLDER)
    good = {"prompt": "a cup", "name": "a", "seed": 1, "steps": 9, "sharp": True}
    maker.jobs(good)
    (again,) = maker.jobs({**good, "prompt": "a pot", "seed": 2})
    assert again.request == JobMaker(FOLDER, FOLDER).jobs({**good, "prompt": "a pot", "seed": 2})[0].request
    for bad in ({"seed": -1}, {"seed": True}, {"seed": 2**31}, {"prompt": " "}, {"prompt": "x" * 1001}, {"sharp": 1}):
        maker.jobs(good)
        with pytest.raises(PointsmithError):
            maker.jobs({**good, **bad})
    with pytest.raises(PointsmithError, match="whole number"):
        maker.jobs({**good, "steps": 9.0})


relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SETTINGS = ["prompt", "image", "images", "seed", "quality", "points", "output", "size", "out", "name", "format", "tags"]
OTHERS = ["picture", "blend_prompt", "blend_image", "blend_images", "blend_seed", "blend_steps", "draw", "model"]


@relaxed
@given(
    st.dictionaries(
        st.sampled_from([*SETTINGS, *OTHERS]),
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text())),
    ),
    st.booleans(),
)
def test_any_settings_are_jobs_or_refused(record: dict[str, Any], inside: bool) -> None:
    try:
        jobs = jobs_of(record, FOLDER if inside else None)
    except PointsmithError:
        return
    for job in jobs:
        assert job.request == job.request.validated()
        assert not inside or all(path.is_relative_to(FOLDER) for path in job.files)


def test_keys_stand_for_content() -> None:
    (plain,), (drafted,) = jobs_of(CHAIR), jobs_of({**CHAIR, "quality": "draft"})
    assert plain.key != drafted.key, "a job made with other settings is another job"
    assert plain.key == jobs_of(dict(reversed(CHAIR.items())))[0].key


@pytest.mark.parametrize(
    ("out", "formats", "names"),
    [
        ("chair.glb", [], ["chair.glb"]),
        ("chair.glb", ["glb", "ply"], ["chair.glb", "chair.ply"]),
        ("chair.USDA", ["usd", "obj"], ["chair.USDA", "chair.obj"]),
        ("chair v1.2", ["blend"], ["chair v1.2.blend"]),
        ("chair.glb", ["ply", "ply"], ["chair.ply"]),
    ],
)
def test_files(out: str, formats: list[str], names: list[str]) -> None:
    assert [path.name for path in files(FOLDER / out, formats)] == names


def test_a_long_blend_keeps_its_order() -> None:
    many = jobs_of({**CHAIR, "blend_seed": 1, "blend_steps": 12})
    assert [job.files[0].name for job in many][::11] == ["chair-01.glb", "chair-12.glb"]
    assert len({job.key for job in many}) == 12


def test_sides_of_images() -> None:
    (job,) = jobs_of({"out": "a.glb", "images": ["front=a.png", {"path": "b.png", "side": "left"}]})
    found = [(image.side, image.path) for image in job.request.images]
    assert found == [("front", "/jobs/a.png"), ("left", "/jobs/b.png")]
