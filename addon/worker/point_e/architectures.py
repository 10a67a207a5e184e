"""The published networks by name: sizes, files, and an empty module of each."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from .sdf import SdfNetwork
from .transformer import Conditioning, PointTransformer

COARSE_POINTS = 1024
"""Points that every base network makes."""


@dataclass(frozen=True, slots=True)
class DiffusionArchitecture:
    """Sizes of a diffusion network.

    Attributes
    ----------
    file
        Name that OpenAI published it under.
    points
        Points that it makes.
    low_res_points
        Points of the coarse cloud that it reads; 0 for a base network.
    """

    file: str
    width: int
    layers: int
    heads: int
    conditioning: Conditioning
    points: int = COARSE_POINTS
    low_res_points: int = 0

    def build(self, device: torch.device | str) -> PointTransformer:
        """The network, with whatever weights torch starts it with."""
        return PointTransformer(
            self.width, self.layers, self.heads, self.conditioning, low_res_points=self.low_res_points, device=device
        )


@dataclass(frozen=True, slots=True)
class SdfArchitecture:
    """Sizes of the network that turns a cloud into a field."""

    file: str
    width: int
    encoder_layers: int
    decoder_layers: int
    heads: int
    points: int

    def build(self, device: torch.device | str) -> SdfNetwork:
        """The network, with whatever weights torch starts it with."""
        return SdfNetwork(self.width, self.encoder_layers, self.decoder_layers, self.heads, device=device)


DIFFUSION = {
    "base40M-imagevec": DiffusionArchitecture("base_40m_imagevec.pt", 512, 12, 8, Conditioning.VECTOR),
    "base40M-textvec": DiffusionArchitecture("base_40m_textvec.pt", 512, 12, 8, Conditioning.VECTOR),
    "base40M-uncond": DiffusionArchitecture("base_40m_uncond.pt", 512, 12, 8, Conditioning.NONE),
    "base40M": DiffusionArchitecture("base_40m.pt", 512, 12, 8, Conditioning.GRID),
    "base300M": DiffusionArchitecture("base_300m.pt", 1024, 24, 16, Conditioning.GRID),
    "base1B": DiffusionArchitecture("base_1b.pt", 2048, 24, 32, Conditioning.GRID),
    "upsample": DiffusionArchitecture(
        "upsample_40m.pt", 512, 12, 8, Conditioning.GRID, points=3072, low_res_points=COARSE_POINTS
    ),
}
SDF = SdfArchitecture("sdf.pt", 256, 8, 4, 4, 4096)
ARCHITECTURES: dict[str, DiffusionArchitecture | SdfArchitecture] = {**DIFFUSION, "sdf": SDF}


def build(name: str, device: torch.device | str = "meta") -> PointTransformer | SdfNetwork:
    """A network by its published name; on "meta" it takes no memory and tells names and shapes. Raises KeyError."""
    return ARCHITECTURES[name].build(device)
