"""Who has which job in hand, and what becomes of the jobs of the dead."""

from __future__ import annotations

import math
from collections import Counter, deque
from typing import Any

ALONE_AFTER = 2
"""Makers that died with a job in hand, after which it is given to a maker that has nothing else."""
TRIES_ALONE = 3
"""Makers that died with nothing but this job, after which it is given to none."""

Job = dict[str, Any]


class Dispatch:
    """The jobs of a run: waiting, in somebody's hand, or ended. A job ends once, however often it is made."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[str] = deque()
        self._alone: deque[str] = deque()
        self._hands: dict[str, set[str]] = {}
        self._by_itself: dict[str, str] = {}
        self._deaths: Counter[str] = Counter()
        self._tries: Counter[str] = Counter()

    @property
    def left(self) -> int:
        """How many jobs have not ended."""
        return len(self._jobs)

    def add(self, job: Job) -> None:
        """Take a job in."""
        self._jobs[job["key"]] = job
        self._waiting.append(job["key"])

    def job(self, key: str) -> Job | None:
        """Return a job that has not ended."""
        return self._jobs.get(key)

    def take(self, maker: str, hold: int, makers: int) -> list[Job]:
        """Return what a maker gets now.

        Parameters
        ----------
        maker
            Its name.
        hold
            How many it may have in hand; it gets fewer where few are left, so that all makers end together.
        makers
            How many there are.
        """
        hand = self._hands.setdefault(maker, set())
        if maker in self._by_itself:
            return []
        share = math.ceil((len(self._waiting) + len(hand)) / max(2 * makers, 1))
        keys: list[str] = []
        while self._waiting and len(hand) + len(keys) < min(hold, max(share, 1)):
            key = self._waiting.popleft()
            if key in self._jobs:
                keys.append(key)
        while not keys and not hand and self._alone:
            key = self._alone.popleft()
            if key in self._jobs:
                self._by_itself[maker] = key
                keys.append(key)
        hand.update(keys)
        return [self._jobs[key] for key in keys]

    def ended(self, maker: str, key: str) -> bool:
        """Note that a job has its record; whether it is the job's first."""
        self._hands.get(maker, set()).discard(key)
        if self._by_itself.get(maker) == key:
            del self._by_itself[maker]
        self._deaths.pop(key, None)
        self._tries.pop(key, None)
        return self._jobs.pop(key, None) is not None

    def lost(self, maker: str, *, blamed: bool = True) -> tuple[int, list[str]]:
        """Take back what a maker had in hand that is gone.

        Parameters
        ----------
        maker
            Its name.
        blamed
            Whether one of the jobs may be why.

        Returns
        -------
        int
            How many jobs are made again.
        list
            Keys of those that are not: each was the only one in the hand of three that died.
        """
        hand = [key for key in sorted(self._hands.pop(maker, set())) if key in self._jobs]
        alone = self._by_itself.pop(maker, None)
        given_up: list[str] = []
        again: list[str] = []
        if not blamed:
            self._waiting.extendleft(reversed(hand))
            return len(hand), given_up
        for key in hand:
            self._deaths[key] += 1
            self._tries[key] += key == alone
            if self._tries[key] >= TRIES_ALONE:
                given_up.append(key)
            elif self._deaths[key] >= ALONE_AFTER:
                self._alone.append(key)
            else:
                again.append(key)
        self._waiting.extendleft(reversed(again))
        return len(hand) - len(given_up), given_up
