"""Cut-outs to look at, on a thread of their own: they come while a job computes, and need no torch."""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..core.cutout import Box
from ..core.errors import ErrorCode, PointsmithError
from ..core.files import atomic_write
from ..core.messages import CutOutShown, Failed, ShowCutOut
from ..core.reference import ReferenceImage
from .channel import Channel
from .conditioning.cutout import alpha_of, brings_alpha
from .conditioning.foreground import Foreground
from .conditioning.picture_file import open_image
from .conditioning.pixels import BadImageError, Floats, read_pixels

_KEPT = 4
"""Pictures that stay decoded: those of one object."""


@dataclass(frozen=True, slots=True)
class _Picture:
    """A decoded picture, (H, W, 4), and what was found in it."""

    pixels: Floats
    seen: dict[Box, Foreground] = field(default_factory=dict)


class CutOuts:
    """Answers `ShowCutOut`, one after the other; keeps the last pictures decoded, so that a slider is followed."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._pictures: dict[tuple[str, float, int], _Picture] = {}

    def answer(self, order: ShowCutOut) -> None:
        """Write the file and say so, or say what is wrong with the picture."""
        try:
            shown = self._show(order)
        except PointsmithError as error:
            self._channel.send(Failed(order.job, error.code, error.detail))
        except Exception as error:  # whatever it is, the thread goes on
            traceback.print_exc(file=sys.stderr)
            sys.stderr.flush()
            self._channel.send(
                Failed(order.job, ErrorCode.INTERNAL, f"{type(error).__name__}: {error}".splitlines()[0])
            )
        else:
            self._channel.send(shown)

    def _show(self, order: ShowCutOut) -> CutOutShown:
        image = ReferenceImage.from_json(order.image)
        picture = self._read(Path(image.path))
        if image.cutout.box not in picture.seen:
            picture.seen.clear()  # one box at a time
        pixels = picture.pixels
        alpha = alpha_of(pixels, image.cutout, picture.seen)
        shown = np.concatenate([pixels[..., :3], alpha[..., None]], axis=-1)
        with atomic_write(Path(order.file)) as file:
            np.savez(file, pixels=(shown * 255).round().astype(np.uint8))
        return CutOutShown(order.job, order.file, brings_alpha(pixels))

    def _read(self, path: Path) -> _Picture:
        try:
            facts = path.stat()
        except OSError as error:
            raise PointsmithError(ErrorCode.BAD_IMAGE, f"there is no file {path.name}") from error
        key = (str(path), facts.st_mtime, facts.st_size)
        if key not in self._pictures:
            while len(self._pictures) >= _KEPT:
                del self._pictures[next(iter(self._pictures))]
            try:
                self._pictures[key] = _Picture(read_pixels(open_image(path)))
            except BadImageError as error:
                raise PointsmithError(ErrorCode.BAD_IMAGE, "it cannot be read") from error
        return self._pictures[key]
