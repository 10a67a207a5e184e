"""A child that speaks the worker's protocol and misbehaves on purpose; run with one of the SCRIPTS' names."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from addon.core.cloud import PointCloud
from addon.core.messages import (
    PROTOCOL,
    Cancel,
    Cancelled,
    Generate,
    Hello,
    Member,
    Message,
    Preview,
    Progress,
    Result,
    Stage,
    decode,
    encode,
)
from addon.core.preview import PreviewClouds
from addon.core.version import version

EMPTY = "nothing"
"""A prompt whose points never close."""


def say(message: Message) -> None:
    sys.stdout.buffer.write(encode(message))
    sys.stdout.buffer.flush()


def hear() -> Iterator[Message]:
    for line in sys.stdin.buffer:
        yield decode(line)


def hello(protocol: int = PROTOCOL, number: str | None = None) -> None:
    say(Hello(protocol, number or version(), os.getpid()))


def cloud(folder: str, name: str) -> str:
    path = Path(folder) / name
    channels = np.random.default_rng(0).random((16, 9), np.float32)
    PointCloud.from_channels(channels, np.arange(16) % 2 + 300, [f"part {i}" for i in range(700)]).save(path)
    return str(path)


def preview(command: Generate, number: int) -> str:
    path = Path(command.folder) / f"preview-{number}.npz"
    shape = (len(command.requests), 8, 3)
    PreviewClouds(0, np.full(shape, number / 10, np.float32), np.zeros(shape, np.uint8)).save(path)
    return str(path)


def obedient() -> None:
    hello()
    for command in hear():
        if isinstance(command, Generate):
            say(Progress(command.job, Stage.COARSE, 1, 2, 0.5, 1.0))
            for number in range(2):
                say(Preview(command.job, preview(command, number)))
            members = tuple(
                Member(cloud(command.folder, f"cloud-{number}.npz"))
                if request["prompt"] != EMPTY
                else Member(code="empty_result")
                for number, request in enumerate(command.requests)
            )
            say(Result(command.job, members, "CPU", "ab" * 32, {"coarse": 1.0}))


def babbling() -> None:
    sys.stdout.buffer.write(b"Loading checkpoint shards: 100%\n\xff\xfe{\n")
    obedient()


def slow() -> None:
    hello()
    for command in hear():
        if isinstance(command, Generate):
            say(Progress(command.job, Stage.COARSE, 1, 100, 0.1, 60.0))
        elif isinstance(command, Cancel):
            say(Cancelled(command.job))


def deaf() -> None:
    hello()
    for command in hear():
        if isinstance(command, Generate):
            say(Progress(command.job, Stage.COARSE, 1, 100, 0.1, 60.0))
            time.sleep(60)


def dying() -> None:
    hello()
    for command in hear():
        if isinstance(command, Generate):
            say(Progress(command.job, Stage.COARSE, 1, 100, 0.1, 60.0))
            sys.stderr.write("a last word\n")
            sys.stderr.flush()
            os._exit(11)


def unreadable() -> None:
    hello()
    for command in hear():
        if isinstance(command, Generate):
            path = Path(command.folder) / "cloud.npz"
            path.write_bytes(b"not an archive")
            say(Result(command.job, (Member(str(path)),), "CPU", "ab" * 32, {}))


def another_protocol() -> None:
    hello(protocol=PROTOCOL + 1)
    time.sleep(60)


def another_version() -> None:
    hello(number="99.0.0")
    time.sleep(60)


def silent() -> None:
    time.sleep(60)


SCRIPTS: tuple[Callable[[], None], ...] = (
    obedient,
    babbling,
    slow,
    deaf,
    dying,
    unreadable,
    another_protocol,
    another_version,
    silent,
)

if __name__ == "__main__":
    next(script for script in SCRIPTS if script.__name__ == sys.argv[1])()
