"""The command line of `python -m dataset.run`."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import FrameType

from addon.core.cameras import POSES

from ..render.order import LIGHTS, Order, OrderError
from . import jobs, local, over_ray
from .crew import UnusableError
from .run import Work, run
from .settings import OtherSettingsError
from .shards import Making
from .stages import DIRECT, PATHS, RENDER, Stage, of_path

_PATH_HELP = "points from solids; points and pictures from views; points from solids and pictures from views"

WHOLE, MISSING, BAD_ARGUMENTS, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, run, and return the exit status."""
    parser = _parser()
    args = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        wanted = jobs.from_recipe(args.recipe) if args.recipe else jobs.from_files(args.files)
        making = Making(args.out.resolve(), _stages(args), args.timeout)
        done = run(making, wanted, args.shard_objects, _work(args))
    except (OtherSettingsError, over_ray.NoRayError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return BAD_ARGUMENTS
    except UnusableError as error:
        print(f"The server cannot be used: {error}", file=sys.stderr)
        return MISSING
    except KeyboardInterrupt:
        print("Interrupted; the same command goes on from here.", file=sys.stderr)
        return INTERRUPTED
    return WHOLE if done else MISSING


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _work(args: argparse.Namespace) -> Work:
    if args.ray:
        return lambda making, shards, told: over_ray.work(making, shards, args.ray, told)
    return lambda making, shards, told: local.work(making, shards, args.workers, told)


def _stages(args: argparse.Namespace) -> tuple[Stage, ...]:
    """The servers that the chosen path needs. Raises ValueError."""
    if args.files and args.path != RENDER:
        raise ValueError("models from files have no solids to take points from: choose --path render")
    names = ("points", "interior", "views", "size", "samples", "poses", "light", "seed")
    chosen = {name: getattr(args, name) for name in names}
    try:
        Order(file=Path("any"), **chosen)
    except OrderError as error:
        raise ValueError(str(error)) from error
    command = tuple(shlex.split(args.server)) if args.server else ()
    blender = ""
    if args.path != DIRECT and not command:
        blender = shutil.which(args.blender) or ""
        if not blender:
            raise ValueError(f"--blender {args.blender}: there is no such program")
    return of_path(args.path, chosen, blender, command)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dataset.run", description="Make a data set, or go on with it.")
    number = partial(parser.add_argument, type=int, metavar="N")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--recipe", type=Path, metavar="FILE", help="objects of the catalogue")
    what.add_argument("--files", type=Path, metavar="PLACE", help="a folder of models, or a text file that lists them")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--path", choices=PATHS, default=DIRECT, help=_PATH_HELP)
    number("--points", default=4096, help="points of an object")
    number("--interior", default=0, help="points inside an object, besides")
    number("--views", default=Order.views, help="pictures of an object")
    number("--size", default=Order.size, help="pixels of a picture's side")
    number("--samples", default=Order.samples, help="rays of a pixel")
    parser.add_argument("--poses", choices=list(POSES), default=Order.poses, help="where the cameras stand")
    parser.add_argument("--light", choices=LIGHTS, default=Order.light, help="how the objects are lit")
    number("--seed", default=Order.seed, help="of cameras, lamps and points of the render path")
    parser.add_argument("--blender", default="blender", metavar="PROGRAM", help="a Blender, or a Python that has bpy")
    parser.add_argument("--server", metavar="COMMAND", help="another server of the same protocol")
    number("--workers", default=os.cpu_count() or 1, help="servers on this machine; default: one for each core")
    parser.add_argument(
        "--ray", metavar="ADDRESS", help="work on this Ray cluster instead, a server for each of its CPUs"
    )
    number("--shard-objects", default=64, help="objects in a shard")
    parser.add_argument("--timeout", type=float, default=300.0, metavar="SECONDS", help="longest time for an object")
    return parser
