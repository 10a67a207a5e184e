"""Devices of training: what is chosen, and that replicas with GPUs take one each."""

import pytest
import torch

from training.devices import autocast, choose_device, prepare


def test_the_best_device_there_is(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device() == torch.device("cpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    assert choose_device() == torch.device("cuda", 0)


def test_each_replica_takes_the_gpu_of_its_number(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setenv("LOCAL_RANK", "1")
    assert choose_device("cuda") == torch.device("cuda", 1)
    assert choose_device("cuda:0") == torch.device("cuda", 0)


def test_a_gpu_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(ValueError, match="no GPU 1: torch sees 1"):
        choose_device("cuda:1")


def test_matrix_products_are_in_bfloat16_with_the_wished_threads():
    threads = torch.get_num_threads()
    try:
        prepare(torch.device("cpu"), 0)
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(threads)
    with autocast(torch.device("cpu")):
        assert (torch.rand(2, 2) @ torch.rand(2, 2)).dtype == torch.bfloat16
