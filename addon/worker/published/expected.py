"""The tensors that each published checkpoint of Point-E holds, by name and shape."""

from __future__ import annotations

from ..point_e.architectures import build

Shapes = dict[str, tuple[int, ...]]
"""Names of tensors and their shapes."""


def expected_tensors(published_name: str) -> Shapes:
    """Return the names and shapes of a published checkpoint. Raises KeyError for any other name."""
    return {name: tuple(value.shape) for name, value in build(published_name, "meta").state_dict().items()}
