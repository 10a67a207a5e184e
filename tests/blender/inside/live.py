"""The cloud of a running job, followed without a window: previews, the fine stage, an end of each kind."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import bpy
import harness
import mathutils
import numpy as np

COUNT = 300
SECOND = 2.5


def main() -> dict[str, Any]:
    assert not any(".live.show" in name or ".live.screen" in name for name in sys.modules), "imported at start"
    with tempfile.TemporaryDirectory() as folder:
        stages = _Story(Path(folder)).told()
    harness.module("addon.blender.live.driver").update(harness.module("addon.blender.session").session, str)
    assert not any(name.endswith(".live.screen") for name in sys.modules), "drawn in the background"
    preferences = bpy.context.preferences.addons[harness.PACKAGE].preferences
    assert preferences.show_cloud
    return stages


class _Story:
    """Two members at two places, and what is shown of them from moment to moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        of = harness.module
        self.Job, self.JobState = of("addon.jobs.job").Job, of("addon.jobs.job").JobState
        self.Stage = of("addon.core.messages").Stage
        self.Show, self.Running = of("addon.blender.live.show").Show, of("addon.blender.live.show").Running
        self.PreviewClouds = of("addon.core.preview").PreviewClouds
        request = of("addon.core.request").GenerationRequest(prompt="a chair", size=2.0)
        place = of("addon.core.destination").Destination
        task = of("addon.blender.tasks").GenerationTask
        self.task = task((request, request), (place((0.0, 0.0, 0.0)), place((SECOND, 0.0, 1.0))))
        self.show = self.Show()
        self.random = np.random.default_rng(0)

    def told(self) -> dict[str, Any]:
        before = [len(getattr(bpy.data, kind)) for kind in ("objects", "meshes", "materials", "images")]
        self._takes_shape()
        self._done_and_waiting()
        self._cancelled()
        self._failed_to_read()
        self._turned_and_fitted()
        self._nothing_without_a_place()
        self._readout_glides()
        assert before == [len(getattr(bpy.data, kind)) for kind in ("objects", "meshes", "materials", "images")]
        return {"told": True}

    def _job(self) -> Any:
        return self.Job(self.task.requests, self.folder)

    def _follow(self, job: Any, now: float, task: Any = None) -> bool:
        running = self.Running(job, task or self.task, lambda: "It enters the scene in Object Mode")
        return bool(self.show.follow(running, now))

    def _preview(self, job: Any, count: int, first: int = 0, members: int = 2) -> Any:
        positions = self.random.uniform(-0.5, 0.5, (members, count, 3)).astype(np.float32)
        job.preview = self.folder / f"{job.id}-{job.preview_number}.npz"
        job.preview_number += 1
        clouds = self.PreviewClouds.of(first, positions, self.random.random(positions.shape).astype(np.float32))
        clouds.save(job.preview)
        return clouds

    def _takes_shape(self) -> None:
        job = self.job = self._job()
        assert self._follow(job, 0.0)
        assert not self.show.clouds
        assert self.show.readout.caption.text == "Starting the worker"
        job.stage = self.Stage.COARSE
        self._preview(job, COUNT)
        assert self._follow(job, 1.0)
        assert not self._follow(job, 1.0), "the same preview twice"
        clouds = self.show.clouds.clouds
        assert sorted(clouds) == [0, 1]
        assert clouds[1].matrix[:3, 3].tolist() == [SECOND, 0.0, 1.0]
        (x0, _, _), (x1, _, _) = self.show.clouds.bounds()
        assert x0 < 0 < SECOND < x1
        assert clouds[0].opacity(1.0) == 0
        assert not self.show.at_rest(1.1)
        assert self.show.at_rest(30.0)
        target = clouds[0].settling.positions(30.0)
        assert abs(np.ptp(target, axis=0).max() - 2.0) < 0.01, "the size that was asked for"
        assert abs(target[:, 2].min()) < 1e-3, "on the ground"
        # A batch may come in parts: the other members stay.
        self._preview(job, COUNT, first=1, members=1)
        before = clouds[0].settling
        assert self._follow(job, 31.0)
        assert clouds[0].settling is before
        job.stage, job.step, job.steps = self.Stage.FINE, 0, 4
        self._preview(job, 4 * COUNT)
        self._follow(job, 32.0)
        fine = clouds[0].settling
        assert len(fine.target) == 4 * COUNT
        np.testing.assert_allclose(fine.target[COUNT : 2 * COUNT], before.target, atol=1e-5)
        job.step = 4
        last = self._preview(job, 4 * COUNT)
        self._follow(job, 33.0)
        shades = clouds[0].settling.target_colors
        np.testing.assert_allclose(shades, last.colors[0] / 255, atol=1e-5)

    def _done_and_waiting(self) -> None:
        job, result = self.job, object()
        job.state, job.results, job.preview = self.JobState.DONE, (result, result), None
        assert self._follow(job, 34.0)
        assert len(self.show.clouds.clouds) == 2, "the cloud stays until the object is there"
        assert self.show.readout.caption.hint == "It enters the scene in Object Mode"
        assert self._follow(None, 35.0)
        assert not self.show.clouds.clouds
        assert len(self.show.clouds.leaving) == 2
        assert self.show.readout.caption is None
        assert 0 < self.show.clouds.leaving[0].opacity(35.1) < 1
        self._follow(None, 36.0)
        assert self.show.is_empty

    def _cancelled(self) -> None:
        job = self._job()
        self._preview(job, COUNT)
        self._follow(job, 40.0)
        assert self.show.clouds
        job.state = self.JobState.CANCELLING
        self._follow(job, 41.0)
        assert self.show.readout.caption.text == "Cancelling"
        job.state = self.JobState.CANCELLED
        assert self._follow(job, 42.0)
        assert self.show.is_empty, "gone at once"

    def _failed_to_read(self) -> None:
        job = self._job()
        self._preview(job, COUNT)
        job.preview.write_bytes(b"cut off")
        self._follow(job, 50.0)
        assert not self.show.clouds
        self._preview(job, COUNT)
        assert self._follow(job, 51.0)
        assert self.show.clouds
        # Another file is opened: the session forgets the job while it runs.
        self._follow(None, 52.0)
        assert self.show.is_empty

    def _readout_glides(self) -> None:
        readout = harness.module("addon.blender.live.readout")
        shown, box = readout.Readout(), ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
        assert shown.tell(readout.Caption("Shaping", "", 0.25), box, 0.0)
        shown.advance(0.1)
        assert shown.shown_fraction == 0.25, "the first place is no journey"
        assert not shown.tell(readout.Caption("Shaping", "", 0.25), box, 1.0)
        assert shown.tell(readout.Caption("Shaping", "", 0.75), box, 2.0)
        shown.advance(2.0)
        early = shown.shown_fraction
        shown.advance(2.1)
        assert early < shown.shown_fraction < 0.75
        assert not shown.at_rest(2.2)
        shown.advance(9.0)
        assert abs(shown.shown_fraction - 0.75) < 1e-4
        assert shown.at_rest(9.0)

    def _turned_and_fitted(self) -> None:
        of = harness.module("addon.core.destination")
        angles, sides = (0.3, -0.5, 1.1), (1.0, 0.5, 0.25)
        place = of.Destination((1.0, 2.0, 3.0), rotation=angles, box=of.Box(sides, stretch=True))
        job = self._job()
        self._preview(job, COUNT)
        task = type(self.task)(self.task.requests, (place, place))
        self._follow(job, 70.0, task)
        cloud = self.show.clouds.clouds[0]
        turned = mathutils.Matrix.LocRotScale((1.0, 2.0, 3.0), mathutils.Euler(angles), None)
        np.testing.assert_allclose(cloud.matrix, np.array(turned), atol=1e-6)
        np.testing.assert_allclose(np.ptp(cloud.settling.target, axis=0), sides, rtol=0.02)
        self._follow(None, 71.0)

    def _nothing_without_a_place(self) -> None:
        job = self._job()
        self._follow(job, 60.0, task=object())
        assert self.show.is_empty
