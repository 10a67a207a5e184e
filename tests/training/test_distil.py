"""Distillation: what the student is asked, what the teacher answers, resuming, export, several processes."""

import hashlib
import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from addon.worker.networks.two_stream import Prediction, TwoStreamTransformer
from addon.worker.pipelines.bundled import FINE_START, LABEL_LEVEL, LEVEL_SHIFT, PointCloudPipeline, Subject
from addon.worker.sampling import flow
from training.config import Budget
from training.devices import moved
from training.distil import DistillationConfig, Distiller
from training.distil_walk import Step, Walkers, Walks, aim
from training.export import load_pipeline
from training.train import Trainer

FEW = DistillationConfig(batch=8, walk=3, steps=(3,), step_shares=(1.0,), warm_up_samples=16, learning_rate=2e-3)


@pytest.fixture
def teacher(data, config, tmp_path):
    """A tiny teacher that says different things with and without a condition."""
    run = tmp_path / "teacher"
    trainer = Trainer(data, run, config, Budget(samples=10_000))
    for _ in range(15):
        trainer.step(0.0)
    trainer.save()
    return run


def distiller(data, teacher, run, config=FEW, samples=100_000):
    return Distiller(data, teacher, run, config, Budget(samples=samples))


def digest(module):
    weights = torch.cat([p.detach().flatten() for p in module.parameters()])
    return hashlib.sha256(weights.numpy()).hexdigest()


def test_walks_are_those_of_the_pipeline_with_a_reading_at_the_end():
    walks = Walks.of_steps((8, 4))
    fine = flow.steps_from(8, LEVEL_SHIFT, FINE_START)
    assert walks.lengths.tolist() == [9, fine + 1, 5, flow.steps_from(4, LEVEL_SHIFT, FINE_START) + 1]
    np.testing.assert_allclose(walks.levels[0], [*flow.noise_levels(8, LEVEL_SHIFT), LABEL_LEVEL], rtol=1e-6)
    np.testing.assert_allclose(walks.ends[0, :-1], [*flow.noise_levels(8, LEVEL_SHIFT)[1:], 0.0], rtol=1e-6)
    assert float(walks.levels[1, 0]) == pytest.approx(FINE_START)
    assert float(walks.ends[1, fine - 1]) == 0


def test_walkers_take_their_steps_in_turn_and_begin_again_with_other_noise():
    walks = Walks.of_steps((2,))
    data = torch.zeros(64, 4, 9)
    kinds = torch.arange(64) % 2
    walkers = Walkers(data, kinds, torch.full((64,), 3.0), walks, torch.Generator().manual_seed(0))
    before = walkers.step()
    assert {round(float(level), 4) for level in before.level[kinds == 0]} == {
        round(level, 4) for level in (*flow.noise_levels(2, LEVEL_SHIFT), LABEL_LEVEL)
    }
    walkers.move(torch.full_like(data, 7.0))
    after = walkers.step()
    read = before.level == LABEL_LEVEL
    assert torch.equal(before.moves, ~read)
    assert torch.equal(before.scale[read], torch.ones(int(read.sum())))
    assert torch.equal(before.scale[~read], torch.full((64 - int(read.sum()),), 3.0))
    assert (after.x[~read] == 7.0).all()
    torch.testing.assert_close(after.level[read & (kinds == 0)], torch.ones(int((read & (kinds == 0)).sum())))
    torch.testing.assert_close(after.level[read & (kinds == 1)], torch.full_like(after.level[read & (kinds == 1)], 0.6))
    assert float(after.x[read & (kinds == 0)].std()) == pytest.approx(1, abs=0.1)
    expected = torch.where(before.end[~read] > 0, before.end[~read], LABEL_LEVEL)
    torch.testing.assert_close(after.level[~read], expected)


def test_a_teacher_aims_where_four_guided_steps_of_eulers_go():
    class Linear(TwoStreamTransformer):
        """Velocity ``x`` times 1 with a condition, times 0.5 without: guided by w it is x * (0.5 + 0.5 w)."""

        def forward(self, x, *_):
            share = torch.cat([torch.ones(len(x) // 2), torch.full((len(x) // 2,), 0.5)])
            return Prediction(x * share[:, None, None], x)

    teacher = Linear(num_latents=2, num_blocks=1)
    condition = teacher.encode_condition(*teacher.null_condition(2))
    x = torch.randn(2, 6, 9, generator=torch.Generator().manual_seed(0))
    level, end, scale = torch.tensor([1.0, 0.5]), torch.tensor([0.8, 0.4]), torch.tensor([1.0, 3.0])
    target = aim(teacher, condition, condition, Step(x, level, end, scale, torch.tensor([True, True])))
    length = (level - end)[:, None, None]
    rate = (0.5 + 0.5 * scale)[:, None, None]
    by_euler = x * (1 - rate * length / 4) ** 4
    torch.testing.assert_close(x - length * target.velocity, by_euler, rtol=3e-3, atol=1e-4)
    assert not torch.allclose(x - length * target.velocity, x * torch.exp(-rate * length), rtol=3e-3, atol=1e-4)
    assert torch.equal(target.features, x)


def test_the_student_begins_as_its_teacher_without_guidance(data, teacher, tmp_path):
    it = distiller(data, teacher, tmp_path / "few")
    batch = moved(it.source.batch(0), it.device)
    x, sigma = torch.randn(8, 16, 9), torch.linspace(0.1, 1, 8)
    hint = torch.stack([torch.linspace(1, 4, 8), torch.full((8,), 0.1)], dim=-1)
    it.student.transformer.eval()  # in training the same sums are added in another order
    with torch.no_grad():
        mine = it.student.transformer(x, sigma, it.student.encode_condition(batch), hint).velocity
        its = it.teacher.transformer(x, sigma, it.teacher.encode_condition(batch)).velocity
    assert torch.equal(mine, its)
    assert it.teacher.transformer.hint_embedding is None


def test_every_cloud_of_a_distillation_has_a_condition(data, teacher, tmp_path):
    batch = distiller(data, teacher, tmp_path / "few").source.batch(0)
    assert set(batch.token_rows.tolist()) | set(batch.picture_rows.tolist()) == set(range(8))


def test_distilling_brings_the_student_nearer_and_leaves_teacher_and_encoders_alone(data, teacher, tmp_path):
    it = distiller(data, teacher, tmp_path / "few", replace(FEW, scale_range=(4.0, 4.0), usual_share=0.0))
    untouched = digest(it.teacher), digest(it.student.text_encoder), digest(it.student.image_encoder)
    losses = [float(torch.stack(it.advance(0.0)).sum(dim=1).mean()) for _ in range(50)]
    assert np.mean(losses[-10:]) < 0.75 * np.mean(losses[:10])
    assert untouched == (digest(it.teacher), digest(it.student.text_encoder), digest(it.student.image_encoder))


def test_a_resumed_distillation_is_the_uninterrupted_one(data, teacher, tmp_path):
    whole = distiller(data, teacher, tmp_path / "whole")
    for _ in range(4):
        whole.advance(0.0)
    first = distiller(data, teacher, tmp_path / "split")
    for _ in range(2):
        first.advance(0.0)
    first.save()
    second = distiller(data, teacher, tmp_path / "split")
    assert (second.progress.step, second.progress.samples) == (6, 48)
    for _ in range(2):
        second.advance(0.0)
    assert digest(whole.student) == digest(second.student)
    for name, value in whole.average.parameters.items():
        assert torch.equal(value, second.average.parameters[name])


def test_distillation_ends_with_the_budget_and_leaves_log_and_state(data, teacher, tmp_path, monkeypatch):
    monkeypatch.setattr("training.loop.LOG_EVERY", 3)
    distiller(data, teacher, tmp_path / "few", samples=72).work()
    lines = [json.loads(line) for line in (tmp_path / "few" / "log.jsonl").read_text().splitlines()]
    assert [line["samples"] for line in lines] == [24, 48, 72]
    assert all(np.isfinite(line["loss"]) for line in lines)
    assert distiller(data, teacher, tmp_path / "few").progress.samples == 72


def test_an_exported_distillation_is_a_distilled_pipeline(data, teacher, tmp_path):
    it = distiller(data, teacher, tmp_path / "few")
    it.advance(0.0)
    it.save()
    load_pipeline(tmp_path / "few").save_pretrained(tmp_path / "weights")
    pipeline = PointCloudPipeline.from_pretrained(tmp_path / "weights")
    assert pipeline.is_distilled
    for name, value in pipeline.transformer.named_parameters():
        assert torch.equal(value, it.average.parameters[f"transformer.{name}"])
    calls = []
    pipeline.transformer.register_forward_hook(lambda _, given, __: calls.append(len(given[0])))
    condition = pipeline.encode([Subject("a red mug")])
    clouds = pipeline.generate(condition, [0], num_points=20, coarse_points=20, num_inference_steps=8)
    assert np.isfinite(clouds.points).all()
    assert calls[:8] == [1] * 8  # one call a step, and guidance no second cloud in it


def test_a_teacher_that_is_not_there_is_named(data, tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere holds no training state"):
        distiller(data, tmp_path / "nowhere", tmp_path / "few")


REPLICA = """
import sys, torch
from pathlib import Path
from training.config import Budget
from training.distil import DistillationConfig, Distiller
from training.replicas import Replicas
torch.set_num_threads(1)
config = DistillationConfig(batch=8, walk=2, steps=(3,), step_shares=(1.0,), warm_up_samples=16)
data, teacher, run = map(Path, sys.argv[1:])
it = Distiller(data, teacher, run, config, Budget(samples=60), replicas=Replicas.join())
it.advance(0.0)
weights = torch.cat([p.detach().flatten() for p in it.student.parameters()])
print(it.progress.samples, it.part, float(weights.double().sum()), float(weights.double().square().sum()))
"""


def test_two_replicas_share_the_batch_and_stay_equal(data, teacher, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    command = [sys.executable, "-c", REPLICA, str(data), str(teacher), str(tmp_path / "few")]
    replicas = [
        subprocess.Popen(
            command, cwd=Path(__file__).parents[2], env=environment | {"RANK": rank}, stdout=subprocess.PIPE, text=True
        )
        for rank in "01"
    ]
    first, second = (replica.communicate(timeout=120)[0].split() for replica in replicas)
    assert first == second
    assert first[:2] == ["16", "4"]


def test_the_command_distils(data, teacher, tmp_path):
    command = [sys.executable, "-m", "training.distil", "--data", data, "--run", teacher, "--to", tmp_path / "few"]
    root = Path(__file__).parents[2]
    subprocess.run([*command, "--samples", "10", "--batch", "4", "--device", "cpu"], cwd=root, check=True, timeout=120)
    state = torch.load(tmp_path / "few" / "state.pt", weights_only=True)
    assert state["progress"]["samples"] == 24
    assert state["settings"]["config"]["network"]["distilled"]
    assert state["settings"]["distillation"]["batch"] == 4
