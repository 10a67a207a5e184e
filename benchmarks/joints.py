"""How well joints are found from labelled points, against the catalogue's own: `python -m benchmarks.joints`.

For each kind of part: the distance of the pivot from the true axis (of a slide: nothing, any parallel line will do) as
a share of the longest side, the angle between the axes, and how far apart the part's points are when both joints stand
at the limit that opens them, or a quarter turn for what turns for ever.
"""

from __future__ import annotations

import argparse
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from addon.core.joint_fitting import Labelled, fit_joints
from addon.core.joints import Joint
from dataset.catalogue.categories import CATEGORIES
from dataset.catalogue.generate import generate
from dataset.catalogue.mesh import Joint as TrueJoint
from dataset.points import UnionError, outer_surface, sample

Floats = NDArray[np.float64]


def turned(points: Floats, pivot: Floats, axis: Floats, angle: float) -> Floats:
    """Rotate (N, 3) points about an axis by Rodrigues' formula."""
    arm = points - pivot
    across = np.cross(axis, arm)
    turned: Floats = (
        pivot + arm * np.cos(angle) + across * np.sin(angle) + np.outer(arm @ axis, axis) * (1 - np.cos(angle))
    )
    return turned


def compared(found: Joint, true: TrueJoint, points: Floats) -> tuple[float, float, float]:
    """Return the pivot's error, the axis' in degrees, and the opened parts' mean distance."""
    pivot, axis = np.array(true.pivot), np.array(true.axis)
    cosine = float(found.axis @ axis)
    degrees = float(np.degrees(np.arccos(np.clip(abs(cosine), 0, 1))))
    if true.kind == "slide":
        far = true.high if abs(true.high) >= abs(true.low) else true.low
        mine = found.high if abs(found.high) >= abs(found.low) else found.low
        return 0.0, degrees, float(np.linalg.norm(axis * far - found.axis * mine))
    gap = found.pivot - pivot
    offset = float(np.linalg.norm(gap - (gap @ axis) * axis))
    if found.is_free or true.low == true.high:
        angles = np.pi / 2, np.pi / 2 * (np.sign(cosine) or 1.0)
    else:
        angles = (true.high if abs(true.high) >= abs(true.low) else true.low), found.high
        if abs(true.high + true.low) < 1e-6:  # swings both ways
            angles = angles[0], abs(angles[1]) * (np.sign(cosine) or 1.0)
    apart = turned(points, pivot, axis, angles[0]) - turned(points, found.pivot, found.axis, angles[1])
    return offset, degrees, float(np.linalg.norm(apart, axis=1).mean())


def main() -> None:
    """Print one line for each kind of part."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=4, help="objects of each category that has joints")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--points", type=int, default=4096)
    parser.add_argument("--categories", nargs="*", default=list(CATEGORIES))
    arguments = parser.parse_args()
    errors = defaultdict(list)
    objects = missing = 0
    for category in arguments.categories:
        for seed in range(arguments.first, arguments.first + arguments.seeds):
            asset = generate(category, seed)
            if not any(part.joint for part in asset.parts):
                continue
            try:
                cloud = sample(asset, outer_surface(asset), arguments.points, np.random.default_rng(seed))
            except UnionError:
                continue
            objects += 1
            names = tuple(part.name for part in asset.parts)
            joints = fit_joints(Labelled(cloud.xyz, cloud.normals, cloud.part_ids, names))
            for number, part in enumerate(asset.parts):
                if part.joint is None or part.name not in joints:
                    missing += part.joint is not None and part.name in joints
                    continue
                kind = f"{part.kind} ({category})"
                errors[kind].append(compared(joints[part.name], part.joint, cloud.xyz[cloud.part_ids == number]))
    print(f"{objects} objects, {sum(map(len, errors.values()))} joints, {missing} not found")
    print(f"{'part':32} {'joints':>6} {'pivot, % of side':>17} {'axis, deg':>10} {'open, % of side':>16}")
    everything = [row for rows in errors.values() for row in rows]
    for kind, rows in [*sorted(errors.items()), ("all", everything)]:
        pivot, degrees, apart = np.mean(rows, axis=0)
        print(f"{kind:32} {len(rows):6} {100 * pivot:17.2f} {degrees:10.1f} {100 * apart:16.2f}")


if __name__ == "__main__":
    main()
