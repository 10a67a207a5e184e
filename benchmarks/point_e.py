"""Point-E's networks against OpenAI's code: ``python -m benchmarks.point_e --reference CHECKOUT``.

Random weights, the same for both, in one run on this machine; the calls take turns, and of each the quickest counts.
A guided call is one estimate with and one without the condition. What takes minutes is extrapolated: the published
schedule is 127 guided calls a stage, the reference's mesh 512 batches of which a few are run. CPU seconds, summed over
the threads, mean the same on a busy machine as on a quiet one; wall seconds do not. The last layer of the SDF network
is fitted to the distances of a shape, so that there is a surface to find. Linux only; CLIP takes no part.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from addon.core.cloud import PointCloud
from addon.worker.devices import fast_dtype
from addon.worker.point_e import weights
from addon.worker.point_e.sdf import SdfNetwork
from addon.worker.point_e.sdf_mesh import sdf_surface
from addon.worker.point_e.stages import FAST, PUBLISHED
from addon.worker.point_e.transformer import PointTransformer

CPU = torch.device("cpu")
NETWORKS = {"base40M": 1024, "upsample": 3072}
CALLS = 2 * PUBLISHED.steps - 1
BATCHES = 128**3 // 4096
GRID = 128


class Seconds:
    """The quickest of several calls, in CPU seconds and in wall seconds."""

    def __init__(self) -> None:
        self.cpu = self.wall = float("inf")

    def of(self, call: Callable[[], Any]) -> Any:
        """Run and time a call."""
        wall, cpu = time.perf_counter(), time.process_time()
        result = call()
        self.cpu = min(self.cpu, time.process_time() - cpu)
        self.wall = min(self.wall, time.perf_counter() - wall)
        return result


def reference_network(checkout: Path, name: str) -> Any:
    """OpenAI's own class, with a stand-in for the CLIP package, which is not asked anything."""
    if str(checkout) not in sys.path:
        sys.path.insert(0, str(checkout))
        clip = types.ModuleType("clip")
        clip.load = lambda *_, **__: (torch.nn.Identity(), None)  # type: ignore[attr-defined]
        clip.tokenize = None  # type: ignore[attr-defined]
        sys.modules["clip"] = clip
    from point_e.models.configs import MODEL_CONFIGS, model_from_config  # type: ignore[import-not-found]  # noqa: PLC0415

    return model_from_config(MODEL_CONFIGS[name], CPU).eval().requires_grad_(False)


def shape(places: Tensor) -> Tensor:
    """Field, positive inside, (Q,), of an egg: as smooth as a network with random weights can be fitted to."""
    return 0.38 - (places / torch.tensor([0.8, 0.9, 1.1])).norm(dim=-1)


def shape_cloud() -> PointCloud:
    """4,096 points on its surface."""
    places = torch.rand(900_000, 3, generator=torch.Generator().manual_seed(2)) - 0.5
    points = places[shape(places).abs() < 0.004][:4096].numpy()
    return PointCloud(points, points + np.float32(0.5), np.zeros_like(points))


def write_weights(checkout: Path, folder: Path) -> None:
    """Random weights for both, none of them zero."""
    torch.manual_seed(0)
    for name in (*NETWORKS, "sdf"):
        network = reference_network(checkout, name)
        torch.nn.init.normal_(network.output_proj.weight, std=network.output_proj.weight.shape[1] ** -0.5)
        save_file(network.state_dict(), weights.weight_file(folder, name))
    ours = weights.load(folder, "sdf", CPU, torch.float32)
    assert isinstance(ours, SdfNetwork)
    places = torch.rand(3000, 3, generator=torch.Generator().manual_seed(1)) - 0.5
    with torch.inference_mode():
        encoded = ours.encode(torch.from_numpy(shape_cloud().positions)[None])
        read = ours.ln_post(ours.decoder(ours.decoder_input_proj(places[None]), encoded))[0]
    columns = torch.cat([read, torch.ones(len(read), 1)], dim=1).double()
    gram = columns.T @ columns + 1e-3 * torch.eye(columns.shape[1])
    fitted = torch.linalg.solve(gram, columns.T @ shape(places).double()).float()
    state = {key: tensor.clone() for key, tensor in ours.state_dict().items()}
    state |= {"output_proj.weight": fitted[None, :-1].contiguous(), "output_proj.bias": fitted[-1:].clone()}
    save_file(state, weights.weight_file(folder, "sdf"))


class Calls:
    """One guided call of a network, by the reference and by ours."""

    def __init__(self, folder: Path, name: str) -> None:
        generator = torch.Generator().manual_seed(1)
        self.folder, self.name = folder, name
        self.x = torch.randn(1, 6, NETWORKS[name], generator=generator)
        self.grid = torch.randn(1, 1024, 256, generator=generator)
        coarse = torch.rand(1, 6, 1024, generator=generator) - 0.5
        self.low_res = coarse * torch.tensor([1.0, 1, 1, 255, 255, 255])[:, None] if name == "upsample" else None

    def reference(self, checkout: Path) -> Callable[[], Tensor]:
        """As OpenAI's sampler calls it: one batch of two, everything zero in the second."""
        from safetensors.torch import load_file  # noqa: PLC0415 - beside the reference only

        network = reference_network(checkout, self.name)
        network.load_state_dict(load_file(weights.weight_file(self.folder, self.name)))
        told = {"embeddings": self.grid} | ({} if self.low_res is None else {"low_res": self.low_res})
        told = {key: torch.cat([value, torch.zeros_like(value)]) for key, value in told.items()}
        twice, steps = torch.cat([self.x, self.x]), torch.tensor([500, 500])
        return lambda: network(twice, steps, **told)

    def ours(self, dtype: torch.dtype) -> Callable[[], Tensor]:
        """As `GuidedDenoiser` calls it."""
        network = weights.load(self.folder, self.name, CPU, dtype)
        assert isinstance(network, PointTransformer)
        condition, null = network.encode(self.grid, self.low_res), network.encode()

        def call() -> Tensor:
            time = network.embed_times(torch.tensor([500]))
            return torch.cat([network(self.x, time, condition), network(self.x, time, null)])

        return call


def row(name: str, reference: Seconds, ours: Seconds, times: tuple[float, float] = (1, 1)) -> None:
    """Print a line: seconds of both, times so many calls, and how many times ours is faster."""
    values = [(reference.cpu * times[0], ours.cpu * times[1]), (reference.wall * times[0], ours.wall * times[1])]
    print(f"{name:44}" + "".join(f" {a:9.2f} {b:8.2f} {a / b:6.1f}x" for a, b in values), flush=True)


def sums(parts: list[Seconds]) -> Seconds:
    """One call of each."""
    total = Seconds()
    total.cpu, total.wall = sum(part.cpu for part in parts), sum(part.wall for part in parts)
    return total


def time_calls(checkout: Path, folder: Path, repeats: int) -> None:
    """Guided calls, and what they add up to."""
    theirs, ours = [], []
    for name in NETWORKS:
        calls = Calls(folder, name)
        seconds = [Seconds(), Seconds(), Seconds()]
        runs = [calls.reference(checkout), calls.ours(fast_dtype(CPU)), calls.ours(torch.float32)]
        for _ in range(repeats):
            expected, fast, exact = (each.of(run) for each, run in zip(seconds, runs, strict=True))
        row(f"{name}, guided call, {str(fast_dtype(CPU))[6:]}", seconds[0], seconds[1])
        row(f"{name}, guided call, float32", seconds[0], seconds[2])
        error, spread = (fast - expected)[:, :6], float(expected[:, :6].std())
        print(
            f"  differences from the reference: float32 at most {float((exact - expected).abs().max()):.1e}, "
            f"fast rms {float(error.square().mean().sqrt()) / spread:.1%} of the output's spread",
            flush=True,
        )
        theirs.append(seconds[0])
        ours.append(seconds[1])
    row(f"published schedule, {CALLS} calls a stage", sums(theirs), sums(ours), (CALLS, CALLS))
    row(f"fast sampler, {FAST.steps} calls a stage", sums(theirs), sums(ours), (CALLS, FAST.steps))


def time_mesh(checkout: Path, folder: Path, batches: int, whole: int) -> None:
    """The SDF mesh, and whether it is the same one."""
    from safetensors.torch import load_file  # noqa: PLC0415 - beside the reference only

    network = reference_network(checkout, "sdf")
    network.load_state_dict(load_file(weights.weight_file(folder, "sdf")))
    ours = weights.load(folder, "sdf", CPU, torch.float32)
    assert isinstance(ours, SdfNetwork)
    cloud = shape_cloud()
    encode, batch, mesh = Seconds(), Seconds(), Seconds()
    with torch.no_grad():
        encoded = encode.of(lambda: network.encode_point_clouds(torch.from_numpy(cloud.positions).T[None]))
        places = torch.rand(1, 3, 4096) - 0.5
        for _ in range(batches):
            batch.of(lambda: network(places, encoded=encoded))
    made = mesh.of(lambda: sdf_surface(ours, cloud, GRID, lambda: None))
    total = Seconds()
    total.cpu, total.wall = encode.cpu + BATCHES * batch.cpu, encode.wall + BATCHES * batch.wall
    row(f"SDF mesh at {GRID}^3 ({len(made.faces):,} triangles)", total, mesh)
    if not whole:
        return
    from point_e.util.pc_to_mesh import marching_cubes_mesh  # type: ignore[import-not-found]  # noqa: PLC0415
    from point_e.util.point_cloud import PointCloud as Theirs  # type: ignore[import-not-found]  # noqa: PLC0415

    expected, seconds, small = Seconds(), Seconds(), Theirs(cloud.positions, {})
    theirs = expected.of(lambda: marching_cubes_mesh(small, network, grid_size=whole))
    again = seconds.of(lambda: sdf_surface(ours, cloud, whole, lambda: None))
    row(f"SDF mesh at {whole}^3, both whole", expected, seconds)
    same = len(theirs.faces) == len(again.faces) and (theirs.faces == again.faces).all()
    apart = np.abs(theirs.verts - again.vertices).max() * (whole - 1) / 1.02 if same else float("nan")
    print(f"  the same {len(again.faces):,} triangles: {same}; vertices at most {apart:.4f} voxels apart", flush=True)


def peak(checkout: Path, folder: Path, who: str) -> None:
    """Print the peak memory, MiB, of a process that loads all three networks and uses each."""
    calls = [Calls(folder, name) for name in NETWORKS]
    with torch.inference_mode():
        runs = [each.reference(checkout) if who == "reference" else each.ours(fast_dtype(CPU)) for each in calls]
        for run in runs:
            run()
    cloud = shape_cloud()
    if who == "reference":
        network = reference_network(checkout, "sdf")
        with torch.no_grad():
            encoded = network.encode_point_clouds(torch.from_numpy(cloud.positions).T[None])
            network(torch.rand(1, 3, 4096) - 0.5, encoded=encoded)
    else:
        ours = weights.load(folder, "sdf", CPU, torch.float32)
        assert isinstance(ours, SdfNetwork)
        sdf_surface(ours, cloud, 32, lambda: None)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True, help="a checkout of OpenAI's point-e")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3, help="runs of each guided call")
    parser.add_argument("--batches", type=int, default=3, help="batches of the reference's mesh that are run")
    parser.add_argument("--whole", type=int, default=64, help="grid of the mesh that both make whole; 0 for none")
    parser.add_argument("--skip", nargs="*", default=[], choices=["calls", "mesh", "memory"])
    parser.add_argument("--peak", nargs=2, metavar=("WHO", "FOLDER"), help="only this process's memory, raw")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.peak:
        peak(arguments.reference, Path(arguments.peak[1]), arguments.peak[0])
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_weights(arguments.reference, folder)
        print(f"{os.cpu_count()} cores, {arguments.threads} threads, torch {torch.__version__}")
        print(f"{'':44} {'CPU: ref':>9} {'ours':>8} {'':>7} {'wall: ref':>9} {'ours':>8}", flush=True)
        with torch.inference_mode():
            if "calls" not in arguments.skip:
                time_calls(arguments.reference, folder, arguments.repeats)
        if "mesh" not in arguments.skip:
            time_mesh(arguments.reference, folder, arguments.batches, arguments.whole)
        if "memory" in arguments.skip:
            return
        for who in ("reference", "ours"):
            command = [sys.executable, "-m", "benchmarks.point_e", "--reference", str(arguments.reference)]
            command += ["--threads", str(arguments.threads), "--peak", who, str(folder)]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            print(f"peak memory, three networks, {who}: {said.strip()} MiB", flush=True)


if __name__ == "__main__":
    main()
