"""Prints from the command line: the report and the patient's checklist as a page or a PDF, to standard output or to a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cobalamin.commands.options import Site
from cobalamin.records.errors import RecordError
from cobalamin.records.outputs import write_whole

if TYPE_CHECKING:
    from cobalamin.assessment.assessment import Assessment
    from cobalamin.assessment.report import Spoken
    from cobalamin.knowledge.rules import Guideline
    from cobalamin.records.record import Case

PRINTS = ("pdf", "html")
"""The formats with one file per patient."""


def sink(to: Path | None, form: str, many: bool) -> Callable[[str, bytes], None]:
    """Where each patient's print goes: standard output or a file for one, files of a folder for several."""
    if many:
        if to is None:
            raise RecordError(f"{form} holds one patient per file; for several, name a folder with --to")
        return _folder(to, form)
    if to is None:
        if form == "pdf" and sys.stdout.isatty():
            raise RecordError("a PDF cannot be shown in a terminal; name a file with --to, or redirect it with >")
        return lambda _, body: _standard_output(body)
    return lambda _, body: _written(to, body)


def _standard_output(body: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(body)


def _folder(folder: Path, form: str) -> Callable[[str, bytes], None]:
    """One file per patient, named after the file it was read from; a number is added where two would have the same name."""
    used: set[str] = set()

    def write(name: str, body: bytes) -> None:
        stem = re.sub(r"[^\w.-]+", "-", Path(name).stem).strip("-.") or "patient"
        called, number = stem, 2
        while called in used:
            called, number = f"{stem}-{number}", number + 1
        used.add(called)
        _written(folder / f"{called}.{form}", body)

    return write


def _written(path: Path, body: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, body)
    except OSError as problem:
        raise RecordError(f"{path} cannot be written ({problem.strerror}); name another with --to") from problem


def report_print(
    form: str, read: tuple[Case, Assessment, Spoken | None], presume: Iterable[str], rules: Guideline, *, trace: bool
) -> bytes:
    """The report of one patient as a page or a PDF, with the plots on the figures in force."""
    from cobalamin.assessment.engine import engine_for
    from cobalamin.plots.patient import Patient, plots_for
    from cobalamin.prints.clinical import report_page, report_pdf
    from cobalamin.records.select import facts_on

    case, answer, spoken = read
    figures = engine_for(rules).figures
    plots = plots_for(Patient(case, facts_on(case, answer.on, presume, figures), answer), figures)
    if form == "pdf":
        return report_pdf(answer, plots, trace=trace, spoken=spoken)
    return report_page(answer, plots, trace=trace, spoken=spoken).encode()


def checklist(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A case file or FHIR R4 Bundle, or - for standard input.")
    ],
    on: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            help="The date of the checklist, such as 2026-03-01 (default: the date in the case file, else today).",
        ),
    ] = "",
    format: Annotated[Literal["html", "pdf"], typer.Option(help="A web page, or a tagged PDF (PDF/UA-1).")] = "html",
    language: Annotated[Literal["en", "es"], typer.Option(help="The language; es is a machine translation.")] = "en",
    large: Annotated[bool, typer.Option("--large", help="Use large print.")] = False,
    site: Site = None,
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file to write (default: standard output).")
    ] = None,
) -> None:
    """Write a checklist for the patient in plain words.

    Says what the notes say, what is missing, what to ask at the visit, when to get help at once, and the next dates.
    """
    from cobalamin.prints.sheet import checklist_page, checklist_pdf, sheet_of
    from cobalamin.records.inputs import day_named
    from cobalamin.records.today import today_here
    from cobalamin.translation.words import translator

    write = sink(to, format, many=False)
    name, data, case = _one_patient(file, site)
    words = translator(language)
    sheet = sheet_of(case, day_named(on) or case.on or today_here(case, data), words)
    body = (
        checklist_pdf(sheet, words, large=large)
        if format == "pdf"
        else checklist_page(sheet, words, large=large).encode()
    )
    write(name, body)


def _one_patient(file: str, site: Path | None) -> tuple[str, bytes, Case]:
    """The one record that is named: what it is called, its bytes, and what it says."""
    from cobalamin.records.inputs import inputs
    from cobalamin.records.read import read_any
    from cobalamin.records.site import read_site_file

    found = inputs([file])
    if len(found) != 1:
        raise RecordError(f"{file} holds {len(found)} files, and a checklist is for one patient; name one of them")
    name, read = found[0]
    codes = read_site_file(site) if site is not None else None
    try:
        data = read()
        return name, data, read_any(data, codes)
    except RecordError as problem:
        raise RecordError(f"{name}: {problem}" if name != "-" else str(problem)) from problem
