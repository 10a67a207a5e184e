"""What is drawn of the running job: its clouds, on their way from one preview to the next.

Nothing here knows Blender; times are seconds of one clock that the caller reads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...core.errors import PointsmithError
from ...core.fitting import factors
from ...core.frames import Placement
from ...core.messages import Stage
from ...core.preview import PreviewClouds
from ...core.settling import Floats, Settling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.destination import Destination, Place
    from ...core.request import GenerationRequest
    from ...jobs.job import Job

MOST_POINTS = 32_768
"""So many are drawn at most, of all clouds together; the first of each are an even choice."""
_FIRST_GAP = 0.4
_SHORTEST, _LONGEST = 0.15, 1.0
"""Seconds that points may take to a new estimate."""
_COME, _GO = 0.4, 0.3
"""Seconds of the fading at the beginning, and over the finished object."""
_RADIUS = 0.62
"""Of a point, over size / sqrt(points): neighbours on a surface of one and a half square units just touch."""


@dataclass(slots=True, eq=False)
class LiveCloud:
    """One cloud in the scene.

    Attributes
    ----------
    settling
        Its points in the object's own frame. Replaced, never changed, so that it tells whether it is new.
    matrix : (4, 4) float64
        The object's world matrix.
    born, left
        When it came, and when its object took its place.
    coarse
        Positions and colours that the coarse stage ended with, as long as the fine one goes on from them.
    """

    settling: Settling
    matrix: NDArray[np.float64]
    born: float
    left: float | None = None
    coarse: tuple[Floats, Floats] | None = None

    def move(self, target: Floats, colors: Floats, radius: float, now: float, seconds: float) -> None:
        """Let the points go to another estimate."""
        self.settling = self.settling.toward(target, colors, radius, now, seconds)

    def refined(self, target: Floats, colors: Floats, share: float) -> tuple[Floats, Floats]:
        """Return what to show of an estimate of the fine stage, of which a share is done.

        The stage begins in noise: its first estimates are vaguer than what it goes on from, and would undo the shape
        before the artist's eyes. So they count little at first, and at the end alone.
        """
        if self.coarse is None:
            self.coarse = self.settling.target, self.settling.target_colors
        same = np.arange(len(target)) % len(self.coarse[0])
        weight = np.float32(share**3)
        before, shades = self.coarse[0][same], self.coarse[1][same]
        return before + weight * (target - before), shades + weight * (colors - shades)

    def opacity(self, now: float) -> float:
        """How much of it is there, in [0, 1]."""
        come = min(1.0, (now - self.born) / _COME)
        return come if self.left is None else come * max(0.0, 1.0 - (now - self.left) / _GO)


@dataclass(slots=True, eq=False)
class LiveClouds:
    """The clouds of one job, and those of the job before that are fading.

    Attributes
    ----------
    clouds
        By their number in the job.
    leaving
        Clouds whose objects are in the scene.
    """

    clouds: dict[int, LiveCloud] = field(default_factory=dict)
    leaving: list[LiveCloud] = field(default_factory=list)
    _job: Job | None = None
    _number: int = 0
    _came: float = 0.0
    _gap: float = _FIRST_GAP

    def __bool__(self) -> bool:
        return bool(self.clouds or self.leaving)

    @property
    def drawn(self) -> list[LiveCloud]:
        """All of them."""
        return [*self.clouds.values(), *self.leaving]

    def follow(
        self, job: Job | None, requests: Sequence[GenerationRequest], destinations: Sequence[Destination], now: float
    ) -> bool:
        """Take over what is new about the running job; returns whether there was anything.

        The clouds stay while a finished result waits for its way into the scene, fade when it is there, and are gone
        at once after a cancel or a failure.
        """
        changed = self._forget_the_gone(now)
        if job is not self._job:
            changed |= self._end(now)
            self._job, self._number, self._gap = job, 0, _FIRST_GAP
        if job is None:
            return changed
        if job.finished and job.result is None and self.clouds:
            self.clouds.clear()
            return True
        if job.preview is None or job.preview_number == self._number:
            return changed
        self._number = job.preview_number
        try:
            preview = PreviewClouds.load(job.preview)
        except PointsmithError:
            return changed  # the next one is under way
        self._take(preview, job.step / job.steps if job.stage is Stage.FINE else None, requests, destinations, now)
        return True

    def clear(self) -> None:
        """Draw nothing any more, at once."""
        self.clouds.clear()
        self.leaving.clear()

    def at_rest(self, now: float) -> bool:
        """Whether the next frame looks like the last."""
        return not self.leaving and all(
            cloud.settling.at_rest(now) and cloud.opacity(now) == 1.0 for cloud in self.clouds.values()
        )

    def bounds(self) -> tuple[Place, Place] | None:
        """Return the least and greatest corner of what the clouds become, in the scene; None when there are none."""
        if not self.clouds:
            return None
        corners = np.concatenate([_corners(each) for each in self.clouds.values()])
        (x0, y0, z0), (x1, y1, z1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        return (x0, y0, z0), (x1, y1, z1)

    def _take(
        self,
        preview: PreviewClouds,
        fine: float | None,
        requests: Sequence[GenerationRequest],
        destinations: Sequence[Destination],
        now: float,
    ) -> None:
        if self.clouds:
            self._gap += 0.5 * (now - self._came - self._gap)
        self._came = now
        seconds = min(max(self._gap, _SHORTEST), _LONGEST)
        most = MOST_POINTS // len(requests)
        for row, number in enumerate(range(preview.first, preview.first + len(preview))):
            if number >= min(len(requests), len(destinations)):
                break
            points = preview.positions[row]
            if not len(points):
                continue
            size, stretched = shape(requests[number], destinations[number], points)
            target = Placement.forming(points, size).to_scene(points[:most]) * np.array(stretched, np.float32)
            colors: Floats = preview.colors[row][:most].astype(np.float32) / np.float32(255)
            radius = _RADIUS * size / math.sqrt(len(target))
            known = self.clouds.get(number)
            if known is None:
                settling = Settling.from_noise(target, colors, radius, now, _LONGEST)
                self.clouds[number] = LiveCloud(settling, world_matrix(destinations[number]), now)
            else:
                if fine is not None:
                    target, colors = known.refined(target, colors, fine)
                known.move(target, colors, radius, now, seconds)

    def _end(self, now: float) -> bool:
        """Let go of the clouds of a job that is over: fading where its objects are in the scene."""
        if not self.clouds:
            return False
        if self._job is not None and self._job.result is not None:
            for cloud in self.clouds.values():
                cloud.left = now
            self.leaving += self.clouds.values()
        self.clouds = {}
        return True

    def _forget_the_gone(self, now: float) -> bool:
        staying = [cloud for cloud in self.leaving if cloud.opacity(now) > 0]
        if len(staying) == len(self.leaving):
            return False
        self.leaving = staying
        return True


def shape(request: GenerationRequest, destination: Destination, points: Floats) -> tuple[float, Place]:
    """Return the longest side that (N, 3) points are shown with, and how they are stretched along X, Y and Z.

    As `scene.arrival` does it with the finished object: a box is filled by the size, and only stretching scales.
    """
    if destination.box is None:
        return request.size, (1.0, 1.0, 1.0)
    extent = np.ptp(points.astype(np.float64), axis=0)
    try:
        x, y, z = factors(extent, destination.box)
    except ValueError:
        return request.size, (1.0, 1.0, 1.0)
    least = min(x, y, z)
    return float(extent.max()) * least, (x / least, y / least, z / least)


def world_matrix(destination: Destination) -> NDArray[np.float64]:
    """Return the world matrix, (4, 4), of an object that stands there unscaled."""
    (sx, sy, sz), (cx, cy, cz) = np.sin(destination.rotation), np.cos(destination.rotation)
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    matrix = np.eye(4)
    matrix[:3, :3] = about_z @ about_y @ about_x
    matrix[:3, 3] = destination.location
    return matrix


def _corners(cloud: LiveCloud) -> NDArray[np.float64]:
    """Return the corners, (8, 3), of the box around what a cloud becomes, in the scene."""
    bounds = np.stack([cloud.settling.target.min(axis=0), cloud.settling.target.max(axis=0)]).astype(np.float64)
    choices = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)])
    return np.take_along_axis(bounds, choices, axis=0) @ cloud.matrix[:3, :3].T + cloud.matrix[:3, 3]
