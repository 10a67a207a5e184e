"""Data-parallel training over processes started by torch's launcher, on one machine or many.

``torchrun --nproc-per-node 2 -m -- training.train ...``: each replica takes an equal part of every batch, and they meet
once a step, by NCCL between GPUs and by Gloo between CPUs. Without the launcher there is one replica and nothing to
agree on.
"""

import os
from dataclasses import dataclass

import torch
from torch import distributed, nn

CPU = torch.device("cpu")


@dataclass(frozen=True)
class Replicas:
    """The replicas of a run, and which of them this is."""

    rank: int
    count: int
    device: torch.device = CPU

    @classmethod
    def join(cls, device: torch.device = CPU) -> "Replicas":
        """Join the other replicas, if the launcher has started any; each computes on a ``device`` of its own."""
        if "RANK" not in os.environ:
            return cls(0, 1, device)
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
        return cls(distributed.get_rank(), distributed.get_world_size(), device)

    def agree(self, value: float) -> float:
        """The first replica's value: clocks differ, and replicas must not."""
        if self.count == 1:
            return value
        shared = torch.tensor(value, dtype=torch.float64, device=self.device)
        distributed.broadcast(shared, 0)
        return float(shared)

    def average_gradients(self, module: nn.Module) -> None:
        """Give every replica the mean of all their gradients."""
        if self.count == 1:
            return
        gradients = [parameter.grad for parameter in module.parameters() if parameter.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        distributed.all_reduce(flat)
        flat /= self.count
        for gradient, mean in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
            gradient.copy_(mean.view_as(gradient))


ALONE = Replicas(rank=0, count=1)
