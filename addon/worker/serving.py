"""The worker's loop: load once, then one job after the other."""

from __future__ import annotations

import errno
import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.draw_request import DrawRequest
from ..core.errors import ErrorCode, PointsmithError
from ..core.messages import Cancelled, Draw, Failed, Order, Surface
from ..core.model_store import ModelStore
from ..core.request import GenerationRequest
from .batching import BatchLimits, is_out_of_memory
from .channel import Channel
from .estimate import Estimate
from .job import JobCancelledError
from .jobs import job_of

if TYPE_CHECKING:
    from .drawing import Drawer
    from .pipelines.registry import Loaded, ReportProgress


def serve(channel: Channel, idle_seconds: float) -> int:
    """Answer commands until none came for `idle_seconds`; returns the exit code."""
    models = Models()
    estimate = Estimate()
    threading.Thread(target=_show_cut_outs, args=(channel,), daemon=True, name="cut-outs").start()
    while (command := channel.next_job(idle_seconds)) is not None:
        try:
            result = job_of(channel, command, estimate)(models)
        except JobCancelledError:
            channel.send(Cancelled(command.job))
        except PointsmithError as error:
            channel.send(Failed(command.job, error.code, error.detail))
        except Exception as error:  # whatever it is, the artist hears of it
            traceback.print_exc(file=sys.stderr)
            failure = explain(error, command)
            channel.send(Failed(command.job, failure.code, failure.detail))
        else:
            channel.send(result)
        sys.stderr.flush()
    return 0


def _show_cut_outs(channel: Channel) -> None:
    """Answer the cut-outs to look at, for ever."""
    order = channel.next_cut_out()
    try:
        from .cut_outs import CutOuts  # noqa: PLC0415 - numpy and Pillow come after hello
    except ImportError as error:
        reason = f"the worker's packages are incomplete ({error})"
        while True:
            channel.send(Failed(order.job, ErrorCode.SETUP_FAILED, reason))
            order = channel.next_cut_out()
    cut_outs = CutOuts(channel)
    while True:
        cut_outs.answer(order)
        order = channel.next_cut_out()


class Models:
    """The pipelines that are loaded; torch is imported with the first.

    Attributes
    ----------
    limits
        How many members of a job fit at once, as far as it was found out.
    """

    def __init__(self) -> None:
        self.limits = BatchLimits()
        self._loaded: dict[tuple[str, str, ModelStore], Loaded] = {}
        self._drawers: dict[tuple[str, str], Drawer] = {}

    def get(self, request: GenerationRequest, store: ModelStore, report: ReportProgress) -> Loaded:
        """Return the request's pipeline on its device, loading it, with `report` of each file, when it is not there.

        Raises
        ------
        PointsmithError
            SETUP_FAILED, NO_SUCH_DEVICE, WRONG_WEIGHTS, MODEL_MISSING, WRONG_CHECKPOINT.
        """
        try:
            from .devices import choose_device  # noqa: PLC0415 - torch comes after hello
            from .pipelines.registry import load  # noqa: PLC0415
        except ImportError as error:
            reason = f"the worker's packages are incomplete ({error})"
            raise PointsmithError(ErrorCode.SETUP_FAILED, reason) from error
        device = choose_device(request.device)
        key = (request.pipeline, str(device), store)
        if key not in self._loaded:
            # One model at a time: the memory belongs to the artist.
            self._loaded.clear()
            self._drawers.clear()
            self._loaded[key] = load(request.pipeline, device, store, report)
        return self._loaded[key]

    def drawer(self, request: DrawRequest) -> Drawer:
        """Return the request's text-to-image model on its device, loading it when it is not there.

        Raises
        ------
        PointsmithError
            SETUP_FAILED, NO_SUCH_DEVICE, MODEL_MISSING, WRONG_CHECKPOINT.
        """
        try:
            from .devices import choose_device  # noqa: PLC0415 - torch comes after hello
            from .drawing import Drawer  # noqa: PLC0415
        except ImportError as error:
            reason = f"the worker's packages are incomplete ({error})"
            raise PointsmithError(ErrorCode.SETUP_FAILED, reason) from error
        device = choose_device(request.device)
        key = (request.folder, str(device))
        if key not in self._drawers:
            self._loaded.clear()
            self._drawers.clear()
            self._drawers[key] = Drawer.load(Path(request.folder), device)
        return self._drawers[key]


def explain(error: Exception, command: Order) -> PointsmithError:
    """Find the failure of the closed list behind an exception."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return PointsmithError(ErrorCode.DISK_FULL, command.folder)
    if isinstance(error, PermissionError):
        return PointsmithError(ErrorCode.NOT_WRITABLE, command.folder)
    if is_out_of_memory(error):
        if isinstance(command, Surface):
            return PointsmithError(ErrorCode.OUT_OF_MEMORY, "a lower surface resolution")
        if isinstance(command, Draw):
            return PointsmithError(ErrorCode.OUT_OF_MEMORY, "a smaller picture or another model for pictures")
        from .memory import smaller_setting  # noqa: PLC0415 - torch comes after hello

        return PointsmithError(ErrorCode.OUT_OF_MEMORY, smaller_setting(command.requests[0]))
    reason = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return PointsmithError(ErrorCode.INTERNAL, reason.rstrip(". "))
