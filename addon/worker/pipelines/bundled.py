"""The bundled pipeline: prompts and reference images become coloured, oriented, labelled point clouds.

B clouds, N points, L condition tokens, C channels: xyz, rgb, normal.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

import diffusers
import numpy as np
import numpy.typing as npt
import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from ...core.cutout import AUTOMATIC, CutOut
from ...core.reference import Side
from ..conditioning.image import SIZE, prepare_image
from ..conditioning.image_encoder import ImageEncoder, side_numbers
from ..conditioning.joined import Tokens, join
from ..conditioning.text import TextEncoder
from ..devices import fast_dtype, fast_precision
from ..networks.packed import pack
from ..networks.refiner import PointRefiner
from ..networks.two_stream import EncodedCondition, TwoStreamTransformer
from ..parts.clean import clean_labels
from ..sampling import euler, flow, multistep
from ..sampling.company import Proven, in_company
from ..sampling.noise import NoiseStream, Seed

Floats = npt.NDArray[np.float32]
StageReport = Callable[[str, int, int, Tensor], None]
"""Stage ("coarse" or "fine"), steps done, steps in all, estimates of the clean points, (B, N, C) in the network's
units; see `PointCloudPipeline.finished`."""

COARSE_POINTS = 1024
LEVEL_SHIFT = 0.7
"""How far the steps lean to high noise, see `flow.noise_levels`; below 1 they lean to the end, where detail settles."""
DISTILLED_SCALES = (1.0, 4.0)
"""Guidance that a distilled network was taught."""
FINE_START = 0.6
"""Noise level to which the repeated coarse points return before they are denoised as a fine cloud."""
LABEL_LEVEL = 0.02
"""Noise level at which the network reads the finished points to name their parts."""


@dataclass(frozen=True)
class Subject:
    """What to make: a prompt, pictures of an object with the sides that they show, or both.

    `cutouts` corrects how the object is cut out of each of the pictures, as far as it goes.
    """

    prompt: str = ""
    images: Sequence[tuple[Image.Image, Side]] = ()
    cutouts: Sequence[CutOut] = ()


class Clouds(NamedTuple):
    """What was made."""

    points: Floats  # (B, N, 9) xyz in the unit cube (+Z up), rgb display-referred sRGB in [0, 1], unit normal
    labels: npt.NDArray[np.int64] | None  # (B, N) index into the pipeline's part names; None if it has none


class PointCloudPipeline:
    """A coarse cloud from noise, then a fine cloud from the coarse one, by the same network; then a last correction.

    A diffusers pipeline in its parts and its folder. Diffusers' base class would only load and store them, and make the
    first result wait for its import.
    """

    def __init__(
        self,
        transformer: TwoStreamTransformer,
        text_encoder: TextEncoder,
        image_encoder: ImageEncoder,
        scheduler: FlowMatchEulerDiscreteScheduler,
        refiner: PointRefiner | None = None,
    ) -> None:
        self.transformer = transformer
        self.text_encoder = text_encoder
        self.image_encoder = image_encoder
        self.scheduler = scheduler
        self.refiner = refiner
        self._proven: Proven = {}

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> Self:
        """The pipeline stored in ``folder``, in float32."""
        scheduler = FlowMatchEulerDiscreteScheduler.from_pretrained(folder, subfolder="scheduler")
        transformer = TwoStreamTransformer.from_pretrained(folder, subfolder="transformer", **LOADING)
        text_encoder = TextEncoder.from_pretrained(folder, subfolder="text_encoder", **LOADING)
        image_encoder = ImageEncoder.from_pretrained(folder, subfolder="image_encoder", **LOADING)
        refiner = None
        if (Path(folder) / "refiner").is_dir():
            refiner = PointRefiner.from_pretrained(folder, subfolder="refiner", **LOADING)
        return cls(transformer, text_encoder, image_encoder, scheduler, refiner)

    def save_pretrained(self, folder: str | Path) -> None:
        """Store the pipeline in ``folder`` as diffusers lays it out."""
        parts: dict[str, Any] = {
            "image_encoder": self.image_encoder,
            "scheduler": self.scheduler,
            "text_encoder": self.text_encoder,
            "transformer": self.transformer,
        }
        if self.refiner is not None:
            parts["refiner"] = self.refiner
        index: dict[str, object] = {"_class_name": type(self).__name__, "_diffusers_version": diffusers.__version__}
        for name, part in parts.items():
            part.save_pretrained(Path(folder) / name)
            index[name] = [type(part).__module__, type(part).__name__]
        (Path(folder) / "model_index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")

    def to(self, where: torch.device | torch.dtype) -> Self:
        """Move the networks to a device, or to another precision."""
        for network in (self.transformer, self.text_encoder, self.image_encoder, self.refiner):
            if network is not None:
                nn.Module.to(network, where)
        return self

    def make_fast(self) -> None:
        """Make ready for computing, and for nothing else, on the device where the networks are."""
        if self.device.type == "cpu" and fast_dtype(self.device) is torch.bfloat16:
            pack(self.transformer)
            if self.refiner is not None:
                pack(self.refiner)

    @property
    def device(self) -> torch.device:
        """Where the networks are."""
        return self.transformer.device

    def unknown_words(self, prompt: str) -> list[str]:
        """The words of ``prompt`` that the model leaves out because it does not know them."""
        return self.text_encoder.tokenizer.unknown_words(prompt)

    @property
    def part_names(self) -> tuple[str, ...]:
        """Names that the labels of a cloud's points count."""
        return tuple(self.transformer.config["part_names"])

    @property
    def is_distilled(self) -> bool:
        """Whether few steps are enough, and guidance costs no second call."""
        return bool(self.transformer.config["distilled"])

    @torch.inference_mode()
    def encode(self, subjects: Sequence[Subject]) -> EncodedCondition:
        """Subjects as one batch of conditions.

        Raises
        ------
        UnknownPromptError
            The model knows no word of a prompt that has no pictures beside it.
        BadImageError
            A reference image shows no object.
        """
        parts = []
        known = self.text_encoder.tokenizer
        spoken = [i for i, each in enumerate(subjects) if not each.images or known(each.prompt)]
        if spoken:
            tokens = self.text_encoder.tokenize([subjects[i].prompt for i in spoken]).to(self.device)
            parts.append(Tokens(self._rows(spoken), *self.text_encoder(tokens)))
        if seen := [i for i, each in enumerate(subjects) if each.images]:
            parts.append(Tokens(self._rows(seen), *self._pictures([subjects[i] for i in seen])))
        return self.transformer.encode_condition(*join(len(subjects), parts))

    def _pictures(self, subjects: Sequence[Subject]) -> tuple[Tensor, Tensor]:
        views = max(len(each.images) for each in subjects)
        pictures = torch.zeros(len(subjects), views, 4, SIZE, SIZE)
        sides = torch.zeros(len(subjects), views, dtype=torch.int64)
        present = torch.zeros(len(subjects), views, dtype=torch.bool)
        for row, each in enumerate(subjects):
            count = len(each.images)
            corrections = [*each.cutouts, *[AUTOMATIC] * count][:count]
            prepared = [
                prepare_image(image, cutout) for (image, _), cutout in zip(each.images, corrections, strict=True)
            ]
            pictures[row, :count] = torch.from_numpy(np.stack(prepared))
            sides[row, :count] = torch.tensor(side_numbers(side for _, side in each.images))
            present[row, :count] = True
        encoded: tuple[Tensor, Tensor] = self.image_encoder(
            pictures.to(self.device), sides.to(self.device), present.to(self.device)
        )
        return encoded

    def _rows(self, rows: Sequence[int]) -> Tensor:
        return torch.tensor(rows, device=self.device)

    @torch.inference_mode()
    def generate(
        self,
        condition: EncodedCondition | Sequence[EncodedCondition],
        seeds: Sequence[Seed],
        *,
        num_points: int = 4096,
        coarse_points: int = COARSE_POINTS,
        num_inference_steps: int = 8,
        guidance_scale: float = 2.0,
        report: StageReport | None = None,
    ) -> Clouds:
        """One cloud for each condition and seed.

        Parameters
        ----------
        condition
            From `encode`, or `EncodedCondition.blend` of two of them; or a list of such, of one cloud each.
        seeds
            Same seed, settings and device: same cloud, bit for bit; on a CPU whatever else is in the batch, elsewhere
            in a batch of the same size.
        num_points, coarse_points : int
            Points of the result and of the coarse stage; the fine stage runs only if the result has more.
        num_inference_steps : int
            Steps from pure noise; the fine stage takes the share of them that is left from its noise level.
        guidance_scale : float
            1 is none.
        report
            Called after each step; may raise to cancel.
        """
        if self.is_distilled:
            guidance_scale = min(max(guidance_scale, DISTILLED_SCALES[0]), DISTILLED_SCALES[1])

        if isinstance(condition, EncodedCondition):
            members = [condition.member(number) for number in range(len(seeds))]
        else:
            members = list(condition)

        def guided(condition: EncodedCondition) -> euler.Velocity:
            null = self.transformer.encode_condition(*self.transformer.null_condition(1, condition.bias.shape[-1]))
            nulls = EncodedCondition.batch([null] * len(condition.summary))
            return euler.guided_velocity(self.transformer, condition, nulls, guidance_scale)

        velocity = in_company(guided, members, self._proven, ("velocity", guidance_scale == 1))

        def denoise(stage: str, x: Tensor, steps: int, start: float) -> Tensor:
            def on_step(step: int, clean: Tensor) -> None:
                if report is not None:
                    report(stage, step, steps, clean)

            levels = flow.noise_levels(steps, LEVEL_SHIFT, start)
            if self.is_distilled:
                return euler.sample(velocity, x, levels, self.scheduler, on_step)
            return multistep.sample(velocity, x, levels, on_step)

        channels = self.transformer.config["channels"]
        streams = [NoiseStream(seed, channels) for seed in seeds]
        with fast_precision(self.device):
            cloud = denoise("coarse", self._noise(streams, min(coarse_points, num_points)), num_inference_steps, 1.0)
            if num_points > coarse_points:
                repeated = cloud[:, torch.arange(num_points, device=cloud.device) % coarse_points]
                sigma = cloud.new_full((len(cloud),), FINE_START)
                noisy = flow.mix(repeated, self._noise(streams, num_points), sigma)
                steps = flow.steps_from(num_inference_steps, LEVEL_SHIFT, FINE_START)
                cloud = denoise("fine", noisy, steps, FINE_START)
            points = self._refined(self.finished(cloud))
            return Clouds(points, self._labels(cloud, points, members) if self.part_names else None)

    def _refined(self, points: Floats) -> Floats:
        """Finished points, (B, N, 9), corrected among their neighbours and kept within the limits of a result."""
        if self.refiner is None:
            return points
        refined = torch.stack([self.refiner.refined(cloud) for cloud in torch.from_numpy(points).to(self.device)])
        refined[..., :3].clamp_(-0.5, 0.5)
        return refined.float().cpu().numpy()

    def _noise(self, streams: Sequence[NoiseStream], points: int) -> Tensor:
        return torch.stack([stream.draw(points) for stream in streams]).to(self.device)

    def _labels(self, cloud: Tensor, points: Floats, conditions: Sequence[EncodedCondition]) -> npt.NDArray[np.int64]:
        """Labels, (B, N), of finished clouds, as the network sees them and as a result keeps them."""
        hint = cloud.new_tensor([[1.0, LABEL_LEVEL]]) if self.is_distilled else None

        def reading(condition: EncodedCondition) -> euler.Velocity:
            def read(x: Tensor, level: float, _: float) -> Tensor:
                out: Tensor = self.transformer(x, x.new_full((1,), level), condition, hint).features
                return out

            return read

        features = in_company(reading, conditions, self._proven, "labels")(cloud, LABEL_LEVEL, 0.0)
        labels = np.empty(cloud.shape[:2], np.int64)
        for row, each in enumerate(features):
            scores = self.transformer.part_logits(each).float().cpu().numpy()
            # Of hundreds of names an object has a few.
            likely = np.unique(scores.argmax(axis=1))
            labels[row] = likely[clean_labels(points[row], scores[:, likely])]
        return labels

    def finished(self, x: Tensor) -> Floats:
        """Points as the network sees them, (B, N, 9), as a cloud within the limits that a result keeps."""
        xyz, rgb, normal = self.transformer.to_cloud(x).float().cpu().split(3, dim=-1)
        cloud = torch.cat([xyz.clamp(-0.5, 0.5), rgb.clamp(0, 1), functional.normalize(normal, dim=-1)], dim=-1)
        return cloud.numpy()


LOADING = {"torch_dtype": torch.float32, "local_files_only": True}
"""The stored weights are half precision, to halve the download."""
