"""The synthetic population as the rules see it: written as NDJSON, read back, selected as for one patient."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from random_patients import Patient

from cobalamin.records.bulk import export
from cobalamin.records.bulk.heap import heap_cases
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on
from cobalamin.synthetic.patients import synthesise

ON = date(2026, 1, 1)


def made_up(size: int, seed: int) -> list[Patient]:
    """That many made-up patients."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        synthesise(folder, patients=size, seed=seed, format="ndjson", on=ON)
        files = export.files_to_read(folder / "ndjson")
        (folder / "heaps").mkdir()
        found = export.scatter(files, folder / "heaps", export.heap_count(files))
        cases = [case for heap in found.heaps for case in heap_cases(heap, found.medicines)]
    return [dict(facts_on(case, ON).values) for case in cases if isinstance(case, Case)]
