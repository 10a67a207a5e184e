"""A run over Ray as `blender -b` drives it, without Blender: a manifest's jobs, the books of a run, resuming.

python ray_driver.py ADDRESS PLACE MANIFEST RESULTS ENVIRONMENT BLENDER [--resume]
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from addon.batch.manifest import Manifest
from addon.batch.results import done_keys
from addon.batch.run_folder import RunFolder
from addon.batch.survey import pending, survey
from addon.core.errors import PointsmithError
from addon.farm.over_ray.driver import RayFarm, fold_in
from addon.farm.over_ray.settings import RaySettings, new_run


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main(arguments: list[str]) -> int:
    address, place, manifest, results, environment, blender, *more = arguments
    books, python = Path(results), Path(sys.executable)
    books.parent.mkdir(parents=True, exist_ok=True)
    outputs = books.parent if "://" in place else Path(place)
    resumes = "--resume" in more
    folders = Path(environment), Path(environment) / "models"
    settings = RaySettings(address, place, new_run(), books, *folders, blender, resumes=resumes)
    if resumes:
        say(f"{fold_in(settings, python)} folded in")
    jobs = replace(Manifest.of_file(Path(manifest), {}, outputs), place=place if "://" in place else "")
    done = done_keys(books) if resumes else set[str]()
    found = survey(jobs, done)
    folder = RunFolder(books, found.waiting)
    folder.start(manifest, found.done)
    failed, stopped = 0, "The run was ended by an error"
    farm = RayFarm(settings, outputs, python, say)
    try:
        for record in farm.run(pending(jobs, found, done)):
            folder.add(record)
            failed += not record["ok"]
        stopped = ""
    except PointsmithError as error:
        say(str(error))
        failed += 1
    finally:
        farm.close()
        for record in farm.late:
            folder.add(record)
        folder.finish(stopped)
        farm.put_books()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
