"""How a CSV is written, and where its table begins: spreadsheets have a title above their header, and blank lines."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import BinaryIO, NamedTuple, TextIO

from cobalamin.recall.sources.columns import NO_MAPPING, ColumnMapping, Layout, known_columns, lay_out
from cobalamin.records.errors import RecordError
from cobalamin.records.tables.csv_rows import separator_of

_LINES = 10
"""So far down a header is looked for."""
_BEGINNING = 100
"""So many characters show what a file is, blank lines before it included."""


CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252"}
"""How each encoding is called that a file may have, and what reads it."""


def encoding_of(file: BinaryIO) -> str:
    """UTF-8, UTF-16 with its mark, or else Windows-1252, which every older export is; found without holding the file."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    file.seek(0)
    try:
        while block := file.read(1 << 22):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


_OTHER_FILES = (
    (
        re.compile(r"\s*[\[{]\s*[\[{\"]"),
        "the file is JSON, not a table: “cobalamin recall” reads health records as a bundle, a folder of bundles or NDJSON",
    ),
    (
        re.compile(r"\s*<[?!a-z]", re.IGNORECASE),
        "the file is XML or a web page, not a table: save it as CSV in the program that wrote it",
    ),
    (re.compile(r"%PDF"), "the file is a PDF, not a table: save it as CSV in the program that wrote it"),
    (
        re.compile(r"PK\x03\x04|\u00d0\u00cf\x11\u00e0"),
        "the file is a workbook, a document or an archive, not a table of text: save the table in it as CSV",
    ),
    (re.compile(r"\x1f\u2039"), "the file is compressed: unpack it, and give the table that is in it"),
    (
        re.compile(r"(?:MSH|FHS|BHS)\|"),
        "the file is HL7 version 2 messages, not a table: export the injections as CSV from the system that sends them",
    ),
    (
        re.compile(r"PAR1"),
        "the file is Parquet, not a table of text: “cobalamin recall” reads it under a name that ends in .parquet",
    ),
)
"""How files begin that are no table of text, in the letters of Windows-1252, and what is said of each."""


class AnotherFileError(RecordError):
    """A file of another kind than a table of text: no name of a column and no form of a date would make it one."""


class Head(NamedTuple):
    """The header of a file: its cells, what separates them, what they mean, and the line they end on."""

    header: tuple[str, ...]
    delimiter: str
    layout: Layout
    line: int


def find_header(lines: TextIO, mapping: ColumnMapping = NO_MAPPING) -> Head:
    """The first row whose columns are understood, and the file read up to its end; RecordError where the first lines hold none."""
    start = lines.tell()
    faults: list[tuple[int, RecordError]] = []
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
        except RecordError as problem:  # a title, perhaps
            faults.append((known_columns(cells), problem))
    lines.seek(start)
    _require_table(lines.read(_BEGINNING))
    raise _nearest(faults)


def _nearest(faults: Sequence[tuple[int, RecordError]]) -> RecordError:
    """What keeps the row from being a header in which most columns are known; of the first where no row has several."""
    if not faults:
        return RecordError("the file is empty: a first line with column names was expected")
    known, fault = max(faults, key=itemgetter(0))
    return fault if known > 1 else faults[0][1]


def _require_table(beginning: str) -> None:
    """AnotherFileError for a file of another kind: its text as names of columns would help nobody, and may be a patient's."""
    for mark, sentence in _OTHER_FILES:
        if mark.match(beginning):
            raise AnotherFileError(sentence)


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
