"""One file from a server: continued where it stopped, tried again, and believed only when it is what it should be."""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import requests

from ...core.errors import ErrorCode, PointsmithError
from .part import Part, strong_validator
from .wire import TryAgainError, Wire, blocks, web_page

At = Callable[[int], None]
"""Called with how many bytes of the file are there."""

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
_UNSATISFIED = re.compile(r"bytes \*/(\d{1,18})")
_SPARE_BYTES = 50_000_000


def download(
    wire: Wire, url: str, target: Path, at: At, *, length: int | None = None, sha256: str | None = None
) -> str:
    """Fetch a file and return its SHA-256, 64 hex digits.

    Until it is whole and checked it is called `NAME.part`; that is left when this is interrupted, and used again.

    Parameters
    ----------
    wire
        Asks the server.
    url
        Where it is.
    target
        Where it goes; its folder exists.
    at
        Hears of progress.
    length, sha256
        What the file has to be, if that is known.

    Raises
    ------
    PointsmithError
        DOWNLOAD_FAILED, WRONG_DOWNLOAD, DISK_FULL, NOT_WRITABLE.
    """
    part = Part(target)
    try:
        if length is not None and part.bytes > length:
            part.discard()
        continued = _fetch(wire, url, part, length, at)
        digest = file_digest(part.file)
        if sha256 and digest != sha256 and continued:
            # The bytes of the earlier run may be what is wrong.
            part.discard()
            _fetch(wire, url, part, length, at)
            digest = file_digest(part.file)
        if sha256 and digest != sha256:
            part.discard()
            reason = f"{target.name} has the SHA-256 {digest[:12]}… instead of {sha256[:12]}…"
            raise PointsmithError(ErrorCode.WRONG_DOWNLOAD, reason)
        part.finish()
    except OSError as error:
        raise as_error(error, target.parent) from error
    return digest


def require_space(folder: Path, needed: int) -> None:
    """Raise DISK_FULL unless so many bytes, and some to spare, are free."""
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE_BYTES:
        missing = f"{folder} ({(needed + _SPARE_BYTES) / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free)"
        raise PointsmithError(ErrorCode.DISK_FULL, missing)


def as_error(error: OSError, folder: Path) -> PointsmithError:
    """Return the closed list's word for a failed file operation."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return PointsmithError(ErrorCode.DISK_FULL if full else ErrorCode.NOT_WRITABLE, str(folder))


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file, 64 hex digits. Raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _fetch(wire: Wire, url: str, part: Part, length: int | None, at: At) -> bool:
    """Fill the part; return whether bytes of an earlier run are in it."""
    continued = part.bytes > 0
    failures = 0
    while True:
        before = part.bytes
        try:
            continued = _attempt(wire, url, part, length, at) and continued
        except TryAgainError as trouble:
            failures = 1 if part.bytes > before else failures + 1
            wire.again(failures, trouble)
        else:
            return continued


def _attempt(wire: Wire, url: str, part: Part, length: int | None, at: At) -> bool:
    """Ask once for what is missing; return whether what was there has been continued."""
    start = part.bytes
    if start and start == length:
        return True
    validator = part.validator(url)
    headers = {"Range": f"bytes={start}-", "If-Range": validator} if start and validator else {}
    with wire.get(url, headers) as answer:
        if answer.status_code == 416:
            if headers and _whole(answer, start):
                return True
            part.discard()
            raise TryAgainError("the server cannot go on where the download stopped")
        continues = answer.status_code == 206
        if continues:
            total = _continued_total(answer, start, part, asked=bool(headers))
        else:
            total = _content_length(answer)
            part.begin(url, strong_validator(answer.headers.items()))
        if length is not None and total is not None and total != length:
            part.discard()
            reason = f"the server has {total} bytes of it, published are {length}"
            raise PointsmithError(ErrorCode.WRONG_DOWNLOAD, reason)
        _receive(answer, url, part, total if total is not None else length, at)
    return continues


def _receive(answer: requests.Response, url: str, part: Part, total: int | None, at: At) -> None:
    there = part.bytes
    surplus = False
    if total is not None:
        require_space(part.file.parent, total - there)
    with part.open() as file:
        at(there)
        for block in blocks(answer):
            if there == 0 and block.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
                raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, web_page(url))
            if surplus := total is not None and there + len(block) > total:
                break
            file.write(block)
            there += len(block)
            at(there)
    if surplus:
        part.discard()
        raise TryAgainError("the server sends more than it announced")
    if total is not None and there < total:
        raise TryAgainError(f"the connection ended after {there} of {total} bytes")


def _whole(answer: requests.Response, there: int) -> bool:
    match = _UNSATISFIED.fullmatch(answer.headers.get("Content-Range", ""))
    return match is not None and int(match[1]) == there


def _continued_total(answer: requests.Response, start: int, part: Part, *, asked: bool) -> int | None:
    match = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if not asked or match is None or int(match[1]) != start:
        part.discard()
        raise TryAgainError("the server sends another part than was asked for")
    return None if match[3] == "*" else int(match[3])


def _content_length(answer: requests.Response) -> int | None:
    text = answer.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
