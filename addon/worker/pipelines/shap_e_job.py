"""Shap-E's published models as the worker's loop knows them: requests in, meshes and points on them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers.models.transformers.prior_transformer import PriorTransformer, PriorTransformerOutput
from diffusers.pipelines.shap_e.pipeline_shap_e import ShapEPipeline
from diffusers.pipelines.shap_e.pipeline_shap_e_img2img import ShapEImg2ImgPipeline
from torch import Tensor

from ...core.errors import ErrorCode, PointsmithError
from ...core.messages import Stage
from ...core.request import GenerationRequest
from ..devices import device_name, fallback_notice, fast_precision
from ..shap_e.decoding import decoded, points_on
from .inputs import framed_image
from .registry import Made, Prepared, ReportPreview, ReportProgress


@dataclass(frozen=True, slots=True)
class ShapEJob:
    """One of the two pipelines, text or image, on a device."""

    pipeline: ShapEPipeline | ShapEImg2ImgPipeline
    device: torch.device
    model_hash: str

    @classmethod
    def load(cls, folder: Path, device: torch.device, model_hash: str) -> ShapEJob:
        """Load the pipeline that `folder` holds in diffusers' layout, as safetensors; nothing is fetched or run.

        The prior is in half precision on a GPU, as published; what is around it is small and stays in single.

        Raises
        ------
        PointsmithError
            WRONG_CHECKPOINT.
        """
        kind: Any = ShapEPipeline if (folder / "text_encoder").is_dir() else ShapEImg2ImgPipeline
        half = torch.float16 if device.type == "cuda" else torch.float32
        try:
            pipeline = kind.from_pretrained(
                folder, dtype={"prior": half, "default": torch.float32}, local_files_only=True, use_safetensors=True
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            if "out of memory" in str(error):
                raise
            reason = f"{folder.name}: {(str(error).splitlines() or ['nothing in it can be read'])[0][:200]}"
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, reason.rstrip(". ")) from error
        pipeline.to(device)
        _run_fast(pipeline.prior, device)
        return cls(pipeline, device, model_hash)

    @property
    def device_name(self) -> str:
        """The device's name for the artist."""
        return device_name(self.device)

    def notices(self, request: GenerationRequest) -> list[str]:
        """Say where it runs when that is not what was set up, and what of the request this model cannot use."""
        notices = fallback_notice(request.device, self.device)
        if isinstance(self.pipeline, ShapEPipeline):
            if request.images:
                notices.append("This model knows words only: the reference images are not used.")
        else:
            if request.prompt.strip():
                notices.append("This model sees pictures only: the prompt is not used.")
            if len(request.images) > 1:
                notices.append("This model takes one picture: only the first is used.")
        if request.blend is not None:
            notices.append("This model cannot blend: the object is made by itself.")
        return notices

    def most(self, request: GenerationRequest) -> int:  # noqa: ARG002 - whatever it asks
        """One: what its networks compute takes seconds a step alone, and decoding more memory than denoising."""
        return 1

    def prepare(self, requests: Sequence[GenerationRequest]) -> list[Prepared | PointsmithError]:
        """Read prompts and pictures: BAD_IMAGE or BAD_SETTING for a member that has none of its kind."""
        prepared: list[Prepared | PointsmithError] = []
        for request in requests:
            try:
                prepared.append(Prepared(request, self._subject(request)))
            except PointsmithError as error:
                prepared.append(error)
        return prepared

    def generate(
        self,
        batch: Sequence[Prepared],
        progress: ReportProgress,
        preview: ReportPreview | None,  # noqa: ARG002 - its latents are weights, not points
    ) -> list[Made]:
        """Denoise a latent and decode it to a mesh; the cloud is points on the mesh.

        Raises
        ------
        PointsmithError
            EMPTY_RESULT.
        """
        ((request, subject),) = batch

        def reported(levels: Iterable[Tensor]) -> Iterator[Tensor]:
            levels = list(levels)  # more than the steps: Heun's method looks twice at all but the last
            for step, level in enumerate(levels):
                progress(Stage.COARSE, step, len(levels))
                yield level
            progress(Stage.COARSE, len(levels), len(levels))

        pipeline: Any = self.pipeline
        pipeline.progress_bar = reported
        progress(Stage.COARSE, 0, request.steps)
        latents = pipeline(
            subject,
            num_inference_steps=request.steps,
            guidance_scale=request.guidance_scale,
            # From the processor's generator, so that a seed means the same noise on every device.
            generator=torch.Generator("cpu").manual_seed(request.seed),
            output_type="latent",
        ).images
        progress(Stage.FINE, 0, 1)
        mesh = decoded(pipeline.shap_e_renderer, latents[:1], lambda: progress(Stage.FINE, 0, 1))
        progress(Stage.FINE, 1, 1)
        return [Made(points_on(mesh, request.points, request.seed), mesh)]

    def _subject(self, request: GenerationRequest) -> Any:
        if isinstance(self.pipeline, ShapEPipeline):
            if not request.prompt.strip():
                raise PointsmithError(
                    ErrorCode.BAD_SETTING, "the model shap-e needs a prompt; for a picture choose shap-e-img2img"
                )
            return request.prompt
        if not request.images:
            raise PointsmithError(
                ErrorCode.BAD_SETTING, "the model shap-e-img2img needs a picture; for words choose shap-e"
            )
        return framed_image(request.images[0])


def _run_fast(prior: PriorTransformer, device: torch.device) -> None:
    """Let the prior compute in its own precision, while the latents and the scheduler's arithmetic stay in single."""
    forward = prior.forward

    def fast(hidden_states: Tensor, timestep: Tensor, proj_embedding: Tensor) -> PriorTransformerOutput:
        with fast_precision(device):
            told = proj_embedding.to(prior.dtype)
            answer: Any = forward(hidden_states.to(prior.dtype), timestep=timestep, proj_embedding=told)
        return PriorTransformerOutput(answer.predicted_image_embedding.float())

    prior.forward = fast  # type: ignore[method-assign,assignment]  # called as the pipelines do
