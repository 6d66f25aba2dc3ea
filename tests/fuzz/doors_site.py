"""A site's own files, its journal on the disk, and texts by themselves."""

from __future__ import annotations

import io
import json
import shutil
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import entries
import msgspec
from door_laws import (
    ON,
    WORK,
    Door,
    files,
    sentence,
    small_bundles,
)
from mutations import Texts, Trees
from sqlalchemy import update

from cobalamin.assessment.assess import assess
from cobalamin.assessment.report import text
from cobalamin.journal.command import journal_command
from cobalamin.journal.database import open_journal
from cobalamin.journal.spool import Spool, forget, unreadable
from cobalamin.journal.store import append, content_hash, link
from cobalamin.journal.tables import JOURNAL
from cobalamin.knowledge.guidelines.registry import UnknownProfile, profile
from cobalamin.knowledge.treatment import micrograms, product_named, route_named, stop_reason
from cobalamin.recall.sources import columns, days
from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.written.formats import days_of
from cobalamin.records import intervals, moments
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import interval_of, text_of
from cobalamin.records.fhir import values as fhir_values
from cobalamin.records.inputs import day_named
from cobalamin.records.parameters import figures_of, kept, read_parameters
from cobalamin.records.read import read_any
from cobalamin.records.results import read_result
from cobalamin.records.site import read_site_file
from cobalamin.records.tables import wide
from cobalamin.records.units import as_printed, parse_result, unit_of
from cobalamin.translation.printed_units import printed_units
from cobalamin.translation.words import preferred
from cobalamin.web.prefetch import templates


def mapping_door() -> Door:
    def enter(data: bytes) -> None:
        try:
            read_events_csv(seeds_csv, columns.read_mapping(data))
        except RecordError as problem:
            sentence(problem, data)

    seeds_csv = b"who,when,what,Art\n1,01/02/2026,hydroxo 1 mg,given\n2,2026-02-03,cyano,oral\n"
    seeds = [
        json.dumps(
            {
                "columns": {"patient": "who", "date": "when", "product": "what", "event": "Art"},
                "values": {"event": {"oral": "stop"}},
                "constants": {"dose": "1 mg"},
                "date_format": "DD/MM/YYYY",
            }
        ).encode()
    ]
    return Door(seeds, Trees(seeds), enter)


LAB_FIGURES = """["b12.total.deficient"]
value = 145
unit = "ng/L"
source = "Our laboratory"

["hb.severe"]
value = "7.5"
unit = "g/dL"
"""


SITE_CODES = """["http://lab.example/tests|B12A|pmol/l"]
concept = "lab.holotc"

["http://lab.example/tests|HB|"]
concept = "lab.haemoglobin"
unit = "g/L"
factor = "10"
example = "13.5"
"""


def toml_door(seed: str, read: Callable[[Path], object]) -> Door:
    def enter(data: bytes) -> None:
        (WORK / "file.toml").write_bytes(data)
        try:
            read(WORK / "file.toml")
        except RecordError as problem:
            sentence(problem, data)

    lines = Texts([seed.encode()])
    lines.words = (
        *lines.words,
        "value = 0xffffffffffffffffffffffffffff",
        f"value = 0x{'f' * 5000}",
        "value = inf",
        "value = nan",
        "factor = 1e3",
        f"[{'a.' * 2000}a]",
        f"x = {'[' * 3000}",
        "[[a]]",
        "value = 1979-05-27",
        f'unit = "{"u" * 3000}"',
    )
    return Door([seed.encode()], lines, enter)


def parameters_door() -> Door:
    case = read_any(files("examples")[1])

    def read(path: Path) -> None:
        found = read_parameters(path)
        assert figures_of(kept(found)) == found
        text(assess(case, on=ON, parameters=found))

    return toml_door(LAB_FIGURES, read)


def site_door() -> Door:
    def read(path: Path) -> None:
        site = read_site_file(path)
        templates(site)
        assess(read_any(small_bundles()[0], site), on=ON)

    return toml_door(SITE_CODES, read)


def columns_door() -> Door:
    seed = '[b12_pg_ml]\nfact = "total_b12"\nunit = "pg/mL"\n\n[sex]\nfact = "female"\nyes = ["2"]\nno = ["1"]\n'
    return toml_door(seed, lambda path: wide.read_mapping(path.read_bytes()))


def journal_door() -> Door:
    """A row whose content was damaged on the disk, with a hash that fits it again: all that looks after the journal still runs."""
    url = f"sqlite:///{WORK}/journal.db"
    engine = open_journal(url)
    answer = entries.answer(entries.readings()[0])
    append(engine, [answer, entries.feedback("00000000-0000-0000-0000-000000000001", "a comment")])
    seeds = [
        msgspec.json.encode(each) for each in (answer, entries.feedback("00000000-0000-0000-0000-000000000001", "c"))
    ]

    def enter(data: bytes) -> None:
        kind, hashed = (
            ("feedback", content_hash(data)) if b'"feedback"' in data[:200] else ("answer", content_hash(data))
        )
        with engine.begin() as connection:
            packed = {
                "content": zlib.compress(data),
                "content_hash": hashed,
                "kind": kind,
                "chain_hash": link("0", 1, hashed),
            }
            connection.execute(update(JOURNAL).where(JOURNAL.c.number == 1).values(**packed))
        for action, more in (
            ("verify", {}),
            ("replay", {}),
            ("export", {}),
            ("export", {"form": "json"}),
            ("delete", {"patient": "nobody"}),
        ):
            with suppress(RecordError):
                journal_command(action, url, out=io.StringIO(), **more)  # type: ignore[arg-type]

    return Door(seeds, Trees(seeds), enter)


def spool_door() -> Door:
    def enter(data: bytes) -> None:
        shutil.rmtree(WORK / "spool", ignore_errors=True)
        spool = Spool(WORK / "spool")
        (WORK / "spool" / "1.ndjson").write_bytes(data)
        list(spool.batches())
        forget(spool, lambda entry: entry.patient == "p1")
        unreadable(spool)

    seeds = [msgspec.json.encode(entries.answer(entries.readings()[0]))]
    return Door(seeds, Trees(seeds), enter)


def texts_door() -> Door:
    from cobalamin.knowledge.facts import FACTS
    from cobalamin.language.nodes import Measure

    measures = [(entry, entry.fact) for entry in FACTS.values() if isinstance(entry.fact, Measure)]

    def refused(work: Callable[[], object], line: str) -> None:
        try:
            work()
        except (RecordError, UnknownProfile) as problem:
            sentence(problem, line.encode())

    def enter(data: bytes) -> None:
        for line in data.decode(errors="replace").split("\n")[:12]:
            one(line)

    def one(line: str) -> None:
        for work in (
            lambda: profile(line),
            lambda: day_named(line),
            lambda: days_of(line),
            lambda: days.day_order(line),
        ):
            refused(work, line)
        for read in (printed_units, micrograms, product_named, route_named, stop_reason, intervals.read_interval, moments.moment,
                     moments.day, moments.span, fhir_values.spoken, preferred):  # fmt: skip
            read(line)
        assert printed_units(printed_units(line)) == printed_units(line), "printed twice"
        found = days.read_day(line, "")
        assert (found.when is not None) + bool(found.problem) + bool(found.off_calendar) <= 1
        number(line)

    def number(line: str) -> None:
        found = parse_result(line)
        as_printed(line)
        for entry, measure in measures[:: 1 + len(line) % 3]:
            unit_of(measure, line)
            read = read_result(entry, fhir_values_sent(line), "", "", None)
            if read.value is not None and not isinstance(read.value, str) and found is not None:
                assert interval_of(text_of(read.value)) == read.value, "an interval read back"

    seeds = [b"150 ng/L\n<150\n1.2e3 pg/mL\n>2000*.\n2026-02-01\n01/02/2026\nevery 2 months\n14d\nnice@2024",
             b"hydroxocobalamin 1 mg/ml injection im\nmonthly\n2 weeks\npositive\nstopped: not needed",
             b"4 10*9/L\n50 ug\n12,000\n<= 0.40 umol/l\n1 Mar 2026\n2026-02-20T10:00:00+02:00\narticle",
             b"negative\nes-MX;q=0.8"]  # fmt: skip
    return Door(seeds, Texts(seeds), enter)


def fhir_values_sent(line: str) -> Any:
    from cobalamin.records.results import Sent

    return Sent(line, None)
