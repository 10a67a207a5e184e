"""Fetching as a program: `python -I addon/worker/published/__main__.py fetch MODEL --store FOLDER`.

It prints JSON records (`report.Reporter`); exit status 0 means that the model is ready. SIGINT and SIGTERM stop it
and keep what is there. Proxies come from HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
"""

from __future__ import annotations

import sys
from pathlib import Path

if not __package__:
    # Run as a file with -I, which leaves the path bare: the package is found beside the manifest.
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    __package__ = "addon.worker.published"

import argparse
import os
import signal
import threading
import time
import traceback
from types import FrameType
from typing import TextIO

from ...core.errors import ErrorCode, PointsmithError
from ...core.model_store import ModelStore, State
from ...core.published import published
from .report import Reporter

_CANCELLED = 130
_PARENT_CHECK_SECONDS = 2.0


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    options = _parser().parse_args(arguments)
    report = Reporter(_moved_output())
    if options.parent and os.name == "posix":
        threading.Thread(target=_follow, args=(options.parent,), daemon=True, name="parent").start()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    try:
        _run(options, report)
    except KeyboardInterrupt:
        return _CANCELLED
    except PointsmithError as error:
        report.failed(error)
        return 1
    except ImportError as error:
        report.failed(PointsmithError(ErrorCode.SETUP_FAILED, f"the worker's packages are incomplete ({error})"))
        return 1
    except Exception as error:  # whatever it is, the artist hears of it
        traceback.print_exc(file=sys.stderr)
        report.failed(PointsmithError(ErrorCode.INTERNAL, f"{type(error).__name__}: {error}".splitlines()[0][:200]))
        return 1
    return 0


def _run(options: argparse.Namespace, report: Reporter) -> None:
    store = ModelStore(options.store.absolute())
    model = published(options.model)
    report.begin("Starting")
    if options.from_file is not None:
        from .local import load  # noqa: PLC0415 - brings torch, which no download has to wait for

        loaded = load(store, report, model, options.from_file.absolute())
    else:
        from .fetch import Fetcher  # noqa: PLC0415 - a wrong name is told first
        from .wire import Wire  # noqa: PLC0415

        Fetcher(store, report, Wire(), options.mirror).fetch(model)
        loaded = list(model.components)
    state = store.model(model).state
    more = "" if state is State.READY else "; more of it is still missing"
    report.done(f"{', '.join(loaded)}: checked and ready{more}", state=str(state))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pointsmith-models", description=__doc__)
    commands = parser.add_subparsers(required=True)
    fetch = commands.add_parser("fetch", help="fetch a model, or load it from files")
    fetch.add_argument("model", help="such as point-e-40m, or pictures:OWNER/NAME")
    fetch.add_argument("--store", type=Path, required=True, help="folder of the models")
    fetch.add_argument("--mirror", default="", help="address that has the files of all publishers")
    fetch.add_argument("--from-file", type=Path, help="a checkpoint, or a folder of them, instead of the network")
    fetch.add_argument("--parent", type=int, default=0, help="process to follow into the grave")
    return parser


def _moved_output() -> TextIO:
    """Return standard output, and let whatever prints, in Python or in C, write to the log instead."""
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    return out


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_SECONDS)
    os._exit(0)  # what is there so far is used the next time


if __name__ == "__main__":
    sys.exit(main())
