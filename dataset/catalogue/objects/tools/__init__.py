"""Tools and hardware."""

from . import anvil, axe, flashlight, hammer, key, padlock, pickaxe, saw, screwdriver, shovel, sword, toolbox, wrench

KINDS = (
    hammer.KIND,
    screwdriver.KIND,
    axe.KIND,
    saw.KIND,
    wrench.KIND,
    shovel.KIND,
    pickaxe.KIND,
    anvil.KIND,
    toolbox.KIND,
    padlock.KIND,
    key.KIND,
    flashlight.KIND,
    sword.KIND,
)
