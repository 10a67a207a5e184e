"""The worker's entry point: `python -I addon/worker/__main__.py --parent PID`.

A program of its own: it never sees bpy, owns no port, reads commands from standard input and writes events to
standard output (`core.messages`). It ends at the end of its input.
"""

from __future__ import annotations

import sys
from pathlib import Path

if not __package__:
    # Run as a file with -I, which leaves the path bare: the package is found beside the manifest.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    __package__ = "addon.worker"

import argparse

from ..core.messages import PROTOCOL, Hello
from ..core.version import version
from .channel import Channel
from .serving import serve


def main() -> int:
    """Say hello, then serve until the input ends, the parent goes or nothing was asked for too long."""
    parser = argparse.ArgumentParser(prog="pointsmith-worker", description=__doc__)
    parser.add_argument("--parent", type=int, required=True, help="process to follow into the grave")
    parser.add_argument("--idle-seconds", type=float, default=600.0, help="end after so long without a command")
    options = parser.parse_args()
    channel = Channel(parent=options.parent)
    channel.send(Hello(protocol=PROTOCOL, version=version(), pid=channel.pid))
    return serve(channel, options.idle_seconds)


if __name__ == "__main__":
    sys.exit(main())
