"""Furniture."""

from . import bed, chair, lamp, table

KINDS = (chair.KIND, table.KIND, bed.KIND, lamp.KIND)
