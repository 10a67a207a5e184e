"""The job that makes objects from nothing: one, or many of one kind at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import ErrorCode, PointsmithError
from ..core.messages import Generate, Member, Notice, Preview, Result, Stage
from ..core.model_store import ModelStore
from ..core.pipelines import require
from ..core.preview import PreviewClouds
from ..core.request import GenerationRequest, Output
from . import batching
from .batching import Batch
from .channel import Channel
from .estimate import Estimate, cloud_plan, generation_plan, surfaces_plan
from .job import Models, RunningJob

if TYPE_CHECKING:
    from ..core.mesh import TriangleMesh
    from .pipelines.registry import Floats, Loaded, Made

PREVIEW_SECONDS = 0.03
"""The shortest time between two previews: as often as the window's timer looks. Few steps are quicker."""


class GenerationJob(RunningJob):
    """Objects from nothing."""

    def __init__(self, channel: Channel, command: Generate, estimate: Estimate) -> None:
        super().__init__(channel, command)
        self._requests = [GenerationRequest.from_json(request) for request in command.requests]
        self._store = ModelStore(Path(command.models))
        self._clock = estimate.begin(generation_plan(self._requests))
        self._shows, self._closes = command.previews, command.surfaces
        self._notices: list[tuple[str, ...]] = []
        self._previews = 0
        self._preview_due = 0.0
        self._stage_ends = False

    def __call__(self, models: Models) -> Result:
        """Run the job. Raises PointsmithError for what all members share, JobCancelledError."""
        for request in self._requests:
            require(request, self._store)
        loaded = self._load(models)
        self._notices = [tuple(loaded.notices(request)) for request in self._requests]
        for text in dict.fromkeys(text for texts in self._notices for text in texts):
            self._channel.send(Notice(self._job, text))
        clouds = self._clouds(loaded, models.limits)
        members = [self._member(number, made) for number, made in enumerate(clouds)]
        told = tuple(replace(each, notices=texts) for each, texts in zip(members, self._notices, strict=True))
        return Result(self._job, told, loaded.device_name, loaded.model_hash, self._clock.finish())

    def _load(self, models: Models) -> Loaded:
        self._progress(Stage.LOADING, 0, 1)
        self._channel.loading = self._job
        try:
            loaded = models.get(self._requests[0], self._store, self._progress)
        finally:
            self._channel.loading = None
        self._progress(Stage.LOADING, 1, 1)
        return loaded

    def _clouds(self, loaded: Loaded, limits: batching.BatchLimits) -> list[Made | PointsmithError]:
        """Compute the clouds of all members, as many at once as fit."""
        prepared = loaded.prepare(self._requests)
        found: list[Made | PointsmithError | None] = [
            each if isinstance(each, PointsmithError) else None for each in prepared
        ]
        whole = batching.runs(prepared)
        for number, batch in enumerate(whole):

            def call(now: Batch) -> Sequence[Made]:
                def progress(stage: Stage, step: int, steps: int) -> None:
                    self._stage_ends = step == steps
                    self._progress(stage, step, steps, now.first)

                def preview(positions: Floats, colors: Floats) -> None:
                    self._preview(now.first, positions, colors)

                return loaded.generate(now.members, progress, preview if self._shows else None)

            def planned(
                to_come: Sequence[Batch], given_up: bool, others: Sequence[Batch] = whole[number + 1 :]
            ) -> None:
                sizes = {each.first: len(each.members) for each in (*to_come, *others)}
                alive = [index for index, each in enumerate(prepared) if not isinstance(each, PointsmithError)]
                self._clock.replan(
                    cloud_plan(self._requests[0], sizes) + surfaces_plan(self._requests, alive), given_up=given_up
                )

            for index, made in batching.compute(batch, loaded, limits, call, planned).items():
                found[index] = made
        return [each for each in found if each is not None]

    def _member(self, number: int, made: Made | PointsmithError) -> Member:
        """Write the files of a member; what it fails of is its own failure."""
        if isinstance(made, PointsmithError):
            return Member(code=made.code, detail=made.detail)
        request = self._requests[number]
        cloud, mesh = (self._folder / f"{name}-{number}.npz" for name in ("cloud", "mesh"))
        made.cloud.save(cloud)
        own = made.mesh is not None or made.surface is not None
        if request.output is Output.POINTS or not (own or self._closes):
            return Member(str(cloud))
        members = len(self._requests)
        self._progress(Stage.SURFACE, 0, 1, number, members)
        try:
            self._mesh(request, made).save(mesh)
        except PointsmithError as error:
            return Member(code=error.code, detail=error.detail)
        except Exception as error:
            if not batching.is_out_of_memory(error):
                raise
            from .memory import smaller_setting  # noqa: PLC0415 - torch comes after hello

            return Member(code=ErrorCode.OUT_OF_MEMORY, detail=smaller_setting(request.to_json()))
        self._progress(Stage.SURFACE, 1, 1, number, members)
        return Member(str(cloud), str(mesh))

    def _mesh(self, request: GenerationRequest, made: Made) -> TriangleMesh:
        if made.mesh is not None:
            return made.mesh
        if made.surface is not None:
            return made.surface(self._check)
        return self._surface(made.cloud, request.surface)

    def _preview(self, first: int, positions: Floats, colors: Floats) -> None:
        """Show the clouds so far, unless they were just shown; how a stage ends is always shown."""
        now = time.monotonic()
        if now < self._preview_due and not self._stage_ends:
            return
        path = self._folder / f"preview-{self._previews}.npz"
        self._previews += 1
        PreviewClouds.of(first, positions, colors).save(path)
        self._preview_due = now + PREVIEW_SECONDS
        self._channel.send(Preview(self._job, str(path)))
