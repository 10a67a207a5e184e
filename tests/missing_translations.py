"""Lists what is not translated yet:  python -m tests.missing_translations [--language de] [--po] [--bare]

Names and tooltips are asked of a Blender (the first of POINTSMITH_TEST_BLENDERS, with the extension built and
installed there for the moment); the other texts are read from the code. `--po` prints the missing ones as entries to
fill in at the end of addon/blender/translations/LANGUAGE.po, `--bare` the places that show a sentence without `tell`.
Exit status 1 means that something is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from addon.blender.catalogue import Key, read
from addon.core.errors import NO_DETAIL, ErrorCode, PointsmithError
from addon.core.messages import Stage
from addon.core.pipelines import PIPELINES
from addon.core.published import MODELS, Input
from tests.blender.conftest import ROOT, Blender
from tests.extraction import extract

CATALOGUES = ROOT / "addon" / "blender" / "translations"


def of_code() -> dict[Key, str]:
    """Return the messages of the code and of the table of errors, and where each stands."""
    messages = dict(extract().messages)
    for code in ErrorCode:
        messages.update({("*", text): f"errors.{code.name}" for text in PointsmithError(code).templates})
    tables = {
        "errors.NO_DETAIL": NO_DETAIL,
        "messages.Stage": [stage.label for stage in Stage],
        "pipelines.PIPELINES": [text for each in PIPELINES for text in (each.title, each.purpose)],
        "published.MODELS": [each.purpose for each in MODELS],
        "published.Input": list(Input),
    }
    messages.update({("*", text): table for table, texts in tables.items() for text in texts})
    return messages


def of_blender() -> dict[Key, str]:
    """Return the names and tooltips that a Blender knows of our classes."""
    blenders = json.loads(os.environ.get("POINTSMITH_TEST_BLENDERS") or "{}")
    series, python = next((each for each in blenders.items() if not each[1].startswith("!")), ("", ""))
    if not series:
        raise SystemExit("POINTSMITH_TEST_BLENDERS names no Blender")
    with tempfile.TemporaryDirectory() as folder:
        blender = Blender(series, Path(python), Path(folder), Path(folder, "pointsmith.zip"))
        command = ["build", "--source-dir", str(ROOT), "--output-filepath", str(blender.extension)]
        blender.extension_command(*command)
        strings = blender.run_inside("strings")["strings"]
    return {(context, text): "Blender" for context, text in strings if text.strip()}


def missing(language: str, wanted: dict[Key, str]) -> dict[Key, str]:
    """Return what a catalogue lacks."""
    file = CATALOGUES / f"{language}.po"
    known = read(file) if file.is_file() else {}
    # A catalogue need not tell a label from a button; `translation.everywhere` gives both the same text.
    messages = {message for _, message in known}
    return {key: where for key, where in wanted.items() if key[1] not in messages}


def entry(key: Key, where: str = "") -> str:
    """Return an entry to fill in."""
    context, message = key
    lines = [f"#: {where}"] if where else []
    if context != "*":
        lines.append(f"msgctxt {json.dumps(context, ensure_ascii=False)}")
    return "\n".join([*lines, f"msgid {json.dumps(message, ensure_ascii=False)}", 'msgstr ""', ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", default="de")
    parser.add_argument("--po", action="store_true", help="as entries of a PO file")
    parser.add_argument("--bare", action="store_true", help="sentences that are put together and shown without tell()")
    parser.add_argument("--code-only", action="store_true", help="do not ask a Blender")
    options = parser.parse_args()
    if options.bare:
        sys.stdout.write("".join(f"{line}\n" for line in extract().bare))
        return int(bool(extract().bare))
    lacking = missing(options.language, of_code() | ({} if options.code_only else of_blender()))
    for key, where in sorted(lacking.items(), key=lambda each: (each[1], each[0])):
        sys.stdout.write(entry(key, where) + "\n" if options.po else f"{where}: [{key[0]}] {key[1]}\n")
    return int(bool(lacking))


if __name__ == "__main__":
    sys.exit(main())
