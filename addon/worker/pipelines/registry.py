"""The pipelines by name: how each that a request may name is loaded. Their code is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import torch

from ...core.cloud import PointCloud
from ...core.mesh import TriangleMesh
from ...core.messages import Stage
from ...core.model_store import ModelStore
from ...core.pipelines import BUNDLED
from ...core.published import published
from ...core.request import GenerationRequest

ReportProgress = Callable[[Stage, int, int], None]
"""Called with stage, step, steps after every step; raises to cancel."""
ReportPreview = Callable[[PointCloud], None]
"""Called with the cloud so far."""


class Made(NamedTuple):
    """What a pipeline made, in the model frame."""

    cloud: PointCloud
    mesh: TriangleMesh | None = None  # where the pipeline has a surface of its own


class Loaded(Protocol):
    """A pipeline in memory, on its device."""

    @property
    def device_name(self) -> str:
        """The device's name for the artist."""

    @property
    def model_hash(self) -> str:
        """SHA-256 that names the weights, 64 hex digits."""

    def notices(self, request: GenerationRequest) -> list[str]:
        """What the artist should know before the run."""

    def generate(self, request: GenerationRequest, progress: ReportProgress, preview: ReportPreview) -> Made:
        """Answer the request with a cloud of `request.points` points."""


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
