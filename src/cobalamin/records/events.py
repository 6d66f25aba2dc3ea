"""A CSV or Parquet file with one row an event: patient, fact, value, unit, date; rows may stand in any order.

The rows are sorted into heaps by a hash of the patient, then each heap is read at once: the same rules as everywhere.
A row whose fact is `birth_date`, `sex`, `died`, `assessed` (groups of questions asked) or an `age` without a date speaks of the
person, one of `b12_injection` (or `last_b12_injection`) of a dose given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.document import shown
from cobalamin.records.heaps import BUFFER_BYTES, Heap, HeapWriter
from cobalamin.records.record import Case, Rejected
from cobalamin.records.tables_read import header, rows_of
from cobalamin.records.wide import GIVEN, Rows

NEEDED = frozenset({"patient", "fact", "value"})
_PERSON = frozenset({"birth_date", "sex", "died", "assessed", *GIVEN})


def is_events(path: Path) -> bool:
    """Whether the header is that of a table of events."""
    return set(header(path)) >= NEEDED


def scatter(path: Path, folder: Path, heaps: int, buffer: int = BUFFER_BYTES) -> list[Rejected]:
    """The events sorted by patient into heaps; a row without a patient, fact or value is rejected."""
    rejected: list[Rejected] = []
    writer = HeapWriter(folder, heaps, buffer=buffer)
    for number, row in enumerate(rows_of(path), 1):
        patient, fact = row.get("patient"), row.get("fact")
        if patient in (None, "") or (fact not in FACTS and fact not in _PERSON):
            rejected.append(
                Rejected(f"row {number}", f"no patient, or {shown(str(fact))} is no fact of the vocabulary")
            )
            continue
        row["patient"], row["row"] = str(patient), number
        writer.put(row["patient"], json.dumps(row, default=str).encode())
    writer.flush()
    return rejected


def heap_cases(heap: Heap) -> Iterator[Case | Rejected]:
    """The patients of one heap."""
    patients: dict[str, list[dict[str, Any]]] = {}
    for line in heap.read().splitlines():
        row = json.loads(line)
        patients.setdefault(row["patient"], []).append(row)
    for name, events in sorted(patients.items()):
        yield Rows.of_events(name, events)
