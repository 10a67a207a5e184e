"""Measure the cut-out of reference pictures: `python -m benchmarks.cutout --renders renders.npz [--sheet sheet.png]`.

The renders are those of `benchmarks.cutout_renders`, pasted on the backgrounds of `cutout_backgrounds.py`. Prints, for
each background and way, the mean, the median and the lowest tenth of the mask's IoU (intersection over union with the
true mask), the share of pictures above 0.8, and the processor time a picture. Two simpler ways stand beside ours.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from addon.core.cutout import Box, CutOut, box_between
from addon.worker.conditioning.cutout import cut_out

from .cutout_backgrounds import BACKGROUNDS, pictures

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]


def ours(picture: Picture) -> Mask:
    """What the worker does."""
    return cut_out(Image.fromarray(picture)) > 0.5


def boxed(picture: Picture, box: Box) -> Mask:
    """What the worker does with a box drawn around the object."""
    return cut_out(Image.fromarray(picture), CutOut(box=box)) > 0.5


def drawn_box(mask: Mask, rng: np.random.Generator) -> Box:
    """A box as people draw it: each side up to 6 % of the object outside it."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    height, width = mask.shape
    slack = rng.uniform(0, SLACK, 4)
    left, top = columns[0] - slack[0] * np.ptp(columns), rows[0] - slack[1] * np.ptp(rows)
    right, bottom = columns[-1] + 1 + slack[2] * np.ptp(columns), rows[-1] + 1 + slack[3] * np.ptp(rows)
    box = box_between((left / width, top / height), (right / width, bottom / height))
    assert box is not None
    return box


def border_color(picture: Picture) -> Mask:
    """All that is 0.12 in RGB from the border's median colour; everything where the border is not plain."""
    rgb = picture.astype(np.float32) / 255
    edge = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    color = np.median(edge, axis=0)
    if np.linalg.norm(edge - color, axis=-1).mean() > 0.08:
        return np.ones(picture.shape[:2], np.bool_)
    return np.asarray(np.linalg.norm(rgb - color, axis=-1) > 0.12)


def grab_cut_rectangle(picture: Picture) -> Mask:
    """GrabCut with the middle 80 % of each side as its rectangle, five iterations."""
    cv2.setRNGSeed(0)
    height, width = picture.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    rectangle = (width // 10, height // 10, width * 8 // 10, height * 8 // 10)
    cv2.grabCut(picture, mask, rectangle, np.zeros((1, 65)), np.zeros((1, 65)), 5, cv2.GC_INIT_WITH_RECT)
    return np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD))


SLACK = 0.06
WAYS = {"border colour": border_color, "GrabCut, rectangle": grab_cut_rectangle, "ours": ours}


def overlap(found: Mask, true: Mask) -> float:
    """Intersection over union."""
    return float((found & true).sum() / max(1, (found | true).sum()))


def sheet(examples: list[tuple[Picture, Mask]]) -> Picture:
    """Pictures over their masks: white is right, red too much, cyan missing."""
    above = np.concatenate([picture for picture, _ in examples], axis=1)
    masks = [np.stack([ours(picture), true, true], axis=-1) for picture, true in examples]
    return np.concatenate([above, np.concatenate(masks, axis=1) * np.uint8(255)])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--renders", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0, help="of the backgrounds")
    parser.add_argument("--sheet", type=Path, help="draw every 20th picture and its mask")
    parser.add_argument("--box", action="store_true", help="also ours with a box drawn around the object")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    renders = np.load(args.renders)["rgba"]
    sheets = []
    print(f"{'background':18} {'way':20} {'mean':>6} {'median':>6} {'10 %':>6} {'> 0.8':>6} {'s':>6}  n={len(renders)}")
    for kind in BACKGROUNDS:
        made = pictures(renders, kind, args.seed)
        ways: dict[str, Callable[[Picture, Box], Mask]] = {
            name: lambda picture, _box, way=way: way(picture)  # type: ignore[misc]
            for name, way in WAYS.items()
        }
        if args.box:
            ways["ours, box"] = boxed
        rng = np.random.default_rng(args.seed)
        boxes = [drawn_box(mask, rng) for _, mask in made]
        for name, way in ways.items():
            start = time.process_time()
            answers = [way(picture, box) for (picture, _), box in zip(made, boxes, strict=True)]
            seconds = (time.process_time() - start) / len(made)
            values = np.array([overlap(found, mask) for found, (_, mask) in zip(answers, made, strict=True)])
            numbers = values.mean(), np.median(values), np.quantile(values, 0.1), (values > 0.8).mean()
            print(f"{kind:18} {name:20} {' '.join(f'{each:6.3f}' for each in numbers)} {seconds:6.3f}", flush=True)
        sheets.append(sheet(made[::20]))
    if args.sheet:
        Image.fromarray(np.concatenate(sheets)).save(args.sheet)


if __name__ == "__main__":
    main()
