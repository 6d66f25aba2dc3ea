"""Health records cut into parts of whole patients, and the records of a part as the recall judges them.

A small source is read part after part (`read_cases`); one that does not fit in memory is handed out part by part (`many`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.record import record_of
from cobalamin.recall.sources.problems import Problem
from cobalamin.records.bulk import export
from cobalamin.records.bulk.medicines import NO_MEDICINES, Medicines
from cobalamin.records.errors import RecordError
from cobalamin.records.parts import Part, cases
from cobalamin.records.record import Rejected
from cobalamin.records.select import facts_on
from cobalamin.records.site import site_of

_LINES = (".ndjson", ".ndjson.gz")
_BUNDLES = 200
"""Bundles in one part."""


class Files(NamedTuple):
    """The files of a source: NDJSON, and bundles or case files."""

    lines: list[Path]
    bundles: list[Path]


@dataclass(frozen=True, slots=True)
class Records:
    """One part: whole patients, with the medicines any of them may point to."""

    part: Part
    medicines: Medicines = field(default_factory=lambda: NO_MEDICINES)
    site: str = ""
    """The text of the site's own codes."""


def read_cases(path: Path, on: date, site: str = "") -> tuple[tuple[TreatmentRecord, ...], tuple[Problem, ...]]:
    """The records of a bundle or case file, of an NDJSON file, or of a folder of either; what could not be read is named."""
    with tempfile.TemporaryDirectory() as work:
        parts = record_parts(files_of(path), Path(work), site)
        found = [each for part in parts for each in _read(part, on)]
    problems = tuple(each for each in found if isinstance(each, Problem))
    return tuple(each for each in found if not isinstance(each, Problem)), problems


def _read(part: Records | Problem, on: date) -> Iterable[TreatmentRecord | Problem]:
    return (part,) if isinstance(part, Problem) else records_in(part, on)


def files_of(source: Path) -> Files:
    """The files of a source; RecordError where it holds none."""
    if not source.is_dir():
        return Files([source], []) if source.name.lower().endswith(_LINES) else Files([], [source])
    found = Files(export.files_to_read(source), export.bundle_files(source))
    if not any(found):
        what = "a folder of bundles or NDJSON was expected"
        raise RecordError(f"{source} holds no .json and no .ndjson file with records of patients: {what}")
    return found


def record_parts(files: Files, work: Path, site: str) -> Iterator[Records | Problem]:
    """The parts of a source, and the lines no patient can be found in; `work` is a folder for the sorted lines."""
    if files.lines:
        found = export.scatter(files.lines, work, export.heap_count(files.lines), export.FirstPass(site=site))
        yield from map(_problem, found.rejected)
        for heap in found.heaps:
            yield Records(Part("ndjson", heaps=(heap,)), found.medicines, site)
    for i in range(0, len(files.bundles), _BUNDLES):
        yield Records(Part("bundles", tuple(files.bundles[i : i + _BUNDLES])), site=site)


def records_in(records: Records, on: date) -> Iterator[TreatmentRecord | Problem]:
    """The patients of a part as they stand on a day, and what could not be read of it."""
    for case in cases(records.part, medicines=records.medicines, site=site_of(records.site)):
        if not isinstance(case, Rejected):
            yield record_of(case, facts_on(case, on))
        elif not case.may_be_any or case.where.startswith(
            "Medication"
        ):  # of a recall any medicine may be one, no diagnosis is
            yield _problem(case)


def _problem(rejected: Rejected) -> Problem:
    return Problem(0, rejected.why, refused=True, where=rejected.place, whole_file=rejected.whole_file)
