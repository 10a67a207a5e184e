"""Which files of a repository are taken, and that no list leads out of the folder."""

from __future__ import annotations

import json
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import ErrorCode, PointsmithError
from addon.worker.published.fetch import checked_mirror
from addon.worker.published.hub import Entry, entries, is_inside, needed, stored_name

SHAP_E = [
    ".gitattributes",
    "README.md",
    "model_index.json",
    "prior/config.json",
    "prior/diffusion_pytorch_model.bin",
    "prior/diffusion_pytorch_model.fp16.safetensors",
    "renderer/config.json",
    "renderer/diffusion_pytorch_model.bin",
    "scheduler/scheduler_config.json",
    "shap_e_renderer/config.json",
    "shap_e_renderer/diffusion_pytorch_model.bin",
    "text_encoder/config.json",
    "text_encoder/model.fp16.safetensors",
    "text_encoder/pytorch_model.bin",
    "tokenizer/merges.txt",
    "tokenizer/vocab.json",
]
INDEX = {
    "_class_name": "ShapEPipeline",
    "prior": ["diffusers", "PriorTransformer"],
    "shap_e_renderer": ["shap_e", "ShapERenderer"],
    "scheduler": ["diffusers", "HeunDiscreteScheduler"],
    "text_encoder": ["transformers", "CLIPTextModelWithProjection"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "image_encoder": [None, None],
}


def chosen(names: list[str], index: dict[str, object]) -> list[str]:
    return [entry.name for entry in needed([Entry(name, 1, None) for name in names], index)]


def test_the_files_of_shap_e() -> None:
    left_out = {".gitattributes", "README.md", "renderer/config.json", "renderer/diffusion_pytorch_model.bin"}
    left_out |= {"prior/diffusion_pytorch_model.bin", "text_encoder/pytorch_model.bin"}
    found = chosen(SHAP_E, INDEX)
    assert sorted(found) == sorted(set(SHAP_E) - left_out)
    assert len({stored_name(name) for name in found}) == len(found)
    assert stored_name("prior/diffusion_pytorch_model.fp16.safetensors") == "prior/diffusion_pytorch_model.safetensors"
    assert stored_name("text_encoder/pytorch_model.bin") == "text_encoder/model.safetensors"


def test_one_format_of_each() -> None:
    names = ["model_index.json", "unet/config.json"]
    names += [f"unet/{n}" for n in ("model.onnx", "model.onnx_data", "diffusion_pytorch_model.safetensors")]
    names += ["unet/diffusion_pytorch_model.fp16.safetensors", "unet/diffusion_pytorch_model.bin", "big.safetensors"]
    index = {"unet": ["diffusers", "UNet2DConditionModel"]}
    assert chosen(names, index) == [*names[:2], "unet/diffusion_pytorch_model.safetensors"]
    shards = [f"unet/diffusion_pytorch_model-0000{n}-of-00002.safetensors" for n in (1, 2)]
    shards += ["unet/diffusion_pytorch_model.safetensors.index.json"]
    assert chosen([*names[:2], *shards, *names[5:]], index) == [*names[:2], *shards]


def test_a_repository_in_another_layout_is_refused() -> None:
    with pytest.raises(PointsmithError) as caught:
        chosen(["model_index.json", "v1.ckpt", "unet/config.json"], {"unet": ["diffusers", "UNet2DConditionModel"]})
    assert caught.value.code is ErrorCode.WRONG_CHECKPOINT


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/passwd",
        "a/../../b",
        "C:\\x",
        "a\\..\\b",
        "a//b",
        "",
        ".",
        "a/.hidden",
        "a/b.",
        "nul\0",
        3,
        None,
    ],
)
def test_names_that_lead_elsewhere(name: object) -> None:
    assert not is_inside(name)


@given(st.text(alphabet=st.sampled_from("ab./\\:~ %\0é-_"), max_size=12))
def test_a_name_that_is_taken_stays_inside(name: str) -> None:
    if is_inside(name):
        for path in (PurePosixPath(name), PureWindowsPath(name)):
            assert not path.is_absolute()
            assert not path.drive
            assert ".." not in path.parts


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "path", "size", "lfs", "oid", "file"]) | st.text(max_size=4), inner)
    ),
    max_leaves=12,
)


@given(ANY_JSON)
def test_any_answer_is_a_list_or_refused(page: object) -> None:
    try:
        found = entries(json.loads(json.dumps(page)))
    except PointsmithError as error:
        assert error.code is ErrorCode.DOWNLOAD_FAILED
    else:
        assert all(is_inside(entry.name) and entry.bytes >= 0 for entry in found)


@given(ANY_JSON.filter(lambda value: isinstance(value, dict)))
def test_any_index(index: dict[str, object]) -> None:
    try:
        names = chosen(SHAP_E, index)
    except PointsmithError as error:
        assert error.code is ErrorCode.WRONG_CHECKPOINT
    else:
        assert set(names) <= set(SHAP_E)


@given(st.text())
def test_any_mirror(text: str) -> None:
    try:
        address = checked_mirror(text)
    except PointsmithError as error:
        assert error.code is ErrorCode.BAD_SETTING
    else:
        assert not address or address.lower().startswith("http")


@pytest.mark.parametrize(
    "text", ["ftp://a", "a", "http://", "http://a b", "http://a/?q", "http://[::", "http://a:99999"]
)
def test_what_is_no_mirror(text: str) -> None:
    with pytest.raises(PointsmithError):
        checked_mirror(text)


@pytest.mark.parametrize("text", ["https://host/models/", " http://10.0.0.1:8080 ", "http://localhost", ""])
def test_what_is_one(text: str) -> None:
    assert checked_mirror(text) == text.strip().rstrip("/")
