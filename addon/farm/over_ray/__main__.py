"""The entry point of the half that speaks to the cluster: `python -I addon/farm/over_ray/__main__.py --parent PID`.

A program of the worker's environment: it never sees bpy, hears its settings and then jobs on standard input and
answers with records (`driver`). It ends at the end of its input, and with its parent.
"""

from __future__ import annotations

import sys
from pathlib import Path

if not __package__:
    # Run as a file with -I, which leaves the path bare: the package is found beside the manifest.
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    __package__ = "addon.farm.over_ray"

import argparse
import os
import threading

from ...core.errors import ErrorCode, PointsmithError
from .link import Link
from .place import Place, place_of
from .publish import published, unwritable
from .settings import RaySettings

_SHUTDOWN_SECONDS = 5.0


def main() -> int:
    """Do what the first line asks for: tell what is published already, or run jobs."""
    parser = argparse.ArgumentParser(prog="pointsmith-over-ray", description=__doc__)
    parser.add_argument("--parent", type=int, required=True, help="process to follow into the grave")
    options = parser.parse_args()
    link = Link(options.parent, _leave)
    first = link.inbox.get()
    settings = RaySettings.from_json(first["settings"])
    try:
        place = _place(settings)
        if "known" in first:
            _tell_published(place, set(first["known"]), link)
        else:
            _run(settings, place, link)
    except PointsmithError as error:
        link.fail(error)
        return 1
    except Exception as error:  # whatever it is, who started the run hears of it
        link.fail(PointsmithError(ErrorCode.NO_CLUSTER, f"{type(error).__name__}: {error}".splitlines()[0][:300]))
        raise
    link.send(ended=True)
    return 0


def _run(settings: RaySettings, place: Place, link: Link) -> None:
    try:
        from .cluster_run import run  # noqa: PLC0415 - Ray is not in every environment
    except ImportError as error:
        reason = f"the package ray is missing ({error}); python3 vendor_install.py setup --ray adds it"
        raise PointsmithError(ErrorCode.NO_CLUSTER, reason) from error
    run(settings, place, link)


def _place(settings: RaySettings) -> Place:
    """Return the place of the results. Raises PointsmithError NOT_WRITABLE."""
    try:
        return place_of(settings.place, settings.run)
    except Exception as error:  # every protocol has errors of its own
        raise unwritable(error, settings.place) from error


def _tell_published(place: Place, known: set[str], link: Link) -> None:
    try:
        for record in published(place, known):
            link.send(record=record)
    except Exception as error:  # as above
        raise unwritable(error, "the place of the results") from error


def _leave() -> None:
    """Leave, with what Ray has started here: it ends what belongs to a driver that is gone, on every machine."""
    timer = threading.Timer(_SHUTDOWN_SECONDS, os._exit, [0])
    timer.daemon = True
    timer.start()
    ray = sys.modules.get("ray")
    if ray is not None:
        ray.shutdown()
    os._exit(0)


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    # Not sys.exit: the thread that reads the pipe holds a lock which Python's own end would wait for.
    os._exit(status)
