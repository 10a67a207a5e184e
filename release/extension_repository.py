"""`vendor_install.py repository`: a folder that a web server can hand out, from which Blender installs and updates.

It holds the extension's zip, the listing that Blender reads (`index.json`, made by Blender's own `server-generate`) and
a page for people (`index.html`). Versions that were there before move to the folder `older`, which is not listed.
"""

from __future__ import annotations

import html
import json
import shutil
import string
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from addon.core.errors import ErrorCode, PointsmithError
from addon.setup.report import Reporter

ROOT = Path(__file__).resolve().parents[1]
PAGE = Path(__file__).with_name("index.template.html")
LISTING = "index.json"
OLDER = "older"


@dataclass(frozen=True, slots=True)
class ExtensionCommand:
    """Blender's `--command extension`.

    Parameters
    ----------
    blender
        The program, or a Python that has Blender as its module `bpy`.
    """

    blender: Path

    def run(self, *arguments: str) -> str:
        """Run it and return what it prints. Raises PointsmithError BAD_SETTING with its last line."""
        command = [*self._start(), *arguments]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=600)
        except OSError as error:
            raise PointsmithError(ErrorCode.BAD_SETTING, f"{self.blender} does not start ({error.strerror})") from error
        said = f"{answer.stdout}\n{answer.stderr}".strip()
        if answer.returncode or "error" in said.lower():
            raise PointsmithError(ErrorCode.BAD_SETTING, f"Blender refused it ({said.rpartition(chr(10))[2]})")
        return answer.stdout

    def _start(self) -> list[str]:
        python = str(self.blender)
        if "python" not in self.blender.name.lower():
            return [python, "--background", "--factory-startup", "--command", "extension"]
        find = "import bpy; print(); print(bpy.utils.system_resource('SCRIPTS'))"
        try:
            answer = subprocess.run([python, "-c", find], capture_output=True, text=True, check=False, timeout=120)
        except OSError as error:
            raise PointsmithError(ErrorCode.BAD_SETTING, f"{python} does not start ({error.strerror})") from error
        places = [Path(line, "addons_core", "bl_pkg", "cli", "blender_ext.py") for line in answer.stdout.splitlines()]
        found = [str(place) for place in places if place.is_file()]
        if not found:
            raise PointsmithError(ErrorCode.BAD_SETTING, f"{python} has no module bpy")
        return [python, found[0]]


def make(out: Path, url: str, command: ExtensionCommand, report: Reporter, source: Path = ROOT) -> list[Path]:
    """Make or renew a repository, and return its files.

    Parameters
    ----------
    out
        The folder; made where there is none.
    url
        The address under which the folder will be found; when empty, the page finds it out where it is opened.
    command
        Blender's.
    report
        Told how far it is.
    source
        The extension's folder, with its manifest.

    Raises
    ------
    PointsmithError
        BAD_SETTING, NOT_WRITABLE.
    """
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise PointsmithError(ErrorCode.BAD_SETTING, f"the address {url} must begin with https:// or http://")
    try:
        out.mkdir(parents=True, exist_ok=True)
        report.progress(0.1, "Building the extension")
        new = out / ".new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        command.run("build", "--source-dir", str(source), "--output-dir", str(new))
        (built,) = new.glob("*.zip")
        for old in out.glob("*.zip"):
            (out / OLDER).mkdir(exist_ok=True)
            old.replace(out / OLDER / old.name)
        archive = built.replace(out / built.name)
        new.rmdir()
        report.progress(0.8, "Listing it")
        command.run("server-generate", "--repo-dir", str(out))
        listing = json.loads((out / LISTING).read_text(encoding="utf-8"))
        (entry,) = listing["data"]
        page = out / "index.html"
        page.write_text(page_for(entry, url), encoding="utf-8")
    except OSError as error:
        raise PointsmithError(ErrorCode.NOT_WRITABLE, str(out)) from error
    return [archive, out / LISTING, page]


def page_for(entry: dict[str, Any], url: str) -> str:
    """Return the page for people: how to add the repository, and a link to drag into Blender."""
    base = url.rstrip("/") + "/" if url else ""
    archive = base + entry["archive_url"].removeprefix("./")
    # Blender reads what to do with a dropped link from these.
    query = {"repository": f"{base}{LISTING}" if base else f"./{LISTING}"}
    query["blender_version_min"] = entry["blender_version_min"]
    values = {
        "name": entry["name"],
        "tagline": entry["tagline"],
        "version": entry["version"],
        "blender": entry["blender_version_min"].rpartition(".")[0],
        "megabytes": f"{entry['archive_size'] / 1e6:.1f}",
        "hash": entry["archive_hash"].removeprefix("sha256:"),
        "archive": archive,
        "link": f"{archive}?{urlencode(query)}",
        "listing": base + LISTING,
    }
    template = string.Template(PAGE.read_text(encoding="utf-8"))
    return template.substitute({name: html.escape(str(value)) for name, value in values.items()})
