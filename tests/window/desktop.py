"""A Blender window and the hands on it: xdotool for mouse and keys, ImageMagick for photographs."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


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


class BlenderWindow:
    """A running Blender that `startup.py` reports from."""

    def __init__(self, command: list[str], screen: str, state: Path) -> None:
        self._environment = {**os.environ, "DISPLAY": screen}
        self._state = state
        state.unlink(missing_ok=True)
        self.process = subprocess.Popen(command, env=self._environment, start_new_session=True)

    def close(self) -> None:
        """End Blender and what it started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)

    @property
    def state(self) -> dict[str, Any]:
        """What Blender said last."""
        if self.process.poll() is not None:
            raise DriveError(f"Blender ended with status {self.process.returncode}")
        try:
            record: dict[str, Any] = json.loads(self._state.read_text())
        except (OSError, ValueError):
            return {}
        return record

    def wait(self, what: str, condition: Callable[[dict[str, Any]], object], seconds: float = 30.0) -> dict[str, Any]:
        """Wait until the state fulfils a condition and return it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            state = self.state
            with contextlib.suppress(KeyError, TypeError):
                if condition(state):
                    return state
            time.sleep(0.1)
        raise DriveError(f"{what}: not within {seconds:g} s; the state is {self.state}")

    def xdotool(self, *words: object) -> None:
        """Run one xdotool command."""
        subprocess.run(["xdotool", *map(str, words)], env=self._environment, check=True)

    def move(self, x: float, y: float) -> None:
        """Move the mouse to a place in Blender's window (origin below left), in a few small steps as a hand does."""
        top = self.state["window"][1] - y
        self.xdotool("mousemove", int(x) - 3, int(top), "mousemove", int(x), int(top))

    def open_tab(self, name: str) -> None:
        """Click down the tabs at the sidebar's right edge until the one of that name is open."""
        # Software rendering compiles its shaders before the first frame, which takes a busy machine minutes.
        state = self.wait("the sidebar", lambda s: s["panel"][2] > 50 and s["frames"] > 1, 300.0)
        left, bottom, width, height = state["panel"]
        for y in range(bottom + height - 20, bottom, -25):
            self.move(left + width - 9, y)
            self.xdotool("click", 1)
            time.sleep(0.3)
            if self.state.get("tab") == name:
                return
        raise DriveError(f"no tab {name}")

    def find(self, widget: str) -> tuple[int, int]:
        """Return where in the sidebar a widget is, by the operator's or property's name under the mouse."""
        state = self.wait("the panel", lambda s: s["tab"] == "Pointsmith" and s["panel"][2] > 50)
        left, bottom, width, height = state["panel"]
        for share in (0.5, 0.3, 0.85):
            x = left + int(width * share)
            for y in range(bottom + height - 8, bottom + 8, -9):
                if self._names(x, y, widget):
                    return x, y - 3
        raise DriveError(f"no widget {widget} in the panel")

    def find_near(self, widget: str, place: tuple[int, int]) -> tuple[int, int] | None:
        """Return where a widget is that has come up beside a place, looking below and above it; None without one."""
        x, y = place
        for distance in range(0, 60, 8):
            for near in {y - distance, y + distance}:
                if self._names(x, near, widget):
                    return x, near
        return None

    def _names(self, x: int, y: int, widget: str) -> bool:
        self.move(x, y)
        # What was said before Blender took in the move is about the place before.
        heard = self.state.get("tick", 0) + 2
        state = self.wait("the next report", lambda s: s["tick"] >= heard)
        if state["hover"] != widget:
            return False
        time.sleep(0.4)
        return bool(self.state.get("hover") == widget)

    def click(self, widget: str) -> None:
        """Click a widget of the panel."""
        self.move(*self.find(widget))
        self.xdotool("click", 1)
        time.sleep(0.3)

    def away(self) -> None:
        """Take the mouse off the panel, so that nothing is highlighted."""
        x, y, width, height = self.state["view"]
        self.move(x + width / 3, y + height / 3)
        time.sleep(0.4)

    def photograph(self, path: Path) -> None:
        """Keep a picture of the whole screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-window", "root", str(path)], env=self._environment, check=True)
