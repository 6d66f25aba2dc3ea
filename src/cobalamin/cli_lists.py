"""Commands over many patients: the injection recall list, a population's answers, their report, a synthetic population."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from cobalamin.records.codes import RecordError
from cobalamin.records.dates import day_given


def recall(
    source: Annotated[Path, typer.Argument(help="A CSV of treatment events, a folder of FHIR Bundles, or NDJSON.")],
    on: Annotated[str, typer.Option(help="The day of the list, YYYY-MM-DD (default: today).")] = "",
    within: Annotated[str, typer.Option(help="How far ahead *due soon* looks: 14d or 2w.")] = "14d",
    format: Annotated[
        Literal["text", "csv", "json", "ics", "fhir"], typer.Option(help="How the list is written.")
    ] = "text",
    mapping: Annotated[Path | None, typer.Option(help="A file that names the columns of another system's CSV.")] = None,
    date_format: Annotated[str, typer.Option(help="How ambiguous dates are written, such as %d/%m/%Y.")] = "",
    plot: Annotated[Path | None, typer.Option(help="Write the nurse slots of the next quarter as .svg, .png or .html.")] = None,
    weeks: Annotated[bool, typer.Option("--weeks", help="Show the nurse slots a week as a table too.")] = False,
    calendars: Annotated[Path | None, typer.Option(help="A folder for one iCalendar file a patient.")] = None,
) -> None:
    """List who is due, overdue, broken off or without review among the patients on B12 injections."""
    from cobalamin.recall.command import command

    day = day_given(on, "--on") or date.today()
    code = command(
        source, day, within, format, mapping=mapping, date_format=date_format, plot=plot, weeks=weeks, calendars=calendars
    )
    if code:
        raise typer.Exit(code)


def screen(
    source: Annotated[Path, typer.Argument(help="FHIR NDJSON, bundles, CSV, Parquet or OMOP tables: a file or a folder.")],
    to: Annotated[Path, typer.Option(help="Where the answers go: Parquet, a row a patient.")],
    on: Annotated[str, typer.Option(help="The decision date, YYYY-MM-DD (default: today).")] = "",
    guideline: Annotated[str, typer.Option(help="The guideline profile.")] = "article",
    engine: Annotated[Literal["local", "sql", "spark"], typer.Option(help="What runs the rules.")] = "local",
    exact: Annotated[bool, typer.Option("--exact", help="Exact unknowns by the decision diagram.")] = False,
    presume: Annotated[list[str] | None, typer.Option(metavar="GROUP", help="A group of questions to read as asked about.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="A file that maps columns and codes of another system.")] = None,
    memory: Annotated[int, typer.Option(help="Megabytes the reading may use.")] = 300,
    workers: Annotated[int, typer.Option(help="Processes side by side.")] = 1,
) -> None:
    """Answer every patient of a population: definitions, indications, route, urgency, what is missing."""
    from cobalamin.population import screen as screened

    day = day_given(on, "--on") or date.today()
    found = screened(
        source, to, on=day, guideline=guideline, engine=engine, exact=exact, presume=tuple(presume or ()), mapping=mapping,
        memory=memory, workers=workers, progress=_progress(),
    )  # fmt: skip
    print(found, file=sys.stderr)


def _progress():  # type: ignore[no-untyped-def]
    """A progress bar on standard error where somebody watches."""
    return None
