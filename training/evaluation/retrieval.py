"""Controls: training objects that answer in the model's place."""

import numpy as np
from scipy.sparse import csr_array

from addon.worker.conditioning.text import split_words

from ..data import Pack
from .setting import Evaluation, Floats, Ints

CHUNK = 2048


def retrieved(evaluation: Evaluation, objects: Ints) -> Ints:
    """As `by_picture`, (B,), looked for once for each object."""
    known = evaluation.pictured
    if new := [i for i in objects.tolist() if i not in known]:
        known |= dict(zip(new, by_picture(evaluation.pack, np.array(new)).tolist(), strict=True))
    return np.array([known[i] for i in objects.tolist()], dtype=np.int64)


def by_picture(pack: Pack, objects: Ints) -> Ints:
    """The training object of which a prepared view differs least from the first view of each object, (B,)."""
    assert pack.images is not None
    queries = pack.pictures(objects, np.zeros_like(objects)).reshape(len(objects), -1)
    train = pack.split("train")
    views = pack.images.shape[1]
    least, nearest = np.full(len(objects), np.inf), np.zeros(len(objects), np.int64)
    for start in range(0, len(train), CHUNK // views):
        rivals = np.repeat(train[start : start + CHUNK // views], views)
        pictures = pack.pictures(rivals, np.tile(np.arange(views), len(rivals) // views)).reshape(len(rivals), -1)
        distances = _squared_distances(queries, pictures)
        best = distances.argmin(axis=1)
        values = distances[np.arange(len(queries)), best]
        nearer = values < least
        least[nearer], nearest[nearer] = values[nearer], rivals[best[nearer]]
    return nearest


def by_caption(pack: Pack, prompts: list[str]) -> Ints:
    """The training object with the caption that shares the largest part of its words with each prompt, (B,)."""
    train = pack.split("train")
    captions = [(i, caption) for i in train for caption in pack.records[i]["captions"]]
    words = sorted({word for _, caption in captions for word in split_words(caption)})
    place = {word: k for k, word in enumerate(words)}
    known = _word_sets([caption for _, caption in captions], place)
    asked = _word_sets(prompts, place)
    shared = (asked @ known.T).toarray()
    either = asked.sum(axis=1)[:, None] + known.sum(axis=1)[None] - shared
    best = (shared / np.maximum(either, 1)).argmax(axis=1)
    return np.array([captions[k][0] for k in best], dtype=np.int64)


def at_random(pack: Pack, objects: Ints, *, of_category: bool) -> Ints:
    """Training objects drawn at random, (B,), of any category or of each object's own."""
    rng = np.random.default_rng(0)
    train = pack.split("train")
    if not of_category:
        return rng.choice(train, len(objects))
    rows: dict[str, list[int]] = {}
    for i in train:
        rows.setdefault(pack.records[i]["category"], []).append(int(i))
    drawn: dict[str, list[int]] = {name: rng.permutation(found).tolist() for name, found in rows.items()}
    return np.array([drawn[pack.records[i]["category"]].pop() for i in objects], dtype=np.int64)


def _squared_distances(a: Floats, b: Floats) -> Floats:
    return (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None] - 2 * a @ b.T


def _word_sets(texts: list[str], place: dict[str, int]) -> csr_array:
    """Which of the known words each text holds, (texts, words) of 0 and 1."""
    rows = [sorted({place[word] for word in split_words(text) if word in place}) for text in texts]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int64)
    return csr_array((np.ones(len(columns), np.float32), columns, ends), shape=(len(texts), len(place)))
