"""What a training run consists of, in numbers."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NetworkConfig:
    """Sizes of the networks; the rest is the constructors' defaults."""

    point_dim: int = 96
    latent_dim: int = 192
    num_latents: int = 96
    num_blocks: int = 3
    layers_per_block: int = 2
    heads: int = 6
    point_heads: int = 3
    text_layers: int = 2
    image_layers: int = 3
    distilled: bool = False  # told the guidance scale and the length of its step, see `distil`


@dataclass(frozen=True)
class TrainingConfig:
    """One run of training; progress is counted in samples seen."""

    network: NetworkConfig = field(default_factory=NetworkConfig)
    seed: int = 0
    batch: int = 64
    points: int = 256  # of each cloud, a new random subset every time
    text_share: float = 0.25  # of a batch; what no share takes is unconditional
    both_share: float = 0.1
    image_share: float = 0.57
    view_shares: tuple[float, ...] = (0.5, 0.2, 0.15, 0.15)  # how often there are 1, 2, 3, 4 pictures of an object
    learning_rate: float = 1e-3
    warm_up_samples: int = 6_400
    weight_decay: float = 0.01
    betas: tuple[float, float] = (0.9, 0.95)
    gradient_limit: float = 1.0
    average_decay: float = 0.999
    level_mean: float = 0.3  # of the logit-normal noise levels: first where shape is decided,
    late_level_mean: float = -0.4  # then, from ``late_from`` of the budget on, where points settle on it
    late_from: float = 0.68
    level_deviation: float = 1.2
    xyz_weight: float = 1.0
    rgb_weight: float = 0.5
    normal_weight: float = 0.5
    part_weight: float = 0.03  # of the parts' cross entropy beside the sum of the channels
    part_points: int = 64  # of each cloud, whose parts are asked for
    part_objects: int = 20  # that have a part by a name, for the name to be learned
    threads: int = 2

    def channel_weights(self) -> list[float]:
        """Weight of each of the 9 channels in the loss; they sum to 1."""
        groups = [self.xyz_weight, self.rgb_weight, self.normal_weight]
        return [weight / (3 * sum(groups)) for weight in groups for _ in range(3)]


@dataclass(frozen=True)
class Budget:
    """When training ends; whichever comes first."""

    samples: int | None = None
    seconds: float | None = None  # of training, not counting the time between two resumed parts

    def progress(self, samples: int, seconds: float) -> float:
        """Share of the budget that is used up, in [0, 1]."""
        shares = [used / limit for used, limit in ((samples, self.samples), (seconds, self.seconds)) if limit]
        return min(1.0, max(shares))
