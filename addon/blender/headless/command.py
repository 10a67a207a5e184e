"""`blender --command pointsmith ...`, and the entry that every other way in shares."""

from __future__ import annotations

import os
import signal
import sys

import bpy

from ...core.errors import PointsmithError

NAME = "pointsmith"
REFUSED = 2
"""Exit status when nothing was begun."""
INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""

_commands: list[object] = []


def main(arguments: list[str], program: str = f"blender --command {NAME}") -> int:
    """Run a command line and return its exit status: 0 only when every job succeeded."""
    from ..environment import MODELS_VARIABLE  # noqa: PLC0415 - as above
    from ..session import session  # noqa: PLC0415 - enabling the extension must not pay for batch runs
    from .arguments import parser, plan  # noqa: PLC0415 - as above
    from .missing_models import refuse_missing  # noqa: PLC0415 - as above
    from .run import run  # noqa: PLC0415 - as above
    from .told import told  # noqa: PLC0415 - as above

    reader = parser(program)
    try:
        parsed = reader.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    if parsed.models is not None:
        os.environ[MODELS_VARIABLE] = str(parsed.models.absolute())
    # Blender keeps Ctrl-C to itself in the background; Python's own handler raises KeyboardInterrupt.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    begun = False
    try:
        asked = plan(parsed)
        if not told(asked, skip_bad=parsed.skip_bad, dry=parsed.dry_run):
            return REFUSED
        if parsed.dry_run:
            return 0
        refuse_missing(asked)
        begun = True
        return 1 if run(asked) else 0
    except PointsmithError as error:
        sys.stderr.write(f"{program}: {error}\n")
        return 1 if begun else REFUSED
    except KeyboardInterrupt:
        sys.stderr.write(f"{program}: interrupted\n")
        return INTERRUPTED
    finally:
        session.close()
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)


def register() -> None:
    """Give Blender the command."""
    _commands.append(bpy.utils.register_cli_command(NAME, main))


def unregister() -> None:
    """Take it away."""
    while _commands:
        bpy.utils.unregister_cli_command(_commands.pop())
