"""Text-to-image models in diffusers' layout: a prompt becomes a picture, its object cut out."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers.pipelines.auto_pipeline import AutoPipelineForText2Image
from PIL import Image

from ..core.draw_request import DrawRequest
from ..core.errors import ErrorCode, PointsmithError
from .conditioning.cutout import TRANSPARENT, cut_out
from .devices import device_name, fallback_notice, fast_dtype

_FEW_STEPS = 4
"""For models distilled to latent consistency (Luo et al. 2023)."""


@dataclass(frozen=True, slots=True)
class Drawer:
    """A text-to-image pipeline on a device, in the precision that is fastest there."""

    pipeline: Any
    device: torch.device

    @classmethod
    def load(cls, folder: Path, device: torch.device) -> Drawer:
        """Load the pipeline in a folder. Nothing is fetched, no code in it runs, only safetensors are read.

        Raises
        ------
        PointsmithError
            MODEL_MISSING, WRONG_CHECKPOINT.
        """
        if not (folder / "model_index.json").is_file():
            raise PointsmithError(ErrorCode.MODEL_MISSING, folder.name)
        try:
            pipeline: Any = AutoPipelineForText2Image.from_pretrained(
                str(folder),
                dtype=fast_dtype(device),
                variant=_variant(folder),
                local_files_only=True,
                use_safetensors=True,
                trust_remote_code=False,
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, ImportError, RuntimeError) as error:
            if "out of memory" in str(error):
                raise
            reason = (str(error).splitlines() or ["nothing in it can be read"])[0][:200]
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"{folder.name}: {reason}".rstrip(". ")) from error
        if "callback_on_step_end" not in inspect.signature(pipeline.__call__).parameters:
            reason = f"{type(pipeline).__name__} cannot be stopped between two steps"
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, reason)
        pipeline.set_progress_bar_config(disable=True)
        return cls(pipeline.to(device), device)

    @property
    def device_name(self) -> str:
        """The device's name for the artist."""
        return device_name(self.device)

    def notices(self, request: DrawRequest) -> list[str]:
        """Say where it runs when that is not what was set up."""
        return fallback_notice(request.device, self.device)

    def filled(self, request: DrawRequest) -> DrawRequest:
        """The request with the model's own steps and guidance where it leaves them open."""
        usual = inspect.signature(self.pipeline.__call__).parameters
        few = "LatentConsistency" in type(self.pipeline).__name__ or "LCM" in type(self.pipeline.scheduler).__name__
        steps = _FEW_STEPS if few else int(usual["num_inference_steps"].default)
        guidance = float(usual["guidance_scale"].default)
        return replace(request, steps=request.steps or steps, guidance_scale=request.guidance_scale or guidance)

    def draw(self, request: DrawRequest, progress: Callable[[int], None]) -> Image.Image:
        """A picture: RGBA with the object's cut-out as alpha and black where that is zero, or RGB where it is not to be
        cut out or no object can be told from the background.

        request : as `filled` returns it.
        progress : called with the steps done; raises to cancel.

        Raises
        ------
        PointsmithError
            PICTURE_WITHHELD when the model's own filter blacked it out.
        """

        def on_step(_pipeline: Any, step: int, _level: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            progress(min(step + 1, request.steps))
            return tensors

        sides = {"height": request.side, "width": request.side} if request.side else {}
        progress(0)
        answer = self.pipeline(
            request.words,
            num_inference_steps=request.steps,
            guidance_scale=request.guidance_scale,
            # From the processor's generator, so that a seed means the same noise on every device.
            generator=torch.Generator("cpu").manual_seed(request.seed),
            callback_on_step_end=on_step,
            **sides,
        )
        if any(getattr(answer, "nsfw_content_detected", None) or ()):
            raise PointsmithError(ErrorCode.PICTURE_WITHHELD)
        picture: Image.Image = answer.images[0].convert("RGB")
        return _with_cut_out(picture) if request.cut_out else picture


def _variant(folder: Path) -> str | None:
    """The ending of a folder that holds its weights in half precision only."""
    names = [path.name for path in folder.glob("*/*.safetensors")]
    return "fp16" if names and all(".fp16." in name for name in names) else None


def _with_cut_out(picture: Image.Image) -> Image.Image:
    alpha = cut_out(picture)
    if alpha.min() >= TRANSPARENT or alpha.max() < 1 - TRANSPARENT:
        return picture
    mask = Image.fromarray((alpha * 255).round().astype(np.uint8)).resize(picture.size, Image.Resampling.BILINEAR)
    # Blender's previews take colours for premultiplied: what is cut off has to be black to be gone.
    cleared = Image.composite(picture, Image.new("RGB", picture.size), mask.point(lambda value: 255 if value else 0))
    cleared.putalpha(mask)
    return cleared
