"""One maker: the farm of one worker on one machine, and the publishing of what it makes. Knows nothing of Ray."""

from __future__ import annotations

import base64
import contextlib
import os
import queue
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ...batch.job import BatchJob
from ...core import catalogs
from ...core.errors import ErrorCode, PointsmithError
from ..crew import Crew, Post, crew_for
from ..library import Library
from ..local import LocalFarm
from ..machine import free_bytes
from ..scratch import scratch_folder
from . import node
from .place import Place, place_of
from .publish import CATALOGS, AbandonedError, Publisher, unwritable
from .settings import RaySettings
from .travel import Parcel, renamed, unpacked

OUTPUTS = "out"
"""Where a maker's farm writes, in its folder of temporary files."""
_PUBLISHERS = 4
LEASE_SECONDS = 12.0
"""A maker that was not asked for so long publishes nothing: Ray declares a silent machine dead after 15 s at least, and
then another one makes its jobs."""
_ABANDONED_SECONDS = 120.0
_END_SECONDS = 10.0


class _StoppedError(Exception):
    """The run is over, whatever the farm has in hand."""


class Farm(Protocol):
    """What `farm.local.LocalFarm` is to a maker."""

    def run(self, jobs: Iterator[BatchJob | None]) -> Iterator[dict[str, Any]]:
        """Yield the record of each job as it ends; None among the jobs means that there is none now."""

    def close(self) -> None:
        """End every process."""


FarmOf = Callable[[RaySettings, Path, node.Share, Callable[[str], None]], Farm]
"""Makes a farm of settings, a folder for its files, its share of the machine, and who hears what it says."""


@dataclass(slots=True)
class Exchange:
    """What a maker answers.

    Attributes
    ----------
    records
        Of jobs that ended, with "thumbnail_png" (base64) where the books are kept elsewhere than the results.
    said
        Sentences for who watches the run.
    failed
        Code and detail of why this maker makes nothing more; None while it does.
    """

    records: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    failed: tuple[str, str] | None = None


class Maker:
    """Makes jobs on this machine until it is stopped.

    Parameters
    ----------
    settings
        `RaySettings.to_json`.
    gpu
        Whether it has a GPU.
    cores
        How many CPU cores it has.
    number
        Which of this machine's makers it is.
    farm_of
        How the farm is made.
    """

    def __init__(
        self, settings: dict[str, Any], gpu: bool, cores: int, number: int, farm_of: FarmOf | None = None
    ) -> None:
        self._settings = RaySettings.from_json(settings)
        self._share = node.Share(gpu, cores, number)
        self._farm_of = farm_of or local_farm
        self._inbox: queue.Queue[BatchJob] = queue.Queue()
        self._outbox: queue.Queue[dict[str, Any] | str | PointsmithError] = queue.Queue()
        self._taken: dict[str, tuple[BatchJob, dict[str, str]]] = {}
        self._stopped = threading.Event()
        self._asked = time.monotonic()
        self._threads: list[threading.Thread] = []
        self._held = contextlib.ExitStack()
        self._scratch = Path()
        self._catalogs: set[str] = set()

    def start(self) -> Exchange:
        """Look whether this machine has what it needs, and start its worker and Blender."""
        try:
            place = self._reached()
            self._scratch = self._held.enter_context(scratch_folder(node.temporary()))
            self._share_catalogs(place)
            farm = self._farm_of(self._settings, self._scratch, self._share, self._outbox.put)
        except PointsmithError as error:
            return Exchange(failed=(str(error.code), error.detail))
        except OSError as error:
            failure = unwritable(error, f"the temporary folder of {socket.gethostname()}")
            return Exchange(failed=(str(failure.code), failure.detail))
        except Exception as error:  # every server has errors of its own
            failure = unwritable(error, self._settings.place)
            return Exchange(failed=(str(failure.code), failure.detail))
        publisher = Publisher(place, self._settings.place, self._settings.run, self._permit)
        thread = threading.Thread(target=self._work, args=(farm, publisher), daemon=True, name="farm")
        self._threads.append(thread)
        thread.start()
        return Exchange(said=[f"{socket.gethostname()} (process {os.getpid()}) is ready"])

    def exchange(self, parcels: Sequence[Parcel], wait: float) -> Exchange:
        """Take jobs, wait up to so many seconds until one has ended, and tell of all that have."""
        self._asked = time.monotonic()
        answer = Exchange()
        for parcel in parcels:
            self._take(parcel)
        with contextlib.suppress(queue.Empty):
            self._tell(answer, self._outbox.get(timeout=wait) if wait else self._outbox.get_nowait())
            while True:
                self._tell(answer, self._outbox.get_nowait())
        return answer

    def stop(self) -> Exchange:
        """End the worker and the Blender, remove this maker's files, and tell of what was published meanwhile."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(_END_SECONDS)
        self._held.close()
        return self.exchange([], 0.0)

    def _reached(self) -> Place:
        """Return the place of the results, and make sure that it is the driver's own."""
        settings = self._settings
        try:
            place = place_of(settings.place, settings.run)
            seen = place.read(settings.token) is not None
        except Exception as error:  # every server has errors of its own
            raise unwritable(error, f"{settings.place}, as seen from {socket.gethostname()}") from error
        if not seen:
            reason = f"{settings.place} on {socket.gethostname()} is not the folder that the driver sees there"
            raise PointsmithError(ErrorCode.BAD_SETTING, reason)
        return place

    def _share_catalogs(self, place: Place) -> None:
        """Begin with the library's own list of catalogues, so that one of the same path is the same one."""
        library = self._settings.library
        listed = place.read(f"{library}/{catalogs.FILE}") if library else None
        if listed is not None:
            folder = self._scratch / OUTPUTS / library
            folder.mkdir(parents=True)
            (folder / catalogs.FILE).write_bytes(listed)
            self._catalogs = self._listed()

    def _listed(self) -> set[str]:
        """Paths of all catalogues that this maker's library has."""
        return set(catalogs.entries(catalogs.text_of(self._scratch / OUTPUTS / self._settings.library)).values())

    def _take(self, parcel: Parcel) -> None:
        pictures = self._scratch / "images" / str(parcel.job["key"])
        try:
            job, names = unpacked(parcel, self._scratch / OUTPUTS, pictures)
        except OSError as error:
            self._outbox.put(unwritable(error, f"the temporary folder of {socket.gethostname()}"))
            return
        # A picture that is drawn first, and what a failure names, lie at the place of the results for who reads of it.
        names[f"{self._scratch / OUTPUTS}{os.sep}"] = f"{self._settings.place.rstrip('/')}/"
        self._taken[job.key] = job, names
        self._inbox.put(job)

    def _work(self, farm: Farm, publisher: Publisher) -> None:
        """Run the farm, and publish each result while it goes on."""
        with ThreadPoolExecutor(_PUBLISHERS, "publish") as publishers:
            try:
                for record in farm.run(self._jobs()):
                    publishers.submit(self._finish, record, publisher)
            except _StoppedError:
                pass
            except PointsmithError as error:
                self._outbox.put(error)
            except Exception as error:  # the driver hears of it, and the jobs are made elsewhere
                self._outbox.put(PointsmithError(ErrorCode.INTERNAL, f"{type(error).__name__}: {error}"))
            finally:
                farm.close()

    def _jobs(self) -> Iterator[BatchJob | None]:
        while True:
            if self._stopped.is_set():
                # Through the farm, which would otherwise make what it has in hand.
                raise _StoppedError
            try:
                yield self._inbox.get_nowait()
            except queue.Empty:
                yield None

    def _finish(self, record: dict[str, Any], publisher: Publisher) -> None:
        """Publish a result, or tell of a failure; on a thread of the publishers."""
        job, names = self._taken.pop(record["key"])
        outputs = self._scratch / OUTPUTS
        files = {path.relative_to(outputs).as_posix(): path for path in _with_sides(job.outputs)}
        if record.get("thumbnail"):
            files[record["thumbnail"]] = outputs / record["thumbnail"]
        try:
            told = {**renamed(record, names), "node": socket.gethostname()}
            if job.asset is not None and record["ok"]:
                new = self._listed() - self._catalogs
                self._catalogs |= new
                told[CATALOGS] = sorted(new)
            self._outbox.put(self._published(told, files, publisher) if record["ok"] else told)
        except PointsmithError as error:
            self._outbox.put(error)
        except AbandonedError:
            return
        except Exception as error:  # as above
            self._outbox.put(PointsmithError(ErrorCode.INTERNAL, f"{type(error).__name__}: {error}"))
        finally:
            for path in files.values():
                path.unlink(missing_ok=True)
            shutil.rmtree(self._scratch / "images" / job.key, ignore_errors=True)

    def _published(self, record: dict[str, Any], files: dict[str, Path], publisher: Publisher) -> dict[str, Any]:
        published = publisher.publish(record, files)
        thumbnail = files.get(record.get("thumbnail", ""))
        if self._settings.is_url and thumbnail is not None:
            published = {**published, "thumbnail_png": base64.b64encode(thumbnail.read_bytes()).decode()}
        return published

    def _permit(self) -> None:
        """Let a file be published only while the driver still counts on this maker."""
        until = time.monotonic() + _ABANDONED_SECONDS
        while time.monotonic() - self._asked > LEASE_SECONDS:
            if self._stopped.wait(0.2) or time.monotonic() > until:
                raise AbandonedError

    @staticmethod
    def _tell(answer: Exchange, item: dict[str, Any] | str | PointsmithError) -> None:
        if isinstance(item, PointsmithError):
            answer.failed = str(item.code), item.detail
        elif isinstance(item, str):
            answer.said.append(item)
        else:
            answer.records.append(item)


def _with_sides(outputs: tuple[Path, ...]) -> Iterator[Path]:
    """Yield a job's files, and before one the file that it names: the materials of an OBJ."""
    for path in outputs:
        if path.suffix.lower() == ".obj" and (sides := path.with_suffix(".mtl")).is_file():
            yield sides
        yield path


def local_farm(settings: RaySettings, scratch: Path, share: node.Share, say: Callable[[str], None]) -> Farm:
    """Return a farm of one worker and one Blender on this machine. Raises PointsmithError NOT_SET_UP, BAD_SETTING."""
    if share.gpu:
        crew = crew_for(cores=max(share.cores, 1), free=free_bytes(), gpus=1, workers=1)
    else:
        crew = Crew((Post(max(share.cores, 1)),))
    outputs = scratch / OUTPUTS
    return LocalFarm(
        crew,
        environment=node.environment(settings, share),
        models=node.models(settings),
        exporter=node.exporter(node.blender(settings)),
        folder=outputs,
        scratch=scratch,
        thumbnail=True,
        library=Library(outputs / settings.library) if settings.library else None,
        say=say,
    )
