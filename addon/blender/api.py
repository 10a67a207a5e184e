"""Generating from Python: `from bl_ext.user_default.pointsmith import api`, see docs/guide/scripting.md.

`generate` is one blocking call. `handlers.made` is a list of functions that hear of every object that enters a scene,
by whatever way it was asked for; `last_made` returns the last ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..core import batches
from ..core.destination import Destination
from ..core.errors import ErrorCode, PointsmithError
from ..core.pipelines import BUNDLED, Quality
from ..core.request import GenerationRequest
from .made import Handlers, handlers, last_made

if TYPE_CHECKING:
    import bpy

    from ..jobs.job import Job
    from .tasks import Task

__all__ = ["Handlers", "PointsmithError", "generate", "generate_many", "handlers", "last_made", "run"]


def generate(
    prompt: str = "",
    image: str = "",
    *,
    images: Sequence[Any] = (),
    model: str = BUNDLED,
    blend: Mapping[str, Any] | None = None,
    seed: int = 0,
    quality: str = Quality.STANDARD,
    steps: int | None = None,
    guidance_scale: float | None = None,
    points: int | None = None,
    surface_resolution: int | None = None,
    sharp: bool | None = None,
    output: str | None = None,
    size: float | None = None,
    device: str | None = None,
    sampler: str | None = None,
    mesher: str | None = None,
    location: tuple[float, float, float] | None = None,
) -> bpy.types.Object:
    """Generate one object, wait for it, and return it.

    Parameters
    ----------
    prompt, image
        What to make, in words, the path of a picture of it, or both.
    images
        Instead of `image`, up to four of one object: paths, such as "front=chair.png", or {"path": ..., "side": ...,
        "cutout": {...}}, see `CutOut`.
    model
        "bundled", or a published model that has been fetched, such as "point-e-40m"; see docs/published-models.md.
    blend
        Another end and how far to go there: {"prompt": ..., "amount": 0.25}; see `Blend`.
    seed
        Start of the noise.
    quality
        "draft", "standard" or "fine".
    steps, guidance_scale, points, surface_resolution
        Override the quality's values where they are given; see `GenerationRequest`.
    sharp
        Sharp edges, instead of a little rounded ones.
    output
        "mesh", "points" or "both"; for both, the mesh is returned.
    size
        Longest side in scene units.
    device
        "auto", "cuda", "mps" or "cpu".
    sampler, mesher
        For Point-E: "fast" or "published", "own" or "sdf".
    location
        Where the middle of its base comes to stand; the 3D cursor when left out.

    Raises
    ------
    PointsmithError
        With a sentence and a way out.
    KeyboardInterrupt
        Ctrl-C; the job is cancelled.
    """
    request = GenerationRequest.of_quality(
        quality,
        prompt=prompt,
        image=image or None,
        images=list(images) or None,
        blend=dict(blend) if blend is not None else None,
        seed=seed,
        steps=steps,
        guidance_scale=guidance_scale,
        points=points,
        surface_resolution=surface_resolution,
        sharp=sharp,
        output=output,
        size=size,
        device=device,
        pipeline=model,
        sampler=sampler,
        mesher=mesher,
    )
    from .scene.viewport import cursor  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet
    from .tasks import GenerationTask  # noqa: PLC0415 - as above

    return run(GenerationTask.one(request, Destination(location or cursor())))[1][0]


def generate_many(
    prompts: str | Sequence[str] = "",
    *,
    seeds: int | Sequence[int] = 4,
    requests: Sequence[GenerationRequest] = (),
    quality: str = Quality.STANDARD,
    location: tuple[float, float, float] | None = None,
    spacing: float = 1.25,
    collection: str = "",
    **settings: Any,
) -> list[bpy.types.Object | None]:
    """Generate many objects, as many at once as fit into memory, wait for them, and return them in order.

    They come to stand in a row along +X, with one undo step for those that can be computed together.

    Parameters
    ----------
    prompts
        One, or several; each is made with every seed.
    seeds
        How many, from 0 on, or which.
    requests
        Instead of all that: requests of any kinds.
    quality, settings
        Those of `generate`, such as images=["chair.png"] or device="cpu", for all of them.
    location
        Of the first; the 3D cursor when left out.
    spacing
        From object to object, in sizes of the largest.
    collection
        Name of the collection that takes them; the active one when left out.

    Returns
    -------
    One object for each, the mesh where there are points too; None for one whose points did not close into a surface or
    whose words or picture the model cannot use, while others could be made.

    Raises
    ------
    PointsmithError
        With a sentence and a way out, when none of those that are computed together can be made.
    KeyboardInterrupt
        Ctrl-C; the job is cancelled.
    """
    if not requests:
        settings["pipeline"] = settings.pop("model", None)
        numbers = range(seeds) if isinstance(seeds, int) else seeds
        requests = [
            GenerationRequest.of_quality(quality, prompt=prompt, seed=seed, **settings)
            for prompt in ([prompts] if isinstance(prompts, str) else prompts)
            for seed in numbers
        ]
    from . import made  # noqa: PLC0415 - its name is that of a handler's list above
    from .scene.row import places  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet
    from .scene.viewport import cursor  # noqa: PLC0415 - as above
    from .tasks import GenerationTask  # noqa: PLC0415 - as above

    step = spacing * max((request.size for request in requests), default=1.0)
    row = [Destination(place, collection) for place in places(location or cursor(), step, len(requests))]
    first: list[bpy.types.Object | None] = []
    for batch in batches.batches(requests):
        task = GenerationTask(batch, tuple(row[len(first) : len(first) + len(batch)]))
        members = task.deliver_members(_finished(task))
        made.tell_made([item for objects in members for item in objects])
        first += [objects[0] if objects else None for objects in members]
    return first


def run(task: Task, on_change: Callable[[Job], None] | None = None) -> tuple[Job, list[bpy.types.Object]]:
    """Run a task to its end, put the result into the scene, and return the job and the objects.

    Raises what `generate` raises.
    """
    from . import made  # noqa: PLC0415 - its name is that of a handler's list above

    job = _finished(task, on_change)
    return job, made.deliver(task, job)


def _finished(task: Task, on_change: Callable[[Job], None] | None = None) -> Job:
    from . import made  # noqa: PLC0415 - as above
    from .session import session  # noqa: PLC0415 - brings numpy: 60 ms where Blender has not yet

    job = task.submit(session.engine)
    session.engine.wait(job, on_change)
    if job.error is not None:
        made.tell_failure(job.error)
        raise job.error
    if job.result is None:
        raise PointsmithError(ErrorCode.INTERNAL, "the job was cancelled from elsewhere")
    return job
