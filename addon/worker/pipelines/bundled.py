"""The bundled pipeline: a prompt or a reference image becomes a coloured, oriented point cloud.

B clouds, N points, L condition tokens, C channels: xyz, rgb, normal.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from diffusers.pipelines.pipeline_utils import DiffusionPipeline
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from PIL import Image
from torch import Tensor
from torch.nn import functional

from ..conditioning.image import prepare_image
from ..conditioning.image_encoder import ImageEncoder
from ..conditioning.text import TextEncoder
from ..networks.two_stream import EncodedCondition, TwoStreamTransformer
from ..sampling import euler, flow

Floats = npt.NDArray[np.float32]
Callback = Callable[[str, int, int, Floats | None], None]
"""Stage ("coarse" or "fine"), steps done, steps in all, current estimate of the clean points, (N, 9)."""
StageReport = Callable[[str, int, int, Tensor], None]
"""The same with the estimates of all clouds, (B, N, C) as the network sees them."""

COARSE_POINTS = 1024
LEVEL_SHIFT = 1.5
"""How far the steps lean to high noise, see `flow.noise_levels`."""
FINE_START = 0.6
"""Noise level to which the repeated coarse points return before they are denoised as a fine cloud."""


class PointCloudPipeline(DiffusionPipeline):
    """A coarse cloud from noise, then a fine cloud from the coarse one, by the same network."""

    transformer: TwoStreamTransformer
    text_encoder: TextEncoder
    image_encoder: ImageEncoder
    scheduler: FlowMatchEulerDiscreteScheduler

    def __init__(
        self,
        transformer: TwoStreamTransformer,
        text_encoder: TextEncoder,
        image_encoder: ImageEncoder,
        scheduler: FlowMatchEulerDiscreteScheduler,
    ) -> None:
        super().__init__()
        self.register_modules(
            transformer=transformer, text_encoder=text_encoder, image_encoder=image_encoder, scheduler=scheduler
        )

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> Self:  # type: ignore[override]  # local folders only
        """The pipeline stored in ``folder``, in float32.

        Each component is loaded by its class, not by the module name in ``model_index.json``: the package is called
        differently in every installation.
        """
        scheduler = FlowMatchEulerDiscreteScheduler.from_pretrained(folder, subfolder="scheduler")
        transformer = TwoStreamTransformer.from_pretrained(folder, subfolder="transformer", **LOADING)
        text_encoder = TextEncoder.from_pretrained(folder, subfolder="text_encoder", **LOADING)
        image_encoder = ImageEncoder.from_pretrained(folder, subfolder="image_encoder", **LOADING)
        return cls(transformer, text_encoder, image_encoder, scheduler)

    def unknown_words(self, prompt: str) -> list[str]:
        """The words of ``prompt`` that the model leaves out because it does not know them."""
        return self.text_encoder.tokenizer.unknown_words(prompt)

    def __call__(
        self,
        prompt: str | None = None,
        image: Image.Image | None = None,
        *,
        num_points: int = 4096,
        coarse_points: int = COARSE_POINTS,
        num_inference_steps: int = 24,
        guidance_scale: float = 2.0,
        seed: int = 0,
        callback: Callback | None = None,
    ) -> Floats:
        """One cloud of what the prompt or the image says.

        Parameters
        ----------
        prompt, image
            What to make: exactly one of the two.
        num_points, coarse_points : int
            Points of the result and of the coarse stage; the fine stage runs only if the result has more.
        num_inference_steps : int
            Steps from pure noise; the fine stage takes the share of them that is left from its noise level.
        guidance_scale : float
            1 is none.
        seed : int
            Same seed, settings and device: same cloud, bit for bit.
        callback
            Called after each step; may raise to cancel.

        Returns
        -------
        (num_points, 9) float32
            xyz in the unit cube [-0.5, 0.5]^3 (+Z up), rgb display-referred sRGB in [0, 1], unit normal.
        """
        if prompt is not None and image is None:
            condition = self.encode_prompts([prompt])
        elif image is not None and prompt is None:
            condition = self.encode_images([image])
        else:
            raise ValueError("Give either a prompt or an image.")

        def report(stage: str, step: int, steps: int, estimates: Tensor) -> None:
            if callback is not None:
                callback(stage, step, steps, self._finished(estimates)[0])

        clouds = self.generate(
            condition,
            [seed],
            num_points=num_points,
            coarse_points=coarse_points,
            num_inference_steps=num_inference_steps,
            guidance_scale=guidance_scale,
            report=report,
        )
        return clouds[0]

    @torch.inference_mode()
    def encode_prompts(self, prompts: Sequence[str]) -> EncodedCondition:
        """Prompts as a condition; raises `UnknownPromptError` if the model knows no word of one."""
        tokens = self.text_encoder.tokenize(prompts).to(self.device)
        return self.transformer.encode_condition(*self.text_encoder(tokens))

    @torch.inference_mode()
    def encode_images(self, images: Sequence[Image.Image]) -> EncodedCondition:
        """Reference images as a condition; raises `BadImageError` if one shows no object."""
        pictures = torch.from_numpy(np.stack([prepare_image(image) for image in images])).to(self.device)
        return self.transformer.encode_condition(*self.image_encoder(pictures))

    @torch.inference_mode()
    def generate(
        self,
        condition: EncodedCondition,
        seeds: Sequence[int],
        *,
        num_points: int,
        coarse_points: int,
        num_inference_steps: int,
        guidance_scale: float,
        report: StageReport | None = None,
    ) -> Floats:
        """One cloud for each condition and seed, (B, num_points, 9); the parameters are those of a call."""
        generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        null = self.transformer.encode_condition(*self.transformer.null_condition(len(seeds), condition.mask.shape[-1]))
        velocity = euler.guided_velocity(self.transformer, condition, null, guidance_scale)

        def denoise(stage: str, x: Tensor, steps: int, start: float) -> Tensor:
            def on_step(step: int, clean: Tensor) -> None:
                if report is not None:
                    report(stage, step, steps, clean)

            levels = flow.noise_levels(steps, LEVEL_SHIFT, start)
            return euler.sample(velocity, x, levels, self.scheduler, on_step)

        noise = self._noise(generators, min(coarse_points, num_points))
        coarse = denoise("coarse", noise, num_inference_steps, 1.0)
        if num_points <= coarse_points:
            return self._finished(coarse)
        repeated = coarse[:, torch.arange(num_points, device=coarse.device) % coarse_points]
        sigma = coarse.new_full((len(coarse),), FINE_START)
        noisy = flow.mix(repeated, self._noise(generators, num_points), sigma)
        steps = flow.steps_from(num_inference_steps, LEVEL_SHIFT, FINE_START)
        return self._finished(denoise("fine", noisy, steps, FINE_START))

    def _noise(self, generators: Sequence[torch.Generator], points: int) -> Tensor:
        """Standard normal points, (B, N, C), drawn on the CPU so that a seed means the same on every device."""
        channels = self.transformer.config["channels"]
        return torch.stack([torch.randn(points, channels, generator=g) for g in generators]).to(self.device)

    def _finished(self, x: Tensor) -> Floats:
        """Clouds, (B, N, 9), within the limits that a result keeps."""
        xyz, rgb, normal = self.transformer.to_cloud(x).float().cpu().split(3, dim=-1)
        cloud = torch.cat([xyz.clamp(-0.5, 0.5), rgb.clamp(0, 1), functional.normalize(normal, dim=-1)], dim=-1)
        return cloud.numpy()


LOADING = {"torch_dtype": torch.float32, "local_files_only": True}
"""The stored weights are half precision, to halve the download."""
