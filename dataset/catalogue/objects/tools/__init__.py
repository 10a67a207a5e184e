"""Tools and hardware."""

from . import axe, hammer, pickaxe, saw, screwdriver, shovel, wrench

KINDS = (hammer.KIND, screwdriver.KIND, axe.KIND, saw.KIND, wrench.KIND, shovel.KIND, pickaxe.KIND)
