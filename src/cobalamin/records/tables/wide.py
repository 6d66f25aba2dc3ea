"""A CSV or Parquet file with one row per patient: columns are facts, and each row is read by the rules of a case file.

Columns are recognised by the names of the vocabulary (`total_b12`, `total_b12_unit`, `total_b12_date`) or named in a
mapping file:

[b12_pg_ml]
fact = "total_b12"
unit = "pg/mL"

[sex]
fact = "female"
yes = ["2"]
no = ["1"]

[haemoglobin]  # written 8,9
fact = "haemoglobin"
decimal = ","
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import TreatmentEvent
from cobalamin.language.nodes import Finding
from cobalamin.records.document import UNFIT_TOML
from cobalamin.records.errors import RecordError
from cobalamin.records.messages import shown, told
from cobalamin.records.record import Case, Pending, Rejected, Statement
from cobalamin.records.tables.cells import (
    BESIDE,
    Column,
    Place,
    injections_in,
    is_nothing,
    pending,
    said_in,
    statement,
    text_of,
)
from cobalamin.records.tables.person import PERSON, Rows, case_of, dose
from cobalamin.records.tables.rows import batches, by_plain_name, commas_are_doubtful, header, plain, require_once

Mapped = Mapping[str, Column]
_TOTALS = re.compile(r"(?:(?:grand|sub)?[ -]?totals?|sum|count)\W*[0-9]*", re.IGNORECASE)
"""What a spreadsheet or a report writes under a table."""
_DAY = re.compile(r"\s*(\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{4})")


def read_mapping(text: str | bytes) -> Mapped:
    """The mapping in a TOML text; RecordError where a column is mapped to something that is not a fact."""
    try:
        mapped = msgspec.toml.decode(text, type=dict[str, Column])
    except UNFIT_TOML as problem:
        raise RecordError(
            f"the mapping file cannot be read: {told(problem)}; see `docs/population.md` for its form"
        ) from problem
    for name, column in mapped.items():
        if column.fact not in FACTS and column.fact not in PERSON:
            raise RecordError(
                f"the mapping gives column {shown(name)} the fact {shown(column.fact)}, which the vocabulary does not have"
            )
    return mapped


def mapped_by(mapped: Mapped) -> str:
    """A text that identifies a mapping, "" for none; the file's layout and comments do not matter."""
    return sha256(msgspec.json.encode(mapped, order="deterministic")).hexdigest()[:16] if mapped else ""


def cases(
    path: Path, mapped: Mapped | None = None, start: int = 0, stop: int | None = None
) -> Iterator[Case | Rejected]:
    """The patients in rows `start` to `stop`; an empty row is ignored, and one of totals is rejected."""
    rows = Columns(header(path), mapped or {}, commas_are_doubtful(path))
    number = 0
    for batch in batches(path):
        if stop is not None and number >= stop:
            return
        first, last = max(start - number, 0), len(batch) if stop is None else stop - number
        for i, row in enumerate(batch[first:last].to_pylist(), number + first):
            if not all(map(is_nothing, row.values())):
                yield rows.case(row, f"row {i + 1}")
        number += len(batch)


def is_wide(path: Path, mapped: Mapped | None = None) -> bool:
    """Whether the file's header holds at least one fact of the vocabulary."""
    return bool(Columns(header(path), mapped or {}).places)


def columns_left(path: Path, mapped: Mapped | None = None) -> list[str]:
    """The columns that are not read: no fact, no field of the person, and nothing beside one of these."""
    names = header(path)
    rows = Columns(names, mapped or {})
    return [name for name in names if name not in rows.read]


class Columns:
    """The columns of one header, by which its rows are read."""

    def __init__(self, header: Sequence[str], mapped: Mapped, comma_is_doubtful: bool = False) -> None:
        missing = [name for name in mapped if name not in header]
        if missing:
            raise RecordError(f"the mapping names columns the file does not have: {', '.join(missing)}")
        require_once(header, mapped)
        own = [name for name in header if name not in mapped]
        known = by_plain_name(own, (*FACTS, *PERSON))
        columns = {name: Column(fact) for fact, name in known.items()} | dict(mapped)
        self._beside = by_plain_name(own, {plain(f"{of}_{what}") for of in (*FACTS, *mapped) for what in BESIDE})
        self._comma_is_doubtful = comma_is_doubtful
        self.person = _once_each({name: column for name, column in columns.items() if column.fact in PERSON})
        if "patient" not in self.person and any(map(_DAY.match, header)):
            raise RecordError(
                "the first row holds a date, so it is a patient's row and not a header: put the names of the columns above it"
            )
        facts = {name: column for name, column in columns.items() if column.fact in FACTS}
        self.places = [self._place(name, column) for name, column in facts.items() if column.fact != "age"]
        self.ages = [self._place(name, column) for name, column in facts.items() if column.fact == "age"]

    @property
    def read(self) -> frozenset[str]:
        """The columns that are read."""
        places = (*self.places, *self.ages)
        beside = (name for place in places for what in BESIDE if (name := getattr(place, what)))
        return frozenset((*self.person.values(), *(place.value for place in places), *beside))

    def _place(self, name: str, column: Column) -> Place:
        def found(what: str) -> str | None:
            return self._beside.get(plain(f"{name}_{what}")) or self._beside.get(f"{column.fact}_{what}")

        parts = {what: found(what) for what in BESIDE}
        return Place(FACTS[column.fact], name, column, **parts, comma_is_doubtful=self._comma_is_doubtful)

    def case(self, row: Mapping[str, Any], where: str) -> Case | Rejected:
        """One patient: a cell that cannot be read loses its fact, and is reported. Rejected where the row is not a patient's."""
        name = next(iter(self._texts(row, "patient")), where)
        if _TOTALS.fullmatch(name):
            return Rejected(where, f"{shown(name)} is a total, so the row is no patient's")
        results, statements = self._said(row, where)
        given = self._dose(row, where)
        doses = () if given is None else (given,)
        told = Rows(results, statements, doses, self._ages(row, where), partial(self._texts, row))
        return case_of(name, told, where, undated_is_current=True)

    def _said(self, row: Mapping[str, Any], where: str) -> tuple[list[Pending], list[Statement]]:
        results: list[Pending] = []
        statements: list[Statement] = []
        for place in self.places:
            value = said_in(row, place)
            if value is None:
                continue
            source = f"{where}, {place.value}"
            if isinstance(place.entry.fact, Finding):
                statements.append(statement(place, value, row, source))
            else:
                results.append(pending(place, value, row, source))
            statements += injections_in(row, place, source)
        return results, statements

    def _texts(self, row: Mapping[str, Any], field: str) -> list[str]:
        """What stands in the column of a field of the person: one text, or none."""
        text = text_of(row[self.person[field]]) if field in self.person else None
        return [] if text is None else [text]

    def _ages(self, row: Mapping[str, Any], where: str) -> list[Pending]:
        said = [(place, said_in(row, place)) for place in self.ages]
        return [
            pending(place, value, row, f"{where}, {place.value}", "a") for place, value in said if value is not None
        ]

    def _dose(self, row: Mapping[str, Any], where: str) -> TreatmentEvent | Statement | None:
        """The last injection; where its column says so, that there was none."""
        return dose(next(iter(self._texts(row, "last_b12_injection")), ""), "", "", where)


def _once_each(columns: Mapping[str, Column]) -> dict[str, str]:
    """What is told of the person by the column that tells it; RecordError where two do."""
    found: dict[str, str] = {}
    for name, column in columns.items():
        if found.setdefault(column.fact, name) != name:
            raise RecordError(
                f"two columns hold {column.fact}, {found[column.fact]} and {name}: map one of them, or take it out"
            )
    return found
