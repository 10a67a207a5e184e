"""The tensors that each published checkpoint of Point-E holds, by name and shape.

Names as OpenAI's classes write them; sizes from their configurations.
"""

from __future__ import annotations

from dataclasses import dataclass

Shapes = dict[str, tuple[int, ...]]
"""Names of tensors and their shapes."""

_CLIP_VECTOR = 768
_CLIP_GRID = 1024
_CHANNELS = 6


@dataclass(frozen=True, slots=True)
class _Diffusion:
    width: int
    layers: int
    condition: str = "grid"
    low_resolution: bool = False

    def shapes(self) -> Shapes:
        width = self.width
        found = {
            **_mlp("time_embed", width),
            **_norm("ln_pre", width),
            **_blocks("backbone", width, self.layers),
            **_norm("ln_post", width),
            **_linear("input_proj", _CHANNELS, width),
            **_linear("output_proj", width, 2 * _CHANNELS),
        }
        if self.condition == "vector":
            found |= _linear("clip_embed", _CLIP_VECTOR, width)
        elif self.condition == "grid":
            found |= {**_norm("clip_embed.0", _CLIP_GRID), **_linear("clip_embed.1", _CLIP_GRID, width)}
        if self.low_resolution:
            buffers = {"channel_scales": (_CHANNELS,), "channel_biases": (_CHANNELS,)}
            found |= {**_linear("cond_point_proj", _CHANNELS, width), **buffers}
        return found


_DIFFUSION = {
    "base40M-imagevec": _Diffusion(512, 12, "vector"),
    "base40M-textvec": _Diffusion(512, 12, "vector"),
    "base40M-uncond": _Diffusion(512, 12, ""),
    "base40M": _Diffusion(512, 12),
    "base300M": _Diffusion(1024, 24),
    "base1B": _Diffusion(2048, 24),
    "upsample": _Diffusion(512, 12, low_resolution=True),
}


def expected_tensors(published_name: str) -> Shapes:
    """Return the names and shapes of a published checkpoint. Raises KeyError for any other name."""
    return _distance_network() if published_name == "sdf" else _DIFFUSION[published_name].shapes()


def _distance_network(width: int = 256) -> Shapes:
    found = {
        **_linear("encoder_input_proj", 3, width),
        **_blocks("encoder", width, 8),
        **_linear("decoder_input_proj", 3, width),
        **_norm("ln_post", width),
        **_linear("output_proj", width, 1),
    }
    for index in range(4):
        block = f"decoder.resblocks.{index}"
        for name, outputs in (("c_q", width), ("c_kv", 2 * width), ("c_proj", width)):
            found |= _linear(f"{block}.attn.{name}", width, outputs)
        for name in ("ln_1", "ln_2", "ln_3"):
            found |= _norm(f"{block}.{name}", width)
        found |= _mlp(f"{block}.mlp", width)
    return found


def _blocks(name: str, width: int, layers: int) -> Shapes:
    found: Shapes = {}
    for index in range(layers):
        block = f"{name}.resblocks.{index}"
        found |= _linear(f"{block}.attn.c_qkv", width, 3 * width) | _linear(f"{block}.attn.c_proj", width, width)
        found |= _norm(f"{block}.ln_1", width) | _mlp(f"{block}.mlp", width) | _norm(f"{block}.ln_2", width)
    return found


def _mlp(name: str, width: int) -> Shapes:
    return _linear(f"{name}.c_fc", width, 4 * width) | _linear(f"{name}.c_proj", 4 * width, width)


def _linear(name: str, inputs: int, outputs: int) -> Shapes:
    return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}


def _norm(name: str, width: int) -> Shapes:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}
