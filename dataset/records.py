"""What a data set says of an object, beside its points and pictures."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .catalogue.asset import Asset
from .catalogue.captions import captions


def record(asset: Asset, split: str) -> dict[str, Any]:
    """The object's line in `records.jsonl`, but for its index."""
    parts = [
        {"name": part.name, "role": part.role, "color": paint.color, "finish": paint.finish, "rgb": paint.shades[0]}
        for part, paint in zip(asset.parts, asset.paints, strict=True)
    ]
    return {
        "category": asset.category,
        "seed": asset.seed,
        "split": split,
        **asdict(asset.scheme),
        "captions": captions(asset),
        "captions_unseen": captions(asset, "unseen"),
        "parts": parts,
    }
