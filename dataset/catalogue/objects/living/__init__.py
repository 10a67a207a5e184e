"""The kinds of this family."""

from ...kinds import Kind
from . import apple, burger, cactus, cake, carrot, flower, ice_cream, mushroom, palm_tree, pumpkin, tree

KINDS: tuple[Kind, ...] = (
    tree.KIND,
    palm_tree.KIND,
    cactus.KIND,
    flower.KIND,
    mushroom.KIND,
    apple.KIND,
    pumpkin.KIND,
    carrot.KIND,
    cake.KIND,
    ice_cream.KIND,
    burger.KIND,
)
