"""The run as the cluster sees it: makers on every machine that there is, jobs for each as it asks, and their ends."""

from __future__ import annotations

import contextlib
import queue
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from ...batch.job import BatchJob
from ...batch.record import failure
from ...core.errors import ErrorCode, PointsmithError
from .cluster import Slot, slots
from .dispatch import TRIES_ALONE, Dispatch
from .link import Link
from .maker import Exchange, Maker
from .publish import record_name
from .settings import RaySettings
from .travel import packed

FEWEST_CORE, FEWEST_GPU, MOST = 8, 64, 1024
"""Jobs in a maker's hand, and so many seconds' worth of them, so that its worker never waits:"""
HAND_SECONDS = 20.0
AHEAD = 200
"""Jobs that the driver sends ahead at least."""
SET_ASIDE = f"it ended its worker {TRIES_ALONE} times"
_LOOK_SECONDS, _WAIT_SECONDS, _TICK_SECONDS = 2.0, 0.5, 0.2
_STOP_SECONDS, _PATIENCE_SECONDS = 12.0, 60.0
_FIRST_PAUSE = 2.0
_FAILURES = 5
"""Makers in a row that end in one slot without having made anything, after which its machine is left alone."""
_OF_THE_MACHINE = frozenset({ErrorCode.NOT_SET_UP, ErrorCode.BAD_SETTING, ErrorCode.NO_LIBRARY})
"""Failures that do not go away by trying again."""


@dataclass(slots=True)
class _Hired:
    """A maker that was asked for, and what it was asked last."""

    name: str
    slot: Slot
    actor: Any
    asked: Any
    since: float = 0.0
    made: int = 0

    @property
    def ready(self) -> bool:
        return self.since > 0

    @property
    def hold(self) -> int:
        fewest = FEWEST_GPU if self.slot.gpus else FEWEST_CORE
        rate = self.made / max(time.monotonic() - self.since, 1.0) if self.ready else 0.0
        return min(max(fewest, int(rate * HAND_SECONDS)), MOST)

    @property
    def where(self) -> tuple[str, int]:
        return self.slot.node, self.slot.number


class Scheduler:
    """Runs jobs on a cluster that `cluster.connect` has joined.

    Parameters
    ----------
    settings
        Of the run.
    link
        Where jobs come from and records go to.

    Attributes
    ----------
    folders
        Where files were published, at the place of the results.
    """

    def __init__(self, settings: RaySettings, link: Link) -> None:
        self._settings, self._link = settings, link
        self._dispatch = Dispatch()
        self._hired: dict[Any, _Hired] = {}
        self._number = 0
        self._all_told = False
        self._ahead = 0
        self._looked = 0.0
        self._rest: dict[tuple[str, int], float] = {}
        self._failures: Counter[tuple[str, int]] = Counter()
        self._refused: dict[str, PointsmithError] = {}
        self._machines: set[str] | None = None
        self._patient_until = time.monotonic() + _PATIENCE_SECONDS
        self.folders: set[str] = set()

    def run(self) -> None:
        """Run until every job has ended and the driver has no more, or it asks for the end.

        Raises
        ------
        PointsmithError
            DISK_FULL at the place of the results, or the failure of the last machine of which all refused; what
            Ray raises when the cluster is gone.
        """
        try:
            while self._heard() and not (self._all_told and not self._dispatch.left):
                if time.monotonic() - self._looked > _LOOK_SECONDS:
                    self._look()
                self._step()
        finally:
            self._dismiss_all()

    def _heard(self) -> bool:
        """Take in what the driver says; whether the run goes on."""
        with contextlib.suppress(queue.Empty):
            while True:
                message = self._link.inbox.get_nowait()
                if "job" in message:
                    self._dispatch.add(message["job"])
                elif "last" in message:
                    self._all_told = True
                elif "stop" in message:
                    return False
        return True

    def _look(self) -> None:
        """Look which machines there are, and hire makers where there is room."""
        self._looked = time.monotonic()
        every: Any = ray
        room = slots(every.nodes(), self._settings.device)
        self._tell_of({slot.host + slot.node[:4] for slot in room}, len(room))
        taken = {each.where for each in self._hired.values()}
        limit = self._settings.workers or len(room)
        wanted = [slot for slot in room if slot.node not in self._refused]
        if room and not wanted and not self._hired:
            raise next(iter(self._refused.values()))
        for slot in wanted:
            where = slot.node, slot.number
            if len(taken) < limit and where not in taken and self._rest.get(where, 0.0) <= time.monotonic():
                taken.add(where)
                self._hire(slot)
        if self._hired and not self._number_ready and self._looked > self._patient_until:
            self._patient_until = self._looked + _PATIENCE_SECONDS
            self._link.send(said="No worker has started yet; the cluster may be busy with other things")
        # More than twice of what all hands hold: hands shrink when little is left.
        ahead = max(AHEAD, 4 * sum(each.hold for each in self._hired.values()))
        if ahead != self._ahead:
            self._ahead = ahead
            self._link.send(ahead=ahead)

    @property
    def _number_ready(self) -> int:
        return sum(each.ready for each in self._hired.values())

    def _tell_of(self, machines: set[str], makers: int) -> None:
        if machines == self._machines:
            return
        before, self._machines = self._machines, machines
        if not machines:
            said = "No machine of the cluster is there" + (" any more" if before else "") + "; waiting for one"
        else:
            number = len(machines)
            said = f"{number} machine{'s' if number > 1 else ''}, room for {makers} worker{'s' if makers > 1 else ''}"
        self._link.send(said=said)

    def _hire(self, slot: Slot) -> None:
        self._number += 1
        remote: Any = ray.remote(Maker)
        actor = remote.options(
            num_cpus=slot.cores,
            num_gpus=slot.gpus,
            max_restarts=0,
            max_task_retries=0,
            scheduling_strategy=NodeAffinitySchedulingStrategy(slot.node, soft=False),
        ).remote(self._settings.to_json(), bool(slot.gpus), slot.cores, slot.number)
        hired = _Hired(f"{slot.host} {self._number}", slot, actor, actor.start.remote())
        self._hired[hired.asked] = hired

    def _step(self) -> None:
        """Wait a moment for answers, and go on with each maker that answered."""
        if not self._hired:
            time.sleep(_TICK_SECONDS)
            return
        ready, _ = ray.wait(list(self._hired), num_returns=len(self._hired), timeout=_TICK_SECONDS)
        for asked in ready:
            hired = self._hired.pop(asked)
            try:
                answer: Exchange = ray.get(asked)
            except ray.exceptions.RayError as error:
                self._lost(hired, error)
                continue
            if self._taken_in(hired, answer):
                self._ask(hired)

    def _ask(self, hired: _Hired) -> None:
        parcels = []
        for job in self._dispatch.take(hired.name, hired.hold, self._number_ready + 1):
            try:
                parcels.append(packed(job))
            except PointsmithError as error:
                self._fail(hired.name, job, error)
        hired.asked = hired.actor.exchange.remote(parcels, _WAIT_SECONDS)
        self._hired[hired.asked] = hired

    def _taken_in(self, hired: _Hired, answer: Exchange) -> bool:
        """Pass on what a maker answered; whether it goes on."""
        hired.since = hired.since or time.monotonic()
        for sentence in answer.said:
            self._link.send(said=sentence)
        self._kept(hired, answer)
        if answer.failed is None:
            return True
        error = PointsmithError(ErrorCode(answer.failed[0]), answer.failed[1])
        if error.code is ErrorCode.DISK_FULL and error.detail == self._settings.place:
            self._hired[hired.asked] = hired  # to be dismissed with the others
            raise error
        self._given_up(hired, error, blamed=False)
        return False

    def _kept(self, hired: _Hired, answer: Exchange) -> None:
        """Pass on the records of what a maker made."""
        for record in answer.records:
            hired.made += 1
            self._failures.pop(hired.where, None)
            self.folders |= _folders(record)
            if self._dispatch.ended(hired.name, record["key"]):
                self._link.send(record=record)

    def _lost(self, hired: _Hired, error: Exception) -> None:
        """A maker is gone: killed, out of memory, or its machine is."""
        sys.stderr.write(f"{hired.name} is gone: {error}\n")
        self._given_up(hired, PointsmithError(ErrorCode.NO_CLUSTER, _reason(error)), blamed=True)

    def _given_up(self, hired: _Hired, error: PointsmithError, *, blamed: bool) -> None:
        """Take back what a maker had in hand; another one takes its slot after a pause, or none does."""
        with contextlib.suppress(Exception):
            ray.kill(hired.actor, no_restart=True)
        again, set_aside = self._dispatch.lost(hired.name, blamed=blamed)
        for key in set_aside:
            job = self._dispatch.job(key)
            if job is not None:
                self._fail(hired.name, job, PointsmithError(ErrorCode.SET_ASIDE, SET_ASIDE))
        self._failures[hired.where] += 1
        failures = self._failures[hired.where]
        self._rest[hired.where] = time.monotonic() + _FIRST_PAUSE * 2 ** (failures - 1)
        jobs = f"; {again} of its jobs are made again" if again else ""
        if failures < _FAILURES and error.code not in _OF_THE_MACHINE:
            reason = error.detail if error.code is ErrorCode.NO_CLUSTER else str(error)
            self._link.send(said=f"A worker on {hired.slot.host} is gone ({reason}){jobs}")
            return
        self._refused[hired.slot.node] = error
        self._link.send(said=f"{hired.slot.host} is left alone: {error}{jobs}")

    def _fail(self, maker: str, job: dict[str, Any], error: PointsmithError) -> None:
        if self._dispatch.ended(maker, job["key"]):
            self._link.send(record={**failure(BatchJob.from_json(job), error), "seconds": 0.0})

    def _dismiss_all(self) -> None:
        """End the makers, each with its worker and its Blender."""
        ending = [each for each in self._hired.values() if each.ready]
        with contextlib.suppress(Exception):
            # What they were asked last is answered first.
            last = {reference: each for each in ending for reference in (each.asked, each.actor.stop.remote())}
            answered, _ = ray.wait(list(last), num_returns=len(last), timeout=_STOP_SECONDS)
            for reference in answered:
                with contextlib.suppress(Exception):
                    self._kept(last[reference], ray.get(reference))
        for each in self._hired.values():
            with contextlib.suppress(Exception):
                ray.kill(each.actor, no_restart=True)
        self._hired.clear()


def _reason(error: Exception) -> str:
    """Return what Ray says first of an error, without colours and details; the log has all."""
    first = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return re.sub("\x1b[^m]*m", "", first).partition(": ")[0].partition(", ")[0].rstrip(" .")


def _folders(record: dict[str, Any]) -> set[str]:
    names = [*record.get("files", ()), record.get("thumbnail", ""), record_name(record["key"])]
    return {name.rpartition("/")[0] for name in names}
