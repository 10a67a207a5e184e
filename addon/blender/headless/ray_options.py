"""Options of runs over many machines, and what of the others goes with them."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from ...batch.manifest import Manifest
from ...core.readers import refused
from ...farm.over_ray.settings import is_url


@dataclass(frozen=True, slots=True)
class RayAsked:
    """What a command line asks of Ray.

    Attributes
    ----------
    address
        Of the cluster.
    resumes
        Whether the run goes on with what earlier ones have left.
    """

    address: str
    resumes: bool = False


def add(many: argparse._ArgumentGroup) -> None:
    """Give a parser the options."""
    ray = "make the jobs on a Ray cluster: auto, local, or HOST:PORT of its first machine; see docs/guide/ray.md"
    many.add_argument("--ray", metavar="ADDRESS", help=ray)


def asked(arguments: argparse.Namespace) -> RayAsked | None:
    """Return what is asked of Ray, None for nothing. Raises PointsmithError BAD_SETTING."""
    if arguments.ray is None:
        if arguments.folder is not None and is_url(arguments.folder):
            raise refused("--folder with a URL needs --ray; with --ray local everything is made on this machine")
        return None
    if arguments.exporters is not None:
        raise refused("--exporters does not go with --ray, where each worker has its own Blender")
    if arguments.manifest is None and arguments.grid is None:
        raise refused("--ray belongs to a manifest or a grid")
    return RayAsked(arguments.ray, arguments.resume)


def folder(arguments: argparse.Namespace) -> Path | None:
    """Return the folder from which names start; for a URL that of the results file, where the books are kept."""
    if arguments.folder is None or not is_url(arguments.folder):
        return None if arguments.folder is None else Path(arguments.folder).absolute()
    return None if arguments.results is None else arguments.results.absolute().parent


def spread(manifest: Manifest, arguments: argparse.Namespace) -> Manifest:
    """Return the manifest of a run over Ray: its files, an asset library's too, go to one place.

    Raises
    ------
    PointsmithError
        BAD_SETTING for a library elsewhere.
    """
    url = arguments.folder if arguments.folder is not None and is_url(arguments.folder) else ""
    if arguments.library is None:
        return replace(manifest, place=url)
    assets = manifest.outputs / arguments.library if url else arguments.library.absolute()
    if not assets.is_relative_to(manifest.outputs):
        raise refused(f"with --ray the library must lie in {url or manifest.outputs}")
    return replace(manifest, place=url, assets=assets)
