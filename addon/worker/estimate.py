"""How far a job is and how long it will still take, from what the stages took before."""

from __future__ import annotations

import time

from ..core.messages import Stage
from ..core.request import GenerationRequest, Output

# Seconds per stage of a Standard job on two CPU cores; only their ratios matter, and only for the first job.
_FIRST_GUESS = {Stage.LOADING: 6.0, Stage.COARSE: 1.0, Stage.FINE: 1.5, Stage.SURFACE: 0.8}
_ORDER = (Stage.LOADING, Stage.COARSE, Stage.FINE, Stage.SURFACE)


class Estimate:
    """Remembers the seconds of each stage over the worker's life."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[object, ...], float] = {}

    def begin(self, request: GenerationRequest) -> JobClock:
        """Start the clock of a job."""
        return JobClock(self, request)

    def expected(self, stage: Stage, request: GenerationRequest) -> float:
        """Seconds that the stage is expected to take."""
        if stage is Stage.SURFACE and request.output is Output.POINTS:
            return 0.0
        return self._seconds.get(self._key(stage, request), _FIRST_GUESS[stage])

    def learn(self, stage: Stage, request: GenerationRequest, seconds: float) -> None:
        """Remember what the stage took; a second loading costs nothing."""
        self._seconds[self._key(stage, request)] = seconds
        if stage is Stage.LOADING:
            self._seconds[self._key(stage, request)] = 0.05

    @staticmethod
    def _key(stage: Stage, request: GenerationRequest) -> tuple[object, ...]:
        if stage is Stage.LOADING:
            return (stage, request.pipeline, request.device)
        if stage is Stage.SURFACE:
            return (stage, request.points, request.surface_resolution)
        return (stage, request.pipeline, request.device, request.points, request.steps)


class JobClock:
    """The progress of one job."""

    def __init__(self, estimate: Estimate, request: GenerationRequest) -> None:
        self._estimate = estimate
        self._request = request
        self._plan = {stage: estimate.expected(stage, request) for stage in _ORDER}
        self._spent: dict[str, float] = {}
        self._stage: Stage | None = None
        self._began = time.monotonic()
        self._fraction = 0.0

    def advance(self, stage: Stage, step: int, steps: int) -> tuple[float, float | None]:
        """Note that `step` of `steps` of `stage` is done.

        Returns
        -------
        fraction of the whole job in [0, 1], never falling; seconds left, None while nothing is measured.
        """
        now = time.monotonic()
        if stage is not self._stage:
            self._leave(now)
            self._stage, self._began = stage, now
        elapsed = now - self._began
        share = step / steps
        expected = self._plan[stage]
        # Trust this run's own pace once a tenth of the stage is behind it.
        total = elapsed / share if share >= 0.1 else max(expected, elapsed)
        self._plan[stage] = total
        whole = sum(self._plan.values())
        done = sum(self._plan[s] for s in _ORDER[: _ORDER.index(stage)]) + total * share
        self._fraction = max(self._fraction, min(done / whole, 1.0) if whole > 0 else 0.0)
        if stage is Stage.LOADING and expected >= _FIRST_GUESS[Stage.LOADING]:
            return self._fraction, None
        return self._fraction, max(whole - done, 0.0)

    def finish(self) -> dict[str, float]:
        """End the clock; returns the seconds of every stage."""
        self._leave(time.monotonic())
        return self._spent

    def _leave(self, now: float) -> None:
        if self._stage is not None:
            seconds = now - self._began
            self._spent[self._stage] = round(seconds, 3)
            self._plan[self._stage] = seconds
            self._estimate.learn(self._stage, self._request, seconds)
