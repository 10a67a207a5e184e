"""Which files of a repository on the hub are needed: those of a diffusers folder, less everything twice or foreign."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from ...core.errors import ErrorCode, PointsmithError
from ...core.published_components import PublishedFile
from .wire import TryAgainError, Wire, blocks

INDEX = "model_index.json"
_LIST_LIMIT = 20_000_000
_PAGES = 50
_TEXTS = (".json", ".txt", ".model")
_SHARD = re.compile(r"(.+)-\d{5}-of-\d{5}\.safetensors")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._ -]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as the hub lists it; `sha256` for large files alone."""

    name: str
    bytes: int
    sha256: str | None


def get_json(wire: Wire, url: str) -> tuple[Any, str]:
    """Return a small JSON document and the address of the next page, if there is one.

    Raises
    ------
    PointsmithError
        DOWNLOAD_FAILED.
    """
    attempt = 0
    while True:
        try:
            body = bytearray()
            with wire.get(url) as answer:
                following = answer.links.get("next", {}).get("url", "")
                for block in blocks(answer):
                    body += block
                    if len(body) > _LIST_LIMIT:
                        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, f"{url} is too long to be what was asked for")
            return json.loads(bytes(body)), following
        except TryAgainError as trouble:
            attempt += 1
            wire.again(attempt, trouble)
        except (ValueError, RecursionError) as error:
            raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, f"{url} is not JSON") from error


def listing(wire: Wire, base: str, repository: str, revision: str) -> list[Entry]:
    """Return all files of a repository, as the hub's `tree` tells them.

    Raises
    ------
    PointsmithError
        DOWNLOAD_FAILED.
    """
    url = f"{base}/api/models/{repository}/tree/{quote(revision, safe='')}?recursive=true"
    found: list[Entry] = []
    for _ in range(_PAGES):
        page, following = get_json(wire, url)
        found += entries(page)
        if not following:
            return found
        # A mirror may pass on the hub's own address of the next page.
        parts = urlsplit(following)
        url = following if following.startswith(f"{base}/") else f"{base}{parts.path}?{parts.query}"
    raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, f"the list of {repository}'s files has no end")


def entries(page: Any) -> list[Entry]:
    """Read one page of the hub's answer; what is no file, or has a name that leads elsewhere, is left out.

    Raises
    ------
    PointsmithError
        DOWNLOAD_FAILED when it is no list.
    """
    if not isinstance(page, list):
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, "the hub's list of files cannot be read")
    found = []
    for item in page:
        if not isinstance(item, dict) or item.get("type") != "file" or not is_inside(item.get("path")):
            continue
        large = item.get("lfs")
        digest = large.get("oid") if isinstance(large, dict) else None
        length = item.get("size")
        if isinstance(length, int) and not isinstance(length, bool) and length >= 0:
            known = digest if isinstance(digest, str) and _SHA256.fullmatch(digest) else None
            found.append(Entry(item["path"], length, known))
    return found


def is_inside(name: object) -> bool:
    """Whether a name is a plain path that stays inside its folder, on any system."""
    if not isinstance(name, str) or len(name) > 200:
        return False
    parts = name.split("/")
    return all(_NAME.fullmatch(part) and not part.endswith((".", " ")) for part in parts)


def needed(found: Iterable[Entry], index: Mapping[str, Any]) -> list[Entry]:
    """Return the files of a pipeline: for each of its folders the texts, and the weights in one format.

    Whole safetensors come first, safetensors in half precision (`.fp16.`) second, torch's own files (`.bin`) last.

    Parameters
    ----------
    found
        Every file there is.
    index
        The content of `model_index.json`.

    Raises
    ------
    PointsmithError
        WRONG_CHECKPOINT when it names no folder that is there.
    """
    folders = {name for name, value in index.items() if isinstance(value, list) and len(value) == 2 and all(value)}
    by_folder: dict[str, list[Entry]] = {}
    for entry in found:
        folder, _, rest = entry.name.partition("/")
        if folder in folders and rest and "/" not in rest:
            by_folder.setdefault(folder, []).append(entry)
    chosen = [entry for entry in found if entry.name == INDEX]
    for inside in by_folder.values():
        texts = [e for e in inside if e.name.endswith(_TEXTS) and ".index." not in e.name]
        chosen += texts + _weights(inside)
    if not any(entry.name.endswith((".safetensors", ".bin")) for entry in chosen):
        raise PointsmithError(ErrorCode.WRONG_CHECKPOINT, "it has no weights in diffusers' layout")
    return chosen


def stored_name(name: str) -> str:
    """Return the name under which a file is kept: libraries look for weights without a variant, in safetensors."""
    path = PurePosixPath(name)
    renamed = {
        "pytorch_model.bin": "model.safetensors",
        "diffusion_pytorch_model.bin": "diffusion_pytorch_model.safetensors",
        "model.fp16.safetensors": "model.safetensors",
        "diffusion_pytorch_model.fp16.safetensors": "diffusion_pytorch_model.safetensors",
    }
    return str(path.with_name(renamed.get(path.name, path.name)))


def as_files(chosen: Iterable[Entry], repository: str, revision: str) -> tuple[PublishedFile, ...]:
    """Return where each entry is fetched."""
    stem = f"{repository}/resolve/{revision}"
    return tuple(PublishedFile(e.name, f"{stem}/{e.name}", e.bytes, e.sha256) for e in chosen)


def _weights(inside: list[Entry]) -> list[Entry]:
    whole, shards, halves, pickles = [], [], [], []
    for entry in inside:
        name = entry.name.partition("/")[2]
        if name.endswith(".safetensors.index.json") or _SHARD.fullmatch(name):
            shards.append(entry)
        elif name in {"model.safetensors", "diffusion_pytorch_model.safetensors"}:
            whole.append(entry)
        elif name in {"model.fp16.safetensors", "diffusion_pytorch_model.fp16.safetensors"}:
            halves.append(entry)
        elif name in {"pytorch_model.bin", "diffusion_pytorch_model.bin"}:
            pickles.append(entry)
    return whole or shards or halves or pickles
