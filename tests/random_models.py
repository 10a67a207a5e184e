"""Point-E 40M and its mesh network at their real sizes, with random weights; CLIP with one layer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

from addon.core.model_store import ModelStore
from addon.core.published_components import CLIP, Component, component
from addon.worker.point_e.architectures import build


def random_store(folder: Path) -> ModelStore:
    """A store in which `point-e-40m` and `point-e-sdf` are ready: 0.4 GB."""
    store = ModelStore(folder)
    torch.manual_seed(0)
    for name in ("base40M", "upsample", "sdf"):
        state = build(name, "cpu").state_dict()
        _put(store, component(name), lambda path, state=state: save_file(state, path))
    config = CLIPVisionConfig(
        hidden_size=1024,
        intermediate_size=64,
        num_hidden_layers=1,
        num_attention_heads=16,
        patch_size=14,
        projection_dim=768,
    )
    _put(store, component(CLIP), CLIPVisionModelWithProjection(config).save_pretrained)
    return store


def _put(store: ModelStore, part: Component, write: Callable[[Path], object]) -> None:
    with store.hold(part, None):
        made = store.parts(part) / "made"
        made.parent.mkdir(parents=True, exist_ok=True)
        write(made)
        store.put(part, made, {})
