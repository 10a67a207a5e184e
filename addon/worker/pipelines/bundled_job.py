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
from .registry import Made, Prepared, ReportPreview

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
COARSE_POINTS = 1024
_MANY = 1024
_POINTS_PER_THREAD = 8192
_Subject = tuple[str, tuple[ReferenceImage, ...]]
"""A prompt and pictures."""


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
        pipeline.make_fast()
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

    def most(self, request: GenerationRequest) -> int:
        """On a CPU as many as its caches like and as leave the steps short, see benchmarks/variations.py."""
        if self.device.type != "cpu":
            return _MANY
        return max(1, _POINTS_PER_THREAD * torch.get_num_threads() // request.points)

    def prepare(self, requests: Sequence[GenerationRequest]) -> list[Prepared | PointsmithError]:
        """Encode what the requests ask for, each distinct subject once: BAD_IMAGE or UNKNOWN_PROMPT for its members."""
        known: dict[_Subject, EncodedCondition | PointsmithError] = {}
        prepared: list[Prepared | PointsmithError] = []
        for request in requests:
            try:
                prepared.append(Prepared(request, self._condition(request, known)))
            except PointsmithError as error:
                prepared.append(error)
        return prepared

    def generate(
        self,
        batch: Sequence[Prepared],
        progress: Callable[[Stage, int, int], None],
        preview: ReportPreview | None,
    ) -> list[Made]:
        """Run the coarse stage for all members, then the fine one when more points are asked for.

        A member comes out as it would alone: on a CPU bit for bit, because its kernels are tried on the batch, and
        members are called one by one where they would differ (`sampling.company`). On other devices the last digits
        differ, and after all steps most points by some thousandths of the size.
        """
        request = batch[0].request

        def report(stage: str, step: int, steps: int, estimates: Tensor) -> None:
            progress(Stage(stage), step, steps)
            if preview is not None:
                clouds = self.pipeline.finished(estimates)
                preview(clouds[..., :3], clouds[..., 3:6])
            if stage == Stage.COARSE and step == steps and request.points > COARSE_POINTS:
                progress(Stage.FINE, 0, 1)

        progress(Stage.COARSE, 0, request.steps)
        clouds = self.pipeline.generate(
            [each.told for each in batch],
            [seed_of(each.request) for each in batch],
            num_points=request.points,
            coarse_points=min(COARSE_POINTS, request.points),
            num_inference_steps=request.steps,
            guidance_scale=request.guidance_scale,
            report=report,
        )
        labels = [None] * len(batch) if clouds.labels is None else clouds.labels
        names = self.pipeline.part_names
        return [
            Made(PointCloud.from_channels(points, numbers, names))
            for points, numbers in zip(clouds.points, labels, strict=True)
        ]

    def _condition(
        self, request: GenerationRequest, known: dict[_Subject, EncodedCondition | PointsmithError]
    ) -> EncodedCondition:
        """The condition of one request; ``known`` remembers what subjects came to."""
        blend = request.blend
        subjects = [(request.prompt, request.images)]
        if blend is not None and blend.has_subject:
            subjects.append((blend.prompt, blend.images))
        ends = []
        for subject in subjects:
            if subject not in known:
                try:
                    known[subject] = self._encode(*subject)
                except PointsmithError as error:
                    known[subject] = error
            found = known[subject]
            if isinstance(found, PointsmithError):
                raise found
            ends.append(found)
        if blend is None or len(ends) == 1:
            return ends[0]
        return EncodedCondition.blend(ends[0], ends[1], torch.tensor([blend.amount], device=self.device))

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
