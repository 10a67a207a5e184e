"""Furniture."""

from . import chair

KINDS = (chair.KIND,)
