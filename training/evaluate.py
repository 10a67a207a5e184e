"""Evaluate a stored model on objects it never saw: ``python -m training.evaluate --data DATA --run RUN --to FILE``.

The run's judge (``training.judge``) must be trained. Figures have controls beside them: the real clouds of the same
objects (a perfect model's score), the training object with the most similar picture (mere retrieval's score), and a
random training object of the same category. Two cores need about a second an object.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image

from addon.worker.conditioning.text import split_words
from addon.worker.networks.two_stream import EncodedCondition
from addon.worker.pipelines.bundled import PointCloudPipeline
from dataset.catalogue.vocabulary import COLOR_WORDS

from .data import Pack
from .export import WEIGHTS
from .judge import Judge, accuracy, categories_of, load_judge, of_categories
from .measures import Comparison, Floats, compare, has_colours, main_colour, plane_normal_degrees

BATCH = 14
POINTS = 1024
SEEDS_PER_PROMPT = 4
SPREAD_CATEGORIES = 20


@dataclass(frozen=True)
class Evaluation:
    """A model, the held-out objects, and the settings that they are sampled with."""

    pipeline: PointCloudPipeline
    pack: Pack
    judge: Judge
    limit: int  # held-out objects of each split
    steps: int
    guidance: float

    def objects(self, split: str) -> npt.NDArray[np.int64]:
        """The first objects of a split; where prompts are judged, of the judge's categories."""
        if split == "categories":
            return self.pack.split(split)[: self.limit]
        return of_categories(self.pack, split, categories_of(self.pack))[: self.limit]

    def prompts(self, prompts: Sequence[str], seeds: Sequence[int]) -> Floats:
        """A cloud for each prompt and seed, (B, POINTS, 9)."""
        chunks = range(0, len(prompts), BATCH)
        return np.concatenate(
            [self._clouds(self.pipeline.encode_prompts(prompts[i : i + BATCH]), seeds[i : i + BATCH]) for i in chunks]
        )

    def images(self, images: Sequence[Image.Image], seeds: Sequence[int]) -> Floats:
        """A cloud for each image and seed, (B, POINTS, 9)."""
        chunks = range(0, len(images), BATCH)
        return np.concatenate(
            [self._clouds(self.pipeline.encode_images(images[i : i + BATCH]), seeds[i : i + BATCH]) for i in chunks]
        )

    def _clouds(self, condition: EncodedCondition, seeds: Sequence[int]) -> Floats:
        return self.pipeline.generate(
            condition,
            seeds,
            num_points=POINTS,
            coarse_points=POINTS,
            num_inference_steps=self.steps,
            guidance_scale=self.guidance,
        )

    def real(self, objects: npt.NDArray[np.int64]) -> Floats:
        """Real clouds, (B, POINTS, 9); the points of a pack are in random order."""
        return self.pack.points[objects, :POINTS].astype(np.float32)

    def category_right(self, clouds: Floats, objects: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Whether the judge names each cloud as its object is, (B,)."""
        names = categories_of(self.pack)
        truth = [names.index(self.pack.records[i]["category"]) for i in objects]
        return self.judge.judge(clouds) == np.array(truth)


def text_figures(evaluation: Evaluation, split: str, key: str = "captions") -> dict[str, float]:
    """How well prompts of a split are followed; ``key`` names the captions: "captions" or "captions_unseen"."""
    objects = evaluation.objects(split)
    records = [evaluation.pack.records[i] for i in objects]
    # The last training captions are the richest; unseen phrasings take turns.
    chosen = [r[key][-1] if key == "captions" else r[key][k % len(r[key])] for k, r in enumerate(records)]
    clouds = evaluation.prompts(chosen, list(range(len(chosen))))
    asked = [[COLOR_WORDS[word] for word in split_words(prompt) if word in COLOR_WORDS] for prompt in chosen]
    real = evaluation.real(objects)
    told = [k for k, colours in enumerate(asked) if colours]
    right = evaluation.category_right(clouds, objects)
    return {
        "prompts": len(chosen),
        "category": _share(right),
        "category_real": _share(evaluation.category_right(real, objects)),
        "main_colour": _share(main_colour(clouds[k]) in asked[k] for k in told),
        "main_colour_real": _share(main_colour(real[k]) in asked[k] for k in told),
        "category_and_main_colour": _share(right[k] and main_colour(clouds[k]) in asked[k] for k in told),
        "colours": _share(has_colours(clouds[k], asked[k]) for k in told),
        "colours_real": _share(has_colours(real[k], asked[k]) for k in told),
        "normals_against_planes_degrees": _share(plane_normal_degrees(cloud) for cloud in clouds),
        "normals_against_planes_degrees_real": _share(plane_normal_degrees(cloud) for cloud in real),
    }


def image_figures(evaluation: Evaluation, split: str) -> dict[str, Any]:
    """How well the object in a picture (its first view) is rebuilt, in its own frame and without alignment."""
    pack, objects = evaluation.pack, evaluation.objects(split)
    assert pack.images is not None
    clouds = evaluation.images([Image.fromarray(pack.images[i, 0]) for i in objects], list(range(len(objects))))
    truth = evaluation.real(objects)
    train = pack.split("train")
    categories = np.array([record["category"] for record in pack.records])
    rng = np.random.default_rng(0)
    rivals = {
        "model": clouds,
        "retrieval": evaluation.real(_most_similar(pack, objects, train)),
        "random": evaluation.real(rng.choice(train, len(objects))),
        "same_object_resampled": pack.points[objects, -POINTS:].astype(np.float32),
    }
    figures: dict[str, Any] = {"images": len(objects)}
    if split != "categories":
        of_kind = [rng.choice(train[categories[train] == categories[i]]) for i in objects]
        rivals["random_of_category"] = evaluation.real(np.array(of_kind))
        figures["category"] = _share(evaluation.category_right(clouds, objects))
        figures["category_retrieval"] = _share(evaluation.category_right(rivals["retrieval"], objects))
    means = {name: _mean([compare(*pair) for pair in zip(rival, truth, strict=True)]) for name, rival in rivals.items()}
    return figures | means


def spread_figures(evaluation: Evaluation) -> dict[str, float]:
    """Chamfer distance between clouds of one prompt from several seeds, and between real objects of a category."""
    pack = evaluation.pack
    test = pack.split("test")
    categories = np.array([pack.records[i]["category"] for i in test])
    names = categories_of(pack)[:SPREAD_CATEGORIES]
    prompts = [name for name in names for _ in range(SEEDS_PER_PROMPT)]
    clouds = evaluation.prompts(prompts, list(range(SEEDS_PER_PROMPT)) * len(names))
    real = [evaluation.real(test[categories == name][:SEEDS_PER_PROMPT]) for name in names]
    return {
        "seeds": _share(map(_spread, clouds.reshape(len(names), SEEDS_PER_PROMPT, POINTS, -1))),
        "real": _share(map(_spread, real)),
    }


def evaluate(evaluation: Evaluation) -> dict[str, Any]:
    """All figures."""
    start = time.perf_counter()
    figures = {
        "settings": {"points": POINTS, "steps": evaluation.steps, "guidance": evaluation.guidance},
        "judge_on_real_clouds": {
            split: accuracy(evaluation.judge, evaluation.pack, split) for split in ("val", "test")
        },
        "text": text_figures(evaluation, "test"),
        "unseen_phrasings": text_figures(evaluation, "test", "captions_unseen"),
        "held_out_colours": text_figures(evaluation, "colors"),
        "held_out_structures": text_figures(evaluation, "structures"),
        "image": image_figures(evaluation, "test"),
        "image_held_out_categories": image_figures(evaluation, "categories"),
        "spread": spread_figures(evaluation),
    }
    return figures | {"seconds": round(time.perf_counter() - start, 1)}


def _most_similar(pack: Pack, objects: npt.NDArray[np.int64], train: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The training object one of whose prepared views differs least from the first view of each object, (B,)."""
    views = pack.pictures(train).astype(np.float32)
    catalogue = views.reshape(len(train) * views.shape[1], -1)
    queries = pack.pictures(objects)[:, 0].astype(np.float32).reshape(len(objects), -1)
    distances = (catalogue**2).sum(axis=1) - 2 * queries @ catalogue.T
    return train[distances.argmin(axis=1) // views.shape[1]]


def _spread(clouds: Floats) -> float:
    return _share(compare(a, b).chamfer for a, b in combinations(clouds, 2))


def _share(values: Any) -> float:
    return round(float(np.mean(list(values))), 4)


def _mean(comparisons: list[Comparison]) -> dict[str, float]:
    return {
        name: _share(column) for name, column in zip(Comparison._fields, zip(*comparisons, strict=True), strict=True)
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run, for its judge")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder of the exported model")
    parser.add_argument("--to", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--objects", type=int, default=216, help="held-out objects of each split")
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--guidance", type=float, default=2.0)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    pack = Pack.open(arguments.data)
    evaluation = Evaluation(
        PointCloudPipeline.from_pretrained(arguments.weights),
        pack,
        load_judge(pack, arguments.run),
        arguments.objects,
        arguments.steps,
        arguments.guidance,
    )
    figures = evaluate(evaluation)
    arguments.to.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
