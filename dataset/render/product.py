"""What was made of one object, and its files.

`views.json`, `NN.png`, `NN.depth.png`   see `views.py`; absent without views
`points.npy`      (points, 9) float16: xyz, rgb, normal; any first n are a fair draw
`part_ids.npy`    (points,) uint8, index into the record's `parts`
`interior.npy`    (interior, 6) float16: xyz, rgb of points inside the solid; only when asked for
`record.json`     what the object is, and under `made` by which path, from how many views of which size
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..cloud.points import Points
from .shot import Shot
from .views import write_views


@dataclass(frozen=True, eq=False)
class Product:
    """Views, points and inner points of an object, each possibly absent, and its record."""

    shots: Sequence[Shot]
    cloud: Points | None
    inside: Points | None
    record: dict[str, Any]

    def write(self, folder: Path) -> None:
        """Write the files into a folder that exists."""
        if self.shots:
            write_views(self.shots, folder)
        if self.cloud is not None:
            np.save(folder / "points.npy", self.cloud.packed())
            np.save(folder / "part_ids.npy", self.cloud.part_ids)
        if self.inside is not None:
            np.save(folder / "interior.npy", self.inside.packed()[:, :6])
        (folder / "record.json").write_text(json.dumps(self.record), encoding="utf-8")
