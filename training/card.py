"""Write the model card: ``python -m training.card --data DATA --run RUN --figures FILE``.

Every number in the card comes from the run's log and from the file that ``training.evaluate`` wrote.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from dataset.catalogue.categories import FAMILIES
from dataset.catalogue.palette import NAMES

from .export import WEIGHTS
from .state import load_state

CARD = """---
license: cc0-1.0
library_name: diffusers
tags: [text-to-3d, image-to-3d, point-cloud, flow-matching]
---

# Pointsmith's bundled model

A prompt or a reference image becomes a coloured, oriented point cloud: xyz in the unit cube (+Z up), display-referred
sRGB, unit normals. {parameters:.1f} million parameters, half precision on disk, single precision in memory. The weights
are dedicated to the public domain (CC0 1.0).

## What it knows

{categories}; compositions of primitives; {colors} colours.
The vocabulary is closed: {words} words. Words outside it are left out, and the add-on says which.

## Architecture and training

A two-stream latent transformer (PointInfinity, Huang et al. 2024): {num_latents} latents of width {latent_dim} read the
points (width {point_dim}), think, and the points read the latents, in {num_blocks} blocks of {layers_per_block} layers.
Prompts pass through a {text_layers}-layer transformer over words, images through a {image_layers}-layer vision
transformer over 8 x 8 patches; latents attend to their tokens. Rectified flow, velocity prediction, classifier-free
guidance.

- Data: {objects} procedural objects of this project's own catalogue, no third-party assets; colours, normals and
  captions come from the program that builds the object, pictures from Blender renders.
- {samples:,} samples of {points} random points, batch {batch}, AdamW, learning rate {learning_rate} with a cosine to
  zero, average of the weights; noise levels logit-normal with mean {level_mean}, from {late_from:.0%} of the run on
  {late_level_mean}, and deviation {level_deviation}; {minutes:.0f} minutes on two CPU cores in bfloat16.
- Conditions: prompt {text_share:.0%}, image {image_share:.0%}, none for the rest.

## Figures

On held-out objects, {eval_points} points, {steps} steps, guidance {guidance}. The category is read by a separate
classifier that was trained on real clouds only and is right on {judge:.1%} of held-out real ones.

| prompts | model | real clouds |
|---|---|---|
| category right, phrasings as in training ({prompts} prompts) | {text[category]:.1%} | {text[category_real]:.1%} |
| main colour is an asked one | {text[main_colour]:.1%} | {text[main_colour_real]:.1%} |
| all asked colours there and no other commoner | {text[colours]:.1%} | {text[colours_real]:.1%} |
| category and main colour right, colours held out for the category | {cells[category_and_main_colour]:.1%} | |
| category right, pairs of structures held out | {structures[category]:.1%} | {structures[category_real]:.1%} |
| category right, unseen phrasings | {unseen[category]:.1%} | {unseen[category_real]:.1%} |
| colours right, unseen phrasings | {unseen[colours]:.1%} | {unseen[colours_real]:.1%} |
| normals against planes through neighbours | {text[normals_against_planes_degrees]:.1f}° \
| {text[normals_against_planes_degrees_real]:.1f}° |
| Chamfer distance between seeds of one prompt, and between real objects of a category | {spread[seeds]:.4f} \
| {spread[real]:.4f} |

| {images} images | Chamfer distance | F-score at 5 % | normals |
|---|---|---|---|
{rivals}

| {unseen_images} images of categories held out of training | Chamfer distance | F-score at 5 % | normals |
|---|---|---|---|
{unseen_rivals}

Chamfer distance is the mean of the two mean distances to the nearest point, in units of the longest side, without
alignment. Retrieval is the training object with the most similar picture; its category is right for
{image[category_retrieval]:.1%}, the model's for {image[category]:.1%}. From an image the model is {verdict} retrieval.

## Limits

Objects of the categories above only; one object at a time; no text, faces, fine ornament or thin wires. An image is
understood if it shows one such object, cut out or on a plain background. Right-looking clouds can be wrong in detail.
"""

ABSTRACT = {kind.name for kind in FAMILIES["abstract"]}

RIVALS = {
    "model": "model",
    "retrieval": "retrieval",
    "random_of_category": "random training object of the category",
    "random": "random training object",
    "same_object_resampled": "the same object, other points",
}


FROM_CONFIG = (
    "points", "batch", "learning_rate", "text_share", "image_share",
    "level_mean", "late_level_mean", "late_from", "level_deviation",
)  # fmt: skip


def write_card(run: Path, figures: dict[str, Any], records: list[dict[str, Any]], parameters: float) -> str:
    """The text of the card; ``parameters`` are in millions."""
    state = load_state(run)
    if state is None:
        raise FileNotFoundError(f"{run} holds no training state")
    config = state["settings"]["config"]
    image = figures["image"]
    held_out = figures["image_held_out_categories"]
    known = sorted({record["category"] for record in records if record["split"] == "train"} - ABSTRACT)
    return CARD.format(
        **config["network"],
        **{key: config[key] for key in FROM_CONFIG},
        parameters=parameters,
        categories=", ".join(known).capitalize(),
        colors=len(NAMES),
        words=len(state["settings"]["words"]),
        objects=sum(record["split"] == "train" for record in records),
        samples=state["progress"]["samples"],
        minutes=state["progress"]["seconds"] / 60,
        eval_points=figures["settings"]["points"],
        steps=figures["settings"]["steps"],
        guidance=figures["settings"]["guidance"],
        judge=figures["judge_on_real_clouds"]["test"],
        prompts=figures["text"]["prompts"],
        text=figures["text"],
        unseen=figures["unseen_phrasings"],
        cells=figures["held_out_colours"],
        structures=figures["held_out_structures"],
        spread=figures["spread"],
        images=image["images"],
        verdict="closer than" if image["model"]["chamfer"] < image["retrieval"]["chamfer"] else "not yet as close as",
        image=image,
        rivals=_rows(image),
        unseen_images=held_out["images"],
        unseen_rivals=_rows(held_out),
    )


def _rows(figures: dict[str, Any]) -> str:
    return "\n".join(
        f"| {label} | {row['chamfer']:.4f} | {row['f_score']:.3f} | {row['normal_degrees']:.1f}° |"
        for row, label in ((figures[name], label) for name, label in RIVALS.items() if name in figures)
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder of the training run")
    parser.add_argument("--figures", type=Path, required=True, help="JSON file of training.evaluate")
    parser.add_argument("--to", type=Path, default=WEIGHTS, help="folder of the exported model")
    arguments = parser.parse_args()
    records = [json.loads(line) for line in (arguments.data / "records.jsonl").read_text().splitlines()]
    stored = sum(path.stat().st_size for path in arguments.to.rglob("*.safetensors"))
    card = write_card(arguments.run, json.loads(arguments.figures.read_text()), records, parameters=stored / 2e6)
    (arguments.to / "README.md").write_text(card)


if __name__ == "__main__":
    main()
