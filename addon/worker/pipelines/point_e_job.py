"""Point-E's published networks as the worker's loop knows them: requests in, clouds out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from ...core.cloud import PointCloud
from ...core.errors import ErrorCode, PointsmithError
from ...core.mesh import TriangleMesh
from ...core.messages import Stage as JobStage
from ...core.reference import ReferenceImage
from ...core.request import GenerationRequest
from ..conditioning.pixels import BadImageError
from ..devices import device_name, fallback_notice, fast_dtype
from ..point_e import weights
from ..point_e.clip import FOLDER as CLIP_FOLDER
from ..point_e.clip import ClipEncoder
from ..point_e.pictures import framed
from ..point_e.sdf import SdfNetwork
from ..point_e.stages import Preset, Sampler, Stage
from ..point_e.transformer import PointTransformer
from ..point_e.two_stage import Points, TwoStagePipeline, View
from .inputs import open_image, seed_of

UPSAMPLER = "upsample"
SDF = "sdf"


class Told(Enum):
    """What a base network is told."""

    PROMPT = "prompt"
    PICTURE = "picture"  # its patch features
    PICTURE_VECTOR = "picture vector"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A pipeline of published networks: the base's published name, and what it is told."""

    base: str
    told: Told

    @property
    def networks(self) -> tuple[str, ...]:
        """Published names of the networks that a cloud needs; `SDF` is one more, for its mesh."""
        return self.base, UPSAMPLER


RECIPES = {
    "point-e-40m": Recipe("base40M", Told.PICTURE),
    "point-e-300m": Recipe("base300M", Told.PICTURE),
    "point-e-1b": Recipe("base1B", Told.PICTURE),
    "point-e-40m-text": Recipe("base40M-textvec", Told.PROMPT),
    "point-e-40m-vec": Recipe("base40M-imagevec", Told.PICTURE_VECTOR),
}


@dataclass(slots=True)
class PointEJob:
    """A pipeline of published networks on a device."""

    name: str
    folder: Path
    pipeline: TwoStagePipeline
    clip: ClipEncoder
    device: torch.device
    model_hash: str
    sampler: Sampler = Sampler.DPM_SOLVER

    @classmethod
    def load(cls, name: str, folder: Path, device: torch.device) -> PointEJob:
        """Load the pipeline ``name`` of `RECIPES`.

        folder : holds ``<published name>.safetensors`` and CLIP as `transformers` lays it out, in `CLIP_FOLDER`.

        Raises
        ------
        PointsmithError
            WRONG_WEIGHTS.
        """
        recipe, dtype = RECIPES[name], fast_dtype(device)
        base, upsampler = (_diffusion(folder, network, device, dtype) for network in recipe.networks)
        digest = weights.files_hash(weights.weight_file(folder, network) for network in recipe.networks)
        pipeline = TwoStagePipeline(Stage.base(base), Stage.upsampler(upsampler))
        # On a GPU the published results were made with CLIP in half precision.
        precision = torch.float16 if device.type == "cuda" else dtype
        return cls(name, folder, pipeline, ClipEncoder(folder / CLIP_FOLDER, device, precision), device, digest)

    @property
    def device_name(self) -> str:
        """The device's name for the artist."""
        return device_name(self.device)

    def notices(self, request: GenerationRequest) -> list[str]:
        """Say where it runs when that is not what was set up, and what of the request this model cannot use."""
        notices = fallback_notice(request.device, self.device)
        subjects = [(request.prompt, request.images)]
        if request.blend is not None and request.blend.has_subject:
            subjects.append((request.blend.prompt, request.blend.images))
        if RECIPES[self.name].told is Told.PROMPT:
            if any(images for _, images in subjects):
                notices.append("This model knows words only: the reference images are not used.")
        elif any(prompt.strip() and images for prompt, images in subjects):
            notices.append("This model sees pictures only: the prompt is not used.")
        return notices

    def generate(
        self,
        request: GenerationRequest,
        progress: Callable[[JobStage, int, int], None],
        preview: Callable[[PointCloud], None],
    ) -> PointCloud:
        """Run the coarse stage, then the upsampler when more points are asked for.

        Raises
        ------
        PointsmithError
            BAD_IMAGE, BAD_SETTING, OUT_OF_MEMORY, WRONG_WEIGHTS.
        """

        def report(stage: str, step: int, steps: int, points: Points) -> None:
            progress(JobStage(stage), step, steps)
            preview(PointCloud(points.positions, points.colors, np.zeros_like(points.positions)))

        preset = Preset(self.sampler, request.steps, request.guidance_scale)
        progress(JobStage.COARSE, 0, request.steps)
        try:
            views = self._views(request)
            made = self.pipeline.generate(views, seed_of(request), points=request.points, preset=preset, report=report)
        except (MemoryError, RuntimeError) as error:
            if isinstance(error, MemoryError) or "out of memory" in str(error) or "can't allocate" in str(error):
                raise PointsmithError(ErrorCode.OUT_OF_MEMORY, _smaller(self.name, request.points)) from error
            raise
        if not np.isfinite(made.positions).all():
            raise PointsmithError(ErrorCode.WRONG_WEIGHTS, f"the networks of {self.name} give no numbers")
        from ..surface.normals import estimate_normals  # noqa: PLC0415 - scipy comes when it is needed

        return PointCloud(made.positions, made.colors, estimate_normals(made.positions))

    def surface(self, cloud: PointCloud, resolution: int, check: Callable[[], None]) -> TriangleMesh:
        """The surface around a cloud by the published SDF network, in the precision that it was published in.

        Raises
        ------
        PointsmithError
            WRONG_WEIGHTS, EMPTY_RESULT.
        """
        from ..point_e.sdf_mesh import sdf_surface  # noqa: PLC0415 - scikit-image takes a while

        network = weights.load(self.folder, SDF, self.device, torch.float32)
        assert isinstance(network, SdfNetwork)
        return sdf_surface(network, cloud, resolution, check)

    def _views(self, request: GenerationRequest) -> list[View]:
        views = self._subject(request.prompt, request.images)
        blend = request.blend
        if blend is None or not blend.has_subject:
            return views
        other = self._subject(blend.prompt, blend.images)
        shares = ((views, 1 - blend.amount), (other, blend.amount))
        return [view._replace(share=view.share * share) for part, share in shares if share for view in part]

    def _subject(self, prompt: str, images: Sequence[ReferenceImage]) -> list[View]:
        told = RECIPES[self.name].told
        if told is Told.PROMPT:
            if not prompt.strip():
                reason = f"the model {self.name} needs a prompt; for pictures choose point-e-40m"
                raise PointsmithError(ErrorCode.BAD_SETTING, reason)
            return [View(self.clip.text_vector(prompt), None)]
        if not images:
            reason = f"the model {self.name} needs a picture; for words alone choose point-e-40m-text"
            raise PointsmithError(ErrorCode.BAD_SETTING, reason)
        pictures = [_picture(image) for image in images]
        views = []
        for picture in pictures:
            grid = self.clip.picture_grid(picture)
            base = grid if told is Told.PICTURE else self.clip.picture_vector(picture)
            views.append(View(base, grid, 1 / len(pictures)))
        return views


def _diffusion(folder: Path, name: str, device: torch.device, dtype: torch.dtype) -> PointTransformer:
    network = weights.load(folder, name, device, dtype)
    assert isinstance(network, PointTransformer)
    return network


def _picture(image: ReferenceImage) -> Image.Image:
    try:
        return framed(open_image(Path(image.path)))
    except BadImageError as error:
        sentence = str(error).rstrip(". ")
        raise PointsmithError(ErrorCode.BAD_IMAGE, sentence[:1].lower() + sentence[1:]) from error


def _smaller(name: str, points: int) -> str:
    """What takes less memory, for the sentence “Use …”."""
    if RECIPES[name].base in ("base300M", "base1B"):
        return "the smaller model point-e-40m"
    return "1,024 points" if points > 1024 else "the bundled model"
