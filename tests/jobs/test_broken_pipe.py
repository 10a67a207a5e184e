"""A worker that is gone does not take Blender along, where Blender leaves the signal of broken pipes at its default."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from addon.core.version import ROOT

SCRIPT = """
import signal, sys
from pathlib import Path

signal.signal(signal.SIGPIPE, signal.SIG_DFL)
from addon.jobs.worker_process import WorkerProcess
from addon.core.messages import Cancel

worker = WorkerProcess(Path(sys.argv[1]), Path(sys.argv[2]), 1.0)
worker._process.wait()
worker.send(Cancel("x"))
worker.send(Cancel("y"))
worker.stop()
assert signal.SIGPIPE not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
print("alive")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signal")
def test_writing_to_a_worker_that_is_gone(tmp_path: Path) -> None:
    gone = shutil.which("true")
    assert gone is not None
    command = [sys.executable, "-c", SCRIPT, gone, str(tmp_path / "worker.log")]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (answer.returncode, answer.stdout) == (0, "alive\n"), answer.stderr
