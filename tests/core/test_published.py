"""The closed list of published models: complete, consistent, and shut to everything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import ErrorCode, PointsmithError
from addon.core.published import MODELS, SUGGESTED_PICTURE_MODEL, picture_model, published
from addon.core.published_components import component, hub_id


@pytest.mark.parametrize("model", [*MODELS, picture_model(SUGGESTED_PICTURE_MODEL)], ids=lambda model: model.id)
def test_every_model_can_be_fetched_and_says_what_it_is(model: object) -> None:
    assert published(model.id) == model
    assert model.title
    assert model.purpose
    assert not model.purpose.endswith(".")
    assert model.licence == "MIT"
    assert model.licence_url.startswith("https://")
    parts = [component(name) for name in model.components]
    assert model.bytes == sum(part.bytes for part in parts)
    assert model.memory > 0
    for part in parts:
        assert part.files or part.repository
        if part.is_checkpoint:
            assert [file.name for file in part.files] == [f"{part.id}.pt"]


def test_names_are_given_once() -> None:
    assert len({model.id for model in MODELS}) == len({model.title for model in MODELS}) == len(MODELS)


def test_another_pipeline_of_the_hub() -> None:
    model = published("pictures:somebody/something")
    assert model.licence == "see its page"
    assert component(model.components[0]).repository == "somebody/something"


@pytest.mark.parametrize("name", ["", "point-e", "pictures:", "pictures:a", "pictures:a/b/c", "../shap-e"])
def test_nothing_else(name: str) -> None:
    for look_up in (published, component):
        with pytest.raises(PointsmithError) as caught:
            look_up(name)
        assert caught.value.code is ErrorCode.BAD_SETTING


@given(st.text(alphabet=st.sampled_from("aZ09/._-~\\: \n\0é"), max_size=12) | st.text())
def test_a_name_of_the_hub_is_a_plain_path(text: str) -> None:
    try:
        name = hub_id(text)
    except PointsmithError as error:
        assert error.code is ErrorCode.BAD_SETTING
    else:
        owner, _, rest = name.partition("/")
        assert owner
        assert rest
        assert not set(name) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/")
        assert ".." not in name
        assert component(name.replace("/", "--")).repository == name
