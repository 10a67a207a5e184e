"""Write the model card: ``python -m training.card --data DATA --run RUN --figures FILE``.

Every number in the card comes from the run's state and from the file that ``training.evaluate`` wrote.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from addon.core.files import atomic_text
from addon.worker.weights import verified_hash
from dataset.catalogue.categories import FAMILIES
from dataset.catalogue.palette import NAMES

from .evaluation import table
from .export import WEIGHTS
from .refine import RefinerConfig, load_refiner, load_refiner_state
from .refine_pairs import stored
from .state import load_state

PAGE = Path("docs/model-card.md")

CARD = """---
license: cc0-1.0
library_name: diffusers
tags: [text-to-3d, image-to-3d, point-cloud, flow-matching]
---

# Pointsmith's bundled model

A prompt, one to four pictures of an object, or both become a point cloud: xyz in the unit cube (+Z up),
display-referred sRGB, unit normals, and the name of the part that each point belongs to. {parameters:.1f} million
parameters, {megabytes:.0f} MB in half precision. The weights are dedicated to the public domain (CC0 1.0).

SHA-256 of the model's list of checksums: `{weights}`

## What it knows

{categories}; compositions of primitives; {colors} colours.
The vocabulary is closed: {words} words. Words outside it are left out, and the add-on says which.

## Architecture and training

A two-stream latent transformer (PointInfinity, Huang et al. 2024): {num_latents} latents of width {latent_dim} read the
points (width {point_dim}), think, and the points read the latents, in {num_blocks} blocks of {layers_per_block} layers.
Prompts pass through a {text_layers}-layer transformer over words, pictures through a {image_layers}-layer vision
transformer over 8 x 8 patches with an embedding of the side that they show; latents attend to their tokens. Rectified
flow, velocity prediction, classifier-free guidance.

- Data: {objects} procedural objects of this project's own catalogue, no third-party assets; colours, normals, parts and
  captions come from the program that builds the object, pictures from Blender renders.
- {samples:,} samples of {points} random points, batch {batch}, Muon and AdamW, learning rate {learning_rate} with a
  cosine to zero, average of the weights; {minutes:.0f} minutes of training.{base}
- Conditions: prompt {text_share:.0%}, pictures {image_share:.0%}, both {both_share:.0%}, none for the rest.
{refiner}
## Figures

{steps} steps, guidance {guidance}, {eval_points} points; 1-NNA on {nna_points} points, {per_category} objects of each
of {known} categories, which score {best_nna:.1%} where nothing can be told apart. {seeds} noise seeds; the spread is
the lowest and the highest. Floor: a random training object. Retrieval: the training object with the most similar
picture or caption. Ceiling: true points. The judge is a separate network that sees positions alone, trained on real
clouds; a main colour is right where the cloud shows at least half of what the true object shows of it. Lengths are in
units of the longest side, nothing is aligned.

{table}

From `{command}`.
{few_steps}
## Limits

Objects of the categories above only; one object at a time; no text, faces, fine ornament or thin wires. A picture is
understood if it shows one such object. {missed}
"""

BASE = """ The weights to begin with came
  from earlier runs of {samples:,} samples."""

REFINER = """- The finished points are corrected {passes} times by a small network of messages between neighbours
  ({parameters:,} parameters), trained for {minutes:.0f} minutes, {samples:,} samples, on {clouds:,} clouds that were
  noised to some level and denoised by the model.
"""

FEW_STEPS = """
### Few steps

Figures with few steps beside those with many; {prompts} prompts, {objects} pictures, noise seeds: {seeds}.

{table}
"""

ABSTRACT = {kind.name for kind in FAMILIES["abstract"]}

FROM_CONFIG = ("points", "batch", "learning_rate", "text_share", "image_share", "both_share")


def write_card(
    state: Mapping[str, Any],
    figures: dict[str, Any],
    few: dict[str, Any] | None,
    records: list[dict[str, Any]],
    size: int,
    *,
    refiner: str = "",
) -> str:
    """The text of the card of a run's state.

    ``few`` are figures that were compared with those of more steps; ``size`` the weights' bytes in half precision;
    ``refiner`` what is said of one.
    """
    config, sizes = state["settings"]["config"], figures["settings"]["sizes"]
    known = sorted({record["category"] for record in records if record["split"] == "train"} - ABSTRACT)
    of_each = figures.get("distribution", {}).get("per_category", sizes["per_category"])
    return CARD.format(
        **config["network"],
        **{key: config[key] for key in FROM_CONFIG},
        parameters=size / 2e6,
        megabytes=size / 1e6,
        weights=figures["settings"]["weights"],
        categories=", ".join(known).capitalize(),
        colors=len(NAMES),
        words=len(state["settings"]["words"]),
        objects=sum(record["split"] == "train" for record in records),
        samples=state["progress"]["samples"],
        minutes=state["progress"]["seconds"] / 60,
        base=BASE.format(samples=before) if (before := state["settings"].get("base_samples", 0)) else "",
        refiner=refiner,
        steps=figures["settings"]["steps"],
        guidance=figures["settings"]["guidance"],
        eval_points=sizes["points"],
        nna_points=sizes["nna_points"],
        per_category=of_each,
        known=len(known),
        best_nna=(of_each - 1) / (2 * of_each - 1),
        seeds=len(sizes["seeds"]),
        table=table.markdown(figures),
        command="python -m training.evaluate --all --data DATA --run RUN",
        few_steps=few_steps(few, len(known)) if few is not None else "",
        missed=missed(figures),
    )


def of_refiner(run: Path) -> str:
    """The line about the refiner of a run; empty where there is none."""
    state, refiner = load_refiner_state(run), load_refiner(run)
    if state is None or refiner is None:
        return ""
    return REFINER.format(
        passes=refiner.config["passes"],
        parameters=sum(parameter.numel() for parameter in refiner.parameters()),
        minutes=state["seconds"] / 60,
        samples=state["step"] * RefinerConfig.batch,
        clouds=sum(len(clouds) for clouds, _ in stored(run)),
    )


def few_steps(figures: dict[str, Any], known: int) -> str:
    """The section about few steps."""
    sizes = figures["settings"]["sizes"]
    prompts = sizes["per_category"] * known
    return FEW_STEPS.format(
        table=figures["few_steps"], prompts=prompts, objects=sizes["objects"], seeds=len(sizes["seeds"])
    )


def missed(figures: dict[str, Any]) -> str:
    """Which goals are not met, in one sentence."""
    lines = [line for line in table.LINES if line.goal is not None]
    short = [line.what for line in lines if table.reaches(figures, line) is False]
    if short:
        return f"Goals that are not met: {'; '.join(short)}."
    return "" if any(table.reaches(figures, line) is None for line in lines) else "Every goal is met."


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder of the training run")
    parser.add_argument("--figures", type=Path, required=True, help="JSON file of training.evaluate")
    parser.add_argument("--few", type=Path, help="JSON file of training.evaluate --against, for the section on steps")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder of the exported model")
    parser.add_argument("--page", type=Path, default=PAGE, help="the card's copy among the pages")
    arguments = parser.parse_args()
    figures = json.loads(arguments.figures.read_text(encoding="utf-8"))
    few = json.loads(arguments.few.read_text(encoding="utf-8")) if arguments.few else None
    for file, measured in ((arguments.figures, figures), (arguments.few, few)):
        if measured is not None and measured["settings"]["weights"] != verified_hash(arguments.weights):
            raise SystemExit(f"{file} measures other weights than {arguments.weights} holds; evaluate again.")
    state = load_state(arguments.run)
    if state is None:
        raise SystemExit(f"{arguments.run} holds no training state.")
    records = [json.loads(line) for line in (arguments.data / "records.jsonl").read_text().splitlines()]
    size = sum(path.stat().st_size for path in arguments.weights.rglob("*.safetensors"))
    card = write_card(state, figures, few, records, size, refiner=of_refiner(arguments.run))
    atomic_text(arguments.weights / "README.md", card)
    atomic_text(arguments.page, card)


if __name__ == "__main__":
    main()
