"""The first pass of a screening run: a source that is not sorted by patient is sorted into heaps small enough for memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from cobalamin.records.bulk import export
from cobalamin.records.bulk.export import FirstPass, Scattered
from cobalamin.records.bulk.observed import OBSERVED
from cobalamin.records.heaps import BUFFER_BYTES, Heap, sizes
from cobalamin.records.omop import read as omop
from cobalamin.records.parts import Part
from cobalamin.records.tables import events

Unsorted = Literal["ndjson", "events", "omop"]
PART_BYTES = 12 << 20
"""Bytes of lines in one part of a source that is sorted into heaps."""
_OBSERVED = 4
"""How many times less an observation in columns costs than a line."""
_USUAL = 300
"""Megabytes of memory for which the sizes here and in `records` are chosen."""


def sorted_parts(
    source: Path | str, work: Path, kind: Unsorted, memory: int, first: FirstPass
) -> tuple[list[Part], Scattered]:
    """Sort the lines of a source by patient; returns its parts, and what the sorting found."""
    work.mkdir(parents=True, exist_ok=True)
    share = max(memory, 150) / _USUAL
    buffer = round(BUFFER_BYTES * share)
    files = export.files_to_read(Path(source)) if kind == "ndjson" else [Path(source)]
    heaps = _heap_count(source, kind, files, share)
    match kind:
        case "ndjson":
            found = export.scatter(files, work, heaps, replace(first, buffer=buffer))
        case "omop":
            found = omop.scatter(source, work, heaps, buffer)
        case "events":
            rejected = events.scatter(Path(source), work, heaps, buffer)
            found = Scattered([Heap(work, i) for i in range(heaps)], rejected=rejected, bad=len(rejected))
    beside = sizes(work, heaps, OBSERVED)
    weights = [lines + beside[i] // _OBSERVED for i, lines in enumerate(sizes(work, heaps))]
    most = round(export.HEAP_BYTES * share)
    return [Part(kind, heaps=_as_one(group, weights, most)) for group in _together(found.heaps, weights)], found


def _as_one(heaps: Sequence[Heap], weights: Sequence[int], most: int) -> tuple[Heap, ...]:
    """Join small neighbouring heaps: reading a heap has a fixed cost, however little is in it."""
    found: list[Heap] = []
    weight = 0
    for heap in heaps:
        weight += weights[heap.number]
        if found and weight <= most:
            found[-1] = replace(found[-1], count=found[-1].count + 1)
        else:
            found.append(heap)
            weight = weights[heap.number]
    return tuple(found)


def _heap_count(source: Path | str, kind: Unsorted, files: Sequence[Path], share: float) -> int:
    heap_bytes = round(export.HEAP_BYTES * share)
    return max(1, -(-omop.weight(source) // heap_bytes)) if kind == "omop" else export.heap_count(files, heap_bytes)


def _together(heaps: Sequence[Heap], weights: Sequence[int]) -> list[tuple[Heap, ...]]:
    """Heaps in parts of at most about PART_BYTES of lines: heaps are read one by one, so a part's size costs no memory.

    More than one are as large as each other and an even number, so that two workers end together.
    """
    whole = sum(weights)
    count = -(-whole // PART_BYTES)
    size = whole / (count + count % 2 if count > 1 else 1) or 1
    groups: list[list[Heap]] = [[]]
    before = 0
    for heap, weight in zip(heaps, weights, strict=True):
        if groups[-1] and before >= size * len(groups):
            groups.append([])
        groups[-1].append(heap)
        before += weight
    return [tuple(group) for group in groups]
