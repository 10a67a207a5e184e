"""The bundled model as the worker's loop knows it: requests in, clouds out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from ...core.cloud import PointCloud
from ...core.errors import ErrorCode, PointsmithError
from ...core.messages import Stage
from ...core.reference import ReferenceImage
from ...core.request import GenerationRequest
from ...core.understanding import substituted, understand
from ..conditioning.image import BadImageError
from ..conditioning.picture_file import open_image
from ..conditioning.text import UnknownPromptError
from ..devices import device_name, fallback_notice
from ..networks.two_stream import EncodedCondition
from ..weights import verified_hash
from .bundled import PointCloudPipeline, Subject
from .inputs import seed_of
from .registry import Made

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
        spoken = [(request.prompt, request.images)]
        if request.blend:
            spoken.append((request.blend.prompt, request.blend.images))
        for prompt, images in spoken:
            # Beside a picture a prompt needs to name no object.
            notices += [each.sentence for each in understand(prompt).unknown if not (images and each.is_part)]
        return notices

    def generate(
        self,
        request: GenerationRequest,
        progress: Callable[[Stage, int, int], None],
        preview: Callable[[PointCloud], None],
    ) -> Made:
        """Run the coarse stage, then the fine one when more points are asked for.

        Raises
        ------
        PointsmithError
            BAD_IMAGE, UNKNOWN_PROMPT.
        """

        def report(stage: str, step: int, steps: int, estimates: Tensor) -> None:
            progress(Stage(stage), step, steps)
            preview(PointCloud.from_channels(self.pipeline.finished(estimates)[0]))
            if stage == Stage.COARSE and step == steps and request.points > COARSE_POINTS:
                progress(Stage.FINE, 0, 1)

        progress(Stage.COARSE, 0, request.steps)
        clouds = self.pipeline.generate(
            self._condition(request),
            [seed_of(request)],
            num_points=request.points,
            coarse_points=min(COARSE_POINTS, request.points),
            num_inference_steps=request.steps,
            guidance_scale=request.guidance_scale,
            report=report,
        )
        labels = None if clouds.labels is None else clouds.labels[0]
        return Made(PointCloud.from_channels(clouds.points[0], labels, self.pipeline.part_names))

    def _condition(self, request: GenerationRequest) -> EncodedCondition:
        condition = self._encode(request.prompt, request.images)
        blend = request.blend
        if blend is None or not blend.has_subject:
            return condition
        other = self._encode(blend.prompt, blend.images)
        return EncodedCondition.blend(condition, other, torch.tensor([blend.amount], device=self.device))

    def _encode(self, prompt: str, images: Sequence[ReferenceImage]) -> EncodedCondition:
        spoken = prompt if images else substituted(prompt)
        opened = [(open_image(Path(image.path)), image.side) for image in images]
        subject = Subject(spoken, opened, [image.cutout for image in images])
        try:
            return self.pipeline.encode([subject])
        except UnknownPromptError as error:
            words = ", ".join(self.pipeline.unknown_words(prompt)) or prompt
            raise PointsmithError(ErrorCode.UNKNOWN_PROMPT, words) from error
        except BadImageError as error:
            sentence = str(error).rstrip(". ")
            raise PointsmithError(ErrorCode.BAD_IMAGE, sentence[:1].lower() + sentence[1:]) from error
