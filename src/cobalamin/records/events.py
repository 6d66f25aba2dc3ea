"""A CSV or Parquet file with one row an event: patient, fact, value, unit, date; rows may stand in any order.

The rows are sorted into heaps by a hash of the patient, then each heap is read at once: the same rules as everywhere.
A row whose fact is `birth_date`, `sex` or `b12_injection` speaks of the person or of a dose given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.record import Case
from cobalamin.records.wide import Rejected, Rows, header, rows_of

NEEDED = frozenset({"patient", "fact", "value"})
_PERSON = frozenset({"birth_date", "sex", "b12_injection"})


def is_events(path: Path) -> bool:
    """Whether the header is that of a table of events."""
    return set(header(path)) >= NEEDED


def scatter(path: Path, heaps: Sequence[Path]) -> list[Rejected]:
    """The events sorted by patient into heaps; a row without a patient, fact or value is rejected."""
    rejected: list[Rejected] = []
    piles: list[list[str]] = [[] for _ in heaps]
    for number, row in enumerate(rows_of(path), 1):
        patient, fact = row.get("patient"), row.get("fact")
        if patient in (None, "") or (fact not in FACTS and fact not in _PERSON):
            rejected.append(Rejected(f"row {number}", f"no patient, or {fact!r} is no fact of the vocabulary"))
            continue
        row["patient"], row["row"] = str(patient), number
        piles[crc32(str(patient).encode()) % len(heaps)].append(json.dumps(row, default=str))
        if number % 100_000 == 0:
            _flush(piles, heaps)
    _flush(piles, heaps)
    return rejected


def _flush(piles: list[list[str]], heaps: Sequence[Path]) -> None:
    for pile, heap in zip(piles, heaps, strict=True):
        if pile:
            with heap.open("a") as file:
                file.writelines(line + "\n" for line in pile)
            pile.clear()


def heap_cases(heap: Path) -> Iterator[Case | Rejected]:
    """The patients of one heap."""
    patients: dict[str, list[dict[str, Any]]] = {}
    if heap.exists():
        with heap.open() as file:
            for line in file:
                row = json.loads(line)
                patients.setdefault(row["patient"], []).append(row)
    for name, events in sorted(patients.items()):
        yield Rows.of_events(name, events)
