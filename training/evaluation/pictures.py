"""Reference images: how near is the cloud to the object in the pictures, as it lies? B clouds, N points."""

import numpy as np
from PIL import Image

from addon.core.reference import Side
from addon.worker.pipelines.bundled import Subject

from ..measures import Comparison, compare
from ..pictures import side_of
from .retrieval import at_random, retrieved
from .setting import Evaluation, Figures, Floats, Group, Ints, group, share

TRUE_POINTS = 3072
"""Of the object that clouds are compared with."""


def subjects(evaluation: Evaluation, objects: Ints, views: int, *, named: bool = False) -> list[Subject]:
    """The first views of each object; ``named`` tells the sides of those that show one."""
    pack = evaluation.pack
    assert pack.images is not None
    assert pack.cameras is not None
    return [
        Subject(
            images=[
                (
                    Image.fromarray(pack.images[i, view]),
                    side_of(float(pack.cameras[i, view, 0])) if named else Side.UNKNOWN,
                )
                for view in range(views)
            ]
        )
        for i in objects
    ]


def figures_of_split(evaluation: Evaluation, split: str, *, more_views: bool = False) -> Group:
    """How well the objects of a split are rebuilt from one picture, and from three."""
    objects, sizes = evaluation.objects(split)[: evaluation.sizes.objects], evaluation.sizes
    found = figures(evaluation, objects, _clouds(evaluation, objects, 1))
    retrieved = found["controls"]["retrieval"]["chamfer"]
    for seed in found["seeds"]:
        seed["gain_on_retrieval"] = 1 - seed["chamfer"] / retrieved
    if more_views:
        for name, named in (("three", False), ("three_named", True)):
            clouds = _clouds(evaluation, objects, 3, named=named)
            found[name] = [_measured(evaluation, objects, sample) for sample in clouds]
            for seed, more in zip(found["seeds"], found[name], strict=True):
                more["gain_on_one"] = 1 - more["chamfer"] / seed["chamfer"]
    return found | {"points": sizes.points}


def figures(evaluation: Evaluation, objects: Ints, samples: list[Floats]) -> Group:
    """How near clouds, (B, N, 9) for each seed, are to the true objects, with the controls' distances."""
    pack, points = evaluation.pack, evaluation.sizes.points
    controls = {
        # The other points of the same object, as many as are generated.
        "ceiling": pack.points[objects, -points:].astype(np.float32),
        "retrieval": evaluation.real(retrieved(evaluation, objects), points),
        "floor": evaluation.real(at_random(pack, objects, of_category=False), points),
    }
    known = set(evaluation.judge.categories)
    if all(record["category"] in known for record in evaluation.records(objects)):
        controls["random_of_category"] = evaluation.real(at_random(pack, objects, of_category=True), points)
    return group(samples, controls, lambda clouds: _measured(evaluation, objects, clouds), objects=len(objects))


def _clouds(evaluation: Evaluation, objects: Ints, views: int, *, named: bool = False) -> list[Floats]:
    asked = subjects(evaluation, objects, views, named=named)
    return [sample.points for sample in evaluation.samples(asked, evaluation.sizes.points)]


def _measured(evaluation: Evaluation, objects: Ints, clouds: Floats) -> Figures:
    truth = evaluation.real(objects, TRUE_POINTS)
    columns = zip(*(compare(*pair) for pair in zip(clouds, truth, strict=True)), strict=True)
    found: Figures = {name: share(column) for name, column in zip(Comparison._fields, columns, strict=True)}
    records = evaluation.records(objects)
    if all(record["category"] in evaluation.judge.categories for record in records):
        found["category"] = share(evaluation.judge.name_categories(clouds) == evaluation.judge.numbers(records))
    return found
