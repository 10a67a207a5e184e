"""A tiny data set in the packed format, and a configuration that trains on it in milliseconds.

Gives the name `training` back to the package under test first, as `dataset/conftest.py` explains.
"""

import importlib
import json
import sys

import numpy as np
import pytest
from PIL import Image, ImageDraw

if getattr(sys.modules.get("training"), "__file__", None) is None:
    sys.modules.pop("training", None)
    importlib.import_module("training")

from training.config import NetworkConfig, TrainingConfig

_SPLITS = ["train"] * 8 + ["val"] * 2 + ["test"] * 4 + ["colors"] * 2 + ["structures"] * 2 + ["categories"] * 2


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    rng = np.random.default_rng(0)
    points = rng.random((20, 64, 9))
    points[..., :3] = (points[..., :3] - 0.5) * rng.permuted(np.linspace(0.1, 1.0, 20))[:, None, None]
    np.save(folder / "points.npy", points.astype(np.float16))
    np.save(folder / "part_ids.npy", rng.integers(2, size=(20, 64), dtype=np.uint8))
    np.save(folder / "cameras.npy", np.tile(np.float32([0.0, 0.2, 2.0, 0.7]), (20, 2, 1)))
    image = Image.new("RGBA", (64, 64))
    ImageDraw.Draw(image).rectangle((20, 10, 40, 50), fill=(200, 40, 40, 255))
    np.save(folder / "images.npy", np.broadcast_to(np.asarray(image), (20, 2, 64, 64, 4)))
    (folder / "IMAGES_READY").touch()
    records = [
        {
            "category": ("chair", "mug")[i % 2],
            "split": _SPLITS[i],
            "captions": ["red thing", f"a red {('chair', 'mug')[i % 2]} with blue handles"],
            "parts": [{"name": "left leg" if i else "odd leg", "kind": "leg"}, {"name": "body", "kind": "body"}],
            "captions_unseen": [f"{('chair', 'mug')[i % 2]} of red and blue"],
        }
        for i in range(20)
    ]
    (folder / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


@pytest.fixture
def config():
    network = NetworkConfig(
        point_dim=24, latent_dim=32, num_latents=4, num_blocks=1, layers_per_block=1,
        heads=2, point_heads=2, text_layers=1, image_layers=1,
    )  # fmt: skip
    return TrainingConfig(
        network=network, batch=10, points=16, warm_up_samples=20, part_points=8, part_objects=2,
        text_share=0.42, both_share=0.1, image_share=0.4,
    )  # fmt: skip
