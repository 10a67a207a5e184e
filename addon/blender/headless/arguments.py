"""The command line of batch generation."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...batch import parquet
from ...batch.formats import SUFFIXES
from ...batch.job import BatchJob, JobMaker
from ...batch.manifest import Manifest
from ...batch.mistakes import BadLine
from ...batch.results import FILE, done_keys, is_done
from ...batch.survey import Survey, pending, survey
from ...core.blend_row import DEFAULT_COUNT
from ...core.cutout import CutOut
from ...core.errors import PointsmithError
from ...core.pipelines import PIPELINES, Mesher, Quality, Sampler
from ...core.readers import refused
from ...core.reference import MAX_IMAGES, ReferenceImage, Side
from ...core.request import Device, Output
from ...farm.library import Library
from . import ray_options
from .ray_options import RayAsked

_JOB_SETTINGS = (
    "prompt", "images", "seed", "quality", "steps", "guidance_scale", "points", "surface_resolution", "sharp",
    "output", "size", "device", "model", "sampler", "mesher", "format", "out", "picture",
    "blend_prompt", "blend_images", "blend_seed", "blend_steps", "draw", "picture_model", "name", "tags",
)  # fmt: skip
_OF_ONE_JOB = {
    "prompt": "--prompt",
    "images": "--image",
    "out": "--out",
    "name": "--name",
    "picture": "--picture",
    "blend_prompt": "--blend-prompt",
    "blend_images": "--blend-image",
    "blend_seed": "--blend-seed",
    "blend_steps": "--blend-steps",
}
_MOST_PROCESSES = 256
_IMAGE = "[SIDE=]FILE"
_CUTOUT = "SETTINGS"
_CUTOUT_HELP = (
    "how the object is cut out of the --image before it: threshold=0.3,invert,box=LEFT:TOP:RIGHT:BOTTOM,ignore_alpha, "
    "each as needed; a box is in shares of the picture from its top left (found by itself)"
)


class _CutOutOfLast(argparse.Action):
    """Gives the last of the images that were named its cut-out."""

    def __call__(self, _parser: Any, namespace: argparse.Namespace, values: Any, _option: str | None = None) -> None:
        """Put a record in the place of the image's text."""
        images = getattr(namespace, self.dest) or []
        if not images:
            raise argparse.ArgumentError(self, "name the image before its cut-out")
        try:
            image = ReferenceImage.from_json(images[-1])
            record = replace(image, cutout=CutOut.from_text(values)).to_json()
        except PointsmithError as error:
            raise argparse.ArgumentError(self, error.detail) from error
        setattr(namespace, self.dest, [*images[:-1], record])


@dataclass(frozen=True, slots=True)
class Plan:
    """What a command line asks for.

    Attributes
    ----------
    jobs
        Yields what is to be done, in order, each time it is called; bad lines of a manifest among it.
    count, skipped
        How many entries `jobs` yields, and how many jobs were done before.
    results
        Where a record of each job is appended; None for a single job that names no file.
    manifest, survey
        Where the jobs come from, and what was found in it; None for a single job.
    samples
        One job for each model that is needed.
    tables
        Whether results.parquet is asked for.
    library
        The asset library that takes a copy of each object, or None.
    workers, exporters
        How many processes are wished for; None for what keeps this machine busy.
    ray
        The cluster that makes the jobs; None for this machine.
    """

    jobs: Callable[[], Iterable[BatchJob | BadLine]]
    count: int
    skipped: int
    results: Path | None
    manifest: Manifest | None = None
    survey: Survey | None = None
    samples: list[BatchJob] = field(default_factory=list)
    tables: bool = False
    library: Library | None = None
    workers: int | None = None
    exporters: int | None = None
    ray: RayAsked | None = None


def parser(program: str) -> argparse.ArgumentParser:
    """Return the parser; its options are named after a request's settings."""
    arguments = argparse.ArgumentParser(prog=program, description="Make coloured meshes from prompts or images.")
    what = arguments.add_argument_group("what to make")
    what.add_argument("--prompt", help="in words, such as “a red chair”")
    sides = ", ".join(side for side in Side if side is not Side.UNKNOWN)
    views = f"a picture of one object, with a prompt or alone; up to {MAX_IMAGES} times; a SIDE is {sides}"
    what.add_argument("--image", action="append", dest="images", metavar=_IMAGE, help=views)
    what.add_argument("--cutout", action=_CutOutOfLast, dest="images", metavar=_CUTOUT, help=_CUTOUT_HELP)
    what.add_argument("--seed", type=int, help="start of the noise (0)")
    what.add_argument("--quality", choices=list(Quality), help="time to spend (standard)")
    what.add_argument("--output", choices=list(Output), help="mesh, points or both (mesh)")
    what.add_argument("--size", type=float, help="longest side in scene units (1)")
    what.add_argument("--steps", type=int, help="denoising steps (from the quality)")
    what.add_argument("--guidance-scale", type=float, help="weight of the prompt or image (2)")
    what.add_argument("--points", type=int, help="points of the cloud (from the quality)")
    what.add_argument("--surface-resolution", type=int, help="voxels along the longest side (from the quality)")
    what.add_argument(
        "--sharp", action="store_true", default=None, help="sharp edges, instead of a little rounded ones"
    )
    what.add_argument("--device", choices=list(Device), help="where to compute (auto)")
    models = arguments.add_argument_group("what makes it")
    names = [each.id for each in PIPELINES]
    models.add_argument("--model", choices=names, metavar="NAME", help=f"one of {', '.join(names)} (bundled)")
    models.add_argument("--models", type=Path, metavar="FOLDER", help="where published models are kept")
    models.add_argument("--sampler", choices=list(Sampler), help="of Point-E (from the quality)")
    models.add_argument("--mesher", choices=list(Mesher), help="of Point-E: the own surface or its mesh network (own)")
    drawn = arguments.add_argument_group("from words by a picture, which is drawn first, into OUT-drawn.png")
    drawn.add_argument("--draw", action="store_true", default=None, help="draw the prompt, and make what it shows")
    drawn.add_argument("--picture-model", metavar="MODEL", help="who draws: OWNER/NAME, fetched, or a folder")
    row = arguments.add_argument_group("a blend: a row of objects, one file each, out-1 to out-N")
    row.add_argument("--blend-prompt", metavar="PROMPT", help="what the last one is")
    row.add_argument("--blend-image", action="append", dest="blend_images", metavar=_IMAGE, help="a picture of it")
    cutout = "as --cutout, of the --blend-image before it"
    row.add_argument("--blend-cutout", action=_CutOutOfLast, dest="blend_images", metavar=_CUTOUT, help=cutout)
    row.add_argument("--blend-seed", type=int, metavar="SEED", help="the last one's seed (the same)")
    row.add_argument("--blend-steps", type=int, metavar="N", help=f"how many, both ends included ({DEFAULT_COUNT})")
    _files(arguments)
    many = arguments.add_argument_group("many at once; see docs/guide/batch.md")
    many.add_argument("--manifest", type=Path, metavar="FILE", help="a job a line: JSON lines, or a table (CSV)")
    many.add_argument(
        "--grid",
        action="append",
        metavar="AXIS=VALUES",
        help="every combination, such as --grid color=red,blue --grid seed=0-9; “{color}” in --prompt and --name",
    )
    many.add_argument("--results", type=Path, metavar="JSONL", help=f"takes a record of each job ({FILE})")
    many.add_argument("--resume", action="store_true", help="skip what the results say is done")
    many.add_argument("--skip-bad", "--keep-going", action="store_true", help="make the good jobs of a bad manifest")
    many.add_argument("--dry-run", action="store_true", help="tell what would be made, and make nothing")
    many.add_argument("--parquet", action="store_true", help=f"write {parquet.FILE} as well; wants pyarrow")
    workers = "workers that make objects (one for each GPU, or one for each core that there is memory for)"
    many.add_argument("--workers", type=_processes, metavar="N", help=workers)
    writing = "Blenders that write files (one for every three cores)"
    many.add_argument("--exporters", type=_processes, metavar="N", help=writing)
    ray_options.add(many)
    return arguments


def _processes(text: str) -> int:
    """Read how many processes are wished for."""
    number = int(text)
    if not 1 <= number <= _MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"{number} is not between 1 and {_MOST_PROCESSES}")
    return number


def _files(arguments: argparse.ArgumentParser) -> None:
    files = arguments.add_argument_group("what to write")
    files.add_argument("--out", metavar="FILE", help="the file to write; its ending names the format")
    files.add_argument("--format", metavar="NAMES", help=f"one or several, with commas: {', '.join(SUFFIXES)}")
    files.add_argument("--picture", metavar="PNG", help="a picture of the object, rendered by Cycles on the CPU")
    files.add_argument("--name", help="instead of --out: a name in the folder, without an ending")
    files.add_argument("--folder", help="where names start (the manifest's folder, or here); with --ray a URL too")
    files.add_argument("--tags", metavar="WORDS", help="words with commas between them, kept with the result")
    library = "an asset library that takes a copy of each object: a folder, made where there is none"
    files.add_argument("--library", type=Path, metavar="FOLDER", help=library)


def plan(arguments: argparse.Namespace) -> Plan:
    """Turn parsed arguments into jobs; of a manifest all are looked at, and none is kept.

    Raises
    ------
    PointsmithError
        BAD_SETTING, EMPTY_PROMPT.
    """
    given = {name: value for name in _JOB_SETTINGS if (value := getattr(arguments, name)) is not None}
    results: Path | None = arguments.results.absolute() if arguments.results is not None else None
    over_ray, folder = ray_options.asked(arguments), ray_options.folder(arguments)
    assets: Path | None = arguments.library.absolute() if arguments.library is not None else None
    if arguments.parquet:
        parquet.require()
    manifest = _manifest(arguments, given, folder)
    if manifest is None:
        return _single(arguments, given, results, folder, assets)
    manifest = replace(manifest, assets=assets)
    results = results or manifest.outputs / FILE
    if over_ray is not None:
        manifest = ray_options.spread(manifest, arguments)
        if arguments.resume and not arguments.dry_run:
            _fold_in(over_ray, manifest, results)
    done = done_keys(results) if arguments.resume else set[str]()
    found = survey(manifest, done, lambda count: sys.stderr.write(f"{count:,} jobs looked through\n"))
    return Plan(
        lambda: pending(manifest, found, done),
        found.waiting + found.bad,
        found.done,
        results,
        manifest,
        found,
        list(found.samples.values()),
        arguments.parquet,
        _library(manifest.assets),
        arguments.workers,
        arguments.exporters,
        over_ray,
    )


def _fold_in(over_ray: RayAsked, manifest: Manifest, results: Path) -> None:
    from .ray_run import fold_in  # noqa: PLC0415 - a command line can be read without Blender

    found = fold_in(over_ray, manifest, results)
    if found:
        sys.stderr.write(f"{found:,} objects are published that the results did not name yet\n")


def _manifest(arguments: argparse.Namespace, given: dict[str, Any], folder: Path | None) -> Manifest | None:
    if arguments.grid is not None:
        if arguments.manifest is not None:
            raise refused("--grid and --manifest do not go together; put the grid into the manifest")
        return Manifest.of_grid({**given, "grid": ";".join(arguments.grid)}, Path.cwd(), folder)
    if arguments.manifest is None:
        return None
    for name, option in _OF_ONE_JOB.items():
        if name in given:
            raise refused(f"{option} belongs to one job; put it into the manifest")
    return Manifest.of_file(arguments.manifest.absolute(), given, folder)


def _library(assets: Path | None) -> Library | None:
    return Library(assets) if assets is not None else None


def _single(
    arguments: argparse.Namespace,
    given: dict[str, Any],
    results: Path | None,
    folder: Path | None,
    assets: Path | None,
) -> Plan:
    for name in ("dry_run", "parquet", "workers", "exporters"):
        if getattr(arguments, name):
            raise refused(f"--{name.replace('_', '-')} belongs to a manifest or a grid")
    by_name = "name" in given
    outputs = (folder or Path.cwd()) if by_name or folder is not None else None
    jobs = JobMaker(Path.cwd(), outputs, assets).jobs(given)
    keys = done_keys(results) if arguments.resume and results is not None else set[str]()
    waiting = [job for job in jobs if not is_done(job, keys)]
    return Plan(
        lambda: waiting, len(waiting), len(jobs) - len(waiting), results, samples=jobs, library=_library(assets)
    )
