"""Which build of torch is chosen."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

import pytest

from addon.core.errors import ErrorCode, PointsmithError
from addon.setup import devices
from addon.setup.devices import Choice, Gpu, TorchBuild, cuda_channel

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the stand-in for nvidia-smi is a shell script")


@pytest.mark.parametrize(
    ("driver", "capability", "channel"),
    [
        ("580.65.06", 7.5, "cu130"),
        ("595.10", 12.0, "cu130"),
        ("580.0", 9.0, "cu130"),
        ("575.57.08", 9.0, "cu126"),
        ("580.65.06", 6.1, "cu126"),
        ("590.12", 7.0, "cu126"),
        ("525.60.13", 8.6, "cu126"),
        ("535.104.05", None, "cu126"),
    ],
)
def test_driver_and_gpu_decide_the_channel(driver: str, capability: float | None, channel: str) -> None:
    assert cuda_channel(Gpu(driver, capability), windows=False) == channel


@pytest.mark.parametrize(
    ("driver", "capability", "words"),
    [
        ("570.86.10", 12.0, "driver from 580"),
        ("470.223.02", 8.6, "older than 528"),
        ("525.60.12", 8.6, "older than 528"),
        ("550.54", 3.5, "lower than 5.0"),
    ],
)
def test_no_channel_comes_with_its_reason(driver: str, capability: float, words: str) -> None:
    assert words in cuda_channel(Gpu(driver, capability), windows=False)


def test_windows_has_a_minimum_of_its_own() -> None:
    assert cuda_channel(Gpu("528.33", 8.6), windows=True) == "cu126"
    assert "older" in cuda_channel(Gpu("527.41", 8.6), windows=True)


def test_a_cpu_request_never_asks_for_a_bare_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    sources = TorchBuild("cpu", "cpu", 1, 1).sources()
    assert all(source[0].endswith("+cpu") for source in sources)
    assert len(sources[0]) == 1, "pip's own configuration is asked first"
    assert "--extra-index-url" in sources[1]


def test_a_bare_torch_is_the_last_word_where_it_means_the_same_build(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = [f"torch=={devices.torch_version()}"]
    monkeypatch.setattr(sys, "platform", "linux")
    assert TorchBuild("cuda", "cu130", 1, 1).sources()[-1] == bare
    assert bare not in TorchBuild("cuda", "cu126", 1, 1).sources()
    monkeypatch.setattr(sys, "platform", "win32")
    assert TorchBuild("cpu", "cpu", 1, 1).sources()[-1] == bare
    assert bare not in TorchBuild("cuda", "cu130", 1, 1).sources()


def _fake_nvidia_smi(folder: Path, script: str) -> None:
    folder.mkdir()
    file = folder / "nvidia-smi"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@on_linux
def test_the_most_capable_gpu_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fake_nvidia_smi(tmp_path / "b", 'echo "580.95.05, 6.1"; echo "580.95.05, 8.9"')
    monkeypatch.setenv("PATH", str(tmp_path / "b"), prepend=os.pathsep)
    assert devices.nvidia_gpu() == Gpu("580.95.05", 8.9)
    assert devices.choose(Choice.AUTO).channel == "cu130"


@on_linux
def test_an_old_driver_that_knows_no_capability(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fake_nvidia_smi(tmp_path / "b", 'case "$1" in *compute_cap*) echo "not valid"; exit 2;; esac; echo 470.10.1')
    monkeypatch.setenv("PATH", str(tmp_path / "b"), prepend=os.pathsep)
    assert devices.nvidia_gpu() == Gpu("470.10.1")
    build = devices.choose(Choice.AUTO)
    assert build.device == "cpu"
    assert "470.10.1 is older" in build.notice
    with pytest.raises(PointsmithError) as caught:
        devices.choose(Choice.CUDA)
    assert caught.value.code is ErrorCode.NO_SUCH_DEVICE
    assert "470.10.1" in caught.value.sentence


@on_linux
def test_nvidia_smi_without_a_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fake_nvidia_smi(tmp_path / "b", 'echo "NVIDIA-SMI has failed because it could not talk to the driver"; exit 9')
    monkeypatch.setenv("PATH", str(tmp_path / "b"))
    assert devices.nvidia_gpu() is None


def test_macs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    build = devices.choose(Choice.AUTO)
    assert (build.device, build.sources()) == ("mps", [[f"torch=={devices.torch_version()}"]])
    assert devices.choose(Choice.CPU).device == "cpu"
    with pytest.raises(PointsmithError):
        devices.choose(Choice.CUDA)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    with pytest.raises(PointsmithError, match="Intel"):
        devices.choose(Choice.AUTO)
