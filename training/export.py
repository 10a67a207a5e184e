"""Write the averaged weights of a run as a diffusers folder: ``python -m training.export --run RUN``.

The refiner of ``training.refine`` goes along: that in RUN's folder, or the one that the folder has already.
"""

import argparse
import json
from pathlib import Path

import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from safetensors.torch import load_file

from addon.worker.networks.refiner import PointRefiner
from addon.worker.pipelines.bundled import PointCloudPipeline
from addon.worker.weights import write_checksums

from .config import NetworkConfig
from .model import TrainableModel
from .refine import load_refiner
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


def shipped_refiner(folder: Path) -> PointRefiner | None:
    """The refiner of an earlier export to ``folder``, None where it has none."""
    if not (folder / "refiner").is_dir():
        return None
    config = json.loads((folder / "refiner" / "config.json").read_text(encoding="utf-8"))
    # Built anew: what is loaded by its path remembers the path, and would write it down.
    refiner = PointRefiner(**{name: value for name, value in config.items() if not name.startswith("_")})
    refiner.load_state_dict(load_file(folder / "refiner" / "diffusion_pytorch_model.safetensors"))
    return refiner.eval()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of the training run")
    parser.add_argument("--to", type=Path, default=WEIGHTS, help="folder to write")
    arguments = parser.parse_args()
    pipeline = load_pipeline(arguments.run)
    pipeline.refiner = load_refiner(arguments.run) or shipped_refiner(arguments.to)
    pipeline.to(torch.float16).save_pretrained(arguments.to)
    write_checksums(arguments.to)


if __name__ == "__main__":
    main()
