"""A farm as a discrete-event simulation: stations, exporters, cores, a driver, and the storage that all share.

Every number is a parameter of `Farm`. The processes of a machine share its cores evenly, none more than one. A station
takes a batch, and hands over what it made together; an exporter writes an object and brings it to the storage; the
driver sees to every object once.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True, slots=True)
class Farm:
    """What is simulated; seconds, unless something else is said.

    Attributes
    ----------
    machines, cores, stations, exporters
        How many, the last three on each machine.
    batch
        Objects that a station takes at once.
    making, writing
        Of a core, for an object: clouds and surface, and files.
    spread
        Standard deviation of an object's making, in parts of it; drawn from a gamma distribution.
    driving
        Of the driver, for an object.
    starting
        From the command until the first station begins: Blender, workers, the model.
    latency, size, bandwidth
        Of the storage: for an object, its megabytes, and megabytes a second for all machines together.
    """

    machines: int = 1
    cores: int = 2
    stations: int = 2
    exporters: int = 1
    batch: int = 8
    making: float = 0.3
    writing: float = 0.1
    spread: float = 0.0
    driving: float = 0.0
    starting: float = 0.0
    latency: float = 0.0
    size: float = 0.0
    bandwidth: float = math.inf


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run took: seconds until the last object lies in the storage, and core seconds spent."""

    seconds: float
    worked: float
    ends: tuple[float, ...]

    @property
    def hourly(self) -> float:
        """Objects an hour over the whole run."""
        return 3600 * len(self.ends) / self.seconds

    @property
    def steady(self) -> float:
        """Objects an hour from the first object to the last."""
        span = self.ends[-1] - self.ends[0]
        return 3600 * (len(self.ends) - 1) / span if span > 0 else self.hourly


class _Servers:
    """Servers that do one thing at a time each, first come, first served."""

    def __init__(self, run: _Run, count: int) -> None:
        self._run, self._free = run, count
        self._waiting: deque[tuple[float, Callable[[], None]]] = deque()
        self.worked = 0.0

    def serve(self, seconds: float, then: Callable[[], None]) -> None:
        self._waiting.append((seconds, then))
        self._begin()

    def _begin(self) -> None:
        while self._free and self._waiting:
            seconds, then = self._waiting.popleft()
            self._free -= 1
            self.worked += seconds
            self._run.at(seconds, partial(self._end, then))

    def _end(self, then: Callable[[], None]) -> None:
        self._free += 1
        then()
        self._begin()


class _Cores:
    """Cores that processes share evenly: all go on at the pace of the work that one core has done for each of them."""

    def __init__(self, run: _Run, count: int) -> None:
        self._run, self._count = run, count
        self._tasks: list[tuple[float, int, Callable[[], None]]] = []
        self._done, self._seen = 0.0, 0.0  # core seconds that each process was given since the start, and when
        self._plan = 0
        self.worked = 0.0

    @property
    def _pace(self) -> float:
        return min(1.0, self._count / len(self._tasks)) if self._tasks else 0.0

    def serve(self, seconds: float, then: Callable[[], None]) -> None:
        self._go_on()
        self.worked += seconds
        heapq.heappush(self._tasks, (self._done + seconds, self._run.number(), then))
        self._schedule()

    def _go_on(self) -> None:
        self._done += (self._run.now - self._seen) * self._pace
        self._seen = self._run.now

    def _schedule(self) -> None:
        self._plan += 1
        if self._tasks:
            left = max(0.0, self._tasks[0][0] - self._done)
            self._run.at(left / self._pace, partial(self._end, self._plan))

    def _end(self, plan: int) -> None:
        if plan != self._plan:
            return  # somebody came since
        self._go_on()
        self._done, _, then = heapq.heappop(self._tasks)
        self._schedule()
        then()


class _Machine:
    def __init__(self, run: _Run) -> None:
        self.cores = _Cores(run, run.farm.cores)
        self._run, self._idle = run, run.farm.exporters
        self._made: deque[None] = deque()

    def begin(self) -> None:
        """A station takes its next batch."""
        if taken := self._run.take():
            self.cores.serve(self._run.drawn(taken), lambda: self._hand_over(taken))

    def _hand_over(self, batch: int) -> None:
        self._made.extend([None] * batch)
        for _ in range(min(batch, self._idle)):
            self._idle -= 1
            self._write()
        self.begin()

    def _write(self) -> None:
        if not self._made:
            self._idle += 1
            return
        self._made.popleft()
        farm = self._run.farm
        self.cores.serve(farm.writing, lambda: self._run.at(farm.latency, self._store))

    def _store(self) -> None:
        self._run.storage.serve(self._run.farm.size / self._run.farm.bandwidth, self._stored)

    def _stored(self) -> None:
        self._run.driver.serve(self._run.farm.driving, self._run.ended)
        self._write()


class _Run:
    def __init__(self, farm: Farm, jobs: int, seed: int) -> None:
        self.farm, self.now, self._left = farm, 0.0, jobs
        self._chance = random.Random(seed)
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._number = itertools.count()
        self.driver, self.storage = _Servers(self, 1), _Servers(self, 1)
        self.machines = [_Machine(self) for _ in range(farm.machines)]
        self.ends: list[float] = []

    def at(self, seconds: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.now + seconds, self.number(), event))

    def take(self) -> int:
        """A batch, and near the end a station's share, as `farm.pool` gives them out."""
        stations = self.farm.machines * self.farm.stations
        share = math.ceil(self._left / (2 * stations)) if stations > 1 else self._left
        taken = min(self.farm.batch, max(1, share), self._left)
        self._left -= taken
        return taken

    def drawn(self, batch: int) -> float:
        """Seconds that a batch's making takes: the sum of independent ones."""
        mean, spread = self.farm.making, self.farm.spread
        if not spread:
            return batch * mean
        return self._chance.gammavariate(batch / spread**2, mean * spread**2)

    def number(self) -> int:
        """Numbers in order, for what happens at the same time."""
        return next(self._number)

    def ended(self) -> None:
        self.ends.append(self.now)

    def simulate(self) -> Outcome:
        # In turns, so that few jobs do not all go to the first machine.
        for _ in range(self.farm.stations):
            for machine in self.machines:
                self.at(self.farm.starting, machine.begin)
        while self._events:
            self.now, _, event = heapq.heappop(self._events)
            event()
        return Outcome(self.now, sum(each.cores.worked for each in self.machines), tuple(self.ends))


def simulate(farm: Farm, jobs: int, seed: int = 0) -> Outcome:
    """Run so many jobs, at least one."""
    return _Run(farm, jobs, seed).simulate()
