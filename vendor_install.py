"""One-command set-up: `python vendor_install.py [setup | demo ["a prompt"] | repository --out FOLDER | test [...]]`.

Makes the private environment in which Pointsmith's worker runs. Standard library only: it runs with any
Python from 3.11 on, from a checkout and from the folder that Blender installed the extension into.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this file alone is read by whatever Python there is
        sys.exit(f"Set-up needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).")
    # Blender starts scripts with -I, which leaves their folder out of the path.
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from addon.setup.command import main

    sys.exit(main())
