"""Shap-E's published models as the worker's loop knows them: requests in, meshes and points on them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers.pipelines.shap_e.pipeline_shap_e import ShapEPipeline
from diffusers.pipelines.shap_e.pipeline_shap_e_img2img import ShapEImg2ImgPipeline
from torch import Tensor

from ...core.cloud import PointCloud
from ...core.errors import ErrorCode, PointsmithError
from ...core.messages import Stage
from ...core.request import GenerationRequest
from ..conditioning.cutout import on_background
from ..devices import device_name, fallback_notice, fast_precision
from ..shap_e.decoding import decoded, points_on
from .bundled_job import open_image
from .registry import Made

BACKGROUND = (255, 255, 255)
"""What stands behind the cut-out object: Shap-E saw renders before white."""


@dataclass(frozen=True, slots=True)
class ShapEJob:
    """One of the two pipelines, text or image, on a device."""

    pipeline: ShapEPipeline | ShapEImg2ImgPipeline
    device: torch.device
    model_hash: str

    @classmethod
    def load(cls, folder: Path, device: torch.device, model_hash: str) -> ShapEJob:
        """Load the pipeline that `folder` holds in diffusers' layout, in half precision on a GPU.

        Raises
        ------
        PointsmithError
            WRONG_WEIGHTS.
        """
        is_text = (folder / "text_encoder").is_dir()
        kind = ShapEPipeline if is_text else ShapEImg2ImgPipeline
        precision = torch.float32 if device.type == "cpu" else torch.float16
        try:
            pipeline = kind.from_pretrained(folder, torch_dtype=precision, local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            reason = str(error).splitlines()[0][:200].rstrip(". ")
            raise PointsmithError(ErrorCode.WRONG_WEIGHTS, reason) from error
        return cls(pipeline.to(device), device, model_hash)

    @property
    def device_name(self) -> str:
        """The device's name for the artist."""
        return device_name(self.device)

    def notices(self, request: GenerationRequest) -> list[str]:
        """Say where it runs when that is not what was set up."""
        return fallback_notice(request.device, self.device)

    def generate(
        self,
        request: GenerationRequest,
        progress: Callable[[Stage, int, int], None],
        preview: Callable[[PointCloud], None],  # noqa: ARG002 - its latents are weights, not points
    ) -> Made:
        """Denoise a latent and decode it.

        Raises
        ------
        PointsmithError
            BAD_IMAGE, EMPTY_RESULT.
        """
        pipeline = self.pipeline
        calls = 2 * request.steps - 1  # Heun's method looks twice at every step but the last

        def reported(steps: Iterable[Tensor]) -> Iterator[Tensor]:
            for step, level in enumerate(steps):
                progress(Stage.COARSE, step, calls)
                yield level
            progress(Stage.COARSE, calls, calls)

        pipeline.progress_bar = reported
        subject: Any = request.prompt
        if isinstance(pipeline, ShapEImg2ImgPipeline):
            subject = on_background(open_image(Path(request.images[0].path)), BACKGROUND)
        # From the processor's generator, so that a seed means the same noise on every device.
        generator = torch.Generator("cpu").manual_seed(request.seed)
        with torch.inference_mode(), fast_precision(self.device):
            latents = pipeline(
                subject,
                num_inference_steps=request.steps,
                guidance_scale=request.guidance_scale,
                generator=generator,
                output_type="latent",
            ).images
        progress(Stage.FINE, 0, 1)
        with torch.inference_mode():
            mesh = decoded(pipeline.shap_e_renderer, latents[:1].to(pipeline.shap_e_renderer.dtype))
        progress(Stage.FINE, 1, 1)
        return Made(points_on(mesh, request.points, request.seed), mesh)
