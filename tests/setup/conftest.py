"""A folder of tiny wheels that stand in for the pinned packages, and a way to run set-up with it as a real child."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from addon.core.environment import REQUIREMENTS, WorkerEnvironment
from addon.setup import devices
from addon.setup.environment_builder import packages

ROOT = Path(__file__).resolve().parents[2]

# Enough of torch for the self-test: every operation gives the same thing, whose value is 0.
FAKE_TORCH = """
import types
__version__ = "{version}"
float32 = None
class Tensor:
    def __getattr__(self, name):
        return self if name in ("T", "real") else lambda *args: self
    def __matmul__(self, other): return self
    def __truediv__(self, other): return self
    def __sub__(self, other): return self
    def __float__(self): return 0.0
def arange(*args, device, **options):
    if device not in {devices}: raise RuntimeError("no kernel image is available for execution on the device")
    return Tensor()
fft = types.SimpleNamespace(fft2=lambda x: x, ifft2=lambda x: x)
cuda = types.SimpleNamespace(get_device_name=lambda index: "a fake GPU")
"""


def make_wheel(folder: Path, name: str, version: str, files: dict[str, str]) -> Path:
    """Write a wheel that pip accepts."""
    plain = name.replace("-", "_")
    info = f"{plain}-{version}.dist-info"
    content = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    wheel = folder / f"{plain}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in content.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record += f"{path},sha256={digest},{len(text.encode())}\n"
            archive.writestr(path, text)
        archive.writestr(f"{info}/RECORD", record + f"{info}/RECORD,,\n")
    return wheel


def make_wheels(folder: Path, torch_version: str, working_devices: tuple[str, ...] = ("cpu",)) -> Path:
    """Write one wheel for every pin, with a torch whose kernels run on `working_devices`."""
    folder.mkdir(parents=True)
    for pin in packages(REQUIREMENTS):
        name, version = pin.split(";")[0].strip().split("==")
        module = {"scikit-image": "skimage"}.get(name, name.replace("-", "_"))
        files = {f"{module}/__init__.py": "", f"{module}/measure.py": ""}
        if name == "torch":
            version = torch_version
            files["torch/__init__.py"] = FAKE_TORCH.format(version=torch_version, devices=set(working_devices))
        make_wheel(folder, name, version, files)
    return folder


@dataclass
class SetupCommand:
    """Runs `vendor_install.py setup` in a folder of its own, offline."""

    environment: WorkerEnvironment
    wheels: Path
    variables: dict[str, str] = field(default_factory=dict)

    def command(self, *arguments: str) -> list[str]:
        script = str(ROOT / "vendor_install.py")
        chosen = ["--dir", str(self.environment.folder), "--wheels", str(self.wheels), "--python", sys.executable]
        device = [] if "--device" in arguments else ["--device", "cpu"]
        return [sys.executable, "-I", script, "setup", *chosen, "--json", *device, *arguments]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environ
        )

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables, less what would let pip find other wheels than ours."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "POINTSMITH_"))}
        return {**kept, "PIP_CONFIG_FILE": os.devnull, **self.variables}

    def run(self, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
        """Return the exit status and the records."""
        child = self.start(*arguments)
        output, errors = child.communicate(timeout=240)
        assert not errors, errors
        return child.returncode, [json.loads(line) for line in output.splitlines()]

    def module_file(self, module: str) -> Path:
        """Return where a package's code was installed."""
        (found,) = self.environment.venv.glob(f"**/site-packages/{module}/__init__.py")
        return found


@pytest.fixture(scope="session")
def cpu_wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_wheels(tmp_path_factory.mktemp("räder und mehr") / "wheels", f"{devices.torch_version()}+cpu")


@pytest.fixture
def setup_command(tmp_path: Path, cpu_wheels: Path) -> SetupCommand:
    """Set-up in a new folder with a space and a letter beyond ASCII."""
    return SetupCommand(WorkerEnvironment(tmp_path / "um gebung é"), cpu_wheels)


@pytest.fixture(scope="session")
def finished_environment(tmp_path_factory: pytest.TempPathFactory, cpu_wheels: Path) -> Path:
    """An environment that set-up has finished, to be copied."""
    command = SetupCommand(WorkerEnvironment(tmp_path_factory.mktemp("fertig é") / "e"), cpu_wheels)
    status, records = command.run()
    assert status == 0, records
    return command.environment.folder


@pytest.fixture
def finished_setup(setup_command: SetupCommand, finished_environment: Path) -> SetupCommand:
    """Set-up in a copy of a finished environment."""
    shutil.copytree(finished_environment, setup_command.environment.folder, symlinks=True)
    return setup_command
