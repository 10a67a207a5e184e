"""What a worker is given next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from addon.batch.job import BatchJob, JobMaker
from addon.batch.mistakes import BadLine, Mistake
from addon.farm.batch_size import BatchSize
from addon.farm.pool import Kind, Pool
from addon.farm.work import Work

MAKER = JobMaker(Path("/"), Path("/out"))


def job(number: int, quality: str = "draft") -> BatchJob:
    (made,) = MAKER.jobs({"prompt": "a chair", "seed": number, "name": f"{quality}{number}", "quality": quality})
    return made


def ten(_work: Work) -> int:
    return 10


def next_kind(pool: Pool, current: Kind | None = None, others: tuple[Kind | None, ...] = ()) -> Kind:
    kind = pool.next_kind(current, others)
    assert kind is not None
    return kind


def test_an_endless_manifest_is_read_a_window_ahead() -> None:
    read: list[int] = []

    def endless() -> Iterator[BatchJob]:
        for number in count():
            read.append(number)
            yield job(number)

    pool = Pool(endless(), window=50)
    assert pool.fill() == []
    assert len(read) == len(pool) == 50
    taken = pool.take(next_kind(pool), ten, 1)
    assert [work.job.request.seed for work in taken] == list(range(10))
    pool.fill()
    assert len(read) == 60


def test_bad_lines_come_out_at_once_and_a_source_may_have_nothing_now() -> None:
    bad = BadLine("0", 1, (Mistake(1, "", "it is none"),))
    pool = Pool(iter([bad, None, job(1)]))
    assert pool.fill() == [bad]
    assert (len(pool), pool.exhausted) == (0, False)
    pool.fill()
    assert (len(pool), pool.exhausted) == (1, True)


def test_near_the_end_workers_share() -> None:
    pool = Pool(job(number) for number in range(24))
    pool.fill()
    sizes = []
    while len(pool):
        sizes.append(len(pool.take(next_kind(pool), ten, 2)))
    assert sizes == [6, 5, 4, 3, 2, 1, 1, 1, 1]


def test_a_worker_keeps_its_kind_and_others_take_the_rest() -> None:
    pool = Pool(job(number, "fine" if number % 3 else "draft") for number in range(30))
    pool.fill()
    fine = next_kind(pool)
    assert {work.kind for work in pool.take(fine, ten, 1)} == {fine}
    draft = next_kind(pool, others=(fine, fine))
    assert draft != fine, "ten fine ones are shared by three, ten drafts would have one to themselves"
    assert next_kind(pool, draft, (fine,)) == draft
    pool.take(draft, ten, 1)
    assert next_kind(pool, draft) == fine, "nothing of its kind is left"


def test_what_was_read_long_ago_comes_first_whatever_its_kind() -> None:
    pool = Pool((job(number, "draft" if number else "fine") for number in count()), window=20)
    pool.fill()
    draft = next_kind(pool)
    fine = None
    for _ in range(20):
        pool.take(draft, ten, 1)
        pool.fill()
        if (fine := next_kind(pool, draft)) != draft:
            break
    assert fine != draft
    assert pool.take(next_kind(pool, draft), ten, 1)[0].job.request.seed == 0


def test_what_must_be_alone_is_alone_and_waits_its_turn() -> None:
    pool = Pool(job(number) for number in range(3))
    pool.fill()
    works = pool.take(next_kind(pool), ten, 1)
    for work in works:
        work.alone = True
        pool.put(work)
    assert [pool.take(next_kind(pool), ten, 1) for _ in works] == [[work] for work in works]


def test_batches_grow_to_their_seconds_in_whole_calls() -> None:
    size = BatchSize(8, 64, 8.0)
    size.went_well(8, 2.0)
    assert size.size == 32
    size.went_well(32, 10.0)
    assert size.size == 24
    slow = BatchSize(8, 64, 8.0)
    slow.went_well(8, 40.0)
    assert slow.size == 1
    quick = BatchSize(8, 64, 8.0)
    for _ in range(5):
        quick.went_well(quick.size, 0.01)
    assert quick.size == 64


def test_a_batch_that_ended_its_worker_is_halved_and_tried_again_much_later() -> None:
    size = BatchSize(32, 256, 6.0)
    size.died(32)
    assert size.size == 16
    for _ in range(9):
        size.went_well(size.size, 0.1)
        assert size.size <= 16
    size.went_well(16, 0.1)
    assert size.size > 16
