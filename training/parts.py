"""The part names that the network learns to tell apart."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

UNNAMED = -1
"""Label of points whose part has no name in the vocabulary: they teach nothing."""


def part_vocabulary(records: Iterable[dict[str, Any]], least: int) -> list[str]:
    """Names, and kinds of parts with rare names, that at least ``least`` objects have; sorted."""
    records = list(records)
    names = Counter(name for record in records for name in {part["name"] for part in record["parts"]})
    known = {name for name, count in names.items() if count >= least}
    kinds = Counter(
        kind for record in records for kind in {part["kind"] for part in record["parts"] if part["name"] not in known}
    )
    return sorted(known | {kind for kind, count in kinds.items() if count >= least})


def part_labels(record: dict[str, Any], vocabulary: Sequence[str]) -> npt.NDArray[np.int64]:
    """Label of each part of an object, (parts,): its name's place in the vocabulary, else its kind's, else UNNAMED."""
    place = {name: index for index, name in enumerate(vocabulary)}
    return np.array(
        [place.get(part["name"], place.get(part["kind"], UNNAMED)) for part in record["parts"]], dtype=np.int64
    )
