"""Who works in a farm: how many stations on which devices, and who closes surfaces and writes files beside them."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..batch.estimate import memory_of
from ..core.environment import WorkerEnvironment
from ..core.pipelines import BUNDLED
from ..core.published import published
from ..core.request import GenerationRequest
from . import machine

_BASE_BYTES = 650_000_000
"""Resident memory of a worker with the bundled model, that of an object aside; rounded up."""
_CALL_BYTES = 100_000_000
"""Of the points that the bundled network is fastest with."""
_DRAWING_BYTES = 6_000_000_000
"""Of a usual text-to-image model in single precision, on the CPU."""
_EXPORTER_BYTES = 400_000_000
"""Of a Blender that writes an object of the finest surface, rounded up."""
_SHARE = 0.8
"""Of the free memory that a crew may take."""
_CORES_PER_EXPORTER = 3
"""Writing an object takes about a third of the processor time that making a Draft takes; others take longer."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where a worker works.

    Attributes
    ----------
    threads
        Processor threads that it may use.
    gpu
        Which of the GPUs that this process sees it has for itself; None for the CPU.
    """

    threads: int = 1
    gpu: int | None = None

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that keep the worker to its post."""
        threads = str(self.threads)
        names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
        # Threads that wait must not keep a core that another worker needs.
        found = {**dict.fromkeys(names, threads), "OMP_WAIT_POLICY": "PASSIVE"}
        if self.gpu is not None:
            seen = [name for name in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if name.strip()]
            found["CUDA_VISIBLE_DEVICES"] = seen[self.gpu] if self.gpu < len(seen) else str(self.gpu)
        return found


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works.

    Attributes
    ----------
    stations
        A worker each, which makes clouds; one on the CPU makes their surfaces as well.
    surfaces
        Workers on the CPU that close surfaces around the clouds of the GPUs; 0 where the stations do that.
    exporters
        Blenders that write files.
    """

    stations: tuple[Post, ...] = field(default=(Post(),))
    surfaces: int = 0
    exporters: int = 1

    def __post_init__(self) -> None:
        if not self.stations or self.exporters < 1 or self.surfaces < 0:
            raise ValueError(f"{len(self.stations)} stations, {self.surfaces} surfaces, {self.exporters} exporters")

    def __str__(self) -> str:
        gpus = sum(post.gpu is not None for post in self.stations)
        count, threads = len(self.stations), self.stations[0].threads
        on = f"on {_counted(gpus, 'GPU')}" if gpus else f"with {_counted(threads, 'thread')}"
        surfaces = f", {self.surfaces} for surfaces" if self.surfaces else ""
        return f"{_counted(count, 'worker')} {on}{surfaces}, {self.exporters} for files"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def crew_for(
    *,
    cores: int,
    free: int,
    gpus: int = 0,
    each: int = _BASE_BYTES + _CALL_BYTES,
    workers: int | None = None,
    exporters: int | None = None,
) -> Crew:
    """Return the crew that keeps a machine busy.

    Parameters
    ----------
    cores, free
        Processor cores, and bytes of memory that are free.
    gpus
        GPUs that may be used; with none the stations are on the CPU, one thread each, as many as cores and memory
        allow.
    each
        Bytes that a station takes.
    workers, exporters
        How many are wished for, whatever the machine has; more workers than GPUs share these.
    """
    writing = exporters or max(1, math.ceil(cores / _CORES_PER_EXPORTER))
    if gpus:
        count = workers or gpus
        left = max(1, cores - count)
        writing = exporters or max(1, math.ceil(left / _CORES_PER_EXPORTER))
        return Crew(tuple(Post(gpu=number % gpus) for number in range(count)), max(1, left - writing), writing)
    spare = _SHARE * free - writing * _EXPORTER_BYTES
    count = workers or max(1, min(cores, int(spare // each)))
    return Crew((Post(max(1, cores // count)),) * count, 0, writing)


def measured_crew(
    environment: WorkerEnvironment,
    samples: Iterable[tuple[GenerationRequest, bool]],
    *,
    workers: int | None = None,
    exporters: int | None = None,
    on_cpu: bool = False,
) -> Crew:
    """Return the crew for this machine as it is now, as `crew_for` does.

    Parameters
    ----------
    environment
        The workers', whose torch is asked for GPUs.
    samples
        A request for each model that will be used, and whether its picture is drawn first.
    workers, exporters
        How many are wished for.
    on_cpu
        Whether all of it is to be computed on the CPU, so that GPUs are left alone.
    """
    gpus = 0 if on_cpu else machine.gpus(environment)
    return crew_for(
        cores=machine.cores(),
        free=machine.free_bytes(),
        gpus=gpus,
        each=max((worker_bytes(*sample) for sample in samples), default=_BASE_BYTES + _CALL_BYTES),
        workers=workers,
        exporters=exporters,
    )


def worker_bytes(request: GenerationRequest, draws: bool) -> int:
    """Estimate the memory that a worker takes for a request's model, and for the one that draws its picture."""
    model = 0 if request.pipeline == BUNDLED else published(request.pipeline).memory
    # As many points as the network is fastest with, or one object that has more.
    return max(_BASE_BYTES + model + max(memory_of(request), _CALL_BYTES), _DRAWING_BYTES if draws else 0)
