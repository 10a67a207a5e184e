"""The kinds of this family."""

from ...kinds import Kind
from . import barn, castle, church, house, lighthouse, water_tower, well, windmill

KINDS: tuple[Kind, ...] = (
    house.KIND,
    castle.KIND,
    church.KIND,
    barn.KIND,
    windmill.KIND,
    lighthouse.KIND,
    water_tower.KIND,
    well.KIND,
)
