"""Work beside the main thread."""

from __future__ import annotations

import logging
import threading

import pytest

from addon.jobs.background import Background


def test_it_is_done_elsewhere_in_its_order_and_counted() -> None:
    background, done, threads, gate = Background(), [], set(), threading.Event()

    def work(number: int) -> None:
        gate.wait(10)
        done.append(number)
        threads.add(threading.current_thread())

    for number in range(3):
        background.do(lambda number=number: work(number))
    assert background.is_busy
    assert background.step() == 0
    gate.set()
    background.wait()
    assert done == [0, 1, 2]
    assert threading.main_thread() not in threads
    assert not background.is_busy
    background.close()


def test_what_fails_is_logged_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    background, done = Background(), []
    with caplog.at_level(logging.WARNING):
        background.do(lambda: 1 / 0)
        background.do(lambda: done.append(1))
        background.wait()
    assert done == [1]
    assert "division by zero" in caplog.text
    background.close()


def test_what_has_not_begun_is_dropped_at_the_end() -> None:
    background, gate, done = Background(), threading.Event(), []
    background.do(lambda: gate.wait(10))
    background.do(lambda: done.append(1))
    timer = threading.Timer(0.1, gate.set)
    timer.start()
    background.close()
    assert not done
    background.do(lambda: done.append(2))
    background.wait()
    assert done == [2], "it can be used again"
    background.close()
