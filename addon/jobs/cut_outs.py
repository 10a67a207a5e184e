"""Cut-outs that the worker shows beside its jobs: what was ordered, and what has come."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..core.errors import ErrorCode, PointsmithError
from ..core.messages import CutOutShown, Failed, Message, ShowCutOut
from ..core.reference import ReferenceImage


@dataclass(frozen=True, slots=True, eq=False)
class ShownCutOut:
    """A picture and its object.

    Attributes
    ----------
    pixels : (H, W, 4) uint8
        Upright, from the top; display-referred sRGB as it was, and the cut-out as straight alpha.
    brings_alpha
        Whether the picture itself is transparent somewhere, which then is its cut-out.
    """

    pixels: npt.NDArray[np.uint8]
    brings_alpha: bool


class CutOutOrders:
    """Orders under way and their answers; `folder` returns where files may be kept. Main thread only."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._root = folder
        self._folder: Path | None = None
        self._ordered: dict[str, Path] = {}
        self._answers: dict[str, ShownCutOut | PointsmithError] = {}

    def order(self, image: ReferenceImage) -> ShowCutOut:
        """Return the command that asks for a cut-out. Raises PointsmithError NOT_WRITABLE."""
        key = uuid.uuid4().hex
        try:
            if self._folder is None or not self._folder.is_dir():
                self._root().mkdir(parents=True, exist_ok=True)
                self._folder = Path(tempfile.mkdtemp(prefix="job-", dir=self._root()))
        except OSError as error:
            raise PointsmithError(ErrorCode.NOT_WRITABLE, str(self._root())) from error
        self._ordered[key] = self._folder / f"{key}.npz"
        return ShowCutOut(key, image.to_json(), str(self._ordered[key]))

    def take(self, key: str) -> ShownCutOut | PointsmithError | None:
        """Return the answer to an order, once; None while it is under way."""
        return self._answers.pop(key, None)

    def receive(self, message: Message) -> bool:
        """Take in what the worker said, if it is about a cut-out; return whether it was."""
        if not isinstance(message, CutOutShown | Failed) or message.job not in self._ordered:
            return False
        file = self._ordered.pop(message.job)
        if isinstance(message, Failed):
            code = ErrorCode(message.code) if message.code in set(ErrorCode) else ErrorCode.INTERNAL
            self._answers[message.job] = PointsmithError(code, message.detail)
            return True
        try:
            with np.load(file) as arrays:
                self._answers[message.job] = ShownCutOut(arrays["pixels"], message.brings_alpha)
            file.unlink(missing_ok=True)
        except (OSError, ValueError, KeyError) as error:
            self._answers[message.job] = PointsmithError(ErrorCode.INTERNAL, f"the cut-out cannot be read ({error})")
        return True

    def fail(self, error: PointsmithError) -> None:
        """Answer all that is under way: the worker is gone."""
        self._answers |= dict.fromkeys(self._ordered, error)
        self._ordered.clear()

    def close(self) -> None:
        """Remove the files."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
