"""A Blender in a window that is started, asked, and touched at a place."""

import contextlib
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.window.desktop import Desktop, DriveError, Place
from tests.window.line import Line

STARTUP = Path(__file__).with_name("startup.py")


class RunningBlender(Desktop):
    """A running Blender with the extension installed and the 3D view maximised.

    Places and boxes of regions have their origin below left, as Blender's have.

    Parameters
    ----------
    blender
        The command that starts it.
    screen
        The X display.
    zip_file, environment
        The extension, and the folder of its worker's environment.
    home
        An empty folder for settings and everything the extension keeps.
    """

    def __init__(self, blender: str, screen: str, zip_file: Path, environment: Path, home: Path) -> None:
        super().__init__(screen)
        self._line = Line()
        self._height = 0
        self._held: int | None = None
        self.mouse: Place = (0, 0)
        size = subprocess.run(
            ["xdotool", "getdisplaygeometry"], env=self.environment, check=True, capture_output=True, text=True
        ).stdout.split()
        command = [*shlex.split(blender), "--factory-startup", "--window-geometry", "0", "0", *size]
        command += ["--python", str(STARTUP), "--", str(self._line.there.fileno()), str(zip_file), str(environment)]
        self.process = subprocess.Popen(
            command,
            env={**self.environment, "BLENDER_USER_RESOURCES": str(home)},
            start_new_session=True,
            pass_fds=[self._line.there.fileno()],
        )
        self._line.there.close()

    def close(self) -> None:
        """End Blender and what it started."""
        self.release_worker()  # so that it sees its parent go
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)

    @property
    def state(self) -> dict[str, Any]:
        """What goes on at this moment; the names are those of `startup.facts`."""
        facts: dict[str, Any] = self._line.ask("facts")
        return facts

    def wait(self, what: str, condition: Callable[[dict[str, Any]], object], seconds: float = 30.0) -> dict[str, Any]:
        """Wait until the state fulfils a condition and return it."""
        end = time.monotonic() + seconds
        while True:
            state = self.state
            with contextlib.suppress(KeyError, TypeError):
                if condition(state):
                    return state
            if time.monotonic() > end:
                raise DriveError(f"{what}: not within {seconds:g} s; the state is {state}")
            time.sleep(0.05)

    def python(self, code: str, *values: object) -> Any:
        """Return what an expression gives inside Blender, or what statements leave in `result`.

        For assertions and for setting up, not for what the mouse should do. There are `bpy`, `scene`, `settings`
        (`scene.pointsmith`), `session` and `module` (the extension); names that statements make stay for later.
        Values fill the code's `{}` as Python would write them. Data-blocks come back as their names.
        """
        return self._line.ask("python", code.format(*map(repr, values)) if values else code)

    def wait_for(self, code: str, seconds: float = 30.0) -> Any:
        """Wait until an expression inside Blender is true and return it."""
        end = time.monotonic() + seconds
        while not (value := self.python(code)):
            if time.monotonic() > end:
                raise DriveError(f"{code}: not true within {seconds:g} s; the state is {self.state}")
            time.sleep(0.05)
        return value

    def settle(self) -> None:
        """Wait until Blender has taken in what was pressed, and has drawn what came of it."""
        for _ in range(3):
            self._line.ask("facts")

    def wait_for_object(self, seconds: float = 300.0) -> dict[str, Any]:
        """Wait until no job runs any more, and return the state; an error in the panel fails."""
        state = self.wait("the end of the job", lambda s: s["job"] is None, seconds)
        if state["error"]:
            raise DriveError(state["error"])
        return state

    def hold_worker(self) -> None:
        """Stop the worker's process where it is: its job runs on for as long as a scenario needs, and costs nothing."""
        self._held = self.state["worker"]
        assert self._held is not None, "no worker to hold"
        os.kill(self._held, signal.SIGSTOP)

    def release_worker(self) -> None:
        """Let it go on."""
        held, self._held = self._held, None
        if held is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(held, signal.SIGCONT)

    def move(self, x: float, y: float, *then: object) -> None:
        """Move the mouse to a place in Blender's window, in a small step as a hand does; `then` is more for xdotool."""
        self._height = self._height or self.state["window"][1]
        top = int(self._height - y)
        self.xdotool("mousemove", int(x) - 3, top, "mousemove", int(x), top, *then)
        self.mouse = int(x), int(y)

    def drag(self, start: Place, end: Place, button: int = 1) -> None:
        """Press at one place, go to another in ten steps, and let go."""
        self.move(*start)
        time.sleep(0.3)
        self.xdotool("mousedown", button)
        time.sleep(0.2)
        for step in range(1, 11):
            self.move(*(a + (b - a) * step / 10 for a, b in zip(start, end, strict=True)))
            time.sleep(0.05)
        self.xdotool("mouseup", button)
        time.sleep(0.2)

    def away(self) -> None:
        """Take the mouse off the panel, so that nothing is highlighted."""
        x, y, width, height = self.state["view"]
        self.move(x + width / 3, y + height / 3)
        time.sleep(0.3)
