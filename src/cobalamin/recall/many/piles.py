"""A CSV too large for memory: its rows, as they stand, put into piles by a hash of the patient, each with its line number.

One pile then holds whole patients and is read like a small file. A row is only split where the patient's cell cannot be found
otherwise, so the first pass costs little more than reading the text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from cobalamin.recall.sources.columns import NO_MAPPING, ColumnMapping, Layout
from cobalamin.recall.sources.entry import NOT_SPLIT
from cobalamin.recall.sources.header import CODECS, encoding_of, find_header
from cobalamin.recall.sources.problems import Problem
from cobalamin.recall.sources.words import plain
from cobalamin.records.identifiers import bare
from cobalamin.records.tables.csv_rows import Lines, next_row

PILE_BYTES = 4 << 20
"""Bytes of text in one pile; as Python objects it takes about eight times as much."""
_HELD_CHARACTERS = 16 << 20
"""Characters held in memory before they are written to the piles."""
_LONGEST_CELL = csv.field_size_limit()


@dataclass(frozen=True, slots=True)
class Piled:
    """The piles of a file, what is needed to read them, and the rows without a patient."""

    paths: tuple[Path, ...]
    header: tuple[str, ...]
    delimiter: str
    encoding: str
    broken: tuple[Problem, ...]


def pile_up(source: Path, folder: Path, mapping: ColumnMapping = NO_MAPPING, pile_bytes: int = PILE_BYTES) -> Piled:
    """Put the rows of a CSV into piles under `folder`; RecordError where its columns cannot be understood."""
    with source.open("rb") as file:
        encoding = encoding_of(file)
    count = max(1, -(-source.stat().st_size // pile_bytes))
    paths = tuple(folder / f"pile-{i:05}.csv" for i in range(count))
    with source.open(encoding=CODECS[encoding], errors="replace", newline="") as lines:
        head = find_header(lines, mapping)
        piles = _Piles(head.layout, head.delimiter, paths)
        piles.take(Lines(lines, head.line))
    return Piled(paths, head.header, head.delimiter, encoding, tuple(piles.broken))


class _Piles:
    """The piles while the file is being read: rows held in memory, and written when there are many."""

    def __init__(self, layout: Layout, delimiter: str, paths: Sequence[Path]) -> None:
        self.paths, self.delimiter = paths, delimiter
        self.place, self.width = layout.places.get("patient"), layout.width
        self.words = layout.values.get("patient", {})
        self.held: list[list[str]] = [[] for _ in paths]
        self.broken: list[Problem] = []

    def take(self, lines: Lines) -> None:
        """Every row after the header."""
        held, count, delimiter, place = self.held, len(self.held), self.delimiter, self.place or 0
        weight = 0
        for line in lines:
            if '"' in line or len(line) > _LONGEST_CELL:
                self._quoted(lines)
            elif not line.isspace():
                cells = line.split(delimiter, place + 1)
                patient = self._patient(cells[place]) if place < len(cells) else ""
                held[crc32(patient.encode()) % count].append(f"{lines.number}{delimiter}{line}")
            lines.taken.clear()
            weight += len(line)
            if weight > _HELD_CHARACTERS:
                self._write()
                weight = 0
        self._write()

    def _patient(self, cell: str) -> str:
        text = cell.strip()
        return bare(self.words.get(plain(text), text) if self.words else text)

    def _quoted(self, lines: Lines) -> None:
        """A row with quotation marks, which may go on over several lines; its first line was taken."""
        number = lines.number
        lines.give_back()
        cells = next_row(lines, self.delimiter, self.width, self.place)
        if cells is None:
            self.broken.append(Problem(number, NOT_SPLIT, refused=True))
            return
        place = self.place or 0
        patient = self._patient(cells[place]) if place < len(cells) else ""
        self.held[crc32(patient.encode()) % len(self.held)].append(f"{number}{self.delimiter}{''.join(lines.taken)}")

    def _write(self) -> None:
        for path, rows in zip(self.paths, self.held, strict=True):
            if rows:
                with path.open("a", encoding="utf-8", newline="") as file:
                    file.writelines(row if row[-1] in "\r\n" else row + "\n" for row in rows)
                rows.clear()


def piled_rows(pile: Path, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """The rows of one pile, each with the line it began on in the file."""
    if not pile.exists():
        return
    with pile.open(encoding="utf-8", newline="") as file:
        for cells in csv.reader(_clean(file), delimiter=delimiter):
            yield int(cells[0]), cells[1:]


def _clean(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "\ufffd") if "\0" in line else line
