"""A server on the loopback address that serves files, and misbehaves as it is told. Standard library only."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Trick = Callable[["Handler", bytes], None]
"""Answers one request in its own way."""


class Loopback(ThreadingHTTPServer):
    """Files by path; for each path a queue of tricks, after which it behaves.

    Attributes
    ----------
    files
        What is served.
    tricks
        What the next requests of a path meet, in order.
    always
        What every request of a path meets.
    asked
        Path and Range of every request, in order.
    bytes_a_second
        Speed of every body; 0 for as fast as it goes.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.tricks: dict[str, deque[Trick]] = defaultdict(deque)
        self.always: dict[str, Trick] = {}
        self.asked: list[tuple[str, str]] = []
        self.bytes_a_second = 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def ranges(self, path: str) -> list[str]:
        return [asked for name, asked in self.asked if name == path]

    def handle_error(self, *_: Any) -> None:
        """A client that goes away is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Loopback
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        # A proxy is asked for whole addresses.
        path = "/" + self.path.split("://", 1)[-1].split("/", 1)[-1] if "://" in self.path else self.path
        path = path.partition("?")[0]
        self.server.asked.append((path, self.headers.get("Range", "")))
        body = self.server.files.get(path, b"")
        queue = self.server.tricks[path]
        trick = queue.popleft() if queue else self.server.always.get(path)
        if trick is not None:
            trick(self, body)
        elif path not in self.server.files:
            status(404)(self, body)
        else:
            self.behave(body)
        self.close_connection = True

    def behave(self, body: bytes, **headers: str) -> None:
        """Answer as a server should, ranges included."""
        tag = etag(body)
        asked = self.headers.get("Range")
        start = 0
        if asked and self.headers.get("If-Range", tag) in (tag, LAST_MODIFIED):
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            if start >= len(body):
                self.begin(416, {"Content-Range": f"bytes */{len(body)}", "Content-Length": "0"})
                return
            headers = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}", **headers}
        length = str(len(body) - start)
        self.begin(
            206 if asked and "Content-Range" in headers else 200, {"ETag": tag, "Content-Length": length, **headers}
        )
        self.give(body[start:])

    def begin(self, code: int, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": "application/octet-stream", "Connection": "close", **headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()

    def give(self, body: bytes) -> None:
        speed = self.server.bytes_a_second
        step = max(1, speed // 20) if speed else len(body) or 1
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            if speed:
                time.sleep(0.05)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


LAST_MODIFIED = "Wed, 21 Oct 2020 07:28:00 GMT"


def etag(body: bytes) -> str:
    return f'"{hashlib.sha1(body).hexdigest()}"'


def status(code: int, **headers: str) -> Trick:
    """Answer with a status and no file."""

    def answer(handler: Handler, _body: bytes) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.begin(code, {"Content-Length": "2", **named})
        handler.wfile.write(b"no")

    return answer


def dropped_after(count: int) -> Trick:
    """Promise everything that is missing, give `count` bytes of it, hang up."""

    def answer(handler: Handler, body: bytes) -> None:
        give = handler.give
        handler.give = lambda part: give(part[:count])  # type: ignore[method-assign]
        handler.behave(body)

    return answer


def stalled_after(count: int, seconds: float) -> Trick:
    """Give `count` bytes and then nothing for so long."""

    def answer(handler: Handler, body: bytes) -> None:
        give = handler.give

        def slowly(part: bytes) -> None:
            give(part[:count])
            time.sleep(seconds)
            give(part[count:])

        handler.give = slowly  # type: ignore[method-assign]
        handler.behave(body)

    return answer


def with_headers(**headers: str) -> Trick:
    """Behave, with other headers; an empty one is left out."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, body: handler.behave(body, **named)


def other_body(body: bytes, **headers: str) -> Trick:
    """Serve something else, and take no ranges."""

    def answer(handler: Handler, _body: bytes) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.begin(200, {"Content-Length": str(len(body)), "ETag": etag(body), **named})
        handler.give(body)

    return answer


def whole_again(handler: Handler, body: bytes) -> None:
    """Know no ranges."""
    other_body(body)(handler, body)


def wrong_range(handler: Handler, body: bytes) -> None:
    """Send other bytes than were asked for."""
    handler.begin(206, {"Content-Range": f"bytes 0-4/{len(body)}", "Content-Length": "5", "ETag": etag(body)})
    handler.wfile.write(body[:5])


def redirect(target: str) -> Trick:
    return status(302, Location=target)


def endless(handler: Handler, body: bytes) -> None:
    """Announce no length; the end of the connection is the end of the file."""
    handler.begin(200, {})
    handler.give(body)
