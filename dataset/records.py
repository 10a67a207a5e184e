"""What a data set says of an object, beside its points and pictures."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .catalogue.asset import Asset
from .catalogue.captions import captions


def record(asset: Asset, split: str) -> dict[str, Any]:
    """The object's line in `records.jsonl`, but for its index. Lengths are in units of the unit cube."""
    parts = [
        {
            "name": part.name,
            "kind": part.kind,
            "role": part.role,
            "color": paint.color,
            "finish": paint.finish,
            "rgb": paint.shades[0],
            "pivot": part.pivot,
            "joint": asdict(part.joint) if part.joint else None,
        }
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
