"""CLIP ViT-L/14 (Radford et al. 2021) through `transformers`: what Point-E's networks are told. B batch.

A tower takes as much memory as all of Point-E's small networks, so it is loaded when it is asked and dropped again;
what it said is remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ...core.errors import ErrorCode, PointsmithError

FOLDER = "clip-vit-large-patch14"
_MEAN = (0.48145466, 0.4578275, 0.40821073)
_DEVIATION = (0.26862954, 0.26130258, 0.27577711)
_LONGEST_PROMPT = 77
"""Tokens; what is longer is cut off."""
_REMEMBERED = 16


def preprocess(image: Image.Image, size: int = 224) -> Tensor:
    """A picture as CLIP was trained on it, (3, size, size): resized by its shorter side, cut to a square, normed."""
    width, height = image.size
    shorter = min(width, height)
    image = image.resize((int(size * width / shorter), int(size * height / shorter)), Image.Resampling.BICUBIC)
    left, top = (round((side - size) / 2) for side in image.size)
    image = image.crop((left, top, left + size, top + size)).convert("RGB")
    pixels = torch.from_numpy(np.asarray(image).astype(np.float32) / 255).permute(2, 0, 1)
    return (pixels - torch.tensor(_MEAN)[:, None, None]) / torch.tensor(_DEVIATION)[:, None, None]


def grid_features(tower: Any, pixels: Tensor) -> Tensor:
    """Patch features, (B, C, T) float32: after the last layer, without the class token, the last norm and projection.

    tower : `transformers.CLIPVisionModelWithProjection`.
    """
    states = tower.vision_model(pixel_values=pixels.to(tower.dtype)).last_hidden_state
    grid: Tensor = states[:, 1:].transpose(1, 2).float()
    return grid


def image_vectors(tower: Any, pixels: Tensor) -> Tensor:
    """Unit vectors, (B, C) float32, of pictures; ``tower`` as in `grid_features`."""
    return torch.nn.functional.normalize(tower(pixel_values=pixels.to(tower.dtype)).image_embeds.float(), dim=-1)


class ClipEncoder:
    """Encodes prompts and pictures, with the model in a folder as `transformers` lays it out."""

    def __init__(self, folder: Path, device: torch.device, dtype: torch.dtype) -> None:
        self._folder = folder
        self._device = device
        self._dtype = dtype
        self._said: dict[tuple[str, bytes], Tensor] = {}

    def picture_grid(self, image: Image.Image) -> Tensor:
        """What the base and upsampling networks read of a picture, (1, 1024, 256). Raises WRONG_CHECKPOINT."""
        return self._remembered("grid", preprocess(image), lambda pixels: grid_features(self._vision(), pixels))

    def picture_vector(self, image: Image.Image) -> Tensor:
        """The unit vector of a picture, (1, 768). Raises WRONG_CHECKPOINT."""
        return self._remembered("image", preprocess(image), lambda pixels: image_vectors(self._vision(), pixels))

    def text_vector(self, prompt: str) -> Tensor:
        """The unit vector of a prompt, (1, 768). Raises WRONG_CHECKPOINT."""
        from transformers import CLIPTextModelWithProjection, CLIPTokenizer  # noqa: PLC0415 - seconds to import

        def tokens() -> Tensor:
            tokenizer = CLIPTokenizer.from_pretrained(self._folder, local_files_only=True)
            asked = tokenizer([prompt], truncation=True, max_length=_LONGEST_PROMPT, return_tensors="pt")
            ids: Tensor = asked["input_ids"]
            return ids

        def encode(ids: Tensor) -> Tensor:
            tower = self._tower(CLIPTextModelWithProjection)
            return torch.nn.functional.normalize(tower(input_ids=ids).text_embeds.float(), dim=-1)

        return self._remembered("text", self._readable(tokens)[0], encode)

    def _vision(self) -> Any:
        from transformers import CLIPVisionModelWithProjection  # noqa: PLC0415 - seconds to import

        return self._tower(CLIPVisionModelWithProjection)

    def _tower(self, kind: Any) -> Any:
        def load() -> Any:
            from transformers.utils import logging  # noqa: PLC0415 - as below

            # It would list every weight of the other tower.
            logging.set_verbosity_error()
            tower, report = kind.from_pretrained(
                self._folder, local_files_only=True, dtype=self._dtype, output_loading_info=True
            )
            if report["missing_keys"]:
                raise ValueError(f"{len(report['missing_keys'])} weights are missing")
            return tower.to(self._device).eval()

        return self._readable(load)

    def _readable(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            if "out of memory" in str(error):
                raise
            reason = f"the folder {self._folder.name} is missing or not CLIP"
            raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, reason) from error

    @torch.inference_mode()
    def _remembered(self, kind: str, asked: Tensor, encode: Callable[[Tensor], Tensor]) -> Tensor:
        key = (kind, asked.numpy().tobytes())
        if key not in self._said:
            if len(self._said) >= _REMEMBERED:
                del self._said[next(iter(self._said))]
            self._said[key] = encode(asked[None].to(self._device))
        return self._said[key]
