"""From an order to an object's views and points."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from addon.core.cameras import POSES

from ..catalogue.asset import Asset
from ..catalogue.generate import generate
from ..catalogue.streams import stream
from ..cloud.dense import dense_cloud
from ..cloud.draw import draw
from ..cloud.interior import interior
from ..cloud.points import Points
from ..cloud.reject import RejectedError, reject
from ..cloud.visibility import part_areas
from ..records import record
from .order import Order, OrderError
from .product import Product
from .studio import Studio


class Maker:
    """Makes one object after another, in one studio as long as the orders' settings stay the same."""

    def __init__(self, threads: int = 1) -> None:
        """Threads of each render; 0 takes all cores."""
        self._threads = threads
        self._studio: Studio | None = None
        self._settings: tuple[Any, ...] = ()

    def make(self, order: Order) -> Product:
        """Render an object's views and draw its points.

        Raises RejectedError for an object that is empty, flat or not sound, OrderError where the order is at fault.
        """
        asset = generate(order.category, order.seed_of_object) if order.file is None else None
        facts: dict[str, Any] = record(asset, order.split) if asset else {}
        facts["made"] = {"path": "direct" if order.direct else "views", "views": order.views, "size": order.size}
        cloud = _direct(asset, order) if order.direct and asset and order.points else None
        if not order.views:
            return Product([], cloud, None, facts)
        studio = self._studio_for(order)
        if asset:
            studio.show(asset)
        elif order.file:
            studio.show_file(order.file)
            facts |= {"file": order.file.name, "parts": [{"name": name} for name in studio.parts]}
        if order.light == "varied":
            studio.vary_light(_rng(order, "light"))
        shots = studio.shoot(POSES[order.poses](order.views, _rng(order, "views")))
        dense = dense_cloud(shots)
        reject(dense)
        rng = _rng(order, "points")
        if cloud is None and order.points:
            cloud = draw(dense, part_areas(dense, shots, len(studio.parts), rng), order.points, rng)
        inside = interior(cloud or dense, shots, order.interior, rng) if order.interior else None
        return Product(shots, cloud, inside, facts)

    def _studio_for(self, order: Order) -> Studio:
        settings = (order.size, order.samples, order.light, order.seed if order.light == "random" else 0)
        if self._studio is None or settings != self._settings:
            self._studio = Studio(
                order.size, order.samples, order.light, threads=self._threads, light_seed=settings[-1]
            )
            self._settings = settings
        return self._studio


def _rng(order: Order, concern: str) -> np.random.Generator:
    name, number = (order.file.name, 0) if order.file else (order.category, order.seed_of_object)
    return stream(f"{name}/{order.seed}", number, concern)


def _direct(asset: Asset, order: Order) -> Points:
    try:
        from ..points import UnionError, outer_surface, sample  # noqa: PLC0415 - what it needs is not in every Blender
    except ImportError as error:
        raise OrderError(
            f"The direct path needs {error.name}: run {sys.executable} -m pip install {error.name}"
        ) from error
    try:
        cloud = sample(asset, outer_surface(asset), order.points, stream(asset.category, asset.seed, "points"))
    except UnionError as error:
        raise RejectedError(str(error)) from error
    return Points(cloud.xyz, cloud.rgb, cloud.normals, cloud.part_ids)
