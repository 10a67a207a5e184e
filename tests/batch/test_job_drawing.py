"""Batch jobs that draw their picture first."""

from __future__ import annotations

from pathlib import Path

import pytest

from addon.batch.job import JobMaker
from addon.batch.manifest import Manifest
from addon.batch.mistakes import BadLine
from addon.batch.survey import pending, survey
from addon.blender.headless.arguments import parser, plan
from addon.core.draw_request import ADDITION
from addon.core.errors import ErrorCode, PointsmithError

FOLDER = Path("/jobs")
DRAGON = {"prompt": "a dragon", "out": "made/dragon.glb", "seed": 4, "device": "cpu", "draw": True}


def test_the_picture_is_drawn_beside_what_is_written() -> None:
    (job,) = JobMaker(FOLDER).jobs(DRAGON)
    assert job.draw is not None
    assert (job.draw.prompt, job.draw.seed, job.draw.addition, job.draw.model) == ("a dragon", 4, ADDITION, "")
    (image,) = job.request.images
    assert Path(image.path) == FOLDER / "made" / "dragon-drawn.png"
    assert job.outputs == (FOLDER / "made" / "dragon.glb", FOLDER / "made" / "dragon-drawn.png")
    assert JobMaker(FOLDER).jobs({**DRAGON, "draw": False})[0].draw is None


def test_how_it_is_drawn() -> None:
    wanted = {"addition": "painted", "seed": 9, "steps": 6, "guidance_scale": 3.5, "side": 256}
    (job,) = JobMaker(FOLDER).jobs({**DRAGON, "draw": wanted, "picture_model": "owner/name"})
    assert job.draw is not None
    assert job.draw.to_json().items() >= {**wanted, "model": "owner/name", "prompt": "a dragon"}.items()
    assert job.request.seed == 4


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"draw": "yes"}, "draw"),
        ({"draw": {"colour": 1}}, "colour"),
        ({"draw": {"steps": 1000}}, "steps"),
        ({"image": "a.png"}, "image"),
        ({"draw": False, "picture_model": "owner/name"}, "picture_model"),
        ({"blend_prompt": "a vase"}, "blend"),
    ],
)
def test_what_does_not_go_together(settings: dict[str, object], word: str) -> None:
    with pytest.raises(PointsmithError, match=word) as caught:
        JobMaker(FOLDER).jobs({**DRAGON, **settings})
    assert caught.value.code is ErrorCode.BAD_SETTING


def test_two_lines_that_draw_the_same_file(tmp_path: Path) -> None:
    line = '{"prompt": "a dragon", "out": "dragon.%s", "draw": true}'
    (tmp_path / "jobs.jsonl").write_text("\n".join(line % ending for ending in ("glb", "ply")))
    manifest = Manifest.of_file(tmp_path / "jobs.jsonl", {})
    found = survey(manifest)
    first, second = pending(manifest, found)
    assert not isinstance(first, BadLine)
    assert isinstance(second, BadLine)
    assert "dragon-drawn.png is written by line 1 too" in str(found.mistakes.found[0])


def test_the_command_line() -> None:
    words = ["--prompt", "a dragon", "--out", "dragon.glb"]
    (plain,) = plan(parser("pointsmith").parse_args(words)).jobs()
    (drawn,) = plan(parser("pointsmith").parse_args([*words, "--draw", "--picture-model", "owner/name"])).jobs()
    assert not isinstance(plain, BadLine)
    assert not isinstance(drawn, BadLine)
    assert plain.draw is None
    assert drawn.draw is not None
    assert drawn.draw.model == "owner/name"
