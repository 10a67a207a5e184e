"""Plays scenarios in a real window with a real mouse, and photographs them.

    python tests/window/drive.py --zip pointsmith.zip --environment DIR --photos DIR [--scenario NAME ...]

A scenario is a module of tests/window/scenarios, or of tests/window/sittings, which are for the guide's pictures alone
and which "all" leaves out. Each gets a Blender, settings and a screen of its own, and puts its photographs into a
folder of its name. Without --display the driver starts an Xvfb for each. Needs xdotool and ImageMagick's `import`,
beside Blender. Exit status 0 means that all that was to happen has happened.
"""

import argparse
import importlib
import os
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.window.blender_window import BlenderWindow
from tests.window.desktop import DriveError, display

SCENARIOS = Path(__file__).with_name("scenarios")
SITTINGS = Path(__file__).with_name("sittings")
SIZE = "1600x900"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def names() -> list[str]:
    """Name the scenarios there are."""
    return sorted(file.stem for file in SCENARIOS.glob("*.py") if file.stem != "__init__")


def sittings() -> list[str]:
    """Name the sittings there are."""
    return sorted(file.stem for file in SITTINGS.glob("*.py") if "def play(" in file.read_text("utf-8"))


def load(name: str) -> ModuleType:
    """Return a scenario's or sitting's module: `play(window, photos)`, and where it wants them SIZE and GUIDE."""
    folder = SITTINGS if name in sittings() else SCENARIOS
    return importlib.import_module(f"tests.window.{folder.name}.{name}")


def play(name: str, options: argparse.Namespace) -> bool:
    """Play one scenario; return whether it went as it should."""
    scenario = load(name)
    photos = options.photos.absolute() / name
    photos.mkdir(parents=True, exist_ok=True)
    (photos / "failed.png").unlink(missing_ok=True)
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        display(options.display, getattr(scenario, "SIZE", SIZE)) as screen,
    ):
        window = BlenderWindow(
            options.blender, screen, options.zip.absolute(), options.environment.absolute(), Path(home)
        )
        try:
            window.open_tab()
            say(f"{name}: the panel is there after {time.monotonic() - started:.0f} s")
            scenario.play(window, photos)
        except (DriveError, AssertionError) as error:
            line = error.__traceback__
            while line and line.tb_next:
                line = line.tb_next
            where = f" ({Path(line.tb_frame.f_code.co_filename).name}:{line.tb_lineno})" if line else ""
            say(f"{name}: failed: {type(error).__name__}: {error}{where}")
            window.take(photos / "failed.png")
            return False
        finally:
            window.close()
    say(f"{name}: as it should, in {time.monotonic() - started:.0f} s")
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blender", default="blender", help="command that starts Blender")
    parser.add_argument("--display", default=os.environ.get("DISPLAY", ""), help="X display; empty for our own Xvfb")
    parser.add_argument("--zip", type=Path, required=True, help="the extension")
    parser.add_argument("--environment", type=Path, required=True, help="of the worker, set up")
    parser.add_argument("--photos", type=Path, required=True, help="folder that takes the photographs")
    parser.add_argument(
        "--scenario", nargs="+", default=["all"], choices=["all", *names(), *sittings()], help="what to play"
    )
    options = parser.parse_args()
    chosen = names() if "all" in options.scenario else options.scenario
    failed = [name for name in chosen if not play(name, options)]
    say(f"failed: {', '.join(failed)}" if failed else "all as it should")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
