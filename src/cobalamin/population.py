"""The same rules over files: a source to a folder of Parquet parts, one file -> file function at a time.

Every part is written under another name and renamed when it is whole, so an interrupted run goes on where it stopped, and
Spark or several processes can do the parts in any order. Not signed off by a clinician.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as parquet

from cobalamin.assessment import NOTICE
from cobalamin.knowledge.order import ORDER
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.language.cells import scales
from cobalamin.language.diagram import Diagram
from cobalamin.language.nodes import Finding, facts_of
from cobalamin.population_columns import answer_columns, planes
from cobalamin.readings.bits import Answers, Bits
from cobalamin.readings.wanted import Scales, Wanted
from cobalamin.records import bulk, events, omop
from cobalamin.records.codes import RecordError
from cobalamin.records.fhir import Resource
from cobalamin.records.parts import Part, cases, kind_of, parts_of
from cobalamin.records.select import facts_on, unknown_groups
from cobalamin.records.tables import FactRows, about, fingerprint, recut
from cobalamin.records.wide import Mapped, Rejected, read_mapping

GUIDELINES: dict[str, Guideline] = {ARTICLE.id: ARTICLE}
EngineName = Literal["local", "sql", "spark"]
BLOCK = 50_000
"""Patients written at once."""
PART_BYTES = 24 << 20
"""Lines of the patients in one part of a source that is sorted into heaps."""
REJECTED_SHOWN = 1_000
"""Rejected lines written out for each part; all are counted."""
ABOUT, REJECTS, WORK = "_about.json", "_rejects", "_work"


@dataclass(frozen=True)
class Settings:
    """What an answer depends on; parts done with other settings are not mixed."""

    on: str
    guideline: str = "article"
    exact: bool = False
    presume: tuple[str, ...] = ()
    engine: EngineName = "local"


@dataclass(frozen=True)
class Screened:
    """What a run did."""

    patients: int
    rejected: int
    parts: int
    left_from_before: int


@dataclass(frozen=True)
class Job:
    """One part with all that is needed to do it anywhere."""

    part: Part
    to: Path
    settings: Settings
    mapped: Mapped = field(default_factory=dict)
    medicines: dict[str, Resource] = field(default_factory=dict)


Progress = Callable[[int, int], None]


def screen(
    source: str | Path,
    to: str | Path,
    *,
    on: date,
    guideline: str = "article",
    engine: EngineName = "local",
    exact: bool = False,
    presume: Sequence[str] = (),
    mapping: str | Path | None = None,
    memory: int = 300,
    workers: int = 1,
    progress: Progress | None = None,
) -> Screened:
    """Every patient of the source answered, in the folder `to`; what is already there from an interrupted run is kept."""
    settings = Settings(on.isoformat(), guideline, exact, tuple(presume), engine)
    _require(settings)
    target = Path(to)
    begin(target, settings)
    mapped = read_mapping(Path(mapping).read_text()) if mapping is not None else {}
    jobs, rejected = _jobs(Path(source), target, settings, mapped, memory)
    _write_rejected(target, "source", rejected)
    left = [job for job in jobs if not job.to.exists()]
    _do(left, workers, progress, len(jobs))
    shutil.rmtree(target / WORK, ignore_errors=True)
    found, bad = finish(target, settings)
    return Screened(found, bad, len(jobs), len(jobs) - len(left))


def _require(settings: Settings) -> None:
    if settings.guideline not in GUIDELINES:
        raise RecordError(f"{settings.guideline!r} is no guideline of this program; expected {', '.join(GUIDELINES)}")
    unknown = unknown_groups(settings.presume)
    if unknown:
        raise RecordError(f"{', '.join(unknown)} is no group of questions that can be presumed asked")
    if settings.engine == "spark":
        raise RecordError("Spark runs its own job: see docs/spark.md for `cobalamin.population_spark`")
    if settings.engine == "sql" and settings.exact:
        raise RecordError("the SQL engine answers by Kleene's rules only; take --engine local for --exact")


# --- the run ---------------------------------------------------------------------------------------------------------


def begin(target: Path, settings: Settings) -> None:
    """The folder, made or found again; one that holds answers to another question is refused."""
    target.mkdir(parents=True, exist_ok=True)
    note = target / ABOUT
    if note.exists():
        before = json.loads(note.read_text())["settings"]
        if before != _plain(settings):
            raise RecordError(
                f"{target.name} holds the answers of another run ({before}); write to another place or remove it"
            )
    elif any(target.iterdir()):
        raise RecordError(f"{target.name} is not empty and was not written by this program; write to another place")
    note.write_text(json.dumps({"settings": _plain(settings), "notice": NOTICE}, indent=1))


def _plain(settings: Settings) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(asdict(settings)))
    return found


def _jobs(
    source: Path, target: Path, settings: Settings, mapped: Mapped, memory: int
) -> tuple[list[Job], list[Rejected]]:
    """One job a part; sources that are not sorted by patient are sorted into heaps first."""
    if not source.exists():
        raise RecordError(f"there is no {source}: expected a file or a folder")
    kind = kind_of(source, mapped)
    rejected: list[Rejected] = []
    medicines: dict[str, Resource] = {}
    if kind in ("ndjson", "events", "omop"):
        parts, rejected, medicines = _heaped(source, target / WORK, kind, memory)
    else:
        parts = parts_of(source, kind, mapped)
    name = f"part-{{:0{max(5, len(str(len(parts))))}}}.parquet"
    jobs = [Job(part, target / name.format(i), settings, mapped, medicines) for i, part in enumerate(parts)]
    return jobs, rejected


def _heaped(
    source: Path, work: Path, kind: Literal["ndjson", "events", "omop"], memory: int
) -> tuple[list[Part], list[Rejected], dict[str, Resource]]:
    """The first pass: lines sorted by patient into heaps small enough for the memory allowed."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    files = bulk.files_to_read(source) if kind == "ndjson" else _files(source)
    heaps = max(1, round(bulk.heap_count(files) * 300 / max(memory, 100)))
    match kind:
        case "ndjson":
            found = bulk.scatter(files, work, heaps)
        case "omop":
            found = omop.scatter(source, [work / f"heap-{i:05}.ndjson" for i in range(heaps)])
        case "events":
            paths = [work / f"heap-{i:05}.ndjson" for i in range(heaps)]
            found = bulk.Scattered(paths, rejected=events.scatter(source, paths))
    groups = _together(found.heaps)
    return [Part(kind, group) for group in groups], found.rejected, found.medicines


def _together(heaps: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Heaps in parts of about PART_BYTES of lines: heaps are read one by one, so a part's size costs no memory."""
    groups: list[list[Path]] = [[]]
    weight = 0
    for heap in heaps:
        size = heap.stat().st_size if heap.exists() else 0
        if groups[-1] and weight + size > PART_BYTES:
            groups.append([])
            weight = 0
        groups[-1].append(heap)
        weight += size
    return [tuple(group) for group in groups]


def _files(source: Path) -> list[Path]:
    return sorted(source.glob("*.parquet")) if source.is_dir() else [source]


def _do(jobs: list[Job], workers: int, progress: Progress | None, total: int) -> None:
    """The jobs left, here or in several processes."""
    finished = total - len(jobs)
    with ExitStack() as stack:
        done: Iterable[None] = map(do_part, jobs)
        if workers > 1 and len(jobs) > 1:
            pool = stack.enter_context(ProcessPoolExecutor(workers, get_context("spawn")))
            done = pool.map(do_part, jobs)
        for _ in done:
            finished += 1
            if progress is not None:
                progress(finished, total)


def _counted(target: Path) -> tuple[int, int]:
    """Patients and rejected lines in the whole folder."""
    patients = sum(parquet.read_metadata(path).num_rows for path in target.glob("part-*.parquet"))
    return patients, sum(json.loads(path.read_text())["count"] for path in (target / REJECTS).glob("*.json"))


def finish(target: Path, settings: Settings) -> tuple[int, int]:
    """The run marked as whole; patients and rejected lines in the folder."""
    patients, rejected = _counted(target)
    said = {
        "settings": _plain(settings),
        "notice": NOTICE,
        "patients": patients,
        "rejected": rejected,
        "finished": True,
    }
    (target / ABOUT).write_text(json.dumps(said, indent=1))
    return patients, rejected


def _write_rejected(target: Path, name: str, rejected: Sequence[Rejected]) -> None:
    """What could not be read, counted, and the first of them with place and reason."""
    path = target / REJECTS / f"{name}.json"
    if rejected:
        path.parent.mkdir(exist_ok=True)
        shown = [{"where": each.where, "why": each.why} for each in rejected[:REJECTED_SHOWN]]
        path.write_text(json.dumps({"count": len(rejected), "first": shown}, indent=1))


# --- one part --------------------------------------------------------------------------------------------------------


def do_part(job: Job) -> None:
    """One part to one Parquet file: the function every scheduler calls."""
    unfinished = job.to.with_suffix(f".{os.getpid()}.unfinished")
    rejected: list[Rejected] = []
    rules = rules_for(job.settings.guideline, job.settings.exact)
    writer: parquet.ParquetWriter | None = None
    for table in _tables(job, rules, rejected):
        answered = rules.answered(table) if job.settings.engine == "local" else rules.answered_by_sql(table)
        if writer is None:
            writer = parquet.ParquetWriter(unfinished, answered.schema, compression="zstd")
        writer.write_table(answered)
    _write_rejected(job.to.parent, job.to.stem, rejected)
    if writer is not None:
        writer.close()
        unfinished.rename(job.to)


def _tables(job: Job, rules: Rules, rejected: list[Rejected]) -> Iterator[pa.Table]:
    """The facts of the part, in blocks."""
    on = date.fromisoformat(job.settings.on)
    if job.part.kind == "facts":
        file = parquet.ParquetFile(job.part.paths[0])
        about(file.schema_arrow)
        for batch in file.iter_batches(BLOCK * 4, columns=rules.fact_columns(file.schema_arrow)):
            yield pa.Table.from_batches([batch], batch.schema.with_metadata(file.schema_arrow.metadata))
        return
    rows = FactRows(rules.scale_of, on)
    for case in cases(job.part, job.mapped, job.medicines):
        if isinstance(case, Rejected):
            rejected.append(case)
            continue
        rows.add(case.id, facts_on(case, on, job.settings.presume))
        if len(rows.patients) >= BLOCK:
            yield rows.table()
    yield rows.table()


class Rules:
    """One guideline compiled for columns."""

    def __init__(self, guideline: Guideline, exact: bool, asks: bool = True) -> None:
        self.guideline = guideline
        conditions = (*guideline.definitions, *(indication.rule for indication in guideline.indications))
        self.wanted = Wanted(conditions, guideline.ladders, unsettled=asks)
        self.scale_of: Scales = scales(*guideline.roots)
        diagram = Diagram(self.wanted.outputs, ORDER, possible) if exact else None
        self.bits = Bits(self.wanted, self.scale_of, diagram)
        facts = [*facts_of(*self.wanted.roots), *facts_of(possible)]
        self.findings = list(dict.fromkeys(fact.name for fact in facts if isinstance(fact, Finding)))
        self.measures = list(dict.fromkeys(fact.name for fact in facts if not isinstance(fact, Finding)))
        self.cuts = fingerprint(self.scale_of)

    def fact_columns(self, schema: pa.Schema) -> list[str]:
        """The columns of a table of facts that are facts, not answers of an earlier run."""
        ours = set(FactRows(self.scale_of, date.min).schema.names)
        return [name for name in schema.names if name in ours]

    def answered(self, table: pa.Table) -> pa.Table:
        """The facts with the answers beside them."""
        table = self._cut(table)
        for name, column in answer_columns(self.answers(table)).items():
            table = table.append_column(name, column)
        return table

    def answers(self, table: pa.Table) -> Answers:
        """The planes of every answer."""
        return self.bits.run(planes(self._cut(table), self.findings, self.measures), table.num_rows)

    def _cut(self, table: pa.Table) -> pa.Table:
        """The table with cells on our scales: those it has, if made with the same cut points, else made again."""
        if about(table.schema)["cuts"] == self.cuts:
            return table
        for name, (low, high) in recut(table, self.scale_of).items():
            for suffix, column in (("_low", low), ("_high", high)):
                place = table.schema.get_field_index(name + suffix)
                table = (
                    table.set_column(place, name + suffix, column)
                    if place >= 0
                    else table.append_column(name + suffix, column)
                )
        return table.replace_schema_metadata({"cobalamin": json.dumps({**about(table.schema), "cuts": self.cuts})})

    def answered_by_sql(self, table: pa.Table) -> pa.Table:
        """The same answers from the generated SQL in DuckDB; without the columns that say what to ask."""
        from cobalamin.population_sql import answered

        return answered(replace(self.wanted, unsettled=False), self.scale_of, self._cut(table))


@cache
def rules_for(guideline: str, exact: bool) -> Rules:
    """The rules of a guideline by name, compiled once a process."""
    return Rules(GUIDELINES[guideline], exact)
