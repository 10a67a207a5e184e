"""Shards on this machine: a thread for each worker, which moves bytes while its server does the work."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Sequence

from .crew import Crew, StoppedError, UnusableError
from .jobs import Shard
from .shards import Making, Told, make

Ended = tuple[Shard, str]
"""A shard and why it could not be made, or ""."""

_TICK_SECONDS = 0.5


def work(making: Making, shards: Sequence[Shard], workers: int, told: Told) -> Generator[Ended | None, None, None]:
    """Make the shards; yield each as it ends, and None when nothing has happened for a while. Raises UnusableError.

    When the caller stops listening, by an interrupt too, all servers are killed and all threads have ended.
    """
    waiting: queue.SimpleQueue[Shard] = queue.SimpleQueue()
    for shard in shards:
        waiting.put(shard)
    ended: queue.SimpleQueue[Ended | UnusableError] = queue.SimpleQueue()
    crews = [Crew(making.stages, making.limit) for _ in range(min(workers, len(shards)))]
    threads = [threading.Thread(target=_worker, args=(making, crew, waiting, ended, told)) for crew in crews]
    try:
        for thread in threads:
            thread.start()
        left = len(shards)
        while left:
            try:
                result = ended.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                yield None
                continue
            if isinstance(result, UnusableError):
                raise result
            left -= 1
            yield result
    except BaseException:
        for crew in crews:
            crew.stop()
        raise
    finally:
        for thread in threads:
            if thread.ident is not None:
                thread.join()


def _worker(
    making: Making,
    crew: Crew,
    waiting: queue.SimpleQueue[Shard],
    ended: queue.SimpleQueue[Ended | UnusableError],
    told: Told,
) -> None:
    try:
        while True:
            shard = waiting.get_nowait()
            try:
                make(making, shard, crew, told)
                ended.put((shard, ""))
            except OSError as error:
                ended.put((shard, str(error)))
    except queue.Empty:
        crew.close()
    except StoppedError:
        pass
    except UnusableError as error:
        ended.put(error)
        crew.close()
    except BaseException as error:
        # A fault of ours must end the run with its name, not leave it waiting.
        ended.put(UnusableError(f"{type(error).__name__}: {error}"))
        crew.close()
        raise
