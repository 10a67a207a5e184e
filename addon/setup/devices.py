"""Which build of torch fits this machine.

The builds of torch 2.13 and what they ask for: CUDA 13.0 needs an NVIDIA driver from 580 on and a GPU of compute
capability 7.5 (Turing) or newer; CUDA 12.6 carries the older GPUs and runs on drivers from 525.60.13 (Windows:
528.33) on, but knows no GPU newer than Hopper. 13.2 needs the same driver as 13.0 and adds no GPU.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ..core.environment import REQUIREMENTS
from ..core.errors import ErrorCode, PointsmithError

BUILD_INDEX = "https://download.pytorch.org/whl"
_ROCM_CHANNEL = "rocm7.2"


class Choice(StrEnum):
    """What may be asked for."""

    AUTO = "auto"
    CUDA = "cuda"
    ROCM = "rocm"
    MPS = "mps"
    CPU = "cpu"


@dataclass(frozen=True, slots=True)
class TorchBuild:
    """One build of the pinned torch.

    Attributes
    ----------
    device
        torch's own name of the device that it computes on.
    channel
        The local version of the build, such as "cu130"; empty for a platform's only build.
    download_mb, disk_mb
        About how much has to be fetched, and how much room the whole environment takes while it is made.
    notice
        Why it is not the device that one would expect; empty otherwise.
    """

    device: str
    channel: str
    download_mb: int
    disk_mb: int
    notice: str = ""

    @property
    def name(self) -> str:
        """The version with its channel."""
        return f"{torch_version()}+{self.channel}" if self.channel else torch_version()

    def sources(self, offline: bool = False) -> list[list[str]]:
        """Return pip's arguments for this build, the first to try first.

        The local version is asked for by name, first where pip's own configuration looks, then at torch's own index.
        A bare version is the last word, and only where it means this build: in a folder of wheels, and for the one
        channel that the platform's default build has. It never turns a CPU request into gigabytes of CUDA.
        """
        bare = [[f"torch=={torch_version()}"]]
        if not self.channel:
            return bare
        named = [f"torch=={self.name}"]
        if offline:
            return [named, *bare]
        with_index = [*named, "--extra-index-url", f"{BUILD_INDEX}/{self.channel}", "--retries", "2"]
        return [named, with_index, *(bare if self.channel == _default_channel() else [])]


@dataclass(frozen=True, slots=True)
class Gpu:
    """What nvidia-smi tells of the most capable NVIDIA GPU; an old driver does not tell the capability."""

    driver: str
    capability: float | None = field(default=None)


def torch_version() -> str:
    """Return the pinned version of torch."""
    pin = re.search(r"^torch==(\S+)", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert pin is not None
    return pin[1]


def choose(choice: Choice) -> TorchBuild:
    """Return the build for a choice on this machine; AUTO falls back to the CPU and says why.

    Raises
    ------
    PointsmithError
        NO_SUCH_DEVICE when a named device is not there, SETUP_FAILED when torch has no build for this machine.
    """
    if sys.platform == "darwin":
        return _choose_on_mac(choice)
    if choice is Choice.CPU:
        return _cpu()
    problems: list[str] = []
    if choice in (Choice.AUTO, Choice.CUDA) and (gpu := nvidia_gpu()):
        channel = cuda_channel(gpu, windows=sys.platform == "win32")
        if channel in ("cu126", "cu130"):
            return TorchBuild("cuda", channel, download_mb=3000, disk_mb=11_000)
        problems.append(channel)
    if choice in (Choice.AUTO, Choice.ROCM) and _has_rocm():
        return TorchBuild("cuda", _ROCM_CHANNEL, download_mb=5000, disk_mb=24_000)
    if choice is Choice.AUTO:
        return _cpu("; ".join(problems))
    raise PointsmithError(ErrorCode.NO_SUCH_DEVICE, f"{choice}: {problems[0]}" if problems else choice)


def cuda_channel(gpu: Gpu, *, windows: bool) -> str:
    """Return the CUDA channel for a driver and GPU, or a phrase that says why there is none."""
    driver = tuple(int(part) for part in re.findall(r"\d+", gpu.driver))
    # A driver that does not tell the capability is older than every GPU that needs CUDA 13.
    capability = gpu.capability or 7.5
    if driver >= (580,) and capability >= 7.5:
        return "cu130"
    if capability >= 10.0:
        return f"this GPU needs an NVIDIA driver from 580 on, and {gpu.driver} is installed"
    if driver < ((528, 33) if windows else (525, 60, 13)):
        return f"the NVIDIA driver {gpu.driver} is older than 528, which torch needs"
    if capability < 5.0:
        return f"the GPU's compute capability {capability} is lower than 5.0, which torch needs"
    return "cu126"


def nvidia_gpu() -> Gpu | None:
    """Ask nvidia-smi for the most capable GPU; None without an NVIDIA driver."""
    for query in ("driver_version,compute_cap", "driver_version"):
        lines = _lines_of(["nvidia-smi", f"--query-gpu={query}", "--format=csv,noheader"])
        rows = [[cell.strip() for cell in line.split(",")] for line in lines]
        rows = [row for row in rows if re.match(r"\d+\.\d", row[0])]
        if rows:
            return max((Gpu(row[0], _number(row[1:])) for row in rows), key=lambda gpu: gpu.capability or 0.0)
    return None


def _number(cells: list[str]) -> float | None:
    return float(cells[0]) if cells and re.fullmatch(r"\d+\.\d+", cells[0]) else None


def _choose_on_mac(choice: Choice) -> TorchBuild:
    if platform.machine() != "arm64":
        raise PointsmithError(ErrorCode.SETUP_FAILED, f"torch {torch_version()} has no build for Macs with Intel CPUs")
    if choice in (Choice.CUDA, Choice.ROCM):
        raise PointsmithError(ErrorCode.NO_SUCH_DEVICE, choice)
    return TorchBuild("cpu" if choice is Choice.CPU else "mps", "", download_mb=180, disk_mb=1500)


def _cpu(notice: str = "") -> TorchBuild:
    return TorchBuild("cpu", "cpu", download_mb=300, disk_mb=2000, notice=notice and f"The CPU is used: {notice}.")


def _default_channel() -> str:
    """Return the channel of the build that a bare version means on this platform."""
    return "cu130" if sys.platform == "linux" else "cpu"


def _has_rocm() -> bool:
    return sys.platform == "linux" and (shutil.which("rocm-smi") is not None or Path("/opt/rocm").is_dir())


def _lines_of(command: list[str]) -> list[str]:
    program = shutil.which(command[0])
    if program is None:
        return []
    try:
        answer = subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return answer.stdout.splitlines()
