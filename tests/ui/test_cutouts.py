"""The box that is drawn with the mouse, and which cut-outs are asked of the worker when; without Blender."""

from __future__ import annotations

from typing import Any

import pytest

from addon.blender.cutouts.box_tool import BoxTool
from addon.blender.cutouts.known import KnownCutOuts
from addon.core.cutout import WHOLE
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.reference import ReferenceImage

REACH = (0.02, 0.02)
BOX = (0.2, 0.3, 0.6, 0.7)


def dragged(tool: BoxTool, *places: tuple[float, float]) -> tuple[float, ...]:
    tool.press(places[0], REACH)
    for place in places[1:]:
        tool.move(place)
    assert tool.release()
    return pytest.approx(tool.box)


@pytest.mark.parametrize(
    ("start", "end", "box"),
    [
        ((0.9, 0.9), (0.7, 0.8), (0.7, 0.8, 0.9, 0.9)),
        ((0.2, 0.5), (0.1, 0.9), (0.1, 0.3, 0.6, 0.7)),
        ((0.6, 0.7), (0.8, 0.9), (0.2, 0.3, 0.8, 0.9)),
        ((0.4, 0.5), (0.5, 0.6), (0.3, 0.4, 0.7, 0.8)),
        ((0.4, 0.5), (2.0, 2.0), (0.6, 0.6, 1.0, 1.0)),
        ((0.2, 0.5), (0.9, 0.5), (0.6, 0.3, 0.9, 0.7)),
        ((0.9, 0.1), (0.901, 0.1), BOX),
    ],
    ids=["another", "an edge", "a corner", "all of it", "against the border", "turned over", "too small"],
)
def test_dragging(start: tuple[float, float], end: tuple[float, float], box: tuple[float, ...]) -> None:
    assert dragged(BoxTool(BOX), start, end) == box


def test_the_first_box_begins_anywhere_and_leaves_the_picture_nowhere() -> None:
    assert dragged(BoxTool(WHOLE), (0.5, 0.5), (0.6, 0.6), (-1.0, 3.0)) == (0.0, 0.5, 0.5, 1.0)
    tool = BoxTool(BOX)
    assert not tool.release()
    tool.move((0.9, 0.9))
    assert tool.box == BOX


class Worker:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.ordered: list[str] = []
        self.done: dict[str, Any] = {}

    def order(self, image: ReferenceImage) -> str:
        self.ordered.append(image.path)
        return f"{len(self.ordered)} {image.path}"

    def take(self, key: str) -> Any:
        return self.done.pop(key, None)


def test_a_slider_never_queues_up_work() -> None:
    known, worker = KnownCutOuts(), Worker()
    for threshold in range(5):
        known.want("slot", threshold, lambda threshold=threshold: ReferenceImage(str(threshold)))
        known.step(worker.order, worker.take)
    assert worker.ordered == ["0"], "one at a time"
    worker.done["1 0"] = "first"
    known.step(worker.order, worker.take)
    assert known.get(0) == "first"
    assert known.latest("slot") == 0
    assert worker.ordered == ["0", "4"], "then the newest"
    known.want("slot", 4, lambda: ReferenceImage("4"))
    worker.done["2 4"] = "last"
    known.step(worker.order, worker.take)
    assert known.is_idle
    known.want("slot", 4, lambda: ReferenceImage("4"))
    assert known.is_idle, "what is known is not asked again"
    revision = known.revision
    known.forget()
    assert known.get(4) is None
    assert known.revision > revision


def test_failures_are_answers_and_do_not_hide_the_last_picture() -> None:
    known, worker = KnownCutOuts(), Worker()
    known.want("slot", "good", lambda: ReferenceImage("a.png"))
    known.step(worker.order, worker.take)
    worker.done["1 a.png"] = "picture"
    known.step(worker.order, worker.take)

    def gone() -> ReferenceImage:
        raise PointsmithError(ErrorCode.BAD_IMAGE, "its file is missing")

    known.want("slot", "bad", gone)
    known.step(worker.order, worker.take)
    answer = known.get("bad")
    assert isinstance(answer, PointsmithError)
    assert known.latest("slot") == "good"
    assert known.is_idle


def test_only_a_failure_that_is_not_the_picture_s_is_asked_about_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known, worker, now = KnownCutOuts(), Worker(), [0.0]
    monkeypatch.setattr("addon.blender.cutouts.known.time.monotonic", lambda: now[0])
    for number, code in enumerate((ErrorCode.BAD_IMAGE, ErrorCode.WORKER_DIED), start=1):
        known.want("slot", code, lambda code=code: ReferenceImage(code))
        known.step(worker.order, worker.take)
        worker.done[f"{number} {code}"] = PointsmithError(code, "x")
        known.step(worker.order, worker.take)
        known.want("slot", code, lambda code=code: ReferenceImage(code))
        assert known.is_idle
    now[0] = 60.0
    known.want("slot", ErrorCode.BAD_IMAGE, lambda: ReferenceImage("a.png"))
    assert known.is_idle
    known.want("slot", ErrorCode.WORKER_DIED, lambda: ReferenceImage("a.png"))
    assert not known.is_idle
    known.want("slot", "gone", lambda: None)
    known.step(worker.order, worker.take)
    assert known.is_idle, "what is wanted no more is not ordered"


def test_only_the_last_ones_are_kept() -> None:
    known, worker = KnownCutOuts(), Worker()
    for number in range(60):
        known.want(number, number, lambda number=number: ReferenceImage(str(number)))
        known.step(worker.order, worker.take)
        worker.done[f"{number + 1} {number}"] = "picture"
        known.step(worker.order, worker.take)
    assert known.get(0) is None
    assert known.latest(0) is None
    assert known.get(59) == "picture"
