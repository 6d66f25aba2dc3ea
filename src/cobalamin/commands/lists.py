"""Commands over many patients: the injection recall list, a population's answers, their report, a synthetic population."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cobalamin.commands import terminal
from cobalamin.commands.options import Parameters, Presume, Site, whole
from cobalamin.records.errors import RecordError
from cobalamin.records.inputs import day_named
from cobalamin.records.messages import some
from cobalamin.translation.phrases import counted

if TYPE_CHECKING:
    from cobalamin.population.screen import Screened


def recall(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE", help="Treatment events as CSV or Parquet, a folder of FHIR Bundles, or NDJSON."
        ),
    ],
    on: Annotated[
        str, typer.Option(metavar="DATE", help="The date of the list, such as 2026-03-01 (default: today).")
    ] = "",
    within: Annotated[
        str, typer.Option(metavar="DAYS", help='How far ahead "due soon" looks, such as 14d or 2w.')
    ] = "14d",
    format: Annotated[
        Literal["text", "csv", "json", "ics", "fhir"] | None,
        typer.Option(help="The format of the list (default: text; with --to, csv)."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A JSON file that maps the columns of another system's CSV.")
    ] = None,
    date_format: Annotated[
        str,
        typer.Option(metavar="FORM", help="How to read dates that could be read two ways: DD/MM/YYYY or MM/DD/YYYY."),
    ] = "",
    plot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Draw the nurse slots of the next quarter; the name ends in .svg, .png or .html."
        ),
    ] = None,
    weeks: Annotated[bool, typer.Option("--weeks", help="Also show the nurse slots per week as a table.")] = False,
    calendars: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The folder for iCalendar files, one per patient.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="The folder for the list of a whole population, made part by part so that it fits in memory.",
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option(parser=whole(1), metavar="N", help="With --to: how many processes run in parallel.")
    ] = 1,
    site: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A TOML file with your site's own codes and units, for FHIR.")
    ] = None,
) -> None:
    """List who is due, overdue or lost to follow-up on injections.

    Each comes with the reason and the next step. Also lists those whose loading course was broken off, who were stopped for
    no good reason, or who have had no review.
    """
    from cobalamin.commands.recall_list import Beside, make_folder, make_list
    from cobalamin.recall.sources.columns import NO_MAPPING, read_mapping
    from cobalamin.recall.sources.source import ReadAs
    from cobalamin.recall.written.formats import days_of

    how = ReadAs(
        read_mapping(mapping.read_bytes()) if mapping is not None else NO_MAPPING, date_format, _site_text(site)
    )
    day, days, beside = day_named(on) or date.today(), days_of(within), Beside(weeks, plot, calendars)
    if to is None:
        form = format or "text"
        made = make_list(source, day, within=days, form=form, how=how, beside=beside)
        _put(made.body, as_text=form == "text")
    else:
        bar = terminal.progress("recall")
        told = partial(bar, "recall") if bar is not None else None
        made = make_folder(
            source, to, day, within=days, form=format or "csv", how=how, beside=beside, workers=workers, progress=told
        )
    for note in (*made.notes, *made.missing):
        print(note, file=sys.stderr)
    if made.missing:
        raise typer.Exit(2)


def _put(body: bytes, *, as_text: bool) -> None:
    """On standard output before the notes: a text in letters the terminal has, what a program reads byte for byte."""
    if as_text:
        sys.stdout.write(body.decode())
    else:
        sys.stdout.buffer.write(body)
    sys.stdout.flush()


def _site_text(site: Path | None) -> str:
    if site is None:
        return ""
    from cobalamin.records.site import checked_text

    return checked_text(site)


_NAMED_FILES = 5
"""How many of the files that could not be read are named in the terminal."""


def screen(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE", help="A folder of FHIR NDJSON or FHIR Bundles, a CSV or Parquet file, or OMOP tables."
        ),
    ],
    to: Annotated[
        Path, typer.Option(metavar="FOLDER", help="The folder for the answers: Parquet, one row per patient.")
    ],
    on: Annotated[
        str, typer.Option(metavar="DATE", help="The date to decide for, such as 2026-03-01 (default: today).")
    ] = "",
    guideline: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Which guideline: article, nice, bsh, us-label, us-practice, nhg or nice@2023-07.",
        ),
    ] = "article",
    engine: Annotated[Literal["local", "sql", "spark"], typer.Option(help="Which engine runs the rules.")] = "local",
    exact: Annotated[
        bool,
        typer.Option(
            "--exact", help="Answer wherever every way the missing facts could turn out gives the same answer."
        ),
    ] = False,
    presume: Presume = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A file that maps the columns and codes of another system.")
    ] = None,
    parameters: Parameters = None,
    site: Site = None,
    memory: Annotated[
        int, typer.Option(parser=whole(1), metavar="MB", help="How many megabytes of memory reading may use.")
    ] = 300,
    workers: Annotated[int, typer.Option(parser=whole(1), metavar="N", help="How many processes run in parallel.")] = 1,
) -> None:
    """Answer for every patient of a population, one row each.

    Gives definitions, indications, route, urgency, and what is missing with the reason.
    """
    if workers > 1 and engine != "spark":
        from cobalamin.population.loaded import LOADED
        from cobalamin.records.processes import prepare

        prepare(LOADED)
    from cobalamin.population.screen import screen as screened

    found = screened(
        source, to, on=day_named(on) or date.today(), guideline=guideline, engine=engine, exact=exact, presume=tuple(presume or ()),
        mapping=mapping, parameters=parameters, site=site, memory=memory, workers=workers, progress=terminal.progress("answering"),
    )  # fmt: skip
    if not _told(found, to):
        raise typer.Exit(2)


def _told(found: Screened, to: Path) -> bool:
    """Report a screening in the terminal; False where somebody has no answer because a file could not be read."""
    left = f", {found.left_from_before:,} of them done before" if found.left_from_before else ""
    again = f"; {counted(found.again, 'row')} of a patient who already has another row" if found.again else ""
    print(
        f"{counted(found.patients, 'patient')} in {counted(found.parts, 'part')}{left}; "
        f"{counted(found.rejected - len(found.unread), 'line')} rejected{again}",
        file=sys.stderr,
    )
    without = [*_without_answer(found, to)]
    for note in (*_left(found), *without):
        print(note, file=sys.stderr)
    return not without


def _without_answer(found: Screened, to: Path) -> Iterator[str]:
    """Of whom there is no answer because it could not be read."""
    from cobalamin.population.folder import REJECTS

    if found.unread:
        yield (
            f"{some(found.unread, _NAMED_FILES)} could not be read, so there is no answer for the patient; the reasons are in "
            f"{to / REJECTS}; correct what is wrong and screen into another folder"
        )
    for name in found.cut_off:
        yield (
            f"{name} could not be read to its end, and what followed is missing from these answers; get the file again and "
            "screen into another folder"
        )
    if found.rejected > len(found.unread) and not found.patients:
        yield f"no patient has an answer: nothing could be read; the reasons are in {to / REJECTS}"


def _left(found: Screened) -> Iterator[str]:
    """What lay in the source and was not read."""
    from cobalamin.records.left import told_beside

    if found.left_beside:
        told = told_beside(found.left_beside, "have no answer")
        yield f"{told}; screen it by itself, or unpack or rename it"
    if found.columns_left:
        yield (
            f"columns not used: {some(found.columns_left, _NAMED_COLUMNS)}; name them after the facts, or map them with --mapping"
        )
    if found.facts_unread:
        from cobalamin.knowledge.facts import FACTS

        names = [f"{FACTS[name].fact.label} ({why})" for name, why in found.facts_unread]
        yield (
            f"no value could be read of: {some(names, _NAMED_COLUMNS)}; if a table writes them in its own way, say how with "
            "--mapping (`decimal`, `unit`, `yes` and `no`)"
        )


_NAMED_COLUMNS = 20


def report(
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS", help="The folder that `cobalamin screen` wrote.")],
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The file to write, .html or .md (default: Markdown on standard output)."),
    ] = None,
    small: Annotated[
        int, typer.Option(parser=whole(0), metavar="N", help="Hide counts from 1 up to one less than N.")
    ] = 10,
) -> None:
    """Report on a population that has been screened.

    Gives counts with their unknowns, which facts are missing, how many are untreated, and how many are treated without an
    indication.
    """
    from cobalamin.population.report import report as written

    if to is not None and to.suffix not in (".html", ".md"):
        raise RecordError(f"{to.name} is neither .html nor .md: name the report by one of them")
    page = to if to is not None and to.suffix == ".html" else None
    markdown = to if to is not None and page is None else None
    text = written(answers, markdown=markdown, page=page, small=small)
    if to is None:
        sys.stdout.write(text)


def synthesise(
    patients: Annotated[int, typer.Option(parser=whole(1), metavar="N", help="How many patients to make up.")],
    to: Annotated[
        Path, typer.Option(metavar="FOLDER", help="The folder for the population, with the truth about it beside it.")
    ],
    seed: Annotated[
        int, typer.Option(parser=whole(0), metavar="N", help="The random seed; the same seed makes the same patients.")
    ] = 1,
    format: Annotated[Literal["ndjson", "parquet", "omop"], typer.Option(help="The format of the records.")] = "ndjson",
    on: Annotated[
        str, typer.Option(metavar="DATE", help="The date on which the records end, such as 2026-03-01.")
    ] = "2026-01-01",
) -> None:
    """Make up a population to try things on.

    Nobody in it is real, and the truth is written beside it. Results follow a published survey, other rates are assumed, and
    errors are put into the data at known rates.
    """
    from cobalamin.synthetic.patients import synthesise as made

    made(to, patients=patients, seed=seed, format=format, on=day_named(on) or date.today())
    typer.echo(
        f"{counted(patients, 'made-up patient')} in {to / format}, their truth beside it; screen them with --on {on}"
    )
