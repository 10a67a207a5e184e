"""Furniture."""

from . import bed, bench, bookshelf, chair, chest, clock, desk, dresser, lamp, sofa, stool, table, wardrobe

KINDS = (
    chair.KIND,
    stool.KIND,
    bench.KIND,
    sofa.KIND,
    table.KIND,
    desk.KIND,
    bed.KIND,
    lamp.KIND,
    bookshelf.KIND,
    dresser.KIND,
    wardrobe.KIND,
    chest.KIND,
    clock.KIND,
)
