"""Vehicles."""

from ...kinds import Kind
from . import bus, car, truck

KINDS: tuple[Kind, ...] = (car.KIND, truck.KIND, bus.KIND)
