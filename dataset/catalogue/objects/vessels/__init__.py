"""Vessels and tableware."""

from . import barrel, bottle, bowl, bucket, candlestick, goblet, mug, pan, pitcher, pot, teapot, vase, watering_can

KINDS = (
    barrel.KIND,
    bottle.KIND,
    bowl.KIND,
    bucket.KIND,
    candlestick.KIND,
    goblet.KIND,
    mug.KIND,
    pan.KIND,
    pitcher.KIND,
    pot.KIND,
    teapot.KIND,
    vase.KIND,
    watering_can.KIND,
)
