"""One run on the cluster, from the first file at the place of the results to the last."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import ray

from ...batch import log, parquet, sheet, summary
from ...core import catalogs
from ...core.errors import ErrorCode, PointsmithError
from .cluster import connect
from .link import Link
from .place import Place
from .publish import unwritable
from .scheduler import Scheduler
from .settings import RUNS, RaySettings

_BOOKS_SECONDS = 180.0


def run(settings: RaySettings, place: Place, link: Link) -> None:
    """Run the driver's jobs; then, when its books are finished, put these to the place and clear up there.

    Raises
    ------
    PointsmithError
        NO_CLUSTER, NOT_WRITABLE, DISK_FULL: nothing was begun. Later failures are told over the link.
    """
    over = _announce(settings, place)
    try:
        connect(settings.address)
    except PointsmithError:
        place.remove(settings.token)
        raise
    scheduler = Scheduler(settings, link)
    with _books_kept_up(settings, place):
        try:
            scheduler.run()
            link.send(made=True)
        except PointsmithError as error:
            link.fail(error)
        except Exception as error:  # Ray's own: the cluster is gone
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            link.fail(PointsmithError(ErrorCode.NO_CLUSTER, reason.rstrip(".")[:300]))
        ray.shutdown()
        while "books" not in link.inbox.get():
            continue
    _clear_up(place, scheduler.folders, over)


def _announce(settings: RaySettings, place: Place) -> set[str]:
    """Leave the run's token at the place; return the names of runs that are over. Raises PointsmithError."""
    try:
        over = {name.rpartition("/")[2] for name in place.names(RUNS)} if settings.resumes else set()
        place.write(b"", settings.token)
        _fetch_catalogs(settings, place)
    except Exception as error:  # every protocol has errors of its own
        raise unwritable(error, settings.place) from error
    return over | {settings.run}


def _fetch_catalogs(settings: RaySettings, place: Place) -> None:
    """Begin a library at a URL with the list of catalogues that it has there. Raises as the place does."""
    listed = settings.results.parent / settings.library / catalogs.FILE
    if settings.is_url and settings.library and not listed.exists():
        content = place.read(f"{settings.library}/{catalogs.FILE}")
        if content is not None:
            listed.parent.mkdir(parents=True, exist_ok=True)
            listed.write_bytes(content)


def _clear_up(place: Place, folders: set[str], over: set[str]) -> None:
    """Remove what is half-written, and the tokens. That something of it stays harms nobody."""
    with contextlib.suppress(Exception):
        place.clean(folders | {RUNS}, over)
        for run_over in over:
            place.remove(f"{RUNS}/{run_over}")


@contextlib.contextmanager
def _books_kept_up(settings: RaySettings, place: Place) -> Iterator[None]:
    """Put the driver's books to a URL every few minutes, and once more at the end."""
    if not settings.is_url:
        yield
        return
    ended = threading.Event()

    def keep_up() -> None:
        while not ended.wait(_BOOKS_SECONDS):
            with contextlib.suppress(Exception):  # the next time, or at the end
                _put_books(settings, place)

    thread = threading.Thread(target=keep_up, daemon=True, name="books")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        _put_books(settings, place)


def _put_books(settings: RaySettings, place: Place) -> None:
    results, library = settings.results, settings.library
    for name in (results.name, summary.FILE, log.FILE, sheet.FILE, parquet.FILE):
        file = results.with_name(name)
        if file.is_file():
            place.put(file, name)
    if library:
        listed = results.parent / library / catalogs.FILE
        if listed.is_file():
            place.put(listed, f"{library}/{catalogs.FILE}")
