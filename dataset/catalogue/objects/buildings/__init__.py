"""The kinds of this family."""

from ...kinds import Kind
from . import barn, castle, church, house

KINDS: tuple[Kind, ...] = (house.KIND, castle.KIND, church.KIND, barn.KIND)
