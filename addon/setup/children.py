"""Runs other programs and leaves none behind, however this program ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

_GRACE_SECONDS = 3.0


def clean_environment(**additions: str) -> dict[str, str]:
    """Return this process's environment for a child Python: less what would bend its module path."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return {**kept, **additions}


def run(
    command: Sequence[str | os.PathLike[str]],
    on_line: Callable[[str], None],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> int:
    """Run a program to its end and return its exit status; `on_line` is given each line of its output.

    The child stays in this program's process group, so that whoever ends the group ends both.
    """
    with subprocess.Popen(
        [os.fspath(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=clean_environment() if environment is None else dict(environment),
        cwd=folder,
        encoding="utf-8",
        errors="replace",
        bufsize=1,
    ) as child:
        try:
            assert child.stdout is not None
            for line in child.stdout:
                on_line(line.rstrip())
            return child.wait()
        except BaseException:
            _stop(child)
            raise


def _stop(child: subprocess.Popen[str]) -> None:
    """Ask a child to end, and end it when it does not."""
    with contextlib.suppress(OSError):
        child.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(_GRACE_SECONDS)
    with contextlib.suppress(OSError):
        child.kill()
    child.wait()


@contextlib.contextmanager
def stops_are_interrupts() -> Iterator[None]:
    """Let every polite request to stop arrive as KeyboardInterrupt, the way Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    if "SIGHUP" in names and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        names.remove("SIGHUP")  # nohup: it is to outlive its terminal
    before = {name: signal.signal(getattr(signal, name), interrupt) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
