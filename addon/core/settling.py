"""Points that glide from one estimate of a cloud to the next, and never jump.

Each point is drawn to its target by a critically damped spring, which has a closed form: with the offset d from the
target, the velocity v and the rate w at the time t = 0,

    shown(t) = target + d (1 + w t) exp(-w t) + v t exp(-w t).

It starts at the velocity that the point has when a new target comes, and ends without swinging over. Because the two
factors are the same for all points, a graphics card can evaluate it from three fixed arrays. Colours and the radius
take the first factor alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_SETTLED = 5.0
"""w t at which 4 % of an offset is left: a new estimate is expected by then."""
_AT_REST = 12.0
"""w t at which no pixel moves any more."""


@dataclass(frozen=True, slots=True, eq=False)
class Settling:
    """N coloured points on their way to a target.

    Attributes
    ----------
    start, velocity, target : (N, 3) float32
        Where the points were and how fast they moved when the target came, and the target; scene units and seconds.
    start_colors, target_colors : (N, 3) float32
        Display-referred sRGB in [0, 1].
    start_radius, target_radius
        Of a point, scene units.
    began
        When the target came, seconds of any clock.
    seconds
        How long the points take.
    """

    start: Floats
    velocity: Floats
    target: Floats
    start_colors: Floats
    target_colors: Floats
    start_radius: float
    target_radius: float
    began: float
    seconds: float

    @classmethod
    def from_noise(cls, target: Floats, colors: Floats, radius: float, now: float, seconds: float) -> Settling:
        """Let (N, 3) points come together out of a loose ball of noise, where the diffusion begins too.

        Raises ValueError for no points.
        """
        if not len(target):
            raise ValueError("no points to settle")
        low, high = target.min(axis=0), target.max(axis=0)
        spread = 0.3 * float((high - low).max())
        noise = np.random.default_rng(0).standard_normal(target.shape, np.float32)
        start = (low + high) / 2 + spread * noise
        return cls(start, np.zeros_like(start), target, colors, colors, 0.0, radius, now, seconds)

    def toward(self, target: Floats, colors: Floats, radius: float, now: float, seconds: float) -> Settling:
        """Go on from where the points are at `now` to another estimate, (M, 3), M > 0.

        The same index is the same point. Where there are more points than before, they come out of the earlier ones in
        turn: so the fine stage makes them.
        """
        same = np.arange(len(target)) % len(self.target)
        return Settling(
            self.positions(now)[same],
            self.velocities(now)[same],
            target,
            self.colors(now)[same],
            colors,
            self.radius(now),
            radius,
            now,
            seconds,
        )

    def factors(self, now: float) -> tuple[float, float]:
        """Return what is left of the offset, from 1 to 0, and how many seconds of the velocity count."""
        time = max(0.0, now - self.began)
        decay = math.exp(-self._rate * time)
        return (1.0 + self._rate * time) * decay, time * decay

    def at_rest(self, now: float) -> bool:
        """Whether nothing moves any more."""
        return self._rate * (now - self.began) > _AT_REST

    def positions(self, now: float) -> Floats:
        """Where the points are, (N, 3)."""
        left, moved = self.factors(now)
        offset = np.float32(left) * (self.start - self.target) + np.float32(moved) * self.velocity
        shown: Floats = self.target + offset
        return shown

    def velocities(self, now: float) -> Floats:
        """How fast the points move, (N, 3), scene units per second."""
        time = max(0.0, now - self.began)
        decay = math.exp(-self._rate * time)
        fall, drift = -(self._rate**2) * time * decay, (1.0 - self._rate * time) * decay
        return np.float32(fall) * (self.start - self.target) + np.float32(drift) * self.velocity

    def colors(self, now: float) -> Floats:
        """Colours of the points, (N, 3)."""
        left, _ = self.factors(now)
        shown: Floats = self.target_colors + np.float32(left) * (self.start_colors - self.target_colors)
        return shown

    def radius(self, now: float) -> float:
        """Radius of the points."""
        left, _ = self.factors(now)
        return self.target_radius + left * (self.start_radius - self.target_radius)

    @property
    def _rate(self) -> float:
        return _SETTLED / self.seconds
