"""Which cut-outs are known, wanted and under way. Knows neither bpy nor the worker: it is asked and told."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...core.errors import ErrorCode, PointsmithError
from ...core.reference import ReferenceImage

if TYPE_CHECKING:
    from ...jobs.cut_outs import ShownCutOut

_RETRY_SECONDS = 5.0
"""A failure that is not the picture's is asked about again after so long."""
_KEPT = 24
"""Answers: the four pictures of both ends of a blend, and what a slider has just passed."""


@dataclass(slots=True)
class KnownCutOuts:
    """Answers by picture and correction, and the one wish of each slot.

    A slot wants one cut-out at a time: while one is under way, only the newest wish waits, so that a slider never
    queues up work.

    Attributes
    ----------
    revision
        Grows with every answer.
    """

    revision: int = 0
    _answers: OrderedDict[Hashable, ShownCutOut | PointsmithError] = field(default_factory=OrderedDict)
    _last: dict[Hashable, Hashable] = field(default_factory=dict)
    _wishes: dict[Hashable, tuple[Hashable, Callable[[], ReferenceImage | None]]] = field(default_factory=dict)
    _under_way: dict[str, tuple[Hashable, Hashable]] = field(default_factory=dict)
    _failed: dict[Hashable, float] = field(default_factory=dict)

    def get(self, key: Hashable) -> ShownCutOut | PointsmithError | None:
        """Return the answer for a picture with its corrections, if it is known."""
        return self._answers.get(key)

    def latest(self, slot: Hashable) -> Hashable | None:
        """Return the key of a slot's last answer that is no failure: what to show until the next one comes."""
        key = self._last.get(slot)
        return key if key in self._answers else None

    def want(self, slot: Hashable, key: Hashable, image: Callable[[], ReferenceImage | None]) -> None:
        """Ask for a slot's cut-out, unless it is known or under way.

        `image` is called when it is ordered, and returns None when it is wanted no more.
        """
        known = key in self._answers and time.monotonic() < self._failed.get(key, float("inf")) + _RETRY_SECONDS
        if known or (slot, key) in self._under_way.values():
            self._wishes.pop(slot, None)
            return
        self._wishes[slot] = (key, image)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is wanted or under way."""
        return not self._wishes and not self._under_way

    def step(
        self,
        order: Callable[[ReferenceImage], str],
        take: Callable[[str], ShownCutOut | PointsmithError | None],
    ) -> None:
        """Take in what has come, and order what is wanted by slots that wait for nothing."""
        for number in list(self._under_way):
            answer = take(number)
            if answer is not None:
                slot, key = self._under_way.pop(number)
                self._keep(slot, key, answer)
        busy = {slot for slot, _key in self._under_way.values()}
        for slot in [slot for slot in self._wishes if slot not in busy]:
            key, image = self._wishes.pop(slot)
            try:
                wanted = image()
                if wanted is not None:
                    self._under_way[order(wanted)] = (slot, key)
            except PointsmithError as error:
                self._keep(slot, key, error)

    def forget(self) -> None:
        """Forget everything."""
        self._answers.clear()
        self._failed.clear()
        self._last.clear()
        self._wishes.clear()
        self._under_way.clear()
        self.revision += 1

    def _keep(self, slot: Hashable, key: Hashable, answer: ShownCutOut | PointsmithError) -> None:
        self._answers[key] = answer
        self._answers.move_to_end(key)
        self._failed.pop(key, None)
        if not isinstance(answer, PointsmithError):
            self._last[slot] = key
        elif answer.code is not ErrorCode.BAD_IMAGE:
            self._failed[key] = time.monotonic()
        while len(self._answers) > _KEPT:
            self._failed.pop(self._answers.popitem(last=False)[0], None)
        self.revision += 1
