"""Screening: a source of many patients to a folder of Parquet parts, one file -> file function at a time.

Every part is written under another name and renamed once it is complete, so an interrupted run continues where it stopped, and
Spark or several processes can answer the parts in any order. Not signed off by a clinician.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar, get_args

import msgspec
import pyarrow.parquet as parquet

from cobalamin.population.dictionary import COLUMNS, dictionary
from cobalamin.population.folder import (
    begin,
    cut_of,
    cut_off_in,
    facts_unread,
    files_unread,
    finish,
    keep_cut_off,
    keep_rejected_lines,
    require_whole,
    standing_again,
    write_rejected,
)
from cobalamin.population.part import EngineName, Job, Settings, do_part
from cobalamin.population.rules import guideline_with, profile_named, version_of
from cobalamin.population.sort import Unsorted, sorted_parts
from cobalamin.records.bulk.export import FirstPass
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import about
from cobalamin.records.inputs import visible
from cobalamin.records.left import columns_left, left_beside
from cobalamin.records.left import kept as left_in
from cobalamin.records.outputs import WORK, alone_in, write_whole
from cobalamin.records.parameters import kept, read_parameters
from cobalamin.records.parts import Kind, kind_of, parts_of, tables_of
from cobalamin.records.select import unknown_groups
from cobalamin.records.site import checked_text, fingerprint
from cobalamin.records.tables.wide import Mapped, mapped_by, read_mapping

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[str, int, int], None]
"""Called with the stage ("reading", "answering"), how much of it is done, and how much there is."""


class Spread(Protocol):
    """Runs independent tasks one after the other, in several processes, or on Spark; results in the order given."""

    def __call__(self, do: Callable[[T], R], tasks: Sequence[T], /) -> Iterable[R]:
        """The results of the tasks."""


@dataclass(frozen=True)
class Screened:
    """What a run did."""

    patients: int
    rejected: int
    parts: int
    left_from_before: int
    again: int = 0
    """Rows of patients who stand in another row: two bundles or two rows of one."""
    cut_off: tuple[str, ...] = ()
    """The files that could not be read to their end."""
    unread: tuple[str, ...] = ()
    """The files of one patient each that could not be read at all; `rejected` counts them too."""
    left_beside: tuple[str, ...] = ()
    """The files and folders of the source that were not read, and may hold records."""
    columns_left: tuple[str, ...] = ()
    """The columns of a table that were not read."""
    facts_unread: tuple[tuple[str, str], ...] = ()
    """The facts for which values were sent but none could be read, with the reasons."""


@dataclass(frozen=True)
class Run:
    """How a run is carried out; whatever changes an answer is also in its Settings."""

    mapped: Mapped
    memory: int = 300
    spread: Spread = map
    progress: Progress | None = None
    site: str = ""
    """The text of the site's own codes."""

    def all(self, what: str, do: Callable[[T], R], tasks: Sequence[T], before: int = 0) -> Iterator[R]:
        """Run every task and report progress."""
        for i, done in enumerate(self.spread(partial(_at_a_stretch, do), tasks), before + 1):
            if self.progress is not None:
                self.progress(what, i, before + len(tasks))
            yield done


def _at_a_stretch(do: Callable[[T], R], task: T) -> R:
    """A task run with Python's garbage collector off: records are trees, freed as soon as nobody holds them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return do(task)
    finally:
        if collecting:
            gc.enable()


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
    parameters: str | Path | None = None,
    site: str | Path | None = None,
    memory: int = 300,
    workers: int = 1,
    progress: Progress | None = None,
) -> Screened:
    """Answer for every patient of the source, in the folder `to`; what an interrupted run left there is kept."""
    profile = profile_named(guideline)
    own = kept(read_parameters(Path(parameters), profile.guideline)) if parameters is not None else ()
    version = version_of(profile.name, own)
    codes = checked_text(Path(site)) if site is not None else ""
    asked = tuple(sorted(set(presume)))
    mapped = read_mapping(Path(mapping).read_bytes()) if mapping is not None else {}
    marks = fingerprint(codes), mapped_by(mapped)
    settings = Settings(on.isoformat(), profile.name, exact, asked, engine, version, own, *marks)
    _require(settings)
    settings = _of_kind(settings, source, kind_of(source, mapped))
    with _spread(engine, workers) as spread:
        return run(source, Path(to), settings, Run(mapped, memory, spread, progress, codes))


def run(source: str | Path, target: Path, settings: Settings, how: Run) -> Screened:
    """One run, with its folder locked."""
    with alone_in(target):
        return _run(source, target, settings, how)


def _run(source: str | Path, target: Path, settings: Settings, how: Run) -> Screened:
    """Cut the source into parts, answer those that are left, and mark the folder as complete."""
    said = msgspec.json.decode(msgspec.json.encode(settings))
    kind = kind_of(source, how.mapped)
    memory = how.memory if kind in get_args(Unsorted) else 0
    cut = cut_of(_files(source, kind, target), kind, memory)
    begin(target, said, cut)
    jobs = _jobs(source, target, settings, how, kind)
    left = [job for job in jobs if not job.to.exists()]
    for _ in how.all("answering", do_part, left, len(jobs) - len(left)):
        pass
    if (
        cut_of(_files(source, kind, target), kind, memory) != cut
    ):  # some of it was read as it was before, some as it is now
        raise RecordError(f"the source changed while it was read: remove {target.name} and screen it again")
    again = standing_again(target) if kind in ("bundles", "wide") else 0
    beside, columns = left_beside(source, kind, target), columns_left(source, kind, how.mapped)
    _describe(target, settings)
    patients, rejected = finish(target, said, {"again": again, **left_in(beside, columns)})
    before = len(jobs) - len(left)
    return Screened(
        patients, rejected, len(jobs), before, again, cut_off_in(target), files_unread(target), beside, columns,
        facts_unread(target),
    )  # fmt: skip


def _describe(target: Path, settings: Settings) -> None:
    """Write what the columns of the answers mean, in a file beside them."""
    part = next(iter(sorted(target.glob("part-*.parquet"))), None)
    if part is not None:
        guideline = guideline_with(settings.guideline, settings.figures)
        write_whole(target / COLUMNS, dictionary(parquet.read_schema(part).names, guideline).encode())


def _require(settings: Settings) -> None:
    if fault := unknown_groups(settings.presume):
        raise RecordError(f"--presume: {fault}")


_NO_CODES: Mapping[Kind, str] = {
    "wide": "a table with one row a patient has", "events": "a table of events has", "omop": "OMOP tables have",
    "facts": "an earlier result has",
}  # fmt: skip
"""The kinds of source for which a site's codes mean nothing. An address is not named: it may hold a password."""
_NO_COLUMNS: Mapping[Kind, str] = {"ndjson": "FHIR NDJSON has", "bundles": "FHIR Bundles have"}


def _of_kind(settings: Settings, source: str | Path, kind: Kind) -> Settings:
    """The settings as far as the source can be read by them."""
    if kind not in ("ndjson", "bundles") and settings.site:
        raise RecordError(
            f"--site is for the codes of FHIR records, and {_NO_CODES[kind]} none: "
            "use it with NDJSON or bundles, or map the columns of a table with --mapping"
        )
    if kind != "wide" and settings.mapping:
        raise RecordError(
            f"--mapping names the columns of a table with one row a patient, and {_NO_COLUMNS.get(kind, _NO_CODES.get(kind))} none "
            "to map: leave it out"
        )
    return _as_read(settings, Path(source)) if kind == "facts" else settings


def _as_read(settings: Settings, source: Path) -> Settings:
    """The settings for a table of facts: its day and its presumptions were settled when the records were read."""
    require_whole(source)
    for path in tables_of(source):
        said = about(parquet.read_schema(path))
        day, presumed = said["on"], tuple(said.get("presume", ()))
        more = sorted(set(settings.presume) - set(presumed))
        if day != settings.on:
            raise RecordError(
                f"{path.name} holds the facts of {day}, not of {settings.on}: give --on {day}, or screen the records again"
            )
        if more:
            raise RecordError(f"{path.name} was read without --presume {' '.join(more)}: screen the records again")
        settings = replace(settings, presume=presumed, site=said.get("site", ""), mapping=said.get("mapping", ""))
    return settings


@contextmanager
def _spread(engine: EngineName, workers: int) -> Iterator[Spread]:
    """What runs the tasks: this process, a pool of processes, or Spark."""
    if engine == "spark":
        from cobalamin.population.spark import spark_spread

        with spark_spread(workers) as spread:
            yield spread
    elif workers > 1:
        from cobalamin.population.loaded import LOADED
        from cobalamin.records.processes import processes

        with processes(workers, LOADED) as spread:
            yield spread
    else:
        yield map


def _jobs(source: str | Path, target: Path, settings: Settings, how: Run, kind: Kind) -> list[Job]:
    """One job per part; a source that is not sorted by patient is first sorted into heaps."""
    if kind == "ndjson" or kind == "events" or kind == "omop":
        parts, found = sorted_parts(source, target / WORK, kind, how.memory, _first_pass(how, settings))
        write_rejected(target, "source", found.rejected, found.bad)
        keep_rejected_lines(target, target / WORK)
        keep_cut_off(target, found.cut_off)
    else:
        parts = parts_of(Path(source), kind, how.mapped)
    name = f"part-{{:0{max(5, len(str(len(parts))))}}}.parquet"
    return [Job(part, target / name.format(i), settings, how.mapped, how.site) for i, part in enumerate(parts)]


def _files(source: str | Path, kind: Kind, target: Path) -> list[Path]:
    """The files of a source, including those inside a folder that is one OMOP table; none for a database address."""
    path = Path(source)
    if not path.is_dir():
        return [path] if path.exists() else []
    tables = [
        each for each in path.iterdir() if kind == "omop" and each.is_dir() and each.resolve() != target.resolve()
    ]
    inside = (each for table in tables for each in table.rglob("*.parquet"))
    return sorted(each for each in visible((*path.iterdir(), *inside)) if each.is_file())


def _first_pass(how: Run, settings: Settings) -> FirstPass:
    """The first pass, run and reported in the same way as the second."""
    day = date.fromisoformat(settings.on)
    return FirstPass(spread=lambda do, tasks: how.all("reading", do, tasks), on=day, site=how.site)
