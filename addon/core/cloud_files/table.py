"""Lines of numbers. `numpy.loadtxt` parses them in compiled code, ten times as fast as Python would."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import numpy as np

from .raw import Rows, refused

LONGEST_LINE = 100_000
"""Bytes; a longer line is not one point, and might be a whole file without a line break."""


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Lines, from where the file stands, that hold more than white space. Raises PointsmithError BAD_CLOUD, OSError."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise refused("it has a line that is too long to be a point")
        if not line.isspace():
            yield line


def numbers(lines: Iterable[bytes], columns: tuple[int, ...], delimiter: str | None, first: int) -> Rows:
    """Parse some columns of every line.

    Parameters
    ----------
    lines
        None of them blank.
    columns
        Which columns, in the order wanted; more may follow, even such as are not numbers.
    delimiter
        The sign between columns; None for white space.
    first
        How many lines were parsed before, for the sentence of an error.

    Returns
    -------
    (M, len(columns)) float64

    Raises
    ------
    PointsmithError
        BAD_CLOUD, for a line with too few columns or something that is not a number.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "input contained no data"
        try:
            table = np.loadtxt(
                lines, np.float64, comments=None, delimiter=delimiter, usecols=columns, ndmin=2, encoding="latin-1"
            )
        except ValueError as error:
            row = re.search(r"row (\d+)", str(error))
            # loadtxt counts rows from zero when a word is no number, and from one when words are missing.
            line = first + int(row[1]) + ("could not convert" in str(error)) if row else 0
            where = f"line {line} of its points" if row else "a line of its points"
            raise refused(f"{where} is not made of {max(columns) + 1} or more numbers") from error
    return table.reshape(-1, len(columns))
