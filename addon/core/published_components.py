"""What of the published models lies on the disk: a closed list of checkpoints and folders, and of their files.

Sources: names, files and parameter counts of Point-E and Shap-E from OpenAI's repositories; commit, length and SHA-256
of CLIP's weights from its page on the hub. OpenAI publishes no checksums for Point-E's files: theirs are pinned when
they are first fetched (`model_store.ModelStore.pin`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from .errors import ErrorCode, PointsmithError

_HUB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")
_BYTES_PER_PARAMETER = 4
_PICTURE_BYTES = 5_500_000_000


class Host(StrEnum):
    """Who serves a component."""

    OPENAI = "openai"
    HUB = "hub"


OPENAI_BASE = "https://openaipublic.azureedge.net/main"
"""Where the paths of OpenAI's files begin. Those of the hub begin where `huggingface_hub` says."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a component.

    Attributes
    ----------
    name
        Where it goes: a path inside the component's folder, with forward slashes.
    path
        Where it is fetched: a path under the host's base.
    bytes, sha256
        Its length and checksum (64 hex digits) where they are published, else None.
    """

    name: str
    path: str
    bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """One thing on disk: a checkpoint (`repository` empty) or a folder of a repository on the hub.

    Attributes
    ----------
    id
        Name of the file (less its ending) or folder in the store; for a checkpoint its published name.
    host
        Who serves it.
    bytes
        About how much is downloaded; of a checkpoint, its parameters in single precision.
    files
        What is fetched; empty when the repository has to be asked for its files.
    repository, revision
        The hub's name of the folder, and the commit or branch.
    pipeline
        Class that its `model_index.json` has to name, empty for any or for none.
    """

    id: str
    host: Host
    bytes: int
    files: tuple[PublishedFile, ...] = ()
    repository: str = ""
    revision: str = "main"
    pipeline: str = ""

    @property
    def is_checkpoint(self) -> bool:
        """Whether it is one file of tensors, checked against an architecture."""
        return not self.repository


def _checkpoint(name: str, file: str, parameters: int) -> Component:
    files = (PublishedFile(f"{name}.pt", f"point-e/{file}"),)
    return Component(name, Host.OPENAI, parameters * _BYTES_PER_PARAMETER, files)


CLIP = "clip-vit-large-patch14"
_CLIP_COMMIT = "32bd64288804d66eefd0ccbe215aa642df71cc41"
_CLIP_FILES: tuple[tuple[str, int | None, str | None], ...] = (
    ("config.json", None, None),
    ("preprocessor_config.json", None, None),
    ("tokenizer_config.json", None, None),
    ("special_tokens_map.json", None, None),
    ("vocab.json", None, None),
    ("merges.txt", None, None),
    ("tokenizer.json", None, None),
    ("model.safetensors", 1_710_540_580, "a2bf730a0c7debf160f7a6b50b3aaf3703e7e88ac73de7a314903141db026dcb"),
)

_COMPONENTS: dict[str, Component] = {
    part.id: part
    for part in (
        _checkpoint("base40M", "base_40m.pt", 40_466_956),
        _checkpoint("base40M-textvec", "base_40m_textvec.pt", 40_333_836),
        _checkpoint("base40M-imagevec", "base_40m_imagevec.pt", 40_333_836),
        _checkpoint("base40M-uncond", "base_40m_uncond.pt", 39_940_108),
        _checkpoint("base300M", "base_300m.pt", 311_778_316),
        _checkpoint("base1B", "base_1b.pt", 1_244_311_564),
        _checkpoint("upsample", "upsample_40m.pt", 40_470_552),
        _checkpoint("sdf", "sdf.pt", 9_481_985),
        Component(
            CLIP,
            Host.HUB,
            1_714_000_000,
            tuple(
                PublishedFile(name, f"openai/{CLIP}/resolve/{_CLIP_COMMIT}/{name}", length, digest)
                for name, length, digest in _CLIP_FILES
            ),
            f"openai/{CLIP}",
            _CLIP_COMMIT,
        ),
        Component("shap-e", Host.HUB, 1_800_000_000, (), "openai/shap-e", pipeline="ShapEPipeline"),
        Component(
            "shap-e-img2img", Host.HUB, 2_150_000_000, (), "openai/shap-e-img2img", pipeline="ShapEImg2ImgPipeline"
        ),
    )
}


def component(component_id: str) -> Component:
    """Return a component of the closed list, or the one of a text-to-image model (`OWNER--NAME`).

    Raises
    ------
    PointsmithError
        BAD_SETTING when there is no such component.
    """
    if component_id in _COMPONENTS:
        return _COMPONENTS[component_id]
    owner, separator, name = component_id.partition("--")
    if not separator:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"there is no published component “{component_id}”")
    repository = hub_id(f"{owner}/{name}")
    return Component(component_id, Host.HUB, _PICTURE_BYTES, (), repository)


def checkpoints() -> tuple[str, ...]:
    """Return the published names of all checkpoints."""
    return tuple(part.id for part in _COMPONENTS.values() if part.is_checkpoint)


def hub_id(text: str) -> str:
    """Return the name of a repository on the hub.

    Raises
    ------
    PointsmithError
        BAD_SETTING when it is not OWNER/NAME in the hub's letters.
    """
    name = text.strip()
    if not _HUB_ID.fullmatch(name) or len(name) > 96 or "--" in name or ".." in name:
        raise PointsmithError(ErrorCode.BAD_SETTING, f"“{name}” is not OWNER/NAME of a model on the hub")
    return name
