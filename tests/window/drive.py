"""Drives the panel in a real window with a real mouse, and photographs it.

    python tests/window/drive.py --zip pointsmith.zip --environment DIR --photos DIR [--blender COMMAND] [--display :0]

Types a prompt, clicks Generate and waits for the object; clicks Cancel in a second run; presses Esc in a third; takes
the object back with one undo; ends Blender and looks that no worker stays behind. Without --display it starts an Xvfb
of its own. Needs xdotool and ImageMagick's `import`. Exit status 0 means that all of it happened.
"""

import argparse
import os
import shlex
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from desktop import BlenderWindow, DriveError, display

STARTUP = Path(__file__).with_name("startup.py")
PROMPT = "a red chair"
JOB_SECONDS = 300.0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def type_prompt(window: BlenderWindow, prompt: str) -> None:
    window.click("prompt")
    window.xdotool("key", "ctrl+a")
    window.xdotool("type", "--delay", "60", prompt)
    window.xdotool("key", "Return")
    window.wait("the prompt", lambda s: s["prompt"] == prompt)
    say(f"typed “{prompt}”")


def generate(window: BlenderWindow, photos: Path) -> tuple[int, int]:
    """Return where Cancel was while the job ran."""
    place = window.find("generate")
    window.move(*place)
    started = time.monotonic()
    window.xdotool("click", 1)
    window.wait("the job", lambda s: s["job"])
    say(f"the job runs {time.monotonic() - started:.2f} s after the click")
    cancel_at = window.find_near("cancel", place)
    window.photograph(photos / "2-running.png")
    state = window.wait("the result", lambda s: s["job"] is None, JOB_SECONDS)
    if state["error"] or PROMPT not in state["made"] or state["active"] != PROMPT:
        raise DriveError(f"no object: {state}")
    if cancel_at is None:
        raise DriveError("no Cancel while the job ran")
    say(f"“{PROMPT}” is in the scene, at most {time.monotonic() - started:.1f} s after the click")
    window.away()
    window.xdotool("key", "KP_Decimal")  # frame what is selected
    time.sleep(2.0)
    window.photograph(photos / "3-result.png")
    return cancel_at


def cancel(window: BlenderWindow, photos: Path, place: tuple[int, int]) -> None:
    before = window.state["made"]
    window.click("random_seed")
    window.click("generate")
    window.wait("the second job", lambda s: s["job"])
    window.move(*place)
    window.wait("Cancel under the mouse", lambda s: s["hover"] == "cancel")
    asked = time.monotonic()
    window.xdotool("click", 1)
    state = window.wait("the end of the second job", lambda s: s["job"] is None, 30.0)
    if state["made"] != before or "Cancelled." not in state["notices"]:
        raise DriveError(f"not cancelled: {state}")
    say(f"cancelled within {time.monotonic() - asked:.2f} s of the click")
    window.away()
    time.sleep(1.0)
    window.photograph(photos / "4-cancelled.png")


def escape(window: BlenderWindow) -> None:
    window.click("generate")
    window.wait("the third job", lambda s: s["job"])
    window.away()
    window.xdotool("key", "Escape")
    state = window.wait("the end of the third job", lambda s: s["job"] is None, 30.0)
    if "Cancelled." not in state["notices"]:
        raise DriveError(f"Esc did not cancel: {state}")
    say("Esc cancelled")


def undo(window: BlenderWindow) -> None:
    window.away()
    # The dice took a step of its own.
    for _ in range(2):
        window.xdotool("key", "ctrl+z")
        time.sleep(1.0)
    window.wait("undo", lambda s: PROMPT not in s["objects"])
    say("undo took the object away")
    window.xdotool("key", "ctrl+shift+z")
    window.wait("redo", lambda s: PROMPT in s["objects"])


def leave(window: BlenderWindow) -> None:
    worker = window.state["worker"]
    window.close()
    end = time.monotonic() + 10
    while worker is not None and Path(f"/proc/{worker}").exists():
        if time.monotonic() > end:
            raise DriveError(f"the worker {worker} outlived Blender")
        time.sleep(0.1)
    say("no worker is left")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blender", default="blender", help="command that starts Blender")
    parser.add_argument("--display", default=os.environ.get("DISPLAY", ""), help="X display; empty for our own Xvfb")
    parser.add_argument("--zip", type=Path, required=True, help="the extension")
    parser.add_argument("--environment", type=Path, required=True, help="of the worker, set up")
    parser.add_argument("--photos", type=Path, required=True, help="folder that takes the photographs")
    options = parser.parse_args()
    photos = options.photos.absolute()
    photos.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, display(options.display) as screen:
        state = Path(folder) / "state.json"
        command = [*shlex.split(options.blender), "--factory-startup", "--window-geometry", "0", "0", "1600", "900"]
        command += ["--python", str(STARTUP), "--", str(state), str(options.zip.absolute())]
        command += [str(options.environment.absolute())]
        window = BlenderWindow(command, screen, state)
        try:
            window.open_tab("Pointsmith")
            type_prompt(window, PROMPT)
            window.away()
            window.photograph(photos / "1-prompt.png")
            cancel(window, photos, generate(window, photos))
            escape(window)
            undo(window)
            leave(window)
        except DriveError as error:
            say(f"failed: {error}")
            window.photograph(photos / "failed.png")
            return 1
        finally:
            window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
