"""Point-E's published networks as the worker's loop knows them: requests in, clouds out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from ...core.cloud import PointCloud
from ...core.errors import ErrorCode, PointsmithError
from ...core.mesh import TriangleMesh
from ...core.messages import Stage as JobStage
from ...core.pipelines import Sampler as SamplerChoice
from ...core.reference import ReferenceImage
from ...core.request import GenerationRequest
from ..conditioning.picture_file import open_image
from ..conditioning.pixels import BadImageError
from ..devices import device_name, fallback_notice, fast_dtype
from ..point_e import weights
from ..point_e.between_layers import between_layers
from ..point_e.clip import FOLDER as CLIP_FOLDER
from ..point_e.clip import ClipEncoder
from ..point_e.pictures import framed
from ..point_e.sdf import SdfNetwork
from ..point_e.stages import Preset, Sampler, Stage
from ..point_e.transformer import PointTransformer
from ..point_e.two_stage import Points, TwoStagePipeline, View
from .inputs import seed_of
from .registry import Check, Made, Prepared, ReportPreview, ReportProgress

UPSAMPLER = "upsample"
_MANY = 1024
SDF = "sdf"
_SAMPLERS = {SamplerChoice.FAST: Sampler.DPM_SOLVER, SamplerChoice.PUBLISHED: Sampler.KARRAS}


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

    @classmethod
    def load(cls, name: str, folder: Path, device: torch.device, report: ReportProgress) -> PointEJob:
        """Load the pipeline ``name`` of `RECIPES`.

        folder : holds ``<published name>.safetensors`` and CLIP as `transformers` lays it out, in `CLIP_FOLDER`.
        report : called after each file; may raise to cancel.

        Raises
        ------
        PointsmithError
            WRONG_CHECKPOINT.
        """
        recipe, dtype = RECIPES[name], fast_dtype(device)
        steps = len(recipe.networks) + 1
        digest = weights.files_hash(weights.weight_file(folder, network) for network in recipe.networks)
        report(JobStage.LOADING, 1, steps)
        base = _diffusion(folder, recipe.base, device, dtype)
        report(JobStage.LOADING, 2, steps)
        upsampler = _diffusion(folder, UPSAMPLER, device, dtype)
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
        prompts = [request.prompt, request.blend.prompt if request.blend is not None else ""]
        if RECIPES[self.name].told is not Told.PROMPT and any(prompt.strip() for prompt in prompts):
            notices.append("This model sees pictures only: the prompt is not used.")
        return notices

    def most(self, request: GenerationRequest) -> int:  # noqa: ARG002 - whatever it asks
        """On a GPU as many as fit; a CPU is busy enough with one, whose cloud is then the same in any company."""
        return 1 if self.device.type == "cpu" else _MANY

    def prepare(self, requests: Sequence[GenerationRequest]) -> list[Prepared | PointsmithError]:
        """Let CLIP read the requests' prompts and pictures; BAD_IMAGE for a member whose picture is refused."""
        prepared: list[Prepared | PointsmithError] = []
        for request in requests:
            try:
                prepared.append(Prepared(request, self._views(request)))
            except PointsmithError as error:
                prepared.append(error)
        return prepared

    def generate(
        self, batch: Sequence[Prepared], progress: ReportProgress, preview: ReportPreview | None
    ) -> list[Made]:
        """Run the coarse stage, then the upsampler when more points are asked for.

        Raises
        ------
        PointsmithError
            WRONG_CHECKPOINT.
        """
        request = batch[0].request
        last = JobStage.COARSE, 0, request.steps

        def tell(stage: JobStage, step: int, steps: int) -> None:
            nonlocal last
            last = stage, step, steps
            progress(*last)

        def report(stage: str, step: int, steps: int, clouds: list[Points]) -> None:
            tell(JobStage(stage), step, steps)
            if preview is not None:
                preview(np.stack([each.positions for each in clouds]), np.stack([each.colors for each in clouds]))
            if stage == JobStage.COARSE and step == steps and len(clouds[0].positions) < request.points:
                tell(JobStage.FINE, 0, 1)

        preset = Preset(_SAMPLERS[request.sampler], request.steps, request.guidance_scale)
        progress(*last)
        networks = (self.pipeline.base.network, self.pipeline.upsampler.network)
        # A call of the large networks takes longer than Blender waits for the answer to a cancel.
        with between_layers(networks, lambda: progress(*last)):
            made = self.pipeline.generate_many(
                [each.told for each in batch],
                [seed_of(each.request) for each in batch],
                points=request.points,
                preset=preset,
                report=report,
            )
        return [self._made(each.request, points) for each, points in zip(batch, made, strict=True)]

    def _made(self, request: GenerationRequest, points: Points) -> Made:
        if not np.isfinite(points.positions).all():
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, f"the networks of {self.name} give no numbers")
        from ..surface.normals import estimate_normals  # noqa: PLC0415 - scipy comes when it is needed

        cloud = PointCloud(points.positions, points.colors, estimate_normals(points.positions))
        if not request.uses_sdf:
            return Made(cloud)
        return Made(cloud, surface=partial(self.surface, cloud, request.surface_resolution))

    def surface(self, cloud: PointCloud, resolution: int, check: Check) -> TriangleMesh:
        """The surface around a cloud by the published SDF network, in the precision that it was published in.

        Raises
        ------
        PointsmithError
            WRONG_CHECKPOINT, EMPTY_RESULT.
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
            return [View(self.clip.text_vector(prompt), None)]
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
        return framed(open_image(Path(image.path)), image.cutout)
    except BadImageError as error:
        sentence = str(error).rstrip(". ")
        raise PointsmithError(ErrorCode.BAD_IMAGE, sentence[:1].lower() + sentence[1:]) from error
