"""Whole models from a server, and from files."""

from __future__ import annotations

import io
import json
import shutil
import threading
from pathlib import Path

import pytest
import torch
from huggingface_hub import constants
from safetensors.torch import load_file, save

from addon.blender.models.choice import removable
from addon.core.errors import ErrorCode, PointsmithError
from addon.core.model_store import ModelStore, State
from addon.core.published import published
from addon.core.published_components import CLIP, OPENAI_BASE, component
from addon.worker.published.fetch import Fetcher
from addon.worker.published.local import load
from addon.worker.published.report import Reporter
from addon.worker.published.wire import Wire

from . import loopback
from .conftest import saved, serve, tensors
from .loopback import Loopback

pytestmark = pytest.mark.usefixtures("small")
UNCOND = published("point-e-40m-uncond")
SDF = published("point-e-sdf")


@pytest.fixture
def store(fetcher: Fetcher) -> ModelStore:
    return fetcher._store


def files_in(store: ModelStore) -> set[str]:
    found = {p.relative_to(store.folder).as_posix() for p in store.folder.rglob("*") if p.is_file()}
    return {name for name in found if not name.startswith(("locks/", "records/"))}


def refusal(fetcher: Fetcher, model_id: str, code: ErrorCode) -> str:
    with pytest.raises(PointsmithError) as caught:
        fetcher.fetch(published(model_id))
    assert caught.value.code is code, caught.value
    return caught.value.detail


def test_a_model_is_fetched_checked_and_kept_as_safetensors(
    fetcher: Fetcher, store: ModelStore, server: Loopback, told: io.StringIO
) -> None:
    serve(server, "base40M-uncond", "upsample")
    assert store.model(UNCOND).state is State.ABSENT
    fetcher.fetch(UNCOND)
    assert store.model(UNCOND).state is State.READY
    assert files_in(store) == {"base40M-uncond.safetensors", "upsample.safetensors", "pins.json"}
    stored = load_file(store.require("upsample"))
    assert all(torch.equal(stored[name], tensor) for name, tensor in tensors("upsample").items())
    records = [json.loads(line) for line in told.getvalue().splitlines()]
    assert records
    assert all(record["kind"] == "progress" and record["done"] <= record["total"] for record in records)
    assert store.require_model(UNCOND) == store.folder
    count = len(server.asked)
    fetcher.fetch(UNCOND)
    assert len(server.asked) == count


def test_a_component_is_shared(fetcher: Fetcher, store: ModelStore, server: Loopback) -> None:
    serve(server, "base40M-uncond", "upsample", "base40M-textvec")
    serve_clip(server)
    fetcher.fetch(UNCOND)
    text = published("point-e-40m-text")
    found = store.model(text)
    assert found.state is State.ABSENT
    assert found.bytes == store.path(component("upsample")).stat().st_size
    fetcher.fetch(text)
    assert len(server.ranges("/point-e/upsample_40m.pt")) == 1
    assert removable(store, text) == ["base40M-textvec", CLIP]
    assert removable(store, UNCOND) == ["base40M-uncond"]
    store.remove(text, {"upsample"})
    assert store.model(UNCOND).state is State.READY
    assert store.model(text).state is State.ABSENT


def serve_clip(server: Loopback) -> None:
    for file in component(CLIP).files:
        server.files[f"/{file.path}"] = b"{}" if file.name.endswith(".json") else b"text"
    weights = next(file for file in component(CLIP).files if file.sha256)
    server.files[f"/{weights.path}"] = WEIGHTS


WEIGHTS = save({"a": torch.zeros(2)})


@pytest.fixture(autouse=True)
def small_clip(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the published length and checksum of CLIP's weights be those of a tiny file."""
    import hashlib
    from dataclasses import replace

    from addon.core import published_components as listed

    clip = component(CLIP)
    digest = hashlib.sha256(WEIGHTS).hexdigest()
    files = tuple(replace(f, bytes=len(WEIGHTS), sha256=digest) if f.sha256 else f for f in clip.files)
    monkeypatch.setitem(listed._COMPONENTS, CLIP, replace(clip, files=files))


def test_published_checksums_are_kept(fetcher: Fetcher, store: ModelStore, server: Loopback) -> None:
    serve(server, "base40M", "upsample")
    serve_clip(server)
    weights = next(file for file in component(CLIP).files if file.sha256)
    server.files[f"/{weights.path}"] = WEIGHTS[:-1] + b"\1"
    assert "SHA-256" in refusal(fetcher, "point-e-40m", ErrorCode.WRONG_DOWNLOAD)
    assert store.found(component("base40M")).state is State.READY
    assert not store.path(component(CLIP)).exists()
    server.files[f"/{weights.path}"] = WEIGHTS
    fetcher.fetch(published("point-e-40m"))
    assert store.model(published("point-e-40m")).state is State.READY
    assert sorted(p.name for p in store.require(CLIP).iterdir()) == sorted(file.name for file in component(CLIP).files)


def test_a_file_that_changed_since_the_first_time_is_refused(
    fetcher: Fetcher, store: ModelStore, server: Loopback
) -> None:
    serve(server, "sdf")
    fetcher.fetch(SDF)
    store.remove(SDF, set())
    assert files_in(store) == {"pins.json"}
    serve(server, "sdf", make=lambda name: saved(tensors(name, seed=1)))
    assert "changed since it was first fetched" in refusal(fetcher, "point-e-sdf", ErrorCode.WRONG_DOWNLOAD)
    assert store.model(SDF).state is State.ABSENT


def test_damaged_pins_are_not_passed_over(fetcher: Fetcher, store: ModelStore, server: Loopback) -> None:
    serve(server, "sdf")
    for text in ("", "[]", '{"a": 3}', '{"a": "zz"}', "\0"):
        (store.folder / "pins.json").write_text(text)
        assert "pins.json" in refusal(fetcher, "point-e-sdf", ErrorCode.WRONG_DOWNLOAD)


@pytest.mark.parametrize("body", [saved(tensors("upsample")), b"PK nonsense", saved(tensors("sdf"))[:-40]])
def test_a_wrong_checkpoint_leaves_nothing(fetcher: Fetcher, store: ModelStore, server: Loopback, body: bytes) -> None:
    serve(server, "sdf", make=lambda _: body)
    refusal(fetcher, "point-e-sdf", ErrorCode.WRONG_CHECKPOINT)
    assert files_in(store) == set()
    assert store.model(SDF).state is State.ABSENT
    serve(server, "sdf")
    fetcher.fetch(SDF)
    assert store.model(SDF).state is State.READY


def test_two_at_once_fetch_it_once(fetcher: Fetcher, store: ModelStore, server: Loopback, wire: Wire) -> None:
    serve(server, "sdf")
    server.bytes_a_second = 4000
    told = [io.StringIO(), io.StringIO()]
    failures: list[BaseException] = []

    def run(out: io.StringIO) -> None:
        try:
            Fetcher(store, Reporter(out), Wire(wire.patience), server.url).fetch(SDF)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(out,)) for out in told]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures
    assert server.ranges("/point-e/sdf.pt") == [""]
    assert sum("being fetched already" in out.getvalue() for out in told) == 1
    assert files_in(store) == {"sdf.safetensors", "pins.json"}


def test_what_is_being_fetched_cannot_be_removed(store: ModelStore) -> None:
    with store.hold(component("sdf"), None), pytest.raises(PointsmithError) as caught:
        store.remove(SDF, set())
    assert caught.value.code is ErrorCode.MODEL_BUSY


def test_states_of_a_component(fetcher: Fetcher, store: ModelStore, server: Loopback) -> None:
    part = component("sdf")
    serve(server, "sdf")
    server.tricks["/point-e/sdf.pt"].append(loopback.dropped_after(300))
    server.always["/point-e/sdf.pt"] = loopback.dropped_after(0)
    refusal(fetcher, "point-e-sdf", ErrorCode.DOWNLOAD_FAILED)
    assert store.found(part).state is State.PARTIAL
    assert store.model(SDF).bytes == 300
    server.always.clear()
    fetcher.fetch(SDF)
    path = store.require("sdf")
    path.write_bytes(path.read_bytes()[:-1])
    assert store.found(part).state is State.WRONG
    with pytest.raises(PointsmithError) as caught:
        store.require("sdf")
    assert caught.value.code is ErrorCode.WRONG_CHECKPOINT
    fetcher.fetch(SDF)
    assert store.found(part).state is State.READY
    for text in ("", "[]", "{}", '{"files": 3}', '{"files": {}}'):
        (store.folder / "records" / "sdf.json").write_text(text)
        assert store.found(part).state is State.WRONG
    path.unlink()
    with pytest.raises(PointsmithError) as caught:
        store.require_model(SDF)
    assert caught.value.code is ErrorCode.MODEL_MISSING
    assert caught.value.detail == SDF.title


def test_a_full_disk_is_said_before_anything_is_fetched(
    fetcher: Fetcher, server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    serve(server, "sdf")
    usage = shutil.disk_usage(tmp_path)._replace(free=60_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    assert "0.1 GB are needed" in refusal(fetcher, "point-e-sdf", ErrorCode.DISK_FULL)
    assert server.asked == []


# Folders in diffusers' layout.

PICTURES = "pictures:somebody/tiny-pictures"
TINY = "/somebody/tiny-pictures"


def serve_folder(server: Loopback, extra: list[dict[str, object]] | None = None) -> None:
    index = {"_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "U"], "vae": ["diffusers", "V"]}
    half = save({"w": torch.ones(2, dtype=torch.float16)})
    contents = {
        "model_index.json": json.dumps(index).encode(),
        "unet/config.json": b"{}",
        "unet/diffusion_pytorch_model.fp16.safetensors": half,
        "vae/config.json": b"{}",
        "vae/diffusion_pytorch_model.bin": saved({"v": torch.ones(3), "tied": torch.ones(3)}),
        "README.md": b"read me",
    }
    listing = [{"type": "file", "path": name, "size": len(body)} for name, body in contents.items()]
    server.files |= {f"{TINY}/resolve/main/{name}": body for name, body in contents.items()}
    body = json.dumps([*listing, *(extra or [])]).encode()
    server.files[f"/api/models{TINY}/tree/main"] = body


def test_a_pipeline_from_the_hub(fetcher: Fetcher, store: ModelStore, server: Loopback) -> None:
    outside = {"type": "file", "path": "unet/../../../evil.json", "size": 2}
    serve_folder(server, [outside, {"type": "directory", "path": "unet"}])
    fetcher.fetch(published(PICTURES))
    folder = store.require("somebody--tiny-pictures")
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == [
        "model_index.json",
        "unet/config.json",
        "unet/diffusion_pytorch_model.safetensors",
        "vae/config.json",
        "vae/diffusion_pytorch_model.safetensors",
    ]
    assert load_file(folder / "vae/diffusion_pytorch_model.safetensors")["v"].tolist() == [1, 1, 1]
    assert not [path for path, _ in server.asked if "evil" in path or "README" in path]


def test_a_list_of_several_pages(fetcher: Fetcher, store: ModelStore, server: Loopback) -> None:
    serve_folder(server)
    first = f"/api/models{TINY}/tree/main"
    listing = json.loads(server.files[first])
    server.files[first] = json.dumps(listing[:2]).encode()
    server.files["/api/next"] = json.dumps(listing[2:]).encode()
    server.always[first] = loopback.with_headers(Link='<https://elsewhere.invalid/api/next?cursor=a>; rel="next"')
    fetcher.fetch(published(PICTURES))
    assert store.model(published(PICTURES)).state is State.READY
    server.always["/api/next"] = server.always[first]
    store.remove(published(PICTURES), set())
    assert "no end" in refusal(fetcher, PICTURES, ErrorCode.DOWNLOAD_FAILED)


def test_a_pipeline_goes_on_where_it_stopped(fetcher: Fetcher, store: ModelStore, server: Loopback) -> None:
    serve_folder(server)
    weights = f"{TINY}/resolve/main/vae/diffusion_pytorch_model.bin"
    server.always[weights] = loopback.status(403)
    refusal(fetcher, PICTURES, ErrorCode.DOWNLOAD_FAILED)
    assert store.model(published(PICTURES)).state is State.PARTIAL
    del server.always[weights]
    fetcher.fetch(published(PICTURES))
    assert store.model(published(PICTURES)).state is State.READY


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (f"/api/models{TINY}/tree/main", b"<p>", ErrorCode.DOWNLOAD_FAILED),
        (f"/api/models{TINY}/tree/main", b"{}", ErrorCode.DOWNLOAD_FAILED),
        (f"/api/models{TINY}/tree/main", b"[]", ErrorCode.WRONG_CHECKPOINT),
        (f"{TINY}/resolve/main/model_index.json", b"[]", ErrorCode.WRONG_CHECKPOINT),
        (f"{TINY}/resolve/main/vae/diffusion_pytorch_model.bin", b"no pickle", ErrorCode.WRONG_DOWNLOAD),
    ],
)
def test_a_broken_repository(fetcher: Fetcher, server: Loopback, path: str, body: bytes, code: ErrorCode) -> None:
    serve_folder(server)
    server.files[path] = body
    refusal(fetcher, PICTURES, code)


def test_another_pipeline_under_the_name_of_shap_e(fetcher: Fetcher, server: Loopback) -> None:
    serve_folder(server)
    for path in list(server.files):
        server.files[path.replace(TINY, "/openai/shap-e")] = server.files[path]
    reason = refusal(fetcher, "shap-e", ErrorCode.WRONG_CHECKPOINT)
    assert "StableDiffusionPipeline instead of ShapEPipeline" in reason


# Files on this computer.


def loaded(store: ModelStore, model_id: str, path: Path) -> list[str]:
    return load(store, Reporter(io.StringIO()), published(model_id), path)


def refused_load(store: ModelStore, model_id: str, path: Path) -> str:
    with pytest.raises(PointsmithError) as caught:
        loaded(store, model_id, path)
    assert caught.value.code is ErrorCode.WRONG_CHECKPOINT
    return caught.value.detail


def test_a_file_of_any_name_is_recognised(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "copy of something.pt").write_bytes(saved(tensors("upsample")))
    assert loaded(store, "point-e-40m", tmp_path / "copy of something.pt") == ["upsample"]
    assert store.found(component("upsample")).state is State.READY


def test_a_file_of_another_model_is_named(store: ModelStore, tmp_path: Path) -> None:
    (tmp_path / "base_40m.pt").write_bytes(saved(tensors("base300M")))
    assert "is base300M, and this model needs base40M or upsample" in refused_load(
        store, "point-e-40m", tmp_path / "base_40m.pt"
    )
    (tmp_path / "base_40m_imagevec.pt").write_bytes(saved(tensors("base40M-imagevec")))
    assert "is base40M-imagevec" in refused_load(store, "point-e-40m-text", tmp_path / "base_40m_imagevec.pt")
    (tmp_path / "mine.pt").write_bytes(saved({"a": torch.zeros(1)}))
    assert "missing" in refused_load(store, "point-e-40m", tmp_path / "mine.pt")


def test_a_folder_with_all_of_it(store: ModelStore, server: Loopback, tmp_path: Path) -> None:
    (tmp_path / "base_40m.pt").write_bytes(saved(tensors("base40M")))
    (tmp_path / "upsample.safetensors").write_bytes(save(tensors("upsample")))
    (tmp_path / CLIP).mkdir()
    for file in component(CLIP).files:
        (tmp_path / CLIP / file.name).write_bytes(WEIGHTS if file.sha256 else b"{}")
    assert loaded(store, "point-e-40m", tmp_path) == ["base40M", "upsample", CLIP]
    assert store.model(published("point-e-40m")).state is State.READY
    assert (tmp_path / "base_40m.pt").is_file()
    assert server.asked == []


def test_folders_with_none_of_it(store: ModelStore, tmp_path: Path) -> None:
    assert "none of base_40m.pt, upsample_40m.pt" in refused_load(store, "point-e-40m", tmp_path)
    refused_load(store, "point-e-40m", tmp_path / "not there")
    (tmp_path / "model_index.json").write_text("{}")
    refused_load(store, "shap-e", tmp_path)
    refused_load(store, "shap-e", tmp_path / "model_index.json")


def test_the_hub_is_where_its_library_says(fetcher: Fetcher, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    direct = Fetcher(fetcher._store, fetcher._report, fetcher._wire)
    monkeypatch.setattr(constants, "ENDPOINT", server.url)
    assert direct._base(component(CLIP)) == server.url
    assert direct._base(component("sdf")) == OPENAI_BASE
    assert fetcher._base(component(CLIP)) == fetcher._base(component("sdf")) == fetcher._mirror
