"""An X display and the hands on it: xdotool for mouse and keys, ImageMagick for photographs."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the screen, whose origin is above left."""

Place = tuple[int, int]
"""Pixels of Blender's window, whose origin is below left."""


class DriveError(Exception):
    """The window did not do what it was asked to."""


@contextlib.contextmanager
def display(name: str, size: str = "1600x900") -> Iterator[str]:
    """Yield the X display `name`, or one of our own (Xvfb) when the name is empty."""
    if name:
        yield name
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            yield f":{answer.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


class Desktop:
    """One mouse, one keyboard, one camera."""

    def __init__(self, screen: str) -> None:
        self.environment = {**os.environ, "DISPLAY": screen}

    def xdotool(self, *words: object) -> None:
        """Run one xdotool command."""
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True)

    def key(self, *keys: str) -> None:
        """Press keys one after the other, under X's names: "ctrl+a", "Return", "Escape", "KP_Decimal"."""
        for name in keys:
            self.xdotool("key", name)
            time.sleep(0.1)

    def type(self, text: str) -> None:
        """Type text into whatever takes it."""
        self.xdotool("type", "--delay", "60", text)

    def press(self, button: int = 1) -> None:
        """Click where the mouse is: 1 left, 2 middle, 3 right, 4 wheel up, 5 wheel down."""
        self.xdotool("click", button)
        time.sleep(0.15)

    def take(self, path: Path, box: Box | None = None) -> None:
        """Keep a picture of the screen, or of a part of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        crop = [] if box is None else ["-crop", f"{box[2]}x{box[3]}+{box[0]}+{box[1]}", "+repage"]
        command = ["import", "-window", "root", *crop, str(path)]
        subprocess.run(command, env=self.environment, check=True)
