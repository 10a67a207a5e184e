"""Make the lexicon that ships: which known thing many English words come closest to.

    python -m training.lexicon --minilm FOLDER --to addon/core/lexicon.json.gz
    python -m training.lexicon --minilm FOLDER --check

A word is first told apart, by a logistic regression on its embeddings, as an object, an attribute or nothing of the
two; then it goes to the nearest of that kind, by a soft nearest-neighbour vote over names and exemplars. Colours come
from a list. The threshold and the weights below were chosen on the first group of `word_pairs.txt`; `--check` prints
all groups. Words that a person has answered get that answer; `--check` looks at the others' way alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from addon.core.words import forms

from . import word_lists
from .known_things import Thing, known_things
from .minilm import MiniLM

Floats = NDArray[np.float32]

TEMPLATES = ("{}", "a {}", "a 3d model of a {}", "a {} object")
OF_OBJECTS, OF_ATTRIBUTES = (0, 1, 2), (0, 3)
"""Templates whose embeddings are added up to compare words of a kind."""
SHARPNESS = {"object": 20.0, "attribute": 20.0}
"""Of the soft vote: 0 is the mean over the names of a thing, infinity their maximum."""
THRESHOLD = {"object": 0.38, "attribute": 0.5}
"""Similarity from which a word has an answer."""
NOTHING = "-"
NOTHING_HANDICAP = 0.1
"""Taken from the similarity to things that nothing stands for: their list is long."""
NOTHING_WEIGHT = 0.5
"""Of the kind "nothing" against the two others."""
CANDIDATES, WITHIN = 3, 0.2
"""So many answers are kept, for models that do not know the first; none that is this much farther than the best."""


@dataclass(frozen=True)
class Answer:
    """A thing and how near it is, at most 1."""

    name: str
    kind: str
    similarity: float


class Embeddings:
    """Embeddings of texts in every template, centred on the mean of the words of English; made once, then looked up.

    Parameters
    ----------
    model : MiniLM
        Frozen.
    words : list of str
        The words of English.
    others : list of str
        Further texts.
    """

    def __init__(self, model: MiniLM, words: list[str], others: list[str]) -> None:
        texts = list(dict.fromkeys([*words, *others]))
        rows = np.stack([model.sentences([template.format(text) for text in texts]) for template in TEMPLATES])
        self._rows = rows - rows[:, : len(words)].mean(1, keepdims=True)
        self._place = {text: place for place, text in enumerate(texts)}

    def added(self, texts: list[str], templates: tuple[int, ...]) -> Floats:
        """(N, 384), of unit length: the sum over some templates."""
        return _unit(self._of(texts)[list(templates)].sum(0))

    def joined(self, texts: list[str]) -> Floats:
        """(N, 384 times templates), of unit length: all templates beside one another."""
        rows = self._of(texts)
        return _unit(rows.transpose(1, 0, 2).reshape(len(texts), -1))

    def _of(self, texts: list[str]) -> Floats:
        return self._rows[:, [self._place[text] for text in texts]]


class Matcher:
    """Words to their nearest things."""

    KINDS = ("object", "attribute", "nothing")

    def __init__(self, things: list[Thing], model: MiniLM, words: list[str]) -> None:
        lists, exemplars = word_lists.kinds(), word_lists.exemplars()
        # What is spelled with hyphens is cut up by the embedding: a jack-o-lantern would be all lanterns.
        whole = {thing.name: [name for name in thing.names if "-" not in name] for thing in things}
        objects = {thing.name: whole[thing.name] for thing in things if thing.kind == "object"}
        for name in exemplars:
            objects[name] = list(dict.fromkeys([*objects.get(name, ()), *exemplars[name]]))
        attributes = {thing.name: whole[thing.name] for thing in things if thing.kind == "attribute"}
        colors = [name for thing in things if thing.kind == "colour" for name in thing.names]
        self._color_of = {shade: color for color, shades in word_lists.shades().items() for shade in shades}
        self._names = {"object": objects, "attribute": attributes}
        anchors = {
            "object": list(chain.from_iterable(objects.values())),
            "attribute": [*chain.from_iterable(attributes.values()), *colors, *lists["attribute"]],
            "nothing": lists["nothing"],
        }
        self._embeddings = Embeddings(model, words, list(chain.from_iterable(anchors.values())))
        self._classifier = self._classified({kind: self._embeddings.joined(anchors[kind]) for kind in self.KINDS})

    def __call__(self, words: list[str]) -> list[list[Answer]]:
        """Answers to each word, the nearest first; none for most."""
        weights = np.array([1.0, 1.0, NOTHING_WEIGHT])
        kinds = (weights * self._classifier(self._embeddings.joined(words))).argmax(1)
        near = {
            "object": self._similarities("object", words, OF_OBJECTS),
            "attribute": self._similarities("attribute", words, OF_ATTRIBUTES),
        }
        return [self._answers(word, self.KINDS[kinds[row]], near, row) for row, word in enumerate(words)]

    def _answers(self, word: str, kind: str, near: dict[str, Floats], row: int) -> list[Answer]:
        if word in self._color_of:
            return [Answer(self._color_of[word], "colour", 1.0)]
        if kind == "nothing":
            return []
        names, similarities = list(self._names[kind]), near[kind][row]
        order = similarities.argsort()[::-1][:CANDIDATES]
        least = max(THRESHOLD[kind], similarities[order[0]] - WITHIN)
        answers = [Answer(names[k], kind, min(1.0, float(similarities[k]))) for k in order if similarities[k] > least]
        return [] if not answers or answers[0].name == NOTHING else [a for a in answers if a.name != NOTHING]

    def _similarities(self, kind: str, words: list[str], templates: tuple[int, ...]) -> Floats:
        """(words, things): a soft maximum of the cosine over the names of each thing."""
        sharp, columns = SHARPNESS[kind], []
        rows = self._embeddings.added(words, templates)
        for name, names in self._names[kind].items():
            cosines = rows @ self._embeddings.added(names, templates).T
            vote = np.log(np.exp(sharp * cosines).sum(1)) / sharp
            columns.append(vote - NOTHING_HANDICAP if name == NOTHING else vote)
        return np.stack(columns, 1)

    @staticmethod
    def _classified(anchors: dict[str, Floats]) -> Any:
        """A logistic regression, its classes weighted by the root of their rarity: (N, C) -> probabilities (N, 3)."""
        inputs = 10.0 * torch.from_numpy(np.concatenate(list(anchors.values())))
        labels = torch.cat([torch.full((len(rows),), place) for place, rows in enumerate(anchors.values())])
        rarity = torch.bincount(labels).float() ** -0.5
        layer = torch.nn.Linear(inputs.shape[1], len(anchors))
        torch.nn.init.zeros_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
        descent = torch.optim.LBFGS(layer.parameters(), max_iter=200, line_search_fn="strong_wolfe")

        def loss() -> torch.Tensor:
            descent.zero_grad()
            entropy = torch.nn.functional.cross_entropy(layer(inputs), labels, weight=rarity / rarity.mean())
            value = entropy + 0.03 * layer.weight.square().sum()
            value.backward()
            return value

        descent.step(loss)

        def probabilities(rows: Floats) -> Floats:
            with torch.inference_mode():
                result: Floats = layer(10.0 * torch.from_numpy(rows)).softmax(1).numpy()
            return result

        return probabilities


def lexicon(things: list[Thing], model: MiniLM) -> dict[str, Any]:
    """The lexicon as JSON values, see `addon.core.lexicon` for their meaning."""
    silent = word_lists.kinds()["silent"]
    words = _words(things, model)
    number = {thing.name: place for place, thing in enumerate(things)}
    near: dict[str, list[tuple[int, int]]] = {}
    other = []
    answered = dict(zip(words, Matcher(things, model, words)(words), strict=True)) | _by_hand(things)
    for word, answers in answered.items():
        singulars = [answered[form][:1] for form in forms(word)[1:-1] if form in answered]
        # Readers find a plural by its singular.
        if word in silent or any(_names(singular) == _names(answers[:1]) for singular in singulars[:1]):
            continue
        if answers:
            near[word] = [(number[answer.name], round(100 * answer.similarity)) for answer in answers]
        else:
            other.append(word)
    return {
        "things": [{"name": thing.name, "kind": thing.kind, "names": thing.names} for thing in things],
        "near": near,
        "other": " ".join(other),
        "silent": " ".join(silent),
    }


def check(things: list[Thing], model: MiniLM) -> list[str]:
    """A line for each group of pairs: the share that is answered as a person would."""
    groups = word_lists.pairs()
    asked = [word for pairs in groups.values() for word in pairs]
    words = list(dict.fromkeys([*_words(things, model), *asked]))
    answers = dict(zip(words, Matcher(things, model, words)(words), strict=True))
    lines = []
    for group, pairs in groups.items():
        told = {word: (_names(answers[word]) or [NOTHING])[0] for word in pairs}
        wrong = [f"{word} -> {answer}" for word, answer in told.items() if answer not in pairs[word]]
        misled = sum(not entry.endswith(NOTHING) for entry in wrong)
        lines.append(
            f"{group}: {1 - len(wrong) / len(told):.0%} of {len(told)} accepted,"
            f" {misled / len(told):.0%} misleading, the rest without an answer. Not accepted: {', '.join(wrong)}"
        )
    return lines


def save(values: dict[str, Any], to: Path) -> None:
    """Write the lexicon; the same lexicon is the same file."""
    text = json.dumps(values, separators=(",", ":"))
    to.write_bytes(gzip.compress(text.encode(), mtime=0))


def _words(things: list[Thing], model: MiniLM) -> list[str]:
    """Words of English, of the catalogue and of the lists."""
    named = [name for thing in things for name in thing.names]
    listed = [entry for entries in word_lists.exemplars().values() for entry in entries]
    shades = [shade for entries in word_lists.shades().values() for shade in entries]
    plain = [word for word in (*named, *listed, *shades, *word_lists.extra()) if word.isalpha()]
    return sorted(dict.fromkeys([*model.whole_words(), *plain]))


def _names(answers: list[Answer]) -> list[str]:
    return [answer.name for answer in answers]


def _by_hand(things: list[Thing]) -> dict[str, list[Answer]]:
    """Answers that a person has chosen."""
    kinds = {thing.name: thing.kind for thing in things}
    chosen = {word: [answer] for word, answer in word_lists.answers().items()}
    for pairs in word_lists.pairs().values():
        chosen |= pairs
    best = {word: next((name for name in names if name in kinds), NOTHING) for word, names in chosen.items()}
    return {word: [] if name == NOTHING else [Answer(name, kinds[name], 1.0)] for word, name in best.items()}


def _unit(rows: Floats) -> Floats:
    length: Floats = np.linalg.norm(rows, axis=-1, keepdims=True)
    return (rows / length).astype(np.float32)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minilm", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", type=Path, help="write the lexicon here")
    what.add_argument("--check", action="store_true", help="print how good the answers are")
    arguments = parser.parse_args()
    things, model = known_things(), MiniLM(arguments.minilm)
    if arguments.check:
        print("\n".join(check(things, model)))
    else:
        save(lexicon(things, model), arguments.to)


if __name__ == "__main__":
    main()
