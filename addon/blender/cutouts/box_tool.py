"""A box that is drawn and pulled with the mouse, in shares of the picture; knows no window."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.cutout import WHOLE, Box, box_between

Point = tuple[float, float]


@dataclass(slots=True)
class BoxTool:
    """The box, and what the mouse has taken hold of.

    Attributes
    ----------
    box
        In shares of the picture, the origin at the top left; the whole picture for none.
    """

    box: Box
    _held: tuple[bool, bool, bool, bool] | None = None
    _start: Point = (0.0, 0.0)
    _before: Box = WHOLE

    @property
    def is_dragging(self) -> bool:
        """Whether the mouse holds something."""
        return self._held is not None

    def press(self, place: Point, reach: Point) -> None:
        """Take hold of the edges within `reach` (across, down), of the whole box from inside it, or begin another."""
        self._start, self._before = place, self.box
        left, top, right, bottom = self.box
        x, y = place
        near_x = left - reach[0] <= x <= right + reach[0]
        near_y = top - reach[1] <= y <= bottom + reach[1]
        edges = (
            near_y and abs(x - left) <= reach[0],
            near_x and abs(y - top) <= reach[1],
            near_y and abs(x - right) <= reach[0],
            near_x and abs(y - bottom) <= reach[1],
        )
        inside = left < x < right and top < y < bottom
        if self.box == WHOLE or not (any(edges) or inside):
            self._held = (False, False, False, False)
            self._before = WHOLE
            return
        self._held = edges if any(edges) else (True, True, True, True)

    def move(self, place: Point) -> None:
        """Follow the mouse."""
        if self._held is None:
            return
        if not any(self._held):
            drawn = box_between(self._start, place)
            self.box = drawn if drawn is not None else self.box
            return
        across, down = place[0] - self._start[0], place[1] - self._start[1]
        left, top, right, bottom = self._before
        if all(self._held):
            across = min(max(across, -left), 1 - right)
            down = min(max(down, -top), 1 - bottom)
        pulled = [
            side + by if held else side
            for side, by, held in zip((left, top, right, bottom), (across, down, across, down), self._held, strict=True)
        ]
        box = box_between((pulled[0], pulled[1]), (pulled[2], pulled[3]))
        self.box = box if box is not None else self.box

    def release(self) -> bool:
        """Let go; return whether something was held."""
        held, self._held = self._held is not None, None
        return held
