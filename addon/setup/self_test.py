"""Run inside the worker's environment: does a real kernel run on the device? Its last line is JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import diffusers
import torch
from skimage import measure


def check(device: str) -> dict[str, Any]:
    """Multiply and transform on the device; what the worker imports is imported above."""
    facts: dict[str, Any] = {
        "torch": torch.__version__,
        "python": sys.version.split()[0],
        "packages": [diffusers.__name__, measure.__name__],
    }
    try:
        values = torch.arange(64 * 64, dtype=torch.float32, device=device).reshape(64, 64) / 4096
        product = values @ values.T
        back = torch.fft.ifft2(torch.fft.fft2(product)).real
        error = float((back - product).abs().max().cpu())
        facts["kernel"] = "" if error < 1e-3 else f"the Fourier transform is off by {error:g}"
        facts["device_name"] = torch.cuda.get_device_name(0) if device == "cuda" else device
    except (RuntimeError, AssertionError, NotImplementedError) as failure:
        # torch says that it was built without CUDA by an AssertionError.
        facts["kernel"] = str(failure).splitlines()[0] or type(failure).__name__
    return facts


if __name__ == "__main__":
    sys.stdout.write(json.dumps(check(sys.argv[1])) + "\n")
