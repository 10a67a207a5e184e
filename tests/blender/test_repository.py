"""`vendor_install.py repository`: Blender installs and updates from the folder that it makes, on the loopback."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from .conftest import ROOT, Blender

pytestmark = pytest.mark.blender


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address of what lies in it."""
    folder = tmp_path / "reposi tory é"
    folder.mkdir()
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def make(source: Path, out: Path, blender: Blender, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(source / "vendor_install.py"), "repository", "--out", str(out)]
    command += ["--blender", str(blender.python), "--dir", str(out.parent / "not made"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def small_source(folder: Path, version: str) -> Path:
    """Copy what the extension is built of, without the weights, with another version."""
    wanted = ("__init__.py", "api.py", "addon", "release", "vendor_install.py", "pyproject.toml", "LICENSE")
    for name in wanted:
        place = folder / name
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place, ignore=shutil.ignore_patterns("weights", "__pycache__"))
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, place)
    manifest = (ROOT / "blender_manifest.toml").read_text(encoding="utf-8")
    before, after = manifest.split('\nversion = "', 1)
    text = f'{before}\nversion = "{version}"' + after[after.index('"') + 1 :]
    (folder / "blender_manifest.toml").write_text(text, encoding="utf-8")
    return folder


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs)["href"] or "")


def test_blender_installs_and_updates_from_it(blender: Blender, served: tuple[Path, str], tmp_path: Path) -> None:
    folder, url = served
    answer = make(small_source(tmp_path / "old", "0.1.0"), folder, blender)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    newer = small_source(tmp_path / "new", "0.2.0")
    script = tmp_path / "newer.py"
    command = [sys.executable, str(newer / "vendor_install.py"), "repository", "--out", str(folder)]
    command += ["--blender", str(blender.python)]
    script.write_text(f"import subprocess\nsubprocess.run({command!r}, check=True)\n", encoding="utf-8")
    result = blender.run_inside("from_repository", f"{url}index.json", str(script), install=False)
    assert result == {"first": "0.1.0", "second": "0.2.0"}
    assert [file.name for file in folder.glob("*.zip")] == ["pointsmith-0.2.0.zip"]
    assert [file.name for file in (folder / "older").iterdir()] == ["pointsmith-0.1.0.zip"]
    assert not (tmp_path / "not made").exists()


@pytest.mark.parametrize("address", ["", "https://files.example/blender"])
def test_the_page_tells_how(blender: Blender, tmp_path: Path, address: str) -> None:
    if blender.series != "5.2":
        pytest.skip("the page does not depend on Blender")
    out = tmp_path / "out"
    source = small_source(tmp_path / "source", "1.2.3")
    answer = make(source, out, blender, *(["--url", address] if address else []))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    page = (out / "index.html").read_text(encoding="utf-8")
    links = _Links()
    links.feed(page)
    drag = urlsplit(urljoin(address + "/", links.found[0]))
    query = parse_qs(drag.query)
    assert drag.path.endswith("/pointsmith-1.2.3.zip")
    assert query["blender_version_min"] == ["4.2.0"]
    assert query["repository"] == [f"{address}/index.json" if address else "./index.json"]
    assert "$" not in page
    entry = json.loads((out / "index.json").read_text(encoding="utf-8"))["data"][0]
    assert entry["archive_hash"].removeprefix("sha256:") in page


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--url", "ftp://x"), "must begin with https://"),
        (("--blender", sys.executable), "has no module bpy"),
        (("--blender", "/nowhere/python"), "does not start"),
    ],
)
def test_refusals_are_one_sentence(blender: Blender, tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    if blender.series != "5.2":
        pytest.skip("the sentences do not depend on Blender")
    answer = make(ROOT, tmp_path / "out", blender, *arguments)
    assert answer.returncode == 1
    assert sentence in answer.stderr + answer.stdout
    assert "Traceback" not in answer.stderr
