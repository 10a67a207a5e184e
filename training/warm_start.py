"""Begin a run with the weights of another: what was learned of points and pictures holds for other categories too."""

from pathlib import Path

import torch

from .model import TrainableModel
from .state import load_state

EMBEDDING = "text_encoder.word_embedding.weight"


@torch.no_grad()
def warm_start(model: TrainableModel, words: list[str], run: Path) -> int:
    """Take over the averaged weights of ``run``, and the embeddings of the words that both know; returns how many.

    What differs in size begins anew. Raises FileNotFoundError where ``run`` has no state.
    """
    state = load_state(run)
    if state is None:
        raise FileNotFoundError(f"{run} holds no training state")
    average, known = dict(state["average"]), {word: i for i, word in enumerate(state["settings"]["words"])}
    embedding = model.state_dict()[EMBEDDING].clone()
    shared = [(i, known[word]) for i, word in enumerate(words) if word in known]
    for to, of in [(0, 0), *((i + 1, j + 1) for i, j in shared)]:  # token 0 is padding
        embedding[to] = average[EMBEDDING][of]
    # Layers of other sizes, such as the one that names parts, begin anew.
    fresh = model.state_dict()
    kept = {name: value for name, value in average.items() if name in fresh and value.shape == fresh[name].shape}
    model.load_state_dict({**fresh, **kept, EMBEDDING: embedding})
    return len(shared)


def samples_behind(run: Path | None) -> int:
    """Samples that a run and the runs that it began with have seen; 0 without a run."""
    state = load_state(run) if run else None
    if state is None:
        return 0
    earlier: int = state["settings"].get("base_samples", 0)
    return earlier + int(state["progress"]["samples"])
