"""CLIP through `transformers` says what the reference's own CLIP says, and is loaded from a folder."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import CLIPConfig, CLIPModel, CLIPVisionConfig, CLIPVisionModelWithProjection

from addon.core.errors import ErrorCode, PointsmithError
from addon.worker.point_e.clip import ClipEncoder, grid_features, image_vectors, preprocess

from .vectors import TOLERANCE, vectors, worst

SIZE = 56
BLOCKS = {
    "attn.out_proj": "self_attn.out_proj",
    "ln_1": "layer_norm1",
    "ln_2": "layer_norm2",
    "mlp.c_fc": "mlp.fc1",
    "mlp.c_proj": "mlp.fc2",
}


def renamed(state):
    """OpenAI's names of the vision tower as `transformers` names them."""
    names = {
        "class_embedding": "vision_model.embeddings.class_embedding",
        "conv1.weight": "vision_model.embeddings.patch_embedding.weight",
        "positional_embedding": "vision_model.embeddings.position_embedding.weight",
    }
    for kind in ("weight", "bias"):
        names |= {f"ln_pre.{kind}": f"vision_model.pre_layrnorm.{kind}"}
        names |= {f"ln_post.{kind}": f"vision_model.post_layernorm.{kind}"}
    out = {names[key]: tensor for key, tensor in state.items() if key in names}
    out["visual_projection.weight"] = state["proj"].T.contiguous()
    for layer in range(2):
        ours, theirs = f"vision_model.encoder.layers.{layer}", f"transformer.resblocks.{layer}"
        for kind in ("weight", "bias"):
            out |= {f"{ours}.{new}.{kind}": state[f"{theirs}.{old}.{kind}"] for old, new in BLOCKS.items()}
            parts = state[f"{theirs}.attn.in_proj_{kind}"].chunk(3)
            out |= {f"{ours}.self_attn.{n}_proj.{kind}": part for n, part in zip("qkv", parts, strict=True)}
    return out


@pytest.fixture(scope="module")
def tower():
    config = CLIPVisionConfig(
        hidden_size=64, intermediate_size=256, projection_dim=48, num_hidden_layers=2, num_attention_heads=1,
        image_size=SIZE, patch_size=14, hidden_act="quick_gelu",
    )  # fmt: skip
    network = CLIPVisionModelWithProjection(config).eval()
    missing, unexpected = network.load_state_dict(renamed(vectors("i_clip_grid.visual_state")), strict=False)
    assert not unexpected
    assert all(key.endswith("position_ids") for key in missing)
    return network.requires_grad_(False)


@pytest.fixture(scope="module")
def pictures():
    given = vectors("i_clip_grid.io")
    return [Image.fromarray(given[f"image_{name}"].numpy()) for name in ("56x56", "70x96")]


def test_preprocessing(pictures):
    given = vectors("i_clip_grid.io")
    for picture, name in zip(pictures, ("56x56", "70x96"), strict=True):
        assert worst(preprocess(picture, SIZE)[None], given[f"pre_{name}"]) < TOLERANCE
    assert worst(preprocess(Image.new("RGB", (64, 64)), SIZE)[None], given["pre_none"]) < TOLERANCE


def test_features_of_pictures(tower, pictures):
    given = vectors("i_clip_grid.io")
    pixels = torch.stack([preprocess(picture, SIZE) for picture in reversed(pictures)])
    assert worst(grid_features(tower, pixels), given["grid"]) < TOLERANCE
    assert worst(image_vectors(tower, pixels), given["pooled"]) < TOLERANCE


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tiny CLIP in the layout of a published folder."""
    folder = tmp_path_factory.mktemp("clip é")
    torch.manual_seed(0)
    common = {"intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2, "projection_dim": 768}
    ends = {"bos_token_id": 4, "eos_token_id": 5, "pad_token_id": 5}
    text = {**common, **ends, "hidden_size": 32, "vocab_size": 6}
    vision = {**common, "hidden_size": 1024, "image_size": 224, "patch_size": 14}
    CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=768)).save_pretrained(folder)
    words = {"a</w>": 0, "c": 1, "h</w>": 2, "ch</w>": 3, "<|startoftext|>": 4, "<|endoftext|>": 5}
    (folder / "vocab.json").write_text(json.dumps(words))
    (folder / "merges.txt").write_text("#version: 0.2\nc h</w>\n")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "CLIPTokenizer"}))
    return folder


def test_a_folder_is_enough(folder, pictures):
    encoder = ClipEncoder(folder, torch.device("cpu"), torch.float32)
    grid, image = encoder.picture_grid(pictures[1]), encoder.picture_vector(pictures[1])
    text, other = encoder.text_vector("A ch"), encoder.text_vector("ch")
    assert grid.shape == (1, 1024, 256)
    assert image.shape == text.shape == (1, 768)
    assert grid.dtype == image.dtype == text.dtype == torch.float32
    assert [float(vector.norm()) for vector in (image, text, other)] == pytest.approx([1, 1, 1], abs=1e-5)
    assert worst(text, other) > 0.01
    whole = CLIPModel.from_pretrained(folder).eval()
    with torch.no_grad():
        ids = torch.tensor([[4, 0, 3, 5]])
        pooled = whole.text_projection(whole.text_model(input_ids=ids).pooler_output)
    assert worst(text, torch.nn.functional.normalize(pooled, dim=-1)) < 1e-5


def test_a_long_prompt_is_cut_off(folder):
    encoder = ClipEncoder(folder, torch.device("cpu"), torch.float32)
    assert torch.equal(encoder.text_vector("a " * 100), encoder.text_vector("a " * 200))


def test_what_was_said_is_remembered(folder, pictures, monkeypatch):
    encoder = ClipEncoder(folder, torch.device("cpu"), torch.float32)
    first = encoder.picture_grid(pictures[0])
    monkeypatch.setattr(encoder, "_tower", None)
    assert encoder.picture_grid(pictures[0]) is first
    for shade in range(20):
        monkeypatch.setattr(encoder, "_vision", lambda: None)
        monkeypatch.setattr("addon.worker.point_e.clip.grid_features", lambda *_: torch.zeros(1))
        encoder.picture_grid(Image.new("RGB", (8, 8), (shade, 0, 0)))
    assert len(encoder._said) <= 16


def test_a_missing_folder_is_named(tmp_path):
    encoder = ClipEncoder(tmp_path / "clip", torch.device("cpu"), torch.float32)
    for ask in (lambda: encoder.text_vector("chair"), lambda: encoder.picture_grid(Image.new("RGB", (9, 9)))):
        with pytest.raises(PointsmithError) as caught:
            ask()
        assert caught.value.code is ErrorCode.WRONG_CHECKPOINT
        assert "clip" in caught.value.detail


def test_a_folder_with_half_of_the_weights_is_refused(folder, tmp_path):
    broken = tmp_path / "clip"
    shutil.copytree(folder, broken)
    state = load_file(folder / "model.safetensors")
    save_file({key: t for key, t in state.items() if "vision_model.post" not in key}, broken / "model.safetensors")
    with pytest.raises(PointsmithError) as caught:
        ClipEncoder(broken, torch.device("cpu"), torch.float32).picture_vector(Image.new("RGB", (9, 9)))
    assert caught.value.code is ErrorCode.WRONG_CHECKPOINT


def test_pictures_of_any_mode_and_shape():
    for mode in ("L", "RGB", "RGBA", "P"):
        assert preprocess(Image.new(mode, (300, 40)), SIZE).shape == (3, SIZE, SIZE)
    assert np.isfinite(preprocess(Image.new("RGB", (1, 400)), SIZE).numpy()).all()
