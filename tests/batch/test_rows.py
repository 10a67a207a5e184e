"""Lines and tables: whatever they hold, each line is a row or a mistake, and nothing else happens."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addon.batch.keys import KEYS, closest
from addon.batch.rows import Row, read, read_lines, read_table
from addon.core.errors import PointsmithError

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text() | st.text('"\r\n,;\t ab{}[]=\\é\ud800\udc80\ufeff\u2028\0', max_size=20)


def table(text: str) -> list[Row]:
    return list(read_table(io.StringIO(text, newline="")))


def records(rows: list[Row]) -> list[dict[str, Any] | None]:
    assert not [mistake for row in rows for mistake in row.mistakes]
    return [row.record for row in rows]


@relaxed
@given(st.lists(TEXT | st.recursive(st.none() | st.integers() | TEXT, st.lists).map(json.dumps)))
def test_any_json_line_is_a_row(lines: list[str]) -> None:
    rows = list(read_lines(lines))
    assert len(rows) == sum(bool(line.strip()) for line in lines)
    assert all((row.record is None) == bool(row.mistakes) for row in rows)


@relaxed
@given(TEXT)
def test_any_table_is_rows(text: str) -> None:
    for row in table(text):
        assert row.record is not None or row.mistakes


@relaxed
@given(st.lists(st.lists(TEXT, max_size=5), max_size=6), st.sampled_from(",;\t"), st.permutations(list(KEYS)))
def test_any_cells_are_rows(cells: list[list[str]], delimiter: str, head: list[str]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([head[:5], *cells])
    for row in table(text.getvalue()):
        assert set(row.record or {}) <= set(head)


@relaxed
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc"))).filter(str.strip), min_size=1))
def test_prompts_survive_a_spreadsheet(prompts: list[str]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["prompt", "seed"], *([prompt + "\n", "7"] for prompt in prompts)])
    assert records(table(text.getvalue())) == [{"prompt": prompt + "\n", "seed": 7} for prompt in prompts]


@relaxed
@given(st.binary())
def test_any_file_can_be_looked_at(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("jobs.jsonl", "jobs.csv", "jobs"):
        (folder / name).write_bytes(content)
        try:
            list(read(folder / name))
        except PointsmithError as error:
            assert "UTF-16" in error.detail


def test_cells_are_read_by_their_columns() -> None:
    text = (
        'Prompt;seed;Guidance Scale;sharp;images;tags;format;size\n"a ""red""\nchair; new";7;1,5;yes;a.png|back=b.png;'
        "prop|red;glb,ply;0.5\n"
    )
    (record,) = records(table(text))
    assert record == {
        "prompt": 'a "red"\nchair; new',
        "seed": 7,
        "guidance_scale": 1.5,
        "sharp": True,
        "images": ["a.png", "back=b.png"],
        "tags": ["prop", "red"],
        "format": ["glb,ply"],
        "size": 0.5,
    }


def test_lines_are_counted_through_quoted_line_ends() -> None:
    rows = table('prompt,seed\n"two\nlines",1\n\na cup,x\n"a ""pot""\r\n",3\na,b,c\n"open,1\n')
    assert [row.line for row in rows] == [2, 5, 6, 8, 9]
    told = [str(mistake) for row in rows for mistake in row.mistakes]
    assert told[0] == "line 5, seed: seed “x” is not a whole number"
    assert told[1].startswith("line 8: the row has 3 cells, the first line names 2 columns")
    assert told[2].startswith("line 9: the row cannot be read")


def test_what_spreadsheets_add_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "jobs.csv").write_bytes("\ufeffprompt;seed\r\nein Stuhl;1;;\r\n;;\r\n".encode())
    assert records(list(read(tmp_path / "jobs.csv"))) == [{"prompt": "ein Stuhl", "seed": 1}]
    (tmp_path / "jobs.tsv").write_text("prompt\tseed\na, b\t2\n")
    assert records(list(read(tmp_path / "jobs.tsv"))) == [{"prompt": "a, b", "seed": 2}]


def test_titles_are_told_once() -> None:
    rows = table("prompt,sed,seed,seed,\na,1,2,3,4\nb,1,2,3,4\n")
    told = [str(mistake) for row in rows for mistake in row.mistakes]
    assert told == [
        "line 1, sed: there is no setting of this name; did you mean “seed”?",
        "line 1, seed: 2 columns have this title",
        "line 1: a column has no title",
    ]


def test_the_kind_of_file_is_told_by_name_or_content(tmp_path: Path) -> None:
    for name, content in (("a.txt", '\n {"seed": 1}\n'), ("b.txt", "seed\n1\n"), ("c.jsonl", '{"seed": 1}')):
        (tmp_path / name).write_text(content)
        assert records(list(read(tmp_path / name))) == [{"seed": 1}]


def test_one_line_that_is_not_utf8_is_one_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"prompt": "a"}\n{"prompt": "\xe9"}\n{"prompt": "b"}\n')
    (tmp_path / "a.csv").write_bytes(b"prompt\na\n\xe9\nb\n")
    for name, line in (("a.jsonl", 2), ("a.csv", 3)):
        rows = list(read(tmp_path / name))
        assert [row.line for row in rows if row.mistakes] == [line]
        assert "UTF-8" in rows[1].mistakes[0].reason
    (tmp_path / "a.csv").write_bytes("prompt\n".encode("utf-16"))
    with pytest.raises(PointsmithError, match="UTF-16"):
        list(read(tmp_path / "a.csv"))
    with pytest.raises(PointsmithError, match="cannot be read"):
        list(read(tmp_path / "absent.csv"))


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('{"seed": 1, "seed": 2}', "twice"),
        ('{"size": NaN}', "NaN"),
        ('{"prompt": "\\ud800"}', "surrogate"),
        ('{"prompt": "a",}', "letter 16"),
        ("[1]", "JSON object"),
        ("[" * 100_000, "not JSON"),
        ('{"seed": ' + "9" * 5000 + "}", "not JSON"),
    ],
)
def test_lines_that_are_no_records(line: str, word: str) -> None:
    (row,) = read_lines([line])
    assert word in row.mistakes[0].reason


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("promt", "prompt"), ("sede", "seed"), ("Quality", "quality"), ("filename", "name"), ("cfg", "guidance_scale"),
     ("formats", "format"), ("surface-resolution", "surface_resolution"), ("zzz", "")],
)  # fmt: skip
def test_the_closest_key(typed: str, meant: str) -> None:
    assert closest(typed) == meant
