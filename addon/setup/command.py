"""The command line of `vendor_install.py`."""

from __future__ import annotations

import argparse
import os
import runpy
import sys
from pathlib import Path

from ..core.errors import ErrorCode, PointsmithError
from ..core.version import ROOT
from . import demo, environment_builder
from .children import stops_are_interrupts
from .devices import Choice
from .environment_builder import Options
from .folder import as_error, locked, prepare
from .report import Reporter

_TESTS = ROOT / "tests" / "all_checks.py"
_REPOSITORY = ROOT / "release" / "extension_repository.py"
_INTERRUPTED = 130
_SHARE_OF_SET_UP = {"setup": 1.0, "demo": 0.4, "test": 0.2}


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit status."""
    options = _parse(sys.argv[1:] if arguments is None else arguments)
    report = Reporter(as_json=options.json)
    try:
        with stops_are_interrupts():
            return _run(options, report)
    except PointsmithError as error:
        report.failed(error)
        return 1
    except BrokenPipeError:
        # Nobody reads any more; the children are stopped, and there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        report.failed(as_error(error, options.dir or Path()))
        return 1
    except KeyboardInterrupt:
        report.failed(PointsmithError(ErrorCode.SETUP_FAILED, "it was interrupted"))
        return _INTERRUPTED


def _run(options: argparse.Namespace, report: Reporter) -> int:
    chosen = Options(
        _folder(options.dir), Choice(options.device), options.wheels, options.python, getattr(options, "ray", False)
    )
    if options.wheels is not None and not options.wheels.is_dir():
        raise PointsmithError(ErrorCode.BAD_SETTING, f"{options.wheels} is not a folder of wheels")
    if options.dry_run:
        plan = environment_builder.plan(chosen)
        report.done("\n".join(_lines_of_plan(plan)), plan=plan)
        return 0
    if options.command == "repository":
        return _repository(chosen, options, report)
    prepare(chosen.folder)
    report.open_log(options.log or chosen.folder / "logs" / "setup.log")

    def on_wait() -> None:
        report.progress(0.0, f"Another set-up is working in {chosen.folder}; waiting for it")

    with locked(chosen.folder, on_wait):
        with report.span(0.0, _SHARE_OF_SET_UP[options.command]):
            record = environment_builder.build(chosen, report)
        if options.command == "demo":
            return demo.run(chosen, options.prompt, options.blender, report)
    if options.command == "test":
        return _test(chosen, report, options.pytest)
    ready = f"Ready: torch {record['torch']} on {record['device_name']}, in {chosen.folder}"
    report.done(ready, folder=str(chosen.folder), **record)
    return 0


def _test(options: Options, report: Reporter, pytest_arguments: list[str]) -> int:
    if not _TESTS.is_file():
        raise PointsmithError(ErrorCode.BAD_SETTING, "the tests are in the repository, not in the installed extension")
    status: int = runpy.run_path(str(_TESTS))["run"](options, report, pytest_arguments)
    return status


def _repository(chosen: Options, options: argparse.Namespace, report: Reporter) -> int:
    if not _REPOSITORY.is_file():
        raise PointsmithError(ErrorCode.BAD_SETTING, "the extension is built from the repository of its source")
    room = runpy.run_path(str(_REPOSITORY))
    blender = options.blender
    if blender is None or "python" not in blender.name.lower():
        prepare(chosen.folder)
        blender = demo.any_blender(chosen, blender, report).path
    files: list[Path] = room["make"](options.out, options.url, room["ExtensionCommand"](blender), report)
    report.done("\n".join(["Made", *(f"  {file}" for file in files)]), files=[str(file) for file in files])
    return 0


def _folder(named: Path | None) -> Path:
    """Return the absolute folder to work in; a checkout has one of its own, an installed extension is not written."""
    from_environment = os.environ.get("POINTSMITH_ENVIRONMENT")
    if named is None and from_environment:
        named = Path(from_environment)
    if named is None and (ROOT / "pyproject.toml").is_file():
        named = ROOT / ".pointsmith"
    if named is None:
        raise PointsmithError(ErrorCode.BAD_SETTING, "name the environment's folder with --dir")
    return Path(os.path.abspath(named.expanduser()))  # noqa: PTH100 - resolve() would follow the user's links


def _lines_of_plan(plan: dict[str, object]) -> list[str]:
    lines = [
        f"folder      {plan['folder']}" + (" (ready)" if plan["ready"] else ""),
        f"Python      {plan['python']}",
        f"torch       {plan['torch']} for {plan['device']}",
        f"download    about {plan['download_mb']} MB",
        f"disk        about {plan['disk_mb']} MB, {plan['free_mb']} MB are free",
    ]
    if plan["notice"]:
        lines.append(f"notice      {plan['notice']}")
    pins = plan["packages"]
    assert isinstance(pins, list)
    return [*lines, "packages", *(f"  {pin}" for pin in pins)]


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = _parser()
    options, others = parser.parse_known_args(_with_command(arguments))
    if others and options.command != "test":
        parser.error(f"unknown arguments: {' '.join(others)}")
    options.pytest = others
    return options


def _with_command(arguments: list[str]) -> list[str]:
    """Put the default command where none is named."""
    asks_for_help = arguments[:1] in (["-h"], ["--help"])
    named = arguments[:1] and arguments[0] in ("setup", "demo", "repository", "test")
    return arguments if named or asks_for_help else ["setup", *arguments]


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--dir", type=Path, metavar="FOLDER", help="the environment's folder")
    common.add_argument("--device", default="auto", choices=[str(choice) for choice in Choice], help="default: auto")
    common.add_argument("--wheels", type=Path, metavar="FOLDER", help="install offline from these wheels")
    common.add_argument("--python", type=Path, metavar="PATH", help="the Python to make the environment with")
    common.add_argument("--dry-run", action="store_true", help="say what would be done")
    common.add_argument("--log", type=Path, metavar="FILE", help="default: FOLDER/logs/setup.log")
    common.add_argument("--json", action="store_true", help="tell progress as JSON lines")
    parser = argparse.ArgumentParser(prog="vendor_install.py", description="Set-up of Pointsmith's worker.")
    commands = parser.add_subparsers(dest="command", required=True)
    setup = commands.add_parser("setup", parents=[common], help="make or mend the worker's environment (default)")
    setup.add_argument("--ray", action="store_true", help="add Ray, for runs over many machines")
    demo_command = commands.add_parser("demo", parents=[common], help="set up, then make one object without a window")
    demo_command.add_argument("prompt", nargs="?", default="a red chair")
    demo_command.add_argument("--blender", type=Path, metavar="PATH", help="the Blender to use, 4.2 or newer")
    repository = commands.add_parser("repository", parents=[common], help="make a folder to host updates from")
    repository.add_argument("--out", type=Path, metavar="FOLDER", required=True, help="takes the zip and its listing")
    repository.add_argument("--url", default="", metavar="ADDRESS", help="under which the folder will be found")
    repository.add_argument("--blender", type=Path, metavar="PATH", help="the Blender, or a Python with bpy, to use")
    test_help = "set up, then run every check of the repository; other arguments go to pytest"
    commands.add_parser("test", parents=[common], help=test_help, allow_abbrev=False)
    return parser
