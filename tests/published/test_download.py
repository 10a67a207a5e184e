"""One file from a server that misbehaves in every way there is."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from addon.core.errors import ErrorCode, PointsmithError
from addon.worker.published import download as downloading
from addon.worker.published.download import download
from addon.worker.published.part import Part
from addon.worker.published.wire import Wire, check, retry_after

from . import loopback
from .loopback import Loopback

BODY = bytes(range(256)) * 800
DIGEST = hashlib.sha256(BODY).hexdigest()
Get = Callable[..., str]


@pytest.fixture
def get(tmp_path: Path, server: Loopback, wire: Wire) -> Get:
    """Download /file into the empty folder tmp_path."""
    server.files["/file"] = BODY

    def run(address: str = "", **options: object) -> str:
        at = options.pop("at", lambda _done: None)
        return download(wire, address or f"{server.url}/file", tmp_path / "file", at, **options)  # type: ignore[arg-type]

    return run


def left(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in tmp_path.iterdir())


def refusal(get: Get, code: ErrorCode, *arguments: str, **options: object) -> str:
    with pytest.raises(PointsmithError) as caught:
        get(*arguments, **options)
    assert caught.value.code is code, caught.value
    return caught.value.detail


def test_a_whole_file_in_one_go(get: Get, tmp_path: Path, server: Loopback) -> None:
    heard: list[int] = []
    assert get(at=heard.append, length=len(BODY), sha256=DIGEST) == DIGEST
    assert (tmp_path / "file").read_bytes() == BODY
    assert left(tmp_path) == ["file"]
    assert heard == sorted(heard)
    assert heard[-1] == len(BODY)
    assert server.ranges("/file") == [""]


def test_an_empty_file_is_a_file(get: Get, tmp_path: Path, server: Loopback) -> None:
    server.files["/file"] = b""
    assert get() == hashlib.sha256(b"").hexdigest()
    assert (tmp_path / "file").read_bytes() == b""


@pytest.mark.parametrize(
    "trick",
    [
        loopback.dropped_after(70_000),
        loopback.stalled_after(70_000, 1.6),
        loopback.with_headers(Content_Length="300000"),
    ],
    ids=["dropped", "stalled", "too long a length"],
)
def test_what_breaks_off_goes_on(get: Get, tmp_path: Path, server: Loopback, trick: loopback.Trick) -> None:
    server.tricks["/file"].append(trick)
    assert get(sha256=DIGEST) == DIGEST
    first, *later = server.ranges("/file")
    assert first == ""
    assert all(asked.startswith("bytes=") for asked in later)
    assert len(later) == 1
    assert left(tmp_path) == ["file"]


def test_many_drops_are_fine_as_long_as_something_comes(get: Get, server: Loopback) -> None:
    server.tricks["/file"].extend([loopback.dropped_after(20_000)] * 8)
    assert get() == DIGEST
    assert len(server.asked) == 9


def test_drops_that_bring_nothing_end_it(get: Get, tmp_path: Path, server: Loopback) -> None:
    server.tricks["/file"].append(loopback.dropped_after(1000))
    server.always["/file"] = loopback.dropped_after(0)
    assert "broke off, 4 times" in refusal(get, ErrorCode.DOWNLOAD_FAILED)
    assert len(server.asked) == 4
    assert (tmp_path / "file.part").stat().st_size == 1000


def test_a_shorter_length_than_the_body_is_noticed_when_it_is_known(get: Get, tmp_path: Path, server: Loopback) -> None:
    server.always["/file"] = loopback.with_headers(Content_Length="1000")
    reason = refusal(get, ErrorCode.WRONG_DOWNLOAD, length=len(BODY))
    assert "1000" in reason
    assert str(len(BODY)) in reason
    assert left(tmp_path) == []


@pytest.mark.parametrize("code", [401, 403, 404, 407, 410, 418, 451])
def test_what_will_not_pass_is_said_at_once(get: Get, server: Loopback, code: int) -> None:
    server.always["/file"] = loopback.status(code)
    assert str(code) in refusal(get, ErrorCode.DOWNLOAD_FAILED)
    assert len(server.asked) == 1


@pytest.mark.parametrize("code", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(get: Get, server: Loopback, code: int) -> None:
    server.tricks["/file"].extend([loopback.status(code, Retry_After="0"), loopback.status(code)])
    assert get() == DIGEST
    assert len(server.asked) == 3


def test_a_server_that_stays_broken_ends_it(get: Get, server: Loopback) -> None:
    server.always["/file"] = loopback.status(500)
    assert "500" in refusal(get, ErrorCode.DOWNLOAD_FAILED)
    assert len(server.asked) == 4


def test_too_long_a_wait_is_told(get: Get, server: Loopback) -> None:
    server.always["/file"] = loopback.status(429, Retry_After="7200")
    assert "120 minutes" in refusal(get, ErrorCode.DOWNLOAD_FAILED)


def test_416_of_a_whole_file_is_fine(get: Get, tmp_path: Path, server: Loopback) -> None:
    part = Part(tmp_path / "file")
    part.begin(f"{server.url}/file", loopback.etag(BODY))
    part.file.write_bytes(BODY)
    assert get() == DIGEST
    assert server.ranges("/file") == [f"bytes={len(BODY)}-"]


def test_416_of_anything_else_begins_anew(get: Get, tmp_path: Path, server: Loopback) -> None:
    part = Part(tmp_path / "file")
    part.begin(f"{server.url}/file", loopback.etag(BODY))
    part.file.write_bytes(b"x" * (len(BODY) + 7))
    assert get() == DIGEST
    assert server.ranges("/file")[1:] == [""]


def test_416_for_ever_ends(get: Get, server: Loopback) -> None:
    server.always["/file"] = loopback.status(416)
    assert "cannot go on" in refusal(get, ErrorCode.DOWNLOAD_FAILED)


def test_a_redirect_is_followed(get: Get, server: Loopback) -> None:
    server.always["/moved"] = loopback.redirect("/file")
    assert get(f"{server.url}/moved") == DIGEST


@pytest.mark.parametrize(
    "target", ["/circle", "file:///etc/hostname", "ftp://127.0.0.1/file", "http://[::bad", "http:///"]
)
def test_a_redirect_to_nowhere_is_said(get: Get, tmp_path: Path, server: Loopback, target: str) -> None:
    server.always["/circle"] = loopback.redirect(target)
    refusal(get, ErrorCode.DOWNLOAD_FAILED, f"{server.url}/circle")
    assert not (tmp_path / "file").exists()


def test_a_redirect_may_not_give_up_protection() -> None:
    answer = requests.Response()
    answer.status_code = 200
    answer.url = "http://cdn.invalid/file"
    with pytest.raises(PointsmithError) as caught:
        check("https://host.invalid/file", answer)
    assert "unprotected" in caught.value.detail
    answer.url = "https://cdn.invalid/file"
    check("https://host.invalid/file", answer)


def test_a_wrong_hash_leaves_nothing(get: Get, tmp_path: Path) -> None:
    assert "abcdef012345" in refusal(get, ErrorCode.WRONG_DOWNLOAD, sha256="abcdef0123456789" * 4)
    assert left(tmp_path) == []


def test_a_damaged_beginning_is_fetched_again(get: Get, tmp_path: Path, server: Loopback) -> None:
    part = Part(tmp_path / "file")
    part.begin(f"{server.url}/file", loopback.etag(BODY))
    part.file.write_bytes(b"\0" * 5000)
    assert get(sha256=DIGEST) == DIGEST
    assert server.ranges("/file") == ["bytes=5000-", ""]


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/octet-stream"])
def test_a_web_page_is_no_file(get: Get, tmp_path: Path, server: Loopback, kind: str) -> None:
    page = b"\n <!DOCTYPE html><html><body>Please log in</body></html>"
    server.always["/file"] = loopback.other_body(page, Content_Type=kind)
    assert "web page" in refusal(get, ErrorCode.DOWNLOAD_FAILED)
    assert not (tmp_path / "file").exists()


def test_a_file_that_changes_in_between_is_fetched_whole(get: Get, tmp_path: Path, server: Loopback) -> None:
    server.files["/file"] = b"old" * 1000
    server.always["/file"] = loopback.dropped_after(700)
    with pytest.raises(KeyboardInterrupt):
        get(at=interrupt_after(500))
    del server.always["/file"]
    server.files["/file"] = BODY
    assert get() == DIGEST
    assert (tmp_path / "file").read_bytes() == BODY


@pytest.mark.parametrize("trick", [loopback.whole_again, loopback.wrong_range, loopback.endless])
def test_a_server_without_honest_ranges_begins_anew(get: Get, server: Loopback, trick: loopback.Trick) -> None:
    server.tricks["/file"].extend([loopback.dropped_after(5000), trick])
    assert get() == DIGEST


@pytest.mark.parametrize(
    ("tag", "date", "resumes"), [("W/weak", "", False), ("", "", False), ("W/weak", loopback.LAST_MODIFIED, True)]
)
def test_only_what_names_its_version_is_continued(
    get: Get, server: Loopback, tag: str, date: str, resumes: bool
) -> None:
    def trick(handler: loopback.Handler, body: bytes) -> None:
        give = handler.give
        handler.give = lambda part: give(part[:5000])  # type: ignore[method-assign]
        handler.behave(body, ETag=tag, **{"Last-Modified": date})

    server.tricks["/file"].append(trick)
    assert get() == DIGEST
    assert server.ranges("/file")[1] == ("bytes=5000-" if resumes else "")


def interrupt_after(count: int) -> Callable[[int], None]:
    def at(done: int) -> None:
        if done >= count:
            raise KeyboardInterrupt

    return at


def test_cancel_keeps_what_is_there_and_resume_goes_on(get: Get, tmp_path: Path, server: Loopback) -> None:
    with pytest.raises(KeyboardInterrupt):
        get(at=interrupt_after(100_000))
    assert left(tmp_path) == ["file.part", "file.part.json"]
    there = (tmp_path / "file.part").stat().st_size
    assert 0 < there < len(BODY)
    assert get(sha256=DIGEST) == DIGEST
    assert server.ranges("/file") == ["", f"bytes={there}-"]


def test_the_rest_of_another_address_is_not_taken(get: Get, tmp_path: Path, server: Loopback) -> None:
    with pytest.raises(KeyboardInterrupt):
        get(at=interrupt_after(100_000))
    server.files["/other"] = BODY
    assert get(f"{server.url}/other") == DIGEST
    assert server.ranges("/other") == [""]


def test_too_little_space_is_said_before(get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(downloading.shutil, "disk_usage", lambda _folder: usage)
    assert "GB are free" in refusal(get, ErrorCode.DISK_FULL)
    assert not (tmp_path / "file").exists()


def test_a_disk_that_fills_up_is_said(get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def write(self, _block: bytes) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Part, "open", lambda _part: Full())
    assert refusal(get, ErrorCode.DISK_FULL) == str(tmp_path)


def test_compressed_copies_are_refused(get: Get, server: Loopback) -> None:
    server.always["/file"] = loopback.with_headers(Content_Encoding="gzip")
    assert "compressed" in refusal(get, ErrorCode.DOWNLOAD_FAILED)


def test_nobody_there(get: Get) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/file"
    assert "broke off" in refusal(get, ErrorCode.DOWNLOAD_FAILED, address)


def test_a_proxy_of_the_environment_is_asked(get: Get, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", "")
    assert get("http://models.invalid/file") == DIGEST


@pytest.mark.parametrize(
    ("address", "reason"),
    [("socks5://127.0.0.1:9", "SOCKS"), ("http://", "proxy"), ("http://127.0.0.1:9", "the proxy does not answer")],
)
def test_a_proxy_that_cannot_be_used(get: Get, monkeypatch: pytest.MonkeyPatch, address: str, reason: str) -> None:
    monkeypatch.setenv("http_proxy", address)
    monkeypatch.setenv("no_proxy", "")
    assert reason in refusal(get, ErrorCode.DOWNLOAD_FAILED, "http://models.invalid/file")


@pytest.mark.parametrize(
    "url", ["nonsense", "file:///etc/hostname", "http://", "http://a b/", "http://\u2603..x/", "http://a:99999/"]
)
def test_what_is_no_address(get: Get, url: str) -> None:
    refusal(get, ErrorCode.DOWNLOAD_FAILED, url)


NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Fri, 02 Jan 2026 00:01:00 GMT", 60),
        ("Thu, 01 Jan 2026 00:00:00 GMT", 0),
        ("soon", 0),
    ],
)
def test_retry_after(header: str, seconds: float) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.one_of(st.none(), st.text(), st.datetimes().map(lambda when: f"{when:%a, %d %b %Y %H:%M:%S} GMT")))
def test_retry_after_of_anything(header: str | None) -> None:
    assert retry_after(header, NOW) >= 0


@given(st.binary(max_size=200))
def test_notes_of_anything(tmp_path_factory: pytest.TempPathFactory, notes: bytes) -> None:
    part = Part(tmp_path_factory.mktemp("part") / "file")
    part.file.with_name("file.part.json").write_bytes(notes)
    assert part.validator("http://there/file").isprintable()
