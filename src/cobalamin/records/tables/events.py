"""A CSV or Parquet file with one row per event (patient, fact, value, unit, date), in any order.

The rows are sorted into heaps by a hash of the patient, then each heap is read at once: the same rules as everywhere.
A row whose fact is `birth_date`, `sex`, `died`, `assessed` (groups of questions asked) or an `age` without a date speaks of the
person, one of `b12_injection` (or `last_b12_injection`) of a dose given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import TreatmentEvent
from cobalamin.language.nodes import Finding
from cobalamin.records.heaps import BUFFER_BYTES, Heap, HeapWriter
from cobalamin.records.identifiers import is_lost
from cobalamin.records.messages import shown
from cobalamin.records.record import DIED, Case, Pending, Rejected, Statement
from cobalamin.records.tables.cells import (
    BESIDE,
    Column,
    Place,
    injections_in,
    is_nothing,
    pending,
    statement,
    text_of,
)
from cobalamin.records.tables.person import Rows, case_of, dose
from cobalamin.records.tables.rows import by_plain_name, commas_are_doubtful, header, plain, rows_of

NEEDED = frozenset({"patient", "fact", "value"})
COLUMNS = (*sorted(NEEDED), *BESIDE)
GIVEN = ("b12_injection", "last_b12_injection")
"""The names of an event that is a dose."""
_PERSON = frozenset({"birth_date", "sex", DIED, "assessed", *GIVEN})
Event = Mapping[str, Any]


def is_events(path: Path) -> bool:
    """Whether the header is that of a table of events."""
    return {plain(name) for name in header(path)} >= NEEDED


def scatter(path: Path, folder: Path, heaps: int, buffer: int = BUFFER_BYTES) -> list[Rejected]:
    """Sort the events by patient into heaps; a row without a patient, a fact or a value is rejected."""
    rejected: list[Rejected] = []
    writer = HeapWriter(folder, heaps, buffer=buffer)
    columns, doubtful = by_plain_name(header(path), COLUMNS), commas_are_doubtful(path)
    for number, row in enumerate(rows_of(path), 1):
        event = {name: row[column] for name, column in columns.items()}
        patient, fact = text_of(event["patient"]) or "", plain(text_of(event["fact"]) or "")
        if fault := _fault(patient, fact, event):
            rejected.append(Rejected(f"row {number}", fault))
            continue
        kept = event | {"patient": patient, "fact": fact, "row": number, "comma_is_doubtful": doubtful}
        writer.put(patient, json.dumps(kept, default=_written).encode())
    writer.flush()
    return rejected


def _fault(patient: str, fact: str, event: Mapping[str, Any]) -> str:
    """Why a row has no patient or says nothing; "" if it can be used."""
    if is_lost(patient):
        return f"the patient {shown(patient)} is what a spreadsheet saves in place of a longer number, and may be several people"
    if not patient or (fact not in FACTS and fact not in _PERSON):
        return f"no patient, or {shown(str(event['fact']))} is no fact of the vocabulary"
    return ""


def _written(value: Any) -> Any:
    """What JSON has no form for: a decimal or a day as a text; a value that is neither as what nobody can read."""
    return text_of(value) if not isinstance(value, bytes) else {"bytes": len(value)}


def heap_cases(heap: Heap) -> Iterator[Case]:
    """The patients of one heap."""
    patients: dict[str, list[dict[str, Any]]] = {}
    for line in heap.read().splitlines():
        row = json.loads(line)
        patients.setdefault(row["patient"], []).append(row)
    for name, events in sorted(patients.items()):
        yield of_events(name, events)


def of_events(name: str, events: Sequence[Event]) -> Case:
    """One patient from rows of (fact, value, unit, comparator, date, status, comment); an undated one is not taken as current."""
    told = [event for event in events if not is_nothing(event["value"])]
    results, statements = _said([event for event in told if event["fact"] in FACTS and not _is_age(event)])
    doses = [*_doses(event for event in events if event["fact"] in GIVEN)]
    ages = [pending(_place("age", event), event["value"], event, _row(event), "a") for event in told if _is_age(event)]

    def texts(fact: str) -> list[str]:
        return [text_of(event["value"]) or "" for event in told if event["fact"] == fact]

    return case_of(name, Rows(results, statements, doses, ages, texts), name)


def _is_age(event: Event) -> bool:
    """Whether the row gives the age on the decision date: an age with a date is a result like any other."""
    return event["fact"] == "age" and is_nothing(event.get("date"))


def _row(event: Event) -> str:
    return f"row {event['row']}"


def _place(fact: str, event: Event) -> Place:
    parts = {name: name if name in event else None for name in BESIDE}
    return Place(FACTS[fact], "value", Column(fact), **parts, comma_is_doubtful=bool(event.get("comma_is_doubtful")))


def _said(events: Sequence[Event]) -> tuple[list[Pending], list[Statement]]:
    results: list[Pending] = []
    statements: list[Statement] = []
    for event in events:
        place = _place(event["fact"], event)
        if isinstance(place.entry.fact, Finding):
            statements.append(statement(place, event["value"], event, _row(event)))
        else:
            results.append(pending(place, event["value"], event, _row(event)))
        statements += injections_in(event, place, _row(event))
    return results, statements


def _doses(events: Iterable[Event]) -> Iterator[TreatmentEvent | Statement]:
    """The doses that were given, and why others are not counted."""
    for event in events:
        value, day, status = (text_of(event.get(name)) or "" for name in ("value", "date", "status"))
        found = dose(value, day, status.lower(), _row(event))
        if found is not None:
            yield found
