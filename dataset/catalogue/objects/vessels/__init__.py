"""Vessels and tableware."""

from . import mug

KINDS = (mug.KIND,)
