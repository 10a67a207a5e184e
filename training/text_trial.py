"""Own words or MiniLM's: ``python -m training.text_trial --data DATA --run RUN --minilm FOLDER --to TRIAL``.

From the networks of RUN, two text encoders begin anew, and all is trained on over the same samples and prompts with
each: the shipped kind, and frozen all-MiniLM-L6-v2 under layers of the same number. The judge in RUN reads what either
makes of phrasings that training never saw; ``TRIAL/figures.json`` says how often it reads the right category.
``training/replicas.py`` says how to train in several processes.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from torch import nn

from addon.core.files import atomic_text
from addon.core.pipelines import BUNDLED_PRESETS, Quality
from addon.worker.conditioning.text import TextEncoder
from addon.worker.pipelines.bundled import PointCloudPipeline

from .config import Budget, NetworkConfig, TrainingConfig
from .data import Pack
from .devices import choose_device, prepare
from .evaluation import text
from .evaluation.setting import Evaluation, Sizes
from .judge import load_judge
from .minilm import MiniLM
from .minilm_text import FrozenTextEncoder
from .replicas import Replicas
from .state import load_state
from .train import Trainer

GUIDANCE = 2.0


def trial_config(usual: TrainingConfig, network: NetworkConfig) -> TrainingConfig:
    """Training of a network on prompts alone."""
    prompts = usual.text_share + usual.both_share + usual.image_share
    return replace(usual, network=network, text_share=prompts, both_share=0.0, image_share=0.0)


def unseen_phrasings(trainer: Trainer, judge: Path, sizes: Sizes) -> dict[str, Any]:
    """The figures of the unseen phrasings, with the averaged weights of a trainer."""
    model = trainer.model
    model.load_state_dict({**model.state_dict(), **trainer.average.parameters})
    model.eval()
    encoder = cast(TextEncoder, model.text_encoder)  # what a pipeline asks of one
    pipeline = PointCloudPipeline(model.transformer, encoder, model.image_encoder, FlowMatchEulerDiscreteScheduler())
    evaluation = Evaluation(
        pipeline, trainer.source.pack, load_judge(judge), BUNDLED_PRESETS[Quality.STANDARD].steps, GUIDANCE, sizes
    )
    return text.figures_of_split(evaluation, "test", "captions_unseen")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run to begin from, with its judge")
    parser.add_argument("--minilm", type=Path, required=True, help="folder of all-MiniLM-L6-v2, see training/minilm.py")
    parser.add_argument("--to", type=Path, required=True, help="folder of the two runs")
    parser.add_argument("--samples", type=int, default=25_600, help="to train each for")
    parser.add_argument("--per-category", type=int, default=3, help="phrasings of each category")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--device", default="auto", help='"auto", "cpu", "cuda" or "cuda:1"')
    arguments = parser.parse_args()
    device = choose_device(arguments.device)
    replicas = Replicas.join(device)
    state = load_state(arguments.run)
    if state is None:
        parser.error(f"{arguments.run} holds no training state")
    network = NetworkConfig(**state["settings"]["config"]["network"])
    config = trial_config(TrainingConfig(), network)
    prepare(device, config.threads // replicas.count)
    words = Pack.open(arguments.data).vocabulary()
    encoders: dict[str, Callable[[], nn.Module]] = {
        "own words": lambda: TextEncoder(words, network.latent_dim, network.text_layers, network.heads),
        "all-MiniLM-L6-v2": lambda: FrozenTextEncoder.of(
            MiniLM(arguments.minilm), device, network.latent_dim, network.text_layers, network.heads
        ),
    }
    sizes = Sizes(per_category=arguments.per_category, seeds=tuple(range(arguments.seeds)))
    figures: dict[str, Any] = {"samples": arguments.samples}
    for name, encoder in encoders.items():
        torch.manual_seed(config.seed)
        run = arguments.to / name.replace(" ", "-")
        trainer = Trainer(
            arguments.data, run, config, Budget(samples=arguments.samples),
            replicas=replicas, base=arguments.run, text_encoder=encoder(),
        )  # fmt: skip
        trainer.work()
        if replicas.rank == 0:
            figures[name] = unseen_phrasings(trainer, arguments.run, sizes)
            atomic_text(arguments.to / "figures.json", json.dumps(figures, indent=2) + "\n")
            print(name, figures[name]["seeds"], flush=True)


if __name__ == "__main__":
    main()
