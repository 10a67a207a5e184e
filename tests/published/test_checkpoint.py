"""Files that are, or pretend to be, checkpoints."""

from __future__ import annotations

import math
import os
import pickle
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.published_components import checkpoints, component
from addon.worker.published.checkpoint import convert, differences
from addon.worker.published.expected import expected_tensors

from .conftest import SMALL, saved, tensors

NAME = "upsample"
GOOD = tensors(NAME)


def refusal(source: Path, name: str | None = NAME) -> str:
    target = source.with_name("target.safetensors")
    with pytest.raises(PointsmithError) as caught:
        convert(source, target, SMALL[name] if name else None)
    assert caught.value.code is ErrorCode.WRONG_CHECKPOINT
    assert not target.exists()
    assert source.name in caught.value.detail
    return caught.value.detail


def written(tmp_path: Path, found: object, name: str = "upsample_40m.pt", **options: bool) -> Path:
    file = tmp_path / name
    file.write_bytes(found if isinstance(found, bytes) else saved(found, **options))
    return file


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "before torch 1.6"])
def test_every_bit_arrives(tmp_path: Path, dtype: torch.dtype, zipped: bool) -> None:
    found = {name: tensor.to(dtype) for name, tensor in GOOD.items()}
    source = written(tmp_path, found, _use_new_zipfile_serialization=zipped)
    convert(source, tmp_path / "out.safetensors", SMALL[NAME])
    stored = load_file(tmp_path / "out.safetensors")
    assert set(stored) == set(found)
    for name, tensor in found.items():
        assert stored[name].dtype is dtype
        assert torch.equal(stored[name].view(torch.uint8), tensor.view(torch.uint8))


def test_safetensors_are_taken_too(tmp_path: Path) -> None:
    save_file(GOOD, tmp_path / "in.safetensors")
    convert(tmp_path / "in.safetensors", tmp_path / "out.safetensors", SMALL[NAME])
    assert torch.equal(load_file(tmp_path / "out.safetensors")["channel_scales"], GOOD["channel_scales"])


def test_tensors_that_share_memory_are_parted(tmp_path: Path) -> None:
    row = torch.arange(12.0).reshape(3, 4)
    source = written(tmp_path, {"a": row, "b": row, "turned": row.T}, "pytorch_model.bin")
    convert(source, tmp_path / "out.safetensors", None)
    stored = load_file(tmp_path / "out.safetensors")
    assert torch.equal(stored["a"], stored["b"])
    assert torch.equal(stored["turned"], row.T)


def test_what_differs_is_listed(tmp_path: Path) -> None:
    found = {**GOOD, "channel_scales": torch.zeros(7), "clip.visual": torch.zeros(1)}
    del found["input_proj.bias"]
    reason = refusal(written(tmp_path, found))
    assert "1 tensor is missing (input_proj.bias)" in reason
    assert "1 tensor is unexpected (clip.visual)" in reason
    assert "channel_scales is 7 instead of 6" in reason


def test_long_lists_are_cut(tmp_path: Path) -> None:
    reason = refusal(written(tmp_path, {**GOOD, **{f"more.{n}": torch.zeros(1) for n in range(400)}}))
    assert "400 tensors are unexpected (more.0, more.1, more.2, …)" in reason
    assert len(reason) < 400


class Evil:
    """Runs a command, or tries to, when it is unpickled."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.call


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@pytest.mark.parametrize("kind", ["zip", "before torch 1.6", "plain pickle"])
@pytest.mark.parametrize("inside", [True, False], ids=["among tensors", "alone"])
@pytest.mark.parametrize("way", ["system", "mkdir", "eval"])
def test_a_malicious_file_runs_nothing(tmp_path: Path, kind: str, inside: bool, way: str) -> None:
    trace = tmp_path / "it ran"
    evil = {
        "system": Evil(os.system, f"mkdir '{trace}'"),
        "mkdir": Evil(os.mkdir, str(trace)),
        "eval": Evil(eval, f"__import__('os').mkdir({str(trace)!r})"),
    }[way]
    found = {**GOOD, "evil": evil} if inside else evil
    body = pickle.dumps(found) if kind == "plain pickle" else saved(found, _use_new_zipfile_serialization=kind == "zip")
    source = written(tmp_path, body)
    reason = refusal(source)
    assert "more than tensors" in reason
    assert "weights_only" not in reason
    assert not trace.exists()
    # The file is a real trap: opened carelessly it does run.
    torch.load(source, weights_only=False) if kind != "plain pickle" else pickle.loads(body)
    assert trace.exists()


@pytest.mark.parametrize(
    "found",
    [
        [torch.zeros(1)],
        {},
        {"state_dict": GOOD},
        {**GOOD, "step": 4},
        {1: torch.zeros(1)},
        torch.zeros(3),
        None,
        {"a": torch.zeros(2, 2).to_sparse()},
        {"a": torch.zeros(2, dtype=torch.complex64)},
        {"a": torch.full((2,), math.nan)},
        {"a": torch.tensor([1.0, math.inf])},
    ],
)
def test_what_is_no_plain_list_of_tensors(tmp_path: Path, found: object) -> None:
    refusal(written(tmp_path, found), None)


@pytest.mark.parametrize("name", ["base_40m.pt", "base_40m.safetensors"])
@pytest.mark.parametrize(
    "body", [b"", b"PK\x03\x04", b"<!DOCTYPE html><html></html>", b"\x89PNG\r\n\x1a\n" + bytes(50), b"\x80\x02" * 40]
)
def test_renamed_files(tmp_path: Path, name: str, body: bytes) -> None:
    refusal(written(tmp_path, body, name))


def test_safetensors_under_another_name_and_the_other_way_round(tmp_path: Path) -> None:
    save_file(GOOD, tmp_path / "renamed.pt")
    refusal(tmp_path / "renamed.pt")
    refusal(written(tmp_path, GOOD, "renamed.safetensors"))


WHOLE = {zipped: saved(GOOD, _use_new_zipfile_serialization=zipped) for zipped in (True, False)}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zipped=st.booleans(), data=st.data())
def test_cut_off_anywhere(tmp_path: Path, zipped: bool, data: st.DataObject) -> None:
    body = WHOLE[zipped]
    refusal(written(tmp_path, body[: data.draw(st.integers(0, len(body) - 1))]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zipped=st.booleans(), data=st.data())
def test_damaged_anywhere_is_refused_or_still_tensors(tmp_path: Path, zipped: bool, data: st.DataObject) -> None:
    body = bytearray(WHOLE[zipped])
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=8)):
        body[place] = data.draw(st.integers(0, 255))
    target = tmp_path / "out.safetensors"
    target.unlink(missing_ok=True)
    try:
        convert(written(tmp_path, bytes(body)), target, SMALL[NAME])
    except PointsmithError as error:
        assert error.code is ErrorCode.WRONG_CHECKPOINT
        assert not target.exists()
    else:
        assert all(bool(torch.isfinite(tensor).all()) for tensor in load_file(target).values())


@pytest.mark.parametrize("name", checkpoints())
def test_the_expected_tensors_have_the_published_number_of_parameters(name: str) -> None:
    parameters = sum(math.prod(shape) for shape in expected_tensors(name).values())
    assert 4 * parameters == component(name).bytes


def test_no_difference_to_itself() -> None:
    for name in checkpoints():
        assert not differences(expected_tensors(name), expected_tensors(name))
