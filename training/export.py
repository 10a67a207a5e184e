"""Write the averaged weights of a run as a diffusers folder: ``python -m training.export --run RUN``."""

import argparse
from pathlib import Path

import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler

from addon.worker.pipelines.bundled import PointCloudPipeline
from addon.worker.weights import write_checksums

from .config import NetworkConfig
from .model import TrainableModel
from .state import load_state

WEIGHTS = Path("addon/weights")


def load_pipeline(run: Path) -> PointCloudPipeline:
    """The pipeline with the averaged weights of the run in folder ``run``, in float32."""
    state = load_state(run)
    if state is None:
        raise FileNotFoundError(f"{run} holds no training state")
    settings = state["settings"]
    model = TrainableModel(settings["words"], settings["part_names"], NetworkConfig(**settings["config"]["network"]))
    model.load_state_dict(state["average"])
    model.eval()
    scheduler = FlowMatchEulerDiscreteScheduler()
    return PointCloudPipeline(model.transformer, model.text_encoder, model.image_encoder, scheduler)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of the training run")
    parser.add_argument("--to", type=Path, default=WEIGHTS, help="folder to write")
    arguments = parser.parse_args()
    load_pipeline(arguments.run).to(torch.float16).save_pretrained(arguments.to)
    write_checksums(arguments.to)
    write_checksums(arguments.to)


if __name__ == "__main__":
    main()
