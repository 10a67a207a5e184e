"""What a terminal shows of a run, and what a file gets."""

from __future__ import annotations

import io
import re

import pytest

from addon.batch.watch import Rate, Watch, duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    @property
    def screen(self) -> list[str]:
        """The lines that stand there."""
        return [re.split("\r\x1b\\[K", line)[-1] for line in self.getvalue().split("\n")]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def ended(ok: bool = True, name: str = "a.glb") -> dict[str, object]:
    return {"ok": ok, "files": [name], "message": "It failed.\nBadly.", "line": 3, "request": {}}


def test_the_rate_leaves_out_the_start_and_follows_the_last_minutes() -> None:
    clock = Clock()
    rate = Rate(clock)
    assert (rate.hourly, rate.left(5)) == (0.0, None)
    clock.now += 60  # the worker starts
    rate.add()
    assert rate.hourly == 60
    for _ in range(10):
        clock.now += 2
        rate.add()
    assert rate.hourly == pytest.approx(1800)
    assert rate.left(100) == pytest.approx(200)
    for _ in range(2000):
        clock.now += 1
        rate.add()
    assert rate.hourly == pytest.approx(3600)
    assert rate.elapsed == 2080


def test_a_rate_counts_from_when_the_workers_have_started() -> None:
    clock = Clock()
    rate = Rate(clock)
    clock.now += 30
    rate.begin()
    clock.now += 4
    for _ in range(4):
        rate.add()
    rate.begin()
    assert rate.hourly == 3600
    for _ in range(16):
        clock.now += 1
        rate.add()
    assert rate.hourly == 3600
    assert rate.elapsed == 50


def test_a_terminal_tells_what_several_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    clock, out = Clock(), Terminal()
    watch = Watch(100, out, clock)
    watch.tell("2 workers: a chair × 16, Starting the worker 0%")
    assert out.screen[-1] == "0/100 0% · starting · 2 workers: a chair × 16, Starting the worker 0%"
    clock.now += 20
    watch.begin()
    for _ in range(10):
        clock.now += 1
        watch.ended(ended())
    watch.tell("2 workers: a chair × 16, Shaping the cloud 50%")
    clock.now += 1
    watch.tell("2 workers: a chair × 16, Shaping the cloud 60%")
    assert out.screen[-1].startswith("10/100 10% · 3,600 an hour · 1:30 left")
    assert out.screen[-1].endswith(" · 2 workers: a chair × 16, Shaping the cloud 60%")
    watch.ended(ended())
    assert out.screen[-1].endswith("60%"), "the others go on when one has ended"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.4, "0:00"), (59.6, "1:00"), (725, "12:05"), (12_000, "3:20:00"), (172_799, "47:59:59"), (188_000, "2 d 4 h")],
)
def test_durations(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_a_terminal_has_one_line_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    clock, out = Clock(), Terminal()
    watch = Watch(1000, out, clock)
    for number in range(20):
        clock.now += 1
        watch.doing("ein Stuhl", "Shaping the cloud", 0.5)
        watch.ended(ended(number != 5))
    watch.doing("椅子" * 40, "Shaping the cloud", 0.5)
    clock.now += 1
    watch.doing("椅子" * 40, "Shaping the cloud", 0.5)
    assert out.screen[0] == "[6/1000] failed: line 3: It failed. Badly."
    assert len(out.screen) == 2, "the failure stays, everything else is one line"
    assert out.screen[1].startswith("20/1,000 2% · 3,600 an hour · 16:20 left · 1 failed · 椅")
    assert sum(1 + (sign > "\u2e80") for sign in out.screen[1]) <= 69
    watch.end()
    assert out.screen[1:] == ["19 made, 1 failed in 0:21, 3,600 an hour", ""]


def test_a_file_gets_plain_lines() -> None:
    clock, out = Clock(), io.StringIO()
    watch = Watch(2, out, clock)
    watch.doing("a chair", "Shaping the cloud", 0.5)
    clock.now += 2
    watch.ended(ended())
    clock.now += 2
    watch.ended(ended(ok=False))
    watch.end()
    assert out.getvalue().splitlines() == [
        "[1/2] a.glb · 1,800 an hour · 0:02 left",
        "[2/2] failed: line 3: It failed. Badly.",
        "1 made, 1 failed in 0:04, 1,800 an hour",
    ]


def test_a_single_job_tells_its_stages_to_a_file() -> None:
    out = io.StringIO()
    watch = Watch(1, out, stages=True)
    for fraction in (0.1, 0.2, 0.9):
        watch.doing("a chair", "Shaping the cloud" if fraction < 0.5 else "Making the surface", fraction)
    assert out.getvalue().splitlines() == ["a chair: Shaping the cloud", "a chair: Making the surface"]
