"""OMOP CDM 5.4 tables (Parquet files, a DuckDB file, a PostgreSQL database) as FHIR lines, which the one reader then reads.

For each table the codes that occur are queried first: standard and source concepts, and the source's own names. Only rows with
a code that can say something are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from cobalamin.records.bulk.export import Scattered
from cobalamin.records.errors import RecordError
from cobalamin.records.heaps import BUFFER_BYTES, Heap, HeapWriter
from cobalamin.records.omop.concepts import Concepts
from cobalamin.records.omop.database import Database, Row, Table, is_address, opened, parquet_tables
from cobalamin.records.omop.lines import FIELDS, PREFIX, UNREAD_IN, concept_columns, lines
from cobalamin.records.record import Rejected
from cobalamin.records.tables.cells import text_of

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_LINE_BYTES = 320
"""Bytes of the line that a row becomes, roughly; its columns in Parquet may be packed to a fiftieth of that."""
_DATABASE_BYTES = 4 << 30
"""The assumed size of a database, which is not asked for it: enough heaps for some millions of patients."""
_DATES = {"condition": "condition_start_date", "drug": "drug_exposure_start_date"}


def is_omop(folder: Path) -> bool:
    """Whether a folder holds OMOP tables as Parquet files."""
    return "person" in parquet_tables(folder)


def weight(source: str | Path) -> int:
    """Roughly how many bytes of lines the source may give."""
    if is_address(source):
        return _DATABASE_BYTES
    with opened(source) as database:
        tables = [database.tables[name].name for name in FIELDS if name in database.tables]
        counts = [next(database.rows(f"select count(*) as rows from {name}")) for name in tables]
    return _LINE_BYTES * sum(int(count["rows"]) for count in counts)


def scatter(source: str | Path, folder: Path, heaps: int, buffer: int = BUFFER_BYTES) -> Scattered:
    """Sort the rows that can say something, as FHIR lines, into heaps by patient."""
    writer = HeapWriter(folder, heaps, buffer=buffer)
    nobody: Counter[str] = Counter()
    for name, concepts, row in _every_row(source):
        if row["person_id"] is None:  # all of them would be one patient
            nobody[name] += 1
        else:
            for line in lines(concepts, name, row):
                writer.put(row["person_id"], _ENCODER.encode(line))
    writer.flush()
    bad = sum(nobody.values())
    rejected = [Rejected(f"table {name}", f"rows without a person_id: {count}") for name, count in nobody.items()]
    found = [Heap(folder, i) for i in range(heaps)]
    return Scattered(found, rejected=rejected, lines=writer.kept + bad, kept=writer.kept, bad=bad)


def _every_row(source: str | Path) -> Iterator[tuple[str, Concepts, Row]]:
    """The rows of all tables that can say something, each with the name of its table."""
    with opened(source) as database:
        concepts = Concepts(database)
        for name in ("person", *PREFIX):
            for row in _rows(database, concepts, name):
                yield name, concepts, {**row, "person_id": _person(row["person_id"])}


def _person(id: Any) -> str | None:
    """The person id as text. Data frames write 17 as 17.0 in a column with gaps: that is the same person."""
    if isinstance(id, Decimal) and id == id.to_integral_value():
        return str(int(id))
    return text_of(id)


def _rows(database: Database, concepts: Concepts, name: str) -> Iterator[Row]:
    """The rows of a table that can say something, once all the concepts in them are known."""
    table = database.tables.get(name)
    if name == "person":
        yield from _persons(database, concepts, table)
        return
    if table is None:
        return
    prefix = PREFIX[name]
    columns = _there(name, table, ("person_id", f"{prefix}_concept_id", _DATES.get(prefix, f"{prefix}_date")))
    wanted = _wanted(database, concepts, table, name)
    if not wanted:
        return
    where = f"from {table.name} where {wanted}"
    others = [table.columns[column] for column in concept_columns(columns, name)]
    concepts.learn(_ids(database, (f"select distinct {other} as id {where}" for other in others)))
    yield from database.rows(f"select {_chosen(table, columns)} {where}")


def _persons(database: Database, concepts: Concepts, table: Table | None) -> Iterator[Row]:
    """The patients, each with the day of death, if the source has deaths."""
    if table is None:
        raise RecordError("no table `person` was found: expected the tables of OMOP CDM 5.4")
    columns = _there("person", table, ("person_id",))
    if "gender_concept_id" in table.columns:
        gender = table.columns["gender_concept_id"]
        concepts.learn(_ids(database, [f"select distinct {gender} as id from {table.name}"]))
    dead = _dead(database)
    for row in database.rows(f"select {_chosen(table, columns)} from {table.name}"):
        died = dead.get(_person(row["person_id"]) or "", False)
        yield row if died is False else {**row, "death_date": died, "is_dead": True}


def _dead(database: Database) -> dict[str, str | None]:
    """Maps each person who died to the day of death, if it is known."""
    table = database.tables.get("death")
    if table is None:
        return {}
    table.require("person_id")
    person, day = table.columns["person_id"], table.columns.get("death_date", "null")
    rows = database.rows(
        f"select {person} as who, cast(min({day}) as varchar) as day from {table.name} group by {person}"
    )
    return {_person(row["who"]) or "": row["day"] for row in rows}


def _there(name: str, table: Table, needed: Iterable[str]) -> list[str]:
    """Those of the columns to read that the table has."""
    table.require(*needed)
    return [column for column in FIELDS[name].split() if column in table.columns]


def _chosen(table: Table, columns: Sequence[str]) -> str:
    """The SELECT list: days and moments as text, concepts as whole numbers, numbers as they were written."""
    return ", ".join(f"{_as_read(name, table)} as {name}" for name in columns)


def _as_read(name: str, table: Table) -> str:
    column = table.columns[name]
    if name.endswith(("_date", "_datetime")):
        return f"cast({column} as varchar)"
    if name in table.short:
        return f"cast(cast({column} as varchar) as float8)"
    return f"cast({column} as bigint)" if name.endswith("_concept_id") else column


def _ids(database: Database, statements: Iterable[str]) -> Iterator[int]:
    for statement in statements:
        for row in database.rows(statement):
            if row["id"]:
                yield _number(row["id"])


def _number(id: Any) -> int:
    try:
        return int(id)
    except (ValueError, OverflowError, TypeError):
        raise RecordError(
            "a column of concept ids holds something other than whole numbers: expected OMOP CDM 5.4"
        ) from None


def _wanted(database: Database, concepts: Concepts, table: Table, name: str) -> str:
    """The condition that a row can say something, "" where none can: by a concept, or by what the source called it.

    An observation also by its answer: "history of event: pernicious anaemia" is a finding to be asked about (register R79).
    A diagnosis, an operation or a medicine of which nobody can tell what it is may be any, and is told (register R105).
    """
    prefix = PREFIX[name]
    coded = [
        table.columns[column]
        for column in (f"{prefix}_source_concept_id", f"{prefix}_concept_id")
        if column in table.columns
    ]
    named = table.columns.get(f"{prefix}_source_value")
    asked = coded + [
        table.columns[each] for each in ("value_as_concept_id",) if name == "observation" and each in table.columns
    ]
    ids: set[int] = set()
    texts: set[str] = set()
    for numbers, text in _met(database, table, asked, named):
        ids.update(number for number in numbers if number)
        if text and concepts.speaks({"text": text}):
            texts.add(text)
    concepts.learn(ids)
    saying = [number for number in sorted(ids) if concepts.says(number)]
    found = [_among(column, saying) for column in asked if saying]
    if texts and named:
        found.append(_among(named, sorted(texts)))
    found += _answered(database, concepts, table) if name == "observation" else ()
    if name in UNREAD_IN:
        found += _unread(concepts, UNREAD_IN[name], coded, named, _met(database, table, coded, named))
    return " or ".join(found)


def _answered(database: Database, concepts: Concepts, table: Table) -> Iterator[str]:
    """The conditions that an answer in words says something: "Allergy", and behind it the name of the medicine."""
    for name in ("value_as_string", "value_source_value"):
        column = table.columns.get(name)
        rows = database.rows(f"select distinct cast({column} as varchar) as text from {table.name}") if column else ()
        if speaking := sorted(row["text"] for row in rows if row["text"] and concepts.speaks({"text": row["text"]})):
            yield _among(f"cast({column} as varchar)", speaking)


def _met(
    database: Database, table: Table, coded: Sequence[str], named: str | None
) -> Iterator[tuple[tuple[int, ...], str]]:
    """The pairs of concept and name that occur together; 0 and "" stand for none."""
    chosen = [f"coalesce(cast({column} as bigint), 0) as id_{i}" for i, column in enumerate(coded)]
    text = f"coalesce(cast({named} as varchar), '')" if named else "''"
    for row in database.rows(f"select distinct {', '.join([*chosen, f'{text} as text'])} from {table.name}"):
        *numbers, name = row.values()
        yield tuple(map(int, numbers)), str(name)


def _unread(
    concepts: Concepts, kind: str, coded: Sequence[str], named: str | None, met: Iterable[tuple[tuple[int, ...], str]]
) -> list[str]:
    """The condition that a row may stand for anything: its concepts and its name are among those that are not understood.

    That lets a few through whose name says that they are something else, which the reader of lines notices.
    """
    each: list[set[int]] = [set() for _ in coded]
    texts: set[str] = set()
    for numbers, text in met:
        if concepts.may_be_any(kind, numbers, text):
            texts.add(text)
            for ids, number in zip(each, numbers, strict=True):
                ids.add(number)
    if not texts:
        return []
    limits = [_among(f"coalesce(cast({c} as bigint), 0)", sorted(ids)) for c, ids in zip(coded, each, strict=True)]
    limits += [_among(f"coalesce(cast({named} as varchar), '')", sorted(texts))] if named else []
    return [f"({' and '.join(limits)})"]


def _among(column: str, values: Sequence[int | str]) -> str:
    return f"{column} in ({', '.join(_literal(each) if isinstance(each, str) else str(each) for each in values)})"


def _literal(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
