"""Measure a stored model against its goals: ``python -m training.evaluate --all --data DATA --run RUN --to FILE``.

The judge (``training.judge``) must be in the run's folder. Figures are taken on objects that training never saw, with
three noise seeds, and with controls beside them: a random training object (floor), the training object with the most
similar picture or caption (retrieval), and true points (ceiling). ``--lines`` measures some groups and keeps the
others that FILE already holds of the same model and settings, so the table can be made piece by piece.
``--against FILE`` compares with the same figures at another number of steps.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from addon.core.files import atomic_text
from addon.core.pipelines import BUNDLED_PRESETS, Quality
from addon.worker.pipelines.bundled import Clouds, PointCloudPipeline, Subject
from addon.worker.weights import verified_hash

from .data import Pack
from .devices import choose_device, prepare
from .evaluation import distribution, meshes, parts, pictures, sheet, speed, table, text
from .evaluation.setting import Evaluation, Group, Ints, Sizes
from .export import WEIGHTS
from .judge import accuracy, load_judge

REPORT = "figures.json"


@dataclass
class HeldOutPrompts:
    """The samples of the test split's prompts, which several groups look at."""

    evaluation: Evaluation

    @cached_property
    def objects(self) -> Ints:
        """The objects that the prompts describe."""
        return self.evaluation.objects("test")

    @cached_property
    def asked(self) -> list[str]:
        """A prompt for each of them."""
        return text.prompts(self.evaluation, self.objects, "captions")

    @cached_property
    def subjects(self) -> list[Subject]:
        """The prompts as a pipeline takes them."""
        return text.subjects(self.asked)

    @cached_property
    def samples(self) -> list[Clouds]:
        """A cloud of each, for each seed, with the points that 1-NNA wants."""
        return self.evaluation.samples(self.subjects, self.evaluation.sizes.nna_points)

    @property
    def points(self) -> list[Any]:
        """The clouds without their labels."""
        return [sample.points for sample in self.samples]


def groups(test: HeldOutPrompts, labeller: parts.Labeller) -> dict[str, Callable[[], Group]]:
    """What can be measured of any model, by name."""
    evaluation = test.evaluation
    judge, pack = evaluation.judge, evaluation.pack
    return {
        "judge": lambda: {split: accuracy(judge, pack, split) for split in ("val", "test")},
        "text": lambda: text.figures(evaluation, test.objects, test.asked, test.points),
        "distribution": lambda: distribution.figures(evaluation, test.objects, test.asked, test.points),
        "copies": lambda: distribution.copies(evaluation, test.objects, test.points),
        "parts": lambda: parts.figures(evaluation, test.objects, test.subjects, test.samples, labeller),
        "unseen": lambda: text.figures_of_split(evaluation, "test", "captions_unseen"),
        "colors": lambda: text.figures_of_split(evaluation, "colors"),
        "structures": lambda: text.figures_of_split(evaluation, "structures"),
        "image": lambda: pictures.figures_of_split(evaluation, "test", more_views=True),
        "categories": lambda: pictures.figures_of_split(evaluation, "categories"),
        "meshes": lambda: meshes.figures(evaluation),
    }


def kept(path: Path, settings: dict[str, Any]) -> dict[str, Any]:
    """The figures in a file of the same model and settings; those without any otherwise."""
    if path.exists():
        figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if figures["settings"] == settings:
            return figures
    return {"settings": settings}


def measure(
    figures: dict[str, Any], wanted: dict[str, Callable[[], Group]], save: Callable[[dict[str, Any]], None]
) -> None:
    """Fill ``figures`` with the wanted groups, and save after each."""
    for name, group in wanted.items():
        begun = time.perf_counter()
        figures[name] = group()
        seconds = round(time.perf_counter() - begun, 1)
        figures[name]["seconds"] = seconds
        save(figures)
        print(f"{name}: {seconds} s", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the packed data set")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run, for its judge")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder of the exported model")
    parser.add_argument("--to", type=Path, help=f"JSON file to write; RUN/{REPORT} if not given")
    parser.add_argument("--all", action="store_true", help="measure every line of the table")
    parser.add_argument("--lines", nargs="+", default=[], metavar="GROUP", help="measure these groups only")
    parser.add_argument("--against", type=Path, help="figures of the same lines at another number of steps")
    parser.add_argument("--sheet", type=Path, help="PNG file for samples beside their nearest training objects")
    parser.add_argument("--objects", type=int, default=Sizes.objects, help="held-out objects of each split")
    parser.add_argument("--per-category", type=int, default=Sizes.per_category, help="prompts of the test split")
    parser.add_argument("--seeds", type=int, default=len(Sizes.seeds))
    parser.add_argument("--steps", type=int, help="network calls; the model's own number if not given")
    parser.add_argument("--coarse-points", type=int, default=Sizes.coarse_points, help="of the coarse stage")
    parser.add_argument("--guidance", type=float, default=2.0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    device = choose_device(arguments.device)
    prepare(device, arguments.threads)
    pipeline = PointCloudPipeline.from_pretrained(arguments.weights)
    pipeline.to(device)
    steps = arguments.steps or BUNDLED_PRESETS[Quality.STANDARD].steps
    sizes = Sizes(
        arguments.objects,
        arguments.per_category,
        coarse_points=arguments.coarse_points,
        seeds=tuple(range(arguments.seeds)),
    )
    evaluation = Evaluation(
        pipeline, Pack.open(arguments.data), load_judge(arguments.run), steps, arguments.guidance, sizes
    )
    test = HeldOutPrompts(evaluation)
    every = groups(test, partial(parts.network_labels, pipeline))
    name = "speed" if device.type == "cpu" else "speed_gpu"
    every[name] = lambda: speed.figures(pipeline, steps, arguments.guidance)
    unknown = sorted(set(arguments.lines) - set(every))
    if unknown or not (arguments.all or arguments.lines or arguments.sheet):
        parser.error(f"give --all, --sheet, or --lines with some of: {', '.join(every)}")
    settings = {
        "weights": verified_hash(arguments.weights),
        "steps": steps,
        "guidance": arguments.guidance,
        "sizes": {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(sizes).items()},
    }
    to = arguments.to or arguments.run / REPORT
    figures = kept(to, settings)
    wanted = every if arguments.all else {name: every[name] for name in arguments.lines}
    measure(figures, wanted, lambda found: atomic_text(to, json.dumps(found, indent=2) + "\n"))
    if arguments.sheet:
        sheet.sheet(evaluation, test.objects, test.asked, test.points[0]).save(arguments.sheet)
    if arguments.against:
        many = json.loads(arguments.against.read_text(encoding="utf-8"))
        figures["few_steps"] = table.few_steps(figures, many)
        atomic_text(to, json.dumps(figures, indent=2) + "\n")
        print(figures["few_steps"])
    print(table.markdown(figures))


if __name__ == "__main__":
    main()
