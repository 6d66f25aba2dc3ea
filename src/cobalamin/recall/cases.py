"""Cases in bundles, NDJSON or case files -> the records the recall judges."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.columns import Problem, SourceError
from cobalamin.recall.record import record_of
from cobalamin.records.bulk import FirstPass, bundle_cases, bundle_files, heap_cases, heap_count, ndjson_files, scatter
from cobalamin.records.codes import RecordError
from cobalamin.records.read import read_any
from cobalamin.records.record import Case, Rejected
from cobalamin.records.site import site_of


def read_cases(path: Path, on: date, site: str = "") -> tuple[tuple[TreatmentRecord, ...], tuple[Problem, ...]]:
    """The records of a bundle or case file, of an NDJSON file, or of a folder of either; what could not be read is named."""
    records: list[TreatmentRecord] = []
    problems: list[Problem] = []
    for found in _cases(path, site):
        if isinstance(found, Rejected):
            problems.append(Problem(0, found.why, refused=True, where=found.where))
        else:
            records.append(record_of(found, on))
    return tuple(records), tuple(problems)


def _cases(path: Path, site: str) -> Iterator[Case | Rejected]:
    if path.is_dir():
        lines, bundles = ndjson_files(path), bundle_files(path)
        if not lines and not bundles:
            raise SourceError(f"{path} holds no .json and no .ndjson file: a folder of bundles or NDJSON was expected")
        yield from _bulk(lines, site)
        yield from bundle_cases(bundles, site_of(site))
    elif path.name.endswith((".ndjson", ".ndjson.gz")):
        yield from _bulk([path], site)
    else:
        try:
            yield read_any(path.read_bytes(), site_of(site))
        except RecordError as problem:
            yield Rejected(path.name, str(problem))


def _bulk(files: list[Path], site: str) -> Iterator[Case | Rejected]:
    if not files:
        return
    with tempfile.TemporaryDirectory() as folder:
        found = scatter(files, Path(folder), heap_count(files), FirstPass(site=site))
        yield from found.rejected
        for heap in found.heaps:
            yield from heap_cases(heap, found.medicines, site_of(site))
