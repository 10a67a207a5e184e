"""What the runner's tests share: models that are only names, the command, and a look at what it made."""

import json
import os
import shlex
import subprocess
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = Path(__file__).with_name("stand_in_server.py")


def models(folder, *kinds):
    """Files whose names tell the stand-in what to do."""
    folder.mkdir()
    for number, kind in enumerate(kinds):
        (folder / f"{number:03d}-{kind}.obj").touch()
    return folder


def command(*arguments, server=True):
    """The command line of a run."""
    chosen = ["--path", "render", "--server", shlex.join([sys.executable, str(STAND_IN)])] if server else []
    return [sys.executable, "-m", "dataset.run", *chosen, *map(str, arguments)]


def start(*arguments, slow=0.0, **options):
    """A run in a group of its own, as a shell would start it."""
    environment = {**os.environ, "STAND_IN_SECONDS": str(slow)}
    return subprocess.Popen(
        command(*arguments, **options),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def run(*arguments, **options):
    """A run to its end: exit status and what it said."""
    process = start(*arguments, **options)
    said, _ = process.communicate(timeout=100)
    return process.returncode, said


def wait_for(condition, seconds, process=None):
    """Wait, as long as the process that is to bring it about is there."""
    end = time.monotonic() + seconds
    while not condition():
        assert process is None or process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def shards(out):
    """Each shard's JSON file."""
    return [json.loads(file.read_text()) for file in sorted(out.glob("shard-*.json"))]


def reasons(out):
    """Key of each dropped object -> why."""
    return {entry["key"]: entry["reason"] for facts in shards(out) for entry in facts["dropped"]}


def hashes(out):
    """Name of each shard -> hash that its JSON file gives."""
    return {facts["shard"]: facts["sha256"] for facts in shards(out)}


def keys_in_tars(out):
    """How often each key has a record in the tar files."""
    names = []
    for file in sorted(out.glob("*.tar")):
        with tarfile.open(file) as tar:
            names += tar.getnames()
    return Counter(name.split(".")[0] for name in names if name.endswith(".json"))
