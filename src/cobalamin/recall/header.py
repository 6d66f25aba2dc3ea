"""Where the table begins in a CSV: spreadsheets have a title above their header, and blank lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import NamedTuple, TextIO

from cobalamin.recall.columns import NO_MAPPING, ColumnMapping, Layout, lay_out
from cobalamin.records.document import separator_of
from cobalamin.records.errors import RecordError

_LINES = 10
"""So far down a header is looked for."""


class Head(NamedTuple):
    """The header of a file: its cells, what separates them, what they mean, and the line they end on."""

    header: tuple[str, ...]
    delimiter: str
    layout: Layout
    line: int


def find_header(lines: TextIO, mapping: ColumnMapping = NO_MAPPING) -> Head:
    """The first row whose columns are understood, and the file read up to its end; RecordError where the first lines hold none."""
    first: RecordError | None = None
    number = 0
    while number < _LINES:
        at, line = lines.tell(), lines.readline()
        if not line:
            break
        if not line.strip():
            number += 1
            continue
        lines.seek(at)
        delimiter = separator_of(line)
        cells, taken = _row(lines, delimiter)
        number += taken
        try:
            return Head(tuple(cells), delimiter, lay_out(cells, mapping), number)
        except RecordError as problem:  # a title, perhaps; where there is no header the first line's fault is told
            first = first or problem
    raise first or RecordError("the file is empty: a first line with column names was expected")


def _row(lines: TextIO, delimiter: str) -> tuple[list[str], int]:
    """The cells of the next row, none where it cannot be split, and how many lines it took."""
    taken = 0

    def feed() -> Iterator[str]:
        nonlocal taken
        while line := lines.readline():
            taken += 1
            yield line.replace("\0", "\ufffd")

    try:
        return next(csv.reader(feed(), delimiter=delimiter), []), taken
    except csv.Error:
        return [], max(taken, 1)
