"""What is told before the first job: mistakes, or what a dry run is asked for."""

from __future__ import annotations

import sys

from ...batch.dry_run import lines, too_large
from .arguments import Plan


def told(plan: Plan, *, skip_bad: bool, dry: bool) -> bool:
    """Write the report about a manifest's mistakes, and what it stands for; return whether it may begin.

    Mistakes and warnings go to the standard error stream, what a dry run is asked for to the output.
    """
    if plan.manifest is None or plan.survey is None:
        return True
    found = plan.survey
    for line in found.mistakes.report(plan.manifest.name) if found.mistakes else ():
        sys.stderr.write(f"{line}\n")
    if found.mistakes and not skip_bad:
        verb = "is" if found.jobs == 1 else "are"
        good = f", or add --skip-bad to make the {found.jobs:,} that {verb} good" if found.jobs else ""
        sys.stderr.write(f"Nothing was made. Mend the mistakes{good}.\n")
        return False
    if dry:
        sys.stdout.writelines(f"{line}\n" for line in lines(plan.manifest, found))
        return True
    warning = too_large(plan.manifest, found)
    if warning:
        sys.stderr.write(f"{warning}\n")
    return True
