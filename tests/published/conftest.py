"""A server, a quick patience, and checkpoints of a small architecture."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
import torch

from addon.core.model_store import ModelStore
from addon.worker.published import local, place
from addon.worker.published.fetch import Fetcher
from addon.worker.published.report import Reporter
from addon.worker.published.wire import Patience, Wire

from .loopback import Loopback

SMALL = {
    "base40M": {"input_proj.weight": (4, 6), "input_proj.bias": (4,)},
    "base40M-textvec": {"input_proj.weight": (4, 6), "clip_embed.weight": (4, 8)},
    "base40M-imagevec": {"input_proj.weight": (4, 6), "clip_embed.weight": (4, 8)},
    "base40M-uncond": {"input_proj.weight": (4, 5)},
    "base300M": {"input_proj.weight": (8, 6), "input_proj.bias": (8,)},
    "base1B": {"input_proj.weight": (16, 6), "input_proj.bias": (16,)},
    "upsample": {"input_proj.weight": (4, 6), "input_proj.bias": (4,), "channel_scales": (6,)},
    "sdf": {"output_proj.weight": (1, 4)},
}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running
        running.shutdown()


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return Wire(Patience(connect_seconds=5.0, read_seconds=1.0, retries=3, pause_seconds=0.01))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the published checkpoints be tiny ones."""
    for module in (local, place):
        monkeypatch.setattr(module, "expected_tensors", SMALL.__getitem__)


@pytest.fixture
def told() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def fetcher(tmp_path_factory: pytest.TempPathFactory, server: Loopback, wire: Wire, told: io.StringIO) -> Fetcher:
    return Fetcher(ModelStore(tmp_path_factory.mktemp("modelle é")), Reporter(told), wire, server.url)


def tensors(name: str, seed: int = 0) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return {key: torch.randn(shape, generator=generator) for key, shape in SMALL[name].items()}


def saved(found: object, **options: bool) -> bytes:
    file = io.BytesIO()
    torch.save(found, file, **options)
    return file.getvalue()


def serve(server: Loopback, *names: str, make: Callable[[str], bytes] | None = None) -> None:
    """Serve checkpoints of Point-E under their published paths."""
    from addon.core.published_components import component

    for name in names:
        (file,) = component(name).files
        server.files[f"/{file.path}"] = make(name) if make else saved(tensors(name))
