"""HTTP with `requests`, and what its failures mean: try again, or tell the artist."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from requests import exceptions as failures
from urllib3.exceptions import HTTPError

from ...core.errors import ErrorCode, PointsmithError
from ...core.version import version

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_REFUSED = {
    401: "the server asks for an account (401)",
    403: "the server refuses it (403)",
    404: "the server does not have it (404)",
    407: "the proxy asks for a password (407)",
    410: "the server no longer has it (410)",
    451: "the server may not offer it here (451)",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a server.

    Attributes
    ----------
    connect_seconds, read_seconds
        Until a connection, and until the next byte.
    retries
        Attempts that bring no byte, one after the other, before giving up.
    pause_seconds, longest_pause_seconds
        Before the second attempt, doubled each time; and the longest that is waited, also on the server's request.
    """

    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    retries: int = 5
    pause_seconds: float = 1.0
    longest_pause_seconds: float = 300.0


class TryAgainError(Exception):
    """A failure that may pass: a reason without a final stop, and how long the server asks to wait, in seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


class Wire:
    """Asks servers. Proxies and certificates come from the environment, as `requests` reads them."""

    def __init__(self, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._session = requests.Session()
        self._session.max_redirects = 10
        self._session.headers["User-Agent"] = f"Pointsmith/{version()}"
        # Lengths, ranges and checksums are of the file itself, never of a compressed copy.
        self._session.headers["Accept-Encoding"] = "identity"

    @contextlib.contextmanager
    def get(self, url: str, headers: dict[str, str] | None = None) -> Iterator[requests.Response]:
        """Yield the answer to a GET whose body is read by `blocks`; its status is 200, 206 or 416.

        Raises
        ------
        TryAgainError
            For what may pass.
        PointsmithError
            DOWNLOAD_FAILED for what will not.
        """
        seconds = (self.patience.connect_seconds, self.patience.read_seconds)
        with _told(url), self._session.get(url, headers=headers, stream=True, timeout=seconds) as answer:
            check(url, answer)
            yield answer

    def again(self, attempt: int, trouble: TryAgainError) -> None:
        """Wait before the next attempt, or give up.

        Raises
        ------
        PointsmithError
            DOWNLOAD_FAILED after too many attempts, or when the server asks for too long a wait.
        """
        if attempt > self.patience.retries:
            raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, f"{trouble.reason}, {attempt} times")
        longest = self.patience.longest_pause_seconds
        if trouble.wait > longest:
            minutes = f"the server asks to come back in {trouble.wait / 60:.0f} minutes"
            raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, minutes)
        time.sleep(max(trouble.wait, min(longest, self.patience.pause_seconds * 2 ** (attempt - 1))))


def blocks(answer: requests.Response, size: int = 1 << 16) -> Iterator[bytes]:
    """Yield the body as it comes, without waiting for whole blocks. Raises TryAgainError when it breaks off."""
    with _told(answer.url):
        while block := answer.raw.read1(size, decode_content=False):
            yield block


def retry_after(value: str | None, now: datetime) -> float:
    """Return how many seconds a Retry-After header asks to wait: a number, or a date (RFC 9110, 10.2.3); 0 if unclear.

    Parameters
    ----------
    value
        The header, or None.
    now
        The present time, with its zone.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


def check(url: str, answer: requests.Response) -> None:
    """Look at the head of an answer to `url`.

    Raises
    ------
    TryAgainError
        For a status that may pass.
    PointsmithError
        DOWNLOAD_FAILED for one that will not, for a web page, a compressed copy, and a way that is not protected.
    """
    status = answer.status_code
    if urlsplit(url).scheme == "https" and urlsplit(answer.url).scheme != "https":
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, "the server redirects to an unprotected address")
    if status in _AGAIN:
        wait = retry_after(answer.headers.get("Retry-After"), datetime.now(UTC))
        raise TryAgainError(f"the server answered {status}", wait)
    if status not in {200, 206, 416}:
        reason = _REFUSED.get(status, f"the server answered {status}")
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, f"{reason}: {answer.url.partition('?')[0]}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, "the server sends a compressed copy that nobody asked for")
    if answer.headers.get("Content-Type", "").lower().startswith("text/html"):
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, web_page(url))


def web_page(url: str) -> str:
    """Say that a web page came instead of a file."""
    return f"{_host(url)} sent a web page instead of the file, perhaps a page to log in"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def _unusable(url: str, error: Exception) -> str:
    return f"“{url}” cannot be asked for ({type(error).__name__})"


@contextlib.contextmanager
def _told(url: str) -> Iterator[None]:
    host = _host(url)
    try:
        yield
    except failures.SSLError as error:
        reason = f"{host} shows no certificate that can be trusted; REQUESTS_CA_BUNDLE may name your network's own"
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, reason) from error
    except failures.TooManyRedirects as error:
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, f"{host} redirects in a circle") from error
    except failures.ProxyError as error:
        raise TryAgainError("the proxy does not answer as one") from error
    except failures.InvalidProxyURL as error:
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, "the proxy's address is none") from error
    except failures.InvalidSchema as error:
        # requests says so of a SOCKS proxy, for which the worker has no package.
        reason = "the proxy speaks SOCKS, and only HTTP can be used" if "SOCKS" in str(error) else _unusable(url, error)
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, reason) from error
    except failures.Timeout as error:
        raise TryAgainError(f"{host} does not answer") from error
    except (failures.ConnectionError, failures.ChunkedEncodingError, HTTPError) as error:
        raise TryAgainError(f"the connection to {host} broke off") from error
    except failures.RequestException as error:
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, _unusable(url, error)) from error
    except ValueError as error:  # of urllib, for an address that a redirect names
        raise PointsmithError(ErrorCode.DOWNLOAD_FAILED, f"“{url}” is no address") from error
