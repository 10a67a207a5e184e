"""The bundled model as the worker's loop knows it: requests in, clouds out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from ...core.cloud import PointCloud
from ...core.errors import ErrorCode, PointsmithError
from ...core.messages import Stage
from ...core.request import GenerationRequest
from ..conditioning.image import BadImageError
from ..conditioning.text import UnknownPromptError
from ..devices import device_name, fallback_notice
from ..weights import verified_hash
from .bundled import PointCloudPipeline

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
COARSE_POINTS = 1024


@dataclass(frozen=True, slots=True)
class BundledJob:
    """The bundled pipeline on a device."""

    pipeline: PointCloudPipeline
    device: torch.device
    model_hash: str

    @classmethod
    def load(cls, device: torch.device) -> BundledJob:
        """Check and load the weights in the extension.

        Raises
        ------
        PointsmithError
            WRONG_WEIGHTS.
        """
        model_hash = verified_hash(WEIGHTS)
        try:
            pipeline = PointCloudPipeline.from_pretrained(WEIGHTS)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            reason = str(error).splitlines()[0][:200].rstrip(". ")
            raise PointsmithError(ErrorCode.WRONG_WEIGHTS, reason) from error
        pipeline.to(device)
        return cls(pipeline, device, model_hash)

    @property
    def device_name(self) -> str:
        """The device's name for the artist."""
        return device_name(self.device)

    def notices(self, request: GenerationRequest) -> list[str]:
        """Say where it runs when that is not what was set up, and which words mean nothing to the model."""
        notices = fallback_notice(request.device, self.device)
        if request.images:
            if request.prompt.strip():
                notices.append("The image decides; the prompt only names the object.")
        elif unknown := self.pipeline.unknown_words(request.prompt):
            words = ", ".join(f"“{word}”" for word in unknown)
            notices.append(f"Words that the model does not know: {words}")
        return notices

    def generate(
        self,
        request: GenerationRequest,
        progress: Callable[[Stage, int, int], None],
        preview: Callable[[PointCloud], None],
    ) -> PointCloud:
        """Run the coarse stage, then the fine one when more points are asked for.

        Raises
        ------
        PointsmithError
            BAD_IMAGE, UNKNOWN_PROMPT.
        """

        def report(stage: str, step: int, steps: int, estimate: NDArray[np.float32] | None) -> None:
            progress(Stage(stage), step, steps)
            if estimate is not None:
                preview(PointCloud.from_channels(estimate))
            if stage == Stage.COARSE and step == steps and request.points > COARSE_POINTS:
                progress(Stage.FINE, 0, 1)

        progress(Stage.COARSE, 0, request.steps)
        image = open_image(Path(request.images[0].path)) if request.images else None
        try:
            channels = self.pipeline(
                prompt=None if image else request.prompt,
                image=image,
                num_points=request.points,
                coarse_points=min(COARSE_POINTS, request.points),
                num_inference_steps=request.steps,
                guidance_scale=request.guidance_scale,
                seed=request.seed,
                callback=report,
            )
        except UnknownPromptError as error:
            words = ", ".join(self.pipeline.unknown_words(request.prompt)) or request.title
            raise PointsmithError(ErrorCode.UNKNOWN_PROMPT, words) from error
        except BadImageError as error:
            sentence = str(error).rstrip(". ")
            raise PointsmithError(ErrorCode.BAD_IMAGE, sentence[:1].lower() + sentence[1:]) from error
        return PointCloud.from_channels(channels)


def open_image(path: Path) -> Image.Image:
    """Decode a picture file whole.

    Raises
    ------
    PointsmithError
        BAD_IMAGE when it is missing, not a picture, cut off, or far too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                image.load()
                return image.copy()
    except FileNotFoundError as error:
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"there is no file {path.name}") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"{path.name} has too many pixels") from error
    except Exception as error:  # decoders raise nearly anything on broken files
        raise PointsmithError(ErrorCode.BAD_IMAGE, f"{path.name} is not a picture that can be read") from error
