"""A Stable Diffusion of a few channels with random weights, in a folder as diffusers lays it out."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

SIDE = 64


def write_tiny_stable_diffusion(folder: Path) -> Path:
    """Write it to `folder` and return that."""
    torch.manual_seed(0)
    words = folder.with_name(f"{folder.name}-words")
    words.mkdir(parents=True)
    names = {"a</w>": 0, "c": 1, "h</w>": 2, "ch</w>": 3, "<|startoftext|>": 4, "<|endoftext|>": 5}
    (words / "vocab.json").write_text(json.dumps(names))
    (words / "merges.txt").write_text("#version: 0.2\nc h</w>\n")
    (words / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "CLIPTokenizer"}))
    text = CLIPTextConfig(
        vocab_size=6, hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        bos_token_id=4, eos_token_id=5, pad_token_id=5, max_position_embeddings=24,
    )  # fmt: skip
    StableDiffusionPipeline(
        unet=UNet2DConditionModel(
            sample_size=SIDE // 2, block_out_channels=(8, 16), layers_per_block=1, cross_attention_dim=16,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), attention_head_dim=2, norm_num_groups=4,
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        ),
        vae=AutoencoderKL(
            block_out_channels=(8, 8), down_block_types=("DownEncoderBlock2D",) * 2, norm_num_groups=4,
            up_block_types=("UpDecoderBlock2D",) * 2, latent_channels=4, sample_size=SIDE,
        ),
        text_encoder=CLIPTextModel(text),
        tokenizer=CLIPTokenizer.from_pretrained(words, model_max_length=24),
        scheduler=DDIMScheduler(beta_schedule="scaled_linear", clip_sample=False, steps_offset=1),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder)  # fmt: skip
    return folder
