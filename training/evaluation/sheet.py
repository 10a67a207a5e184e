"""A contact sheet: samples, unpicked, beside the training objects nearest to them. N points."""

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from addon.core.cameras import View

from .distribution import TrainingObjects
from .setting import Evaluation, Floats, Ints

COUNT = 64
COLUMNS = 8
TILE = 128
LINE = 14
"""Height of the prompt above a pair."""
VIEW = View(azimuth=0.6, elevation=0.35)
FILL = 0.72
"""Of a tile's side that the longest side of an object takes."""
RADIUS = 1
LIGHT = np.array([0.35, -0.55, 0.76])
PAPER = 245
Pixels = npt.NDArray[np.uint8]


def sheet(evaluation: Evaluation, objects: Ints, asked: list[str], clouds: Floats) -> Image.Image:
    """The first samples and what is nearest to them: pairs with the prompt above, the sample on the left."""
    step = max(1, len(objects) // COUNT)
    chosen = np.arange(len(objects))[::step][:COUNT]
    categories = [record["category"] for record in evaluation.records(objects[chosen])]
    nearest, _ = TrainingObjects(evaluation, evaluation.sizes.points // 2).nearest(clouds[chosen], categories)
    rivals = evaluation.real(nearest, clouds.shape[1])
    rows = -(-len(chosen) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * 2 * TILE, rows * (TILE + LINE)), (PAPER, PAPER, PAPER))
    for place, k in enumerate(chosen):
        left, top = place % COLUMNS * 2 * TILE, place // COLUMNS * (TILE + LINE)
        page.paste(Image.fromarray(picture(clouds[k])), (left, top + LINE))
        page.paste(Image.fromarray(picture(rivals[place])), (left + TILE, top + LINE))
        ImageDraw.Draw(page).text((left + 3, top + 1), asked[k][:40], fill=(40, 40, 40))
    return page


def picture(cloud: Floats, size: int = TILE) -> Pixels:
    """A cloud, (N, 9), as small shaded discs, the nearest on top: (size, size, 3)."""
    right, down, forward = VIEW.axes()
    xyz, rgb, normals = cloud[:, :3], cloud[:, 3:6], cloud[:, 6:]
    order = np.argsort(-(xyz @ forward))
    shade = 0.55 + 0.45 * np.clip(normals @ LIGHT, 0, 1)
    colours = np.clip(rgb * shade[:, None] * 255, 0, 255).astype(np.uint8)[order]
    at = np.stack([xyz @ down, xyz @ right], axis=1)[order]
    rows, columns = np.rint(at * FILL * size + size / 2).astype(int).T
    pixels = np.full((size, size, 3), PAPER, np.uint8)
    for y, x, colour in zip(rows, columns, colours, strict=True):
        pixels[max(0, y - RADIUS) : y + RADIUS + 1, max(0, x - RADIUS) : x + RADIUS + 1] = colour
    return pixels
