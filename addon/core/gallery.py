"""Clouds to pick from, before surfaces are made of the picked ones. They lie as files in a folder of this session."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import png
from .cloud import PointCloud
from .destination import Destination
from .errors import ErrorCode, PointsmithError
from .files import atomic_write
from .pipelines import pipeline
from .request import Blend, GenerationRequest, Output
from .thumbnail import thumbnail
from .variations import seeds

MOST = 64
"""More clouds than this nobody looks through: the oldest that are not picked go."""
PICTURE_SIZE = 192
_NEAR = 0.3
"""How far “more like this” goes towards other noise."""


@dataclass(slots=True, eq=False)
class Candidate:
    """A cloud that may become an object.

    Attributes
    ----------
    request
        What makes the whole object: with the output, size and surface that were asked for.
    device, model_hash
        Where the cloud was computed, and the weights.
    batch, place
        Those made together have one batch and stand in its row.
    picked
        Whether the artist wants it.
    made
        Whether it has become an object.
    """

    request: GenerationRequest
    folder: Path
    device: str
    model_hash: str
    batch: str
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    picked: bool = False
    made: bool = False

    @property
    def cloud_file(self) -> Path:
        """The cloud (.npz)."""
        return self.folder / f"{self.id}.npz"

    @property
    def picture(self) -> Path:
        """Its picture (.png), there soon after the cloud."""
        return self.folder / f"{self.id}.png"

    @property
    def closes(self) -> bool:
        """Whether its surface is closed around the cloud; the others are made by their model, from the seed again."""
        request = self.request
        return request.output is not Output.POINTS and not request.uses_sdf and not pipeline(request.pipeline).surfaces

    def cloud(self) -> PointCloud:
        """Read the cloud. Raises PointsmithError BAD_CLOUD when its file is gone."""
        try:
            return PointCloud.load(self.cloud_file)
        except (OSError, ValueError, KeyError) as error:
            raise PointsmithError(ErrorCode.BAD_CLOUD, "its file in the temporary folder is gone") from error


@dataclass(slots=True)
class Batch:
    """Clouds that were made together.

    Attributes
    ----------
    destination
        Where the first that becomes an object goes.
    step
        Scene units to the next one.
    placed
        How many have been given a place.
    """

    title: str
    destination: Destination
    step: float
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    placed: int = 0

    def next_destination(self) -> Destination:
        """Return the next free place of the row along +X."""
        x, y, z = self.destination.location
        place = (x + self.step * self.placed, y, z)
        self.placed += 1
        return replace(self.destination, location=place)


class Gallery:
    """The clouds of this session.

    Parameters
    ----------
    folder
        Returns where their files go; asked when it is needed, and made.

    Attributes
    ----------
    candidates
        In the order in which they were made.
    revision
        Grows with every change.
    """

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder = folder
        self._used: set[Path] = set()
        self.candidates: list[Candidate] = []
        self.batches: dict[str, Batch] = {}
        self.revision = 0

    @property
    def picked(self) -> list[Candidate]:
        """Those that the artist wants."""
        return [candidate for candidate in self.candidates if candidate.picked]

    def find(self, candidate_id: str) -> Candidate | None:
        """Return the candidate of that id; None when it was dismissed."""
        return next((candidate for candidate in self.candidates if candidate.id == candidate_id), None)

    def add(
        self, batch: Batch, made: Sequence[tuple[GenerationRequest, PointCloud, str, str]]
    ) -> list[tuple[Candidate, PointCloud]]:
        """Keep clouds (each with its request, device and weights); return them with their candidates.

        Raises
        ------
        PointsmithError
            NOT_WRITABLE.
        """
        folder = self._folder()
        new = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._used.add(folder)
            for request, cloud, device, model_hash in made:
                candidate = Candidate(request, folder, device, model_hash, batch.id)
                cloud.save(candidate.cloud_file)
                new.append((candidate, cloud))
        except OSError as error:
            raise PointsmithError(ErrorCode.NOT_WRITABLE, str(folder)) from error
        self.batches[batch.id] = batch
        self.candidates += [candidate for candidate, _ in new]
        spare = [candidate.id for candidate in self.candidates if not candidate.picked]
        self.dismiss(spare[: max(0, len(self.candidates) - MOST)])
        self.changed()
        return new

    def dismiss(self, candidate_ids: Sequence[str]) -> None:
        """Forget candidates and remove their files."""
        gone = set(candidate_ids)
        for candidate in self.candidates:
            if candidate.id in gone:
                candidate.cloud_file.unlink(missing_ok=True)
                candidate.picture.unlink(missing_ok=True)
        self.candidates = [candidate for candidate in self.candidates if candidate.id not in gone]
        kept = {candidate.batch for candidate in self.candidates}
        self.batches = {name: batch for name, batch in self.batches.items() if name in kept}
        self.changed()

    def clear(self) -> None:
        """Forget all."""
        self.candidates, self.batches = [], {}
        for folder in self._used:
            shutil.rmtree(folder, ignore_errors=True)
        self._used.clear()
        self.changed()

    def changed(self) -> None:
        """Note a change of a candidate, so that what shows it is drawn again."""
        self.revision += 1


def draw_picture(candidate: Candidate, cloud: PointCloud) -> None:
    """Write a candidate's picture. Raises OSError."""
    with atomic_write(candidate.picture) as file:
        file.write(png.encoded(thumbnail(cloud, PICTURE_SIZE)))


def more_like(request: GenerationRequest, count: int, first_seed: int) -> tuple[GenerationRequest, ...]:
    """Return requests whose noise is near a request's: a part of the way to that of `count` other seeds.

    Of a request that is on such a way already, others of the same way.

    Raises
    ------
    PointsmithError
        BAD_SETTING when it is a blend of two subjects, or the model cannot blend.
    """
    blend = request.blend
    if blend is None:
        ways = tuple(Blend(seed=seed, amount=_NEAR) for seed in seeds(first_seed, count))
    elif blend.has_subject or blend.seed is None:
        raise PointsmithError(ErrorCode.BAD_SETTING, "it is a blend of two subjects already; choose other seeds")
    else:
        spread = [0.9 * _NEAR * (number + 1) / (count + 1) + blend.amount / 2 for number in range(count)]
        ways = tuple(replace(blend, amount=round(amount, 3)) for amount in spread)
    return tuple(replace(request, blend=way).validated() for way in ways)
