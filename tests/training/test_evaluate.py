"""The evaluation end to end on a tiny data set: every figure is there and finite."""

import numpy as np
import pytest

from training.card import write_card
from training.config import Budget
from training.data import Pack
from training.evaluate import Evaluation, evaluate
from training.export import load_pipeline
from training.judge import Judge
from training.train import Trainer


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr("training.evaluate.POINTS", 32)
    monkeypatch.setattr("training.evaluate.SEEDS_PER_PROMPT", 2)
    monkeypatch.setattr("training.judge.POINTS", 32)


@pytest.mark.usefixtures("small")
def test_all_figures_are_finite(data, config, tmp_path):
    trainer = Trainer(data, tmp_path / "run", config, Budget(samples=60))
    trainer.save()
    pack = Pack.open(data)
    evaluation = Evaluation(load_pipeline(tmp_path / "run"), pack, Judge(2).eval(), 4, 2, 2.0)
    figures = evaluate(evaluation)

    def leaves(tree):
        return [leaf for value in tree.values() for leaf in (leaves(value) if isinstance(value, dict) else [value])]

    assert np.isfinite(leaves(figures)).all()
    assert figures["image"]["same_object_resampled"]["chamfer"] <= figures["image"]["random"]["chamfer"]


@pytest.mark.usefixtures("small")
def test_the_card_takes_its_numbers_from_the_figures(data, config, tmp_path):
    Trainer(data, tmp_path / "run", config, Budget(samples=60)).save()
    pack = Pack.open(data)
    pipeline = load_pipeline(tmp_path / "run")
    figures = evaluate(Evaluation(pipeline, pack, Judge(2).eval(), 4, 2, 2.0))
    figures["text"]["category"] = 0.12345
    card = write_card(tmp_path / "run", figures, pack.records, parameters=6.2)
    assert "12.3%" in card
    assert "6.2 million parameters" in card
    assert "Chair, mug" in card
