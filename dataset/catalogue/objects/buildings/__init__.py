"""The kinds of this family."""

from ...kinds import Kind
from . import (
    barn,
    castle,
    church,
    fire_hydrant,
    house,
    lighthouse,
    mailbox,
    skyscraper,
    street_lamp,
    traffic_light,
    water_tower,
    well,
    windmill,
)

KINDS: tuple[Kind, ...] = (
    house.KIND,
    castle.KIND,
    church.KIND,
    windmill.KIND,
    lighthouse.KIND,
    street_lamp.KIND,
    mailbox.KIND,
    fire_hydrant.KIND,
    traffic_light.KIND,
    well.KIND,
    water_tower.KIND,
    barn.KIND,
    skyscraper.KIND,
)
