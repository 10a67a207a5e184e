"""The pipelines by name: how each that a request may name is loaded. Their code is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from ...core.cloud import PointCloud
from ...core.errors import PointsmithError
from ...core.mesh import TriangleMesh
from ...core.messages import Stage
from ...core.model_store import ModelStore
from ...core.pipelines import BUNDLED
from ...core.published import published
from ...core.request import GenerationRequest

ReportProgress = Callable[[Stage, int, int], None]
"""Called with stage, step, steps after every step; raises to cancel."""
Floats = NDArray[np.float32]
ReportPreview = Callable[[Floats, Floats], None]
"""Called after the progress of a step with the batch's clouds so far: positions in the model frame and sRGB colours in
[0, 1], (B, N, 3) each."""
Check = Callable[[], None]
"""Called between expensive steps; may raise to cancel."""


class Prepared(NamedTuple):
    """A request whose subject the pipeline has read."""

    request: GenerationRequest
    told: Any  # the condition, as the pipeline wants it


class Made(NamedTuple):
    """What a pipeline made, in the model frame."""

    cloud: PointCloud
    mesh: TriangleMesh | None = None  # where it made one, from which the cloud's points are
    surface: Callable[[Check], TriangleMesh] | None = None  # makes the mesh, where the request wants the pipeline's way


class Loaded(Protocol):
    """A pipeline in memory, on its device."""

    @property
    def device_name(self) -> str:
        """The device's name for the artist."""

    @property
    def model_hash(self) -> str:
        """SHA-256 that names the weights, 64 hex digits."""

    def most(self, request: GenerationRequest) -> int:
        """How many members like this one are best computed at once, memory aside."""

    def notices(self, request: GenerationRequest) -> list[str]:
        """What the artist should know before the run."""

    def prepare(self, requests: Sequence[GenerationRequest]) -> list[Prepared | PointsmithError]:
        """Read prompts and pictures, each distinct subject once; one that is refused is its own member's failure."""

    def generate(
        self, batch: Sequence[Prepared], progress: ReportProgress, preview: ReportPreview | None
    ) -> list[Made]:
        """Answer requests of one kind (`core.batches`), at most `most`, each with a cloud of `points` points.

        Raises PointsmithError for what all members share, and what torch raises when there is too little memory.
        """


def load(name: str, device: torch.device, store: ModelStore, report: ReportProgress) -> Loaded:
    """Load the pipeline `name` of `core.pipelines`, with published weights from `store`.

    Raises
    ------
    PointsmithError
        MODEL_MISSING, WRONG_WEIGHTS and WRONG_CHECKPOINT when its files are not what they should be; BAD_SETTING when
        there is no such pipeline.
    """
    if name == BUNDLED:
        from .bundled_job import BundledJob  # noqa: PLC0415 - as the head says

        return BundledJob.load(device)
    for component in published(name).components:
        store.require(component)
    return (_shap_e if name.startswith("shap-e") else _point_e)(name, device, store, report)


def _point_e(name: str, device: torch.device, store: ModelStore, report: ReportProgress) -> Loaded:
    from .point_e_job import PointEJob  # noqa: PLC0415 - as the head says

    return PointEJob.load(name, store.folder, device, report)


def _shap_e(name: str, device: torch.device, store: ModelStore, report: ReportProgress) -> Loaded:
    from ..point_e.weights import files_hash  # noqa: PLC0415 - as the head says
    from .shap_e_job import ShapEJob  # noqa: PLC0415 - as the head says

    (component,) = published(name).components
    folder = store.require(component)
    digest = files_hash(sorted(folder.rglob("*.safetensors")))
    report(Stage.LOADING, 1, 2)
    return ShapEJob.load(folder, device, digest)
