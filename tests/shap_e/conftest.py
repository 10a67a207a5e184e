"""Shap-E's two pipelines with tiny random networks, in folders as they are published."""

from __future__ import annotations

import json

import pytest
import torch
from diffusers import HeunDiscreteScheduler, PriorTransformer, ShapEImg2ImgPipeline, ShapEPipeline
from diffusers.pipelines.shap_e.renderer import ShapERenderer
from transformers import (
    CLIPImageProcessor,
    CLIPTextConfig,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    CLIPVisionConfig,
    CLIPVisionModel,
)

WIDTH = 16
TOKENS = 32


def tiny_tokenizer(folder):
    words = {"a</w>": 0, "c": 1, "h</w>": 2, "ch</w>": 3, "<|startoftext|>": 4, "<|endoftext|>": 5}
    (folder / "vocab.json").write_text(json.dumps(words))
    (folder / "merges.txt").write_text("#version: 0.2\nc h</w>\n")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "CLIPTokenizer"}))
    return CLIPTokenizer.from_pretrained(folder, model_max_length=16)


def prior(**settings):
    return PriorTransformer(
        num_attention_heads=2, attention_head_dim=8, num_layers=1, embedding_dim=WIDTH, num_embeddings=TOKENS,
        additional_embeddings=0, time_embed_act_fn="gelu", norm_in_type="layer", embedding_proj_dim=WIDTH,
        encoder_hid_proj_type=None, added_emb_type=None, time_embed_dim=4 * WIDTH, clip_embed_dim=2 * WIDTH, **settings,
    )  # fmt: skip


def scheduler():
    return HeunDiscreteScheduler(
        beta_schedule="exp", num_train_timesteps=1024, prediction_type="sample", use_karras_sigmas=True,
        clip_sample=True, clip_sample_range=1.0,
    )  # fmt: skip


def renderer():
    return ShapERenderer(
        param_shapes=((8, 93), (8, 8), (8, 8), (8, 8)), d_latent=WIDTH, d_hidden=8, n_output=12
    )  # fmt: skip


@pytest.fixture(scope="session")
def text_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shap é") / "shap-e"
    torch.manual_seed(3)
    config = CLIPTextConfig(
        vocab_size=6, hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        projection_dim=WIDTH, bos_token_id=4, eos_token_id=5, pad_token_id=5, max_position_embeddings=16,
    )  # fmt: skip
    ShapEPipeline(
        prior=prior(),
        text_encoder=CLIPTextModelWithProjection(config),
        tokenizer=tiny_tokenizer(tmp_path_factory.mktemp("words")),
        scheduler=scheduler(),
        shap_e_renderer=renderer(),
    ).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def image_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shap é") / "shap-e-img2img"
    torch.manual_seed(4)
    config = CLIPVisionConfig(
        hidden_size=WIDTH, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, image_size=32, patch_size=8
    )
    ShapEImg2ImgPipeline(
        prior=prior(embedding_proj_norm_type="layer"),
        image_encoder=CLIPVisionModel(config),
        image_processor=CLIPImageProcessor(size=32, crop_size=32),
        scheduler=scheduler(),
        shap_e_renderer=renderer(),
    ).save_pretrained(folder)
    return folder
