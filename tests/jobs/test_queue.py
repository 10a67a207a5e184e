"""The queue of jobs: what each method does, and what holds whatever is done in whatever order."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from addon.core.errors import ErrorCode, PointsmithError
from addon.jobs.queue import HITS_ALL, EntryState, JobQueue

_BAD_WORD = PointsmithError(ErrorCode.UNKNOWN_PROMPT, "zzyzx")
_FULL = PointsmithError(ErrorCode.DISK_FULL, "/tmp")


def queue_of(*tasks: str) -> JobQueue[str]:
    queue: JobQueue[str] = JobQueue()
    queue.add(tasks)
    return queue


def tasks(queue: JobQueue[str]) -> list[str]:
    return [entry.task for entry in queue.entries]


def test_they_run_in_their_order_one_at_a_time() -> None:
    queue = queue_of("a", "b")
    first = queue.take()
    assert first is queue.running
    assert queue.take() is None, "one runs"
    queue.finish()
    assert queue.running is None
    second = queue.take()
    assert second is not None
    assert second.task == "b"
    queue.finish()
    assert queue.take() is None
    assert not queue.entries


def test_first_is_before_all_that_wait_and_behind_what_runs() -> None:
    queue = queue_of("a", "b")
    queue.take()
    queue.add(["c", "d"], first=True)
    assert tasks(queue) == ["a", "c", "d", "b"]


def test_a_failed_one_stays_and_the_others_go_on() -> None:
    queue = queue_of("a", "b")
    queue.take()
    queue.fail(_BAD_WORD)
    (failed,) = queue.failed
    assert failed.error is _BAD_WORD
    following = queue.take()
    assert following is not None
    assert following.task == "b"
    queue.finish()
    assert queue.take() is None, "what failed does not run again by itself"
    queue.retry(failed.id)
    assert queue.take() is failed
    assert failed.error is None


def test_what_hits_all_lets_them_wait() -> None:
    queue = queue_of("a", "b")
    queue.take()
    queue.fail(_FULL)
    assert tasks(queue) == ["a", "b"]
    assert queue.paused
    assert queue.reason == str(_FULL)
    assert queue.take() is None
    queue.resume()
    assert queue.reason == ""
    again = queue.take()
    assert again is not None
    assert again.task == "a"


def test_a_single_one_fails_without_a_pause() -> None:
    queue = queue_of("a")
    queue.take()
    queue.fail(_FULL)
    assert not queue.paused
    assert queue.failed


def test_an_entry_is_put_in_once() -> None:
    queue = queue_of("a")
    queue.put(queue.entries[:])
    assert tasks(queue) == ["a"]


def test_clearing_ends_the_pause_and_leaves_what_runs() -> None:
    queue = queue_of("a", "b", "c")
    queue.take()
    queue.fail(_BAD_WORD)
    queue.take()
    queue.pause("because")
    queue.clear()
    assert tasks(queue) == ["b"]
    assert not queue.paused


class Machine(RuleBasedStateMachine):
    """A queue beside a plain list of what should wait."""

    def __init__(self) -> None:
        super().__init__()
        self.queue: JobQueue[int] = JobQueue()
        self.number = 0
        self.lost: set[str] = set()
        self.known: set[str] = set()

    def any_id(self, pick: int) -> str:
        entries = self.queue.entries
        return entries[pick % len(entries)].id if entries else "none"

    @rule(count=st.integers(1, 3), first=st.booleans())
    def add(self, count: int, first: bool) -> None:
        before = [entry.id for entry in self.queue.waiting]
        new = self.queue.add(range(self.number, self.number + count), first=first)
        self.number += count
        self.known |= {entry.id for entry in new}
        ids = [entry.id for entry in new]
        assert [entry.id for entry in self.queue.waiting] == (ids + before if first else before + ids)

    @rule()
    def take(self) -> None:
        allowed = not self.queue.paused and self.queue.running is None
        waiting = self.queue.waiting
        entry = self.queue.take()
        assert entry is (waiting[0] if allowed and waiting else None)

    @precondition(lambda self: self.queue.running is not None)
    @rule(done=st.booleans(), code=st.sampled_from([ErrorCode.UNKNOWN_PROMPT, ErrorCode.DISK_FULL]))
    def end(self, done: bool, code: ErrorCode) -> None:
        entry = self.queue.running
        assert entry is not None
        waiting = bool(self.queue.waiting)
        if done:
            self.queue.finish()
            self.lost.add(entry.id)
            return
        self.queue.fail(PointsmithError(code))
        hits_all = code in HITS_ALL and waiting
        assert entry.state is (EntryState.WAITING if hits_all else EntryState.FAILED)
        assert not hits_all or (self.queue.paused and self.queue.waiting[0] is entry)

    @rule(pick=st.integers(0, 20), by=st.integers(-30, 30))
    def move(self, pick: int, by: int) -> None:
        before = {entry.id: entry.state for entry in self.queue.entries}
        self.queue.move(self.any_id(pick), by)
        assert {entry.id: entry.state for entry in self.queue.entries} == before

    @rule(pick=st.integers(0, 20))
    def remove(self, pick: int) -> None:
        entry_id = self.any_id(pick)
        entry = self.queue.find(entry_id)
        runs = entry is not None and entry is self.queue.running
        self.queue.remove(entry_id)
        assert (self.queue.find(entry_id) is not None) == runs
        if not runs:
            self.lost.add(entry_id)

    @rule(pick=st.integers(0, 20))
    def retry(self, pick: int) -> None:
        self.queue.retry(self.any_id(pick))

    @rule()
    def pause(self) -> None:
        self.queue.pause("for a while")

    @rule()
    def resume(self) -> None:
        self.queue.resume()

    @rule()
    def clear(self) -> None:
        self.lost |= {entry.id for entry in self.queue.entries if entry is not self.queue.running}
        self.queue.clear()

    @invariant()
    def nothing_is_lost_or_twice(self) -> None:
        ids = [entry.id for entry in self.queue.entries]
        assert len(ids) == len(set(ids))
        assert set(ids) == self.known - self.lost

    @invariant()
    def at_most_one_runs_and_it_is_the_first(self) -> None:
        running = [entry for entry in self.queue.entries if entry.state is EntryState.RUNNING]
        assert running == self.queue.entries[:1] if running else self.queue.running is None

    @invariant()
    def only_what_failed_has_an_error(self) -> None:
        assert all((entry.error is not None) == (entry.state is EntryState.FAILED) for entry in self.queue.entries)


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
