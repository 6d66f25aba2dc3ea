"""The rows of a CSV one by one. After a quotation mark that was left open, CSV takes the following rows for one cell.

Whoever stands in them would be missing without a word: such a row is one line that cannot be split, and the lines behind it are
read again for themselves.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator


class Lines(Iterator[str]):
    """An iterator over lines that can be given back: `taken` holds those since it was cleared, `number` is that of the last."""

    __slots__ = ("_back", "_lines", "number", "taken")

    def __init__(self, lines: Iterator[str], number: int) -> None:
        self._lines, self.number = lines, number
        self._back: deque[str] = deque()
        self.taken: list[str] = []

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.number += 1
        self.taken.append(line)
        return line

    def give_back(self, kept: int = 0) -> None:
        """Give back the lines that were taken, except the first `kept` of them."""
        again = self.taken[kept:]
        self._back.extendleft(reversed(again))
        self.number -= len(again)
        del self.taken[kept:]


def next_row(lines: Lines, delimiter: str, width: int, patient: int | None) -> list[str] | None:
    """The cells of the next row: an empty list at the end of the lines, None for a line that cannot be split."""
    lines.taken.clear()
    try:
        cells: list[str] | None = next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        cells = None
    if cells is not None and (_is_open(lines.taken, cells) or not _is_one(cells, patient)):
        cells = None
        lines.give_back(1)
    if _goes_on_by_mistake(lines.taken, delimiter, width):
        cells = None
        lines.give_back(1)
    return cells


def _is_open(taken: Iterable[str], cells: list[str]) -> bool:
    """Whether a quotation mark was never closed, so that the end of the file is part of a cell."""
    return bool(cells) and cells[-1].endswith(("\n", "\r")) and sum(line.count('"') for line in taken) % 2 == 1


def _is_one(cells: list[str], patient: int | None) -> bool:
    """No identifier goes on over several lines."""
    return patient is None or patient >= len(cells) or "\n" not in cells[patient].strip()


def _goes_on_by_mistake(taken: list[str], delimiter: str, width: int) -> bool:
    """Whether a row of several lines holds whole rows, and its quotation marks do not stand as they should.

    Either may be so by itself: a note may hold a list, and an inch be written in a note.
    """
    if len(taken) < 2 or not any(_is_row(line, delimiter, width) for line in taken[1:]):
        return False
    try:
        next(csv.reader(taken, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return True
    return False


def _is_row(line: str, delimiter: str, width: int) -> bool:
    """Whether a line is a whole row by itself; one that ends a cell has a quotation mark in the middle of it."""
    if line.count(delimiter) < width - 1:
        return False
    try:
        cells = next(csv.reader((line,), delimiter=delimiter), [])
    except csv.Error:
        return False
    return len(cells) == width and not any('"' in cell for cell in cells)


def separator_of(header: str) -> str:
    """What separates the cells of a CSV: the comma, semicolon, tab or bar its header has most of, outside quotes."""
    return max(",;\t|", key=re.sub(r'"[^"]*"', "", header).count)
