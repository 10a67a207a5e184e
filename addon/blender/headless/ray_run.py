"""Runs over many machines, as this Blender drives them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import bpy

from ...batch.manifest import Manifest
from ...farm.over_ray.driver import RayFarm
from ...farm.over_ray.driver import fold_in as fold
from ...farm.over_ray.settings import RaySettings, new_run
from .. import environment
from .arguments import Plan
from .ray_options import RayAsked


def settings(asked: RayAsked, manifest: Manifest, results: Path, *, workers: int = 0, cpu: bool = False) -> RaySettings:
    """Return the settings of a run; machines that have something elsewhere than this one say so themselves."""
    outputs, assets = manifest.outputs, manifest.assets
    return RaySettings(
        address=asked.address,
        place=manifest.place or str(outputs),
        run=new_run(),
        results=results,
        environment=environment.environment().folder,
        models=environment.model_store().folder,
        blender=bpy.app.binary_path or sys.executable,
        device="cpu" if cpu else "auto",
        workers=workers,
        resumes=asked.resumes,
        library=assets.relative_to(outputs).as_posix() if assets is not None else "",
    )


def fold_in(asked: RayAsked, manifest: Manifest, results: Path) -> int:
    """Take into the results file what is published and not in it; return how many. Raises as `driver.fold_in`."""
    return fold(settings(asked, manifest, results), environment.environment().python)


def farm(plan: Plan, say: Callable[[str], object]) -> RayFarm:
    """Return the farm of a plan with Ray. Raises PointsmithError NOT_SET_UP, NOT_WRITABLE."""
    assert plan.ray is not None
    assert plan.manifest is not None
    assert plan.results is not None
    cpu = all(environment.with_preferences(job.request).device == "cpu" for job in plan.samples)
    told = settings(plan.ray, plan.manifest, plan.results, workers=plan.workers or 0, cpu=cpu)
    return RayFarm(told, plan.manifest.outputs, environment.environment().python, say)
