"""Training: batches, resuming, the loss, the average, export."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from addon.worker.conditioning.text import WordTokenizer
from addon.worker.networks.two_stream import Prediction, TwoStreamTransformer
from addon.worker.pipelines.bundled import PointCloudPipeline, Subject
from training.config import Budget, TrainingConfig
from training.data import BatchSource, Pack
from training.ema import ParameterAverage
from training.export import load_pipeline
from training.loss import flow_loss, part_loss, sample_noise_levels
from training.optimizer import inner_matrices
from training.parts import UNNAMED, part_labels, part_vocabulary
from training.pictures import augment, side_of
from training.train import Trainer, learning_rate


def parameters(trainer):
    return torch.cat([p.detach().flatten() for p in trainer.model.parameters()])


def test_a_resumed_run_is_the_uninterrupted_run(data, config, tmp_path):
    budget = Budget(samples=60)
    whole = Trainer(data, tmp_path / "whole", config, budget)
    for _ in range(6):
        whole.step(0.0)
    first = Trainer(data, tmp_path / "split", config, budget)
    for _ in range(3):
        first.step(0.0)
    first.save()
    torch.rand(7)
    second = Trainer(data, tmp_path / "split", config, budget)
    assert second.progress.samples == 30
    for _ in range(3):
        second.step(0.0)
    assert torch.equal(parameters(whole), parameters(second))
    for name, value in whole.average.parameters.items():
        assert torch.equal(value, second.average.parameters[name])


def test_training_ends_with_the_budget_and_leaves_log_and_state(data, config, tmp_path, monkeypatch):
    monkeypatch.setattr("training.loop.LOG_EVERY", 2)
    Trainer(data, tmp_path / "run", config, Budget(samples=60)).work()
    lines = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [line["samples"] for line in lines] == [20, 40, 60]
    assert all(np.isfinite(line["loss"]) for line in lines)
    assert Trainer(data, tmp_path / "run", config, Budget(samples=60)).progress.samples == 60


def test_training_lowers_the_loss(data, config, tmp_path):
    trainer = Trainer(data, tmp_path / "run", config, Budget(samples=10_000))
    losses = [float(trainer.step(0.0).sum()) for _ in range(60)]
    assert np.mean(losses[-10:]) < 0.9 * np.mean(losses[:5])


def test_a_run_knows_how_much_was_seen_before_it(data, config, tmp_path):
    first = Trainer(data, tmp_path / "first", config, Budget(samples=60))
    first.step(0.0)
    first.save()
    second = Trainer(data, tmp_path / "second", config, Budget(samples=60), base=tmp_path / "first")
    second.step(0.0)
    second.save()
    third = Trainer(data, tmp_path / "third", config, Budget(samples=60), base=tmp_path / "second")
    assert [run.settings["base_samples"] for run in (first, second, third)] == [0, 10, 20]
    assert Trainer(data, tmp_path / "second", config, Budget(samples=60)).settings["base_samples"] == 10


def test_an_exported_run_is_a_pipeline_of_the_averaged_weights(data, config, tmp_path):
    trainer = Trainer(data, tmp_path / "run", config, Budget(samples=60))
    trainer.step(0.0)
    trainer.save()
    load_pipeline(tmp_path / "run").save_pretrained(tmp_path / "weights")
    pipeline = PointCloudPipeline.from_pretrained(tmp_path / "weights")
    stored = dict(pipeline.transformer.named_parameters())
    for name, value in stored.items():
        assert torch.equal(value, trainer.average.parameters[f"transformer.{name}"])
    assert pipeline.unknown_words("a red mug and chair") == ["and"]
    assert pipeline.part_names == ("body", "left leg")
    clouds = pipeline.generate(
        pipeline.encode([Subject("a red mug")]), [0], num_points=20, coarse_points=10, num_inference_steps=2
    )
    assert clouds.points.shape == (1, 20, 9)


def test_a_batch_is_a_function_of_the_samples_seen(data, config):
    source = _source(data, config)
    first, again, other = source.batch(10), source.batch(10), source.batch(20)
    assert torch.equal(first.cloud, again.cloud)
    assert torch.equal(first.tokens, again.tokens)
    assert not torch.equal(first.cloud, other.cloud)
    assert torch.equal(first.pictures, again.pictures)
    assert torch.equal(first.labels, again.labels)


def test_shares_of_a_batch(data, config):
    batch = _source(data, config).batch(0)
    assert batch.token_rows.tolist() == [0, 1, 2, 3, 4]
    assert batch.picture_rows.tolist() == [4, 5, 6, 7, 8]
    assert batch.pictures.shape[0] == len(batch.sides) == 5
    assert {_source(data, config).batch(n).pictures.shape[1] for n in range(20)} == {1, 2}


def test_points_keep_the_part_that_they_belong_to(data, config):
    pack, names = Pack.open(data), ["body", "left leg"]
    batch = _source(data, config).batch(0)
    for cloud, labels in zip(batch.cloud, batch.labels, strict=True):
        for point, label in zip(cloud.numpy().astype(np.float16), labels, strict=True):
            (found,) = np.argwhere((pack.points == point).all(axis=-1))
            name = pack.records[found[0]]["parts"][pack.part_ids[tuple(found)]]["name"]
            # The first object's leg has a name that no other has, and its kind is no name either.
            assert label == (names.index(name) if name in names else UNNAMED)


def test_rare_names_of_parts_fall_back_to_their_kind():
    leg = {"name": "leg", "kind": "leg"}
    records = [{"parts": [leg]}, {"parts": [leg]}, {"parts": [{"name": "third leg", "kind": "leg"}]}]
    vocabulary = part_vocabulary(records, 2)
    assert vocabulary == ["leg"]
    assert part_labels(records[2], vocabulary).tolist() == [0]
    assert part_labels({"parts": [{"name": "wing", "kind": "wing"}]}, vocabulary).tolist() == [UNNAMED]


def test_pictures_vary_and_keep_their_object(data, config):
    rng = np.random.default_rng(0)
    prepared = Pack.open(data).pictures(np.zeros(200, int), np.zeros(200, int))
    varied = augment(prepared, rng)
    assert varied.shape == prepared.shape
    assert np.abs(varied).max() <= 1
    middle = varied[:, :, 32, 32]
    assert (middle[:, 3] > 0.9).mean() > 0.9
    assert (middle[:, 0] > middle[:, 1]).mean() > 0.95
    assert np.ptp(middle[:, 0]) > 0.2
    assert 0.04 < (varied[:, 3].min(axis=(1, 2)) > 0.9).mean() < 0.2


@pytest.mark.parametrize(
    ("degrees", "side"), [(0, "front"), (-20, "front"), (110, "right"), (180, "back"), (275, "left"), (45, "unknown")]
)
def test_sides_are_named_by_azimuth(degrees, side):
    assert side_of(np.radians(degrees)) == side


def test_without_images_their_share_goes_to_prompts(data, config):
    (data / "IMAGES_READY").unlink()
    batch = _source(data, config).batch(0)
    assert (len(batch.tokens), len(batch.pictures), len(batch.cloud)) == (9, 0, 10)
    assert batch.picture_rows.tolist() == []


def test_batches_hold_points_of_training_objects_only(data, config):
    source = _source(data, config)
    pack = source.pack
    known = {tuple(point) for point in pack.points[:8].astype(np.float32).reshape(-1, 9)}
    assert all(tuple(point) in known for point in source.batch(0).cloud.numpy().reshape(-1, 9))


def test_a_perfect_prediction_has_no_loss():
    class Oracle(TwoStreamTransformer):
        def forward(self, x, sigma, condition):  # noqa: ARG002
            return Prediction(noise - self.to_network(cloud), x)

    cloud, noise = torch.rand(3, 8, 9), torch.randn(3, 8, 9)
    network = Oracle(num_latents=2, num_blocks=1)
    weights = torch.tensor(TrainingConfig().channel_weights())
    condition = network.encode_condition(*network.null_condition(3))
    loss, _ = flow_loss(
        network, cloud=cloud, noise=noise, sigma=torch.rand(3), condition=condition, channel_weights=weights
    )
    assert float(loss.sum()) == pytest.approx(0, abs=1e-10)


def test_only_named_points_and_clear_clouds_teach_parts():
    labels = torch.tensor([[0, 1, -1], [1, 0, -1]])
    right = torch.nn.functional.one_hot(labels.clamp_min(0), 2) * 50.0
    sigma = torch.tensor([0.1, 1.0])
    wrong_in_noise = torch.stack([right[0], -right[1]])
    unnamed_wrong = right.clone()
    unnamed_wrong[:, 2] = torch.tensor([-50.0, 50.0])
    for logits in (right, wrong_in_noise, unnamed_wrong):
        assert float(part_loss(logits, labels, sigma)) == pytest.approx(0, abs=1e-6)
    assert float(part_loss(-right, labels, sigma)) > 10
    assert float(part_loss(right, torch.full_like(labels, -1), sigma)) == 0


def test_noise_levels_are_logit_normal():
    levels = sample_noise_levels(20_000, 0.5, 1.2, torch.Generator().manual_seed(0))
    logits = torch.logit(levels)
    assert float(logits.mean()) == pytest.approx(0.5, abs=0.03)
    assert float(logits.std()) == pytest.approx(1.2, abs=0.03)


def test_weights_of_the_loss_are_a_mean():
    assert sum(TrainingConfig().channel_weights()) == pytest.approx(1)


def test_the_average_follows_and_settles():
    module = torch.nn.Linear(2, 2)
    average = ParameterAverage(module, max_decay=0.9)
    torch.nn.init.ones_(module.weight)
    for step in range(200):
        average.update(module, step)
    torch.testing.assert_close(average.parameters["weight"], torch.ones(2, 2))


def test_the_learning_rate_warms_up_and_falls_to_zero():
    config = TrainingConfig(learning_rate=1.0, warm_up_samples=640, batch=64)
    assert learning_rate(config, 0, 0.0) == pytest.approx(0.1)
    assert learning_rate(config, 6400, 0.5) == pytest.approx(0.5)
    assert learning_rate(config, 6400, 1.0) == pytest.approx(0.0)


@pytest.mark.parametrize(("samples", "seconds", "share"), [(50, 0, 0.5), (50, 90, 0.9), (500, 90, 1.0)])
def test_the_budget_ends_with_whichever_comes_first(samples, seconds, share):
    assert Budget(samples=100, seconds=100).progress(samples, seconds) == share


def _source(data, config):
    pack = Pack.open(data)
    return BatchSource(pack, WordTokenizer(pack.vocabulary(), 24), pack.part_names(config.part_objects), config)


REPLICA = """
import hashlib, json, sys, torch
from pathlib import Path
from training.config import Budget, NetworkConfig, TrainingConfig
from training.replicas import Replicas
from training.train import Trainer
torch.set_num_threads(1)
settings = json.loads(sys.argv[3])
config = TrainingConfig(**settings | {"network": NetworkConfig(**settings["network"])})
trainer = Trainer(Path(sys.argv[1]), Path(sys.argv[2]), config, Budget(samples=60), replicas=Replicas.join())
for _ in range(3):
    trainer.step(0.0)
weights = torch.cat([p.detach().flatten() for p in trainer.model.parameters()])
print(trainer.progress.samples, len(trainer.source.batch(0).cloud), hashlib.sha256(weights.numpy()).hexdigest())
"""


def test_two_replicas_share_the_batch_and_stay_equal(data, config, tmp_path):
    root = Path(__file__).parents[2]
    environment = os.environ | {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(_free_port())}
    command = [sys.executable, "-c", REPLICA, str(data), str(tmp_path / "run"), json.dumps(asdict(config))]
    replicas = [
        subprocess.Popen(command, cwd=root, env=environment | {"RANK": rank}, stdout=subprocess.PIPE, text=True)
        for rank in "01"
    ]
    first, second = (replica.communicate(timeout=120)[0].split() for replica in replicas)
    assert first == second
    assert first[:2] == ["30", "5"]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_warm_start_takes_the_weights_and_the_words_that_both_runs_know(data, config, tmp_path):
    first = Trainer(data, tmp_path / "first", config, Budget(samples=60))
    first.step(0.0)
    first.save()
    records = (data / "records.jsonl").read_text()
    (data / "records.jsonl").write_text(records.replace("red thing", "an apple"))
    second = Trainer(data, tmp_path / "second", config, Budget(samples=60), base=tmp_path / "first")
    old, new = first.average.parameters, dict(second.model.named_parameters())
    assert torch.equal(old["transformer.point_in.weight"], new["transformer.point_in.weight"])
    words, others = first.settings["words"], second.settings["words"]
    assert ("thing" in words, "apple" in words) == (True, False)
    assert ("thing" in others, "apple" in others) == (False, True)
    name = "text_encoder.word_embedding.weight"
    assert torch.equal(old[name][words.index("mug") + 1], new[name][others.index("mug") + 1])
    second.save()
    # Once begun, a run goes on from its own state.
    third = Trainer(data, tmp_path / "second", config, Budget(samples=60), base=tmp_path / "nowhere")
    assert torch.equal(parameters(second), parameters(third))


def test_muon_moves_the_matrices_inside_and_adam_the_rest(data, config, tmp_path):
    trainer = Trainer(data, tmp_path / "run", config, Budget(samples=60))
    inner = inner_matrices(trainer.model)
    assert all(parameter.ndim == 2 for parameter in inner.values())
    ends = {"transformer.point_in.weight", "transformer.out.weight", "transformer.part_out.0.weight"}
    assert not ends & set(inner)
    assert "text_encoder.word_embedding.weight" not in inner
    of_both = [parameter for group in trainer.optimizer.param_groups for parameter in group["params"]]
    assert {id(parameter) for parameter in of_both} == {id(parameter) for parameter in trainer.model.parameters()}
    assert len(of_both) == len(list(trainer.model.parameters()))
    muon, adam = (
        {id(parameter) for group in each.param_groups for parameter in group["params"]}
        for each in trainer.optimizer.optimizers
    )
    assert muon == {id(parameter) for parameter in inner.values()}
    assert not muon & adam
    before = parameters(trainer)
    trainer.step(0.0)
    assert (parameters(trainer) != before).float().mean() > 0.9
