"""Jobs over Ray, without Ray: who has which in hand, and the way of a job to a machine and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from addon.batch.job import JobMaker
from addon.core.errors import ErrorCode, PointsmithError
from addon.farm.over_ray.dispatch import Dispatch
from addon.farm.over_ray.travel import at_home, homeless, packed, renamed, unpacked


def dispatch(count: int) -> Dispatch:
    made = Dispatch()
    for number in range(count):
        made.add({"key": str(number)})
    return made


def keys(jobs: list[dict[str, Any]]) -> list[str]:
    return [job["key"] for job in jobs]


def test_hands_are_filled_and_fewer_near_the_end() -> None:
    jobs = dispatch(20)
    assert keys(jobs.take("a", 8, 2)) == ["0", "1", "2", "3", "4"], "a share of what is left, not all that it can hold"
    assert keys(jobs.take("b", 2, 2)) == ["5", "6"]
    assert jobs.take("b", 2, 2) == []
    assert jobs.ended("b", "5")
    assert keys(jobs.take("b", 2, 2)) == ["7"]
    few = dispatch(3)
    assert [len(few.take(name, 8, 3)) for name in "abc"] == [1, 1, 1], "all three work on the last three"


def test_a_job_ends_once_whoever_makes_it() -> None:
    jobs = dispatch(1)
    jobs.take("slow", 8, 1)
    assert jobs.lost("slow") == (1, [])
    jobs.take("other", 8, 1)
    assert jobs.ended("slow", "0"), "it was believed dead, and was first"
    assert not jobs.ended("other", "0")
    assert jobs.left == 0
    assert jobs.take("other", 8, 1) == []


def test_what_two_deaths_have_in_common_is_made_alone_and_at_last_set_aside() -> None:
    jobs = dispatch(3)
    for name in "ab":
        assert keys(jobs.take(name, 8, 0)) == ["0", "1", "2"]
        assert jobs.lost(name) == (3, [])
    made: list[str] = []
    for attempt in range(5):
        name = f"maker {attempt}"
        (job,) = jobs.take(name, 8, 1)
        assert jobs.take(name, 8, 1) == [], "it has this one job and no other beside it"
        if job["key"] == "1":
            assert jobs.lost(name) == ((1, []) if attempt < 4 else (0, ["1"]))
        else:
            assert jobs.ended(name, job["key"])
            made.append(job["key"])
    assert made == ["0", "2"]
    assert jobs.take("another", 8, 1) == [], "the third one that died with it alone was the last"


def test_a_machine_that_is_left_alone_says_nothing_about_its_jobs() -> None:
    jobs = dispatch(2)
    for name in "abcdef":
        assert keys(jobs.take(name, 8, 0)) == ["0", "1"]
        assert jobs.lost(name, blamed=False) == (2, [])


def test_a_job_travels_with_its_pictures_and_comes_back_under_its_own_names(tmp_path: Path) -> None:
    here, there = tmp_path / "driver", tmp_path / "machine"
    here.mkdir()
    (here / "front ü.png").write_bytes(b"png")
    record = {"images": ["front=front ü.png"], "prompt": "a chair", "name": "kit/chair", "picture": "kit/chair.png"}
    (job,) = JobMaker(here, here).jobs(record)
    plain = homeless(job, here)
    assert [path.as_posix() for path in plain.outputs] == ["kit/chair.glb", "kit/chair.png"]
    assert at_home(plain, here) == job
    parcel = packed(plain.to_json())
    assert list(parcel.images.values()) == [b"png"]
    made, names = unpacked(parcel, there / "out", there / "images")
    assert made.key == job.key
    assert made.files == (there / "out" / "kit" / "chair.glb",)
    (image,) = made.request.images
    assert Path(image.path).read_bytes() == b"png"
    assert Path(image.path).is_relative_to(there)
    assert renamed(made.request.to_json(), names) == job.request.to_json()
    (here / "front ü.png").unlink()
    with pytest.raises(PointsmithError, match="cannot be read any more") as told:
        packed(plain.to_json())
    assert told.value.code is ErrorCode.BAD_IMAGE


def test_a_picture_that_is_drawn_first_is_an_output(tmp_path: Path) -> None:
    (job,) = JobMaker(tmp_path, tmp_path).jobs({"prompt": "a chair", "name": "a", "draw": True})
    plain = homeless(job, tmp_path)
    assert [path.as_posix() for path in plain.outputs] == ["a.glb", "a-drawn.png"]
    parcel = packed(plain.to_json())
    assert parcel.images == {}
    made, _ = unpacked(parcel, tmp_path / "out", tmp_path / "images")
    assert made.outputs == (tmp_path / "out" / "a.glb", tmp_path / "out" / "a-drawn.png")
