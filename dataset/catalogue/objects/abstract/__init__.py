"""Compositions of primitives, and hybrids of things: what keeps a model from knowing the kinds by heart only."""

from . import composition, hybrid

KINDS = (composition.KIND, hybrid.KIND)
