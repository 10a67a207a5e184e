"""results.parquet, for those who analyse many results: written where pyarrow can be imported."""

from __future__ import annotations

import importlib
import importlib.util
import json
from itertools import islice
from pathlib import Path
from typing import Any

from ..core.readers import refused
from .results import records, written_badly

FILE = "results.parquet"
_GROUP = 50_000
"""Rows that are in memory at a time."""
_TEXT, _WHOLE, _REAL, _SWITCH, _TEXTS = "string", "int64", "double", "bool", "list<string>"
_COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "key": (_TEXT, ("key",)),
    "ok": (_SWITCH, ("ok",)),
    "line": (_WHOLE, ("line",)),
    "prompt": (_TEXT, ("request", "prompt")),
    "seed": (_WHOLE, ("request", "seed")),
    "model": (_TEXT, ("request", "pipeline")),
    "tags": (_TEXTS, ("tags",)),
    "files": (_TEXTS, ("files",)),
    "thumbnail": (_TEXT, ("thumbnail",)),
    "bytes": (_WHOLE, ("bytes",)),
    "vertices": (_WHOLE, ("metrics", "vertices")),
    "faces": (_WHOLE, ("metrics", "faces")),
    "points": (_WHOLE, ("metrics", "points")),
    "parts": (_WHOLE, ("metrics", "parts")),
    "watertight": (_SWITCH, ("metrics", "watertight")),
    "seconds": (_REAL, ("seconds",)),
    "device": (_TEXT, ("device",)),
    "error": (_TEXT, ("error",)),
    "message": (_TEXT, ("message",)),
}
"""Column -> its type, and where a record has it."""
_SIDES = ("width", "depth", "height")
_JSON = ("request", "stages", "sha256")
"""What has keys of its own stays JSON text."""


def require() -> None:
    """Refuse where pyarrow is missing. Raises PointsmithError BAD_SETTING."""
    if importlib.util.find_spec("pyarrow") is None:
        raise refused(
            "--parquet wants the package pyarrow in the Python that runs this; "
            "without it results.jsonl says the same, and pandas.read_json(..., lines=True) reads it"
        )


def write(results: Path, target: Path) -> int:
    """Write the records of a results file as a Parquet file, whole or not at all; return how many rows.

    Raises
    ------
    PointsmithError
        BAD_SETTING without pyarrow; NOT_WRITABLE, DISK_FULL.
    """
    require()
    arrow: Any = importlib.import_module("pyarrow")
    parquet: Any = importlib.import_module("pyarrow.parquet")
    kinds = {
        _TEXT: arrow.string(),
        _WHOLE: arrow.int64(),
        _REAL: arrow.float64(),
        _SWITCH: arrow.bool_(),
        _TEXTS: arrow.list_(arrow.string()),
    }
    columns = [(name, kinds[kind]) for name, (kind, _) in _COLUMNS.items()]
    columns += [(name, arrow.float64()) for name in _SIDES] + [(name, arrow.string()) for name in _JSON]
    schema = arrow.schema(columns)
    temporary = target.with_name(f".part-{target.name}")
    found, count = map(row_of, records(results)), 0
    try:
        with parquet.ParquetWriter(temporary, schema, compression="zstd") as writer:
            while rows := list(islice(found, _GROUP)):
                writer.write_table(arrow.Table.from_pylist(rows, schema=schema))
                count += len(rows)
        temporary.replace(target)
    except OSError as error:
        raise written_badly(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return count


def row_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record as one flat row; what is missing is None."""
    row = {name: _at(record, place) for name, (_, place) in _COLUMNS.items()}
    size = _at(record, ("metrics", "size")) or (None, None, None)
    row |= dict(zip(_SIDES, size, strict=True))
    return row | {name: json.dumps(record[name], ensure_ascii=False) if name in record else None for name in _JSON}


def _at(record: dict[str, Any], place: tuple[str, ...]) -> Any:
    value: Any = record
    for name in place:
        value = value.get(name) if isinstance(value, dict) else None
    return value
