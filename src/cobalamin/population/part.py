"""One part of a source to one Parquet file of answers: the function every scheduler calls, here, in a pool or in Spark."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from cobalamin.knowledge.notice import NOTICE
from cobalamin.population.folder import UNFINISHED, write_rejected
from cobalamin.population.rules import Rules, rules_for
from cobalamin.records.bulk.heap import settled_heap
from cobalamin.records.bulk.medicines import Medicines, read_medicines
from cobalamin.records.bulk.settle import Settling
from cobalamin.records.fact_table import FactRows, about, saying
from cobalamin.records.heaps import Heap
from cobalamin.records.parameters import KeptFigure
from cobalamin.records.parts import Part, cases
from cobalamin.records.record import Case, Rejected, rejected_in
from cobalamin.records.select import facts_on
from cobalamin.records.site import site_of
from cobalamin.records.tables.wide import Mapped

EngineName = Literal["local", "sql", "spark"]
BLOCK = 20_000
"""How many patients are written at once."""


@dataclass(frozen=True)
class Settings:
    """What an answer depends on; parts answered with different settings are never mixed."""

    on: str
    guideline: str = "article"
    exact: bool = False
    presume: tuple[str, ...] = ()
    engine: EngineName = "local"
    rules: str = ""
    """The version of the rules and figures behind the guideline's name."""
    figures: tuple[KeptFigure, ...] = ()
    """A site's own figures in place of the guideline's."""
    site: str = ""
    """What identifies the site's own codes the records were read with."""
    mapping: str = ""
    """What identifies the mapping by which the columns of a table were read."""


@dataclass(frozen=True)
class Job:
    """One part, with everything a process or a Spark worker needs to answer it."""

    part: Part
    to: Path
    settings: Settings
    mapped: Mapped = field(default_factory=dict)
    site: str = ""
    """The text of the site's own codes."""


def do_part(job: Job) -> None:
    """Answer one part; its file has another name until it is complete."""
    unfinished = job.to.with_suffix(f".{os.getpid()}{UNFINISHED}")
    rejected: list[Rejected] = []
    rules = rules_for(job.settings.guideline, job.settings.exact, job.settings.figures)
    writer: parquet.ParquetWriter | None = None
    for table in _tables(job, rules, rejected):
        answered = rules.answered_by_sql(table) if job.settings.engine == "sql" else rules.answered(table)
        answered = saying(answered, **msgspec.to_builtins(job.settings), notice=NOTICE)
        if writer is None:
            writer = parquet.ParquetWriter(unfinished, answered.schema, compression="snappy", write_statistics=False)
        writer.write_table(answered)
    write_rejected(job.to.parent, job.to.stem, rejected, len(rejected))
    if writer is not None:
        writer.close()
        unfinished.rename(job.to)


def _tables(job: Job, rules: Rules, rejected: list[Rejected]) -> Iterator[pa.Table]:
    """The facts of the part, in blocks."""
    on = date.fromisoformat(job.settings.on)
    if job.part.kind == "facts":
        file = parquet.ParquetFile(job.part.paths[0])
        about(file.schema_arrow)
        for batch in file.iter_batches(BLOCK * 10, columns=rules.fact_columns(file.schema_arrow)):
            yield pa.Table.from_batches([batch], batch.schema.with_metadata(file.schema_arrow.metadata))
        return
    rows = FactRows(rules.scale_of, on)
    if job.part.kind == "ndjson":
        yield from fact_tables(job.part.heaps, _settling(job.settings, job.site), rows, rejected)
        return
    for case in cases(job.part, job.mapped, site=site_of(job.site)):
        if isinstance(case, Rejected):
            rejected.append(case)
            continue
        rows.add(case.id, facts_on(case, on, job.settings.presume, rules.figures))
        if len(rows.patients) >= BLOCK:
            yield rows.table()
    yield rows.table()


def fact_tables(
    heaps: Sequence[Heap], settling: Settling, rows: FactRows, rejected: list[Rejected]
) -> Iterator[pa.Table]:
    """The facts of heaps of FHIR NDJSON; most are settled for many patients at once."""
    medicines = _medicines(heaps[0].folder)
    for heap in heaps:
        found, chosen = settled_heap(heap, medicines, settling)
        place = np.full(len(found), -1, np.int64)
        for i, case in enumerate(found):
            if isinstance(case, Case):
                place[i] = len(rows.patients)
                beside = chosen.beside.get(i, {})
                rows.add(case.id, facts_on(case, settling.on, settling.presume, settling.figures, beside))
                rejected += rejected_in(case)
            else:
                rejected.append(case)
        for settled in chosen.columns:
            rows.add_settled(settled, place)
        if len(rows.patients) >= BLOCK:
            yield rows.table()
    yield rows.table()


@lru_cache(maxsize=1)
def _settling(settings: Settings, site: str) -> Settling:
    """How the words of a heap are settled; kept from part to part, because it remembers what it has settled."""
    rules = rules_for(settings.guideline, settings.exact, settings.figures)
    return Settling(date.fromisoformat(settings.on), settings.presume, rules.figures, site_of(site))


@lru_cache(maxsize=1)
def _medicines(folder: Path) -> Medicines:
    """The medicines beside the heaps, read once per process."""
    return read_medicines(folder)
