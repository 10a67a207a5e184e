"""Prompts: is it the category, and is it in the colours that were asked for? B clouds, N points."""

from typing import Any

import numpy as np
import numpy.typing as npt

from addon.worker.conditioning.text import split_words
from addon.worker.pipelines.bundled import Subject
from dataset.catalogue.vocabulary import COLOR_WORDS

from ..measures import colour_shares, has_colours, main_colour, plane_normal_degrees
from .retrieval import at_random, by_caption
from .setting import Evaluation, Figures, Floats, Group, Ints, group, share

DUE = 0.5
"""Share of the true object's points in the main colour that a cloud needs of it, to be in that colour."""
NORMALS_OF = 200
"""Clouds whose normals are compared with planes."""


def prompts(evaluation: Evaluation, objects: Ints, key: str) -> list[str]:
    """A prompt for each object; ``key`` is "captions" or "captions_unseen".

    The last of the training captions is the richest; the unseen phrasings take turns.
    """
    records = evaluation.records(objects)
    return [r[key][-1] if key == "captions" else r[key][k % len(r[key])] for k, r in enumerate(records)]


def subjects(asked: list[str]) -> list[Subject]:
    """Prompts as what a pipeline takes."""
    return [Subject(prompt=prompt) for prompt in asked]


def figures_of_split(evaluation: Evaluation, split: str, key: str = "captions") -> Group:
    """How well the prompts of a split are followed."""
    objects = evaluation.objects(split)
    asked = prompts(evaluation, objects, key)
    clouds = [sample.points for sample in evaluation.samples(subjects(asked), evaluation.sizes.points)]
    return figures(evaluation, objects, asked, clouds)


def figures(evaluation: Evaluation, objects: Ints, asked: list[str], samples: list[Floats]) -> Group:
    """How well prompts are followed by clouds, (B, N, 9) for each seed."""
    pack, points = evaluation.pack, evaluation.sizes.points
    records = evaluation.records(objects)
    truth = evaluation.real(objects, points)
    due = [DUE * colour_shares(cloud)[r["primary"]] for cloud, r in zip(truth, records, strict=True)]
    colours = [[COLOR_WORDS[word] for word in split_words(prompt) if word in COLOR_WORDS] for prompt in asked]
    told = np.array([r["primary"] in names for names, r in zip(colours, records, strict=True)])
    category = evaluation.judge.numbers(records)

    def measured(clouds: Floats) -> Figures:
        planes = [plane_normal_degrees(cloud) for cloud in clouds[:NORMALS_OF]]
        clouds = clouds[:, :points]
        right = evaluation.judge.name_categories(clouds) == category
        main = _in_main_colour(clouds, records, due)
        return {
            "category": share(right),
            "main_colour": share(main[told]),
            "category_and_main_colour": share((right & main)[told]),
            "commonest_colour_asked": share(main_colour(clouds[k]) in colours[k] for k in np.flatnonzero(told)),
            "all_colours_asked": share(has_colours(clouds[k], colours[k]) for k in np.flatnonzero(told)),
            "normals_against_planes_degrees": share(planes),
        }

    drawn = samples[0].shape[1]  # planes through more points lie nearer to the surface
    controls = {
        "ceiling": pack.points[objects, -drawn:].astype(np.float32),
        "retrieval": evaluation.real(by_caption(pack, asked), drawn),
        "floor": evaluation.real(at_random(pack, objects, of_category=False), drawn),
    }
    return group(samples, controls, measured, prompts=len(asked), with_main_colour=int(told.sum()))


def _in_main_colour(clouds: Floats, records: list[dict[str, Any]], due: list[float]) -> npt.NDArray[np.bool_]:
    """Whether each cloud shows its object's main colour as much as is due, (B,)."""
    rows = zip(clouds, records, due, strict=True)
    return np.array([colour_shares(cloud)[r["primary"]] >= max(least, 1e-9) for cloud, r, least in rows])
