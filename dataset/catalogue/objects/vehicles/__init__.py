"""Vehicles."""

from ...kinds import Kind
from . import (
    airplane,
    bus,
    car,
    helicopter,
    hot_air_balloon,
    locomotive,
    rocket,
    sailboat,
    submarine,
    tank,
    tractor,
    truck,
    wheelbarrow,
)

KINDS: tuple[Kind, ...] = (
    car.KIND,
    truck.KIND,
    bus.KIND,
    airplane.KIND,
    rocket.KIND,
    helicopter.KIND,
    submarine.KIND,
    locomotive.KIND,
    sailboat.KIND,
    tank.KIND,
    tractor.KIND,
    hot_air_balloon.KIND,
    wheelbarrow.KIND,
)
