"""The command that answers: one patient or several, by one guideline or by all of them side by side."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cobalamin.commands import prints, terminal
from cobalamin.commands.options import Parameters, Presume, Site
from cobalamin.records.errors import RecordError

if TYPE_CHECKING:
    from cobalamin.assessment.assessment import Assessment
    from cobalamin.assessment.report import Spoken
    from cobalamin.knowledge.rules import Guideline
    from cobalamin.records.inputs import Input
    from cobalamin.records.record import Case

Format = Literal["text", "json", "markdown", "html", "pdf"]


def assess(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Case files or FHIR R4 Bundles, folders of them, or - for standard input."
        ),
    ],
    on: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            help="The date to decide for, such as 2026-03-01 (default: the date in the case file, else today).",
        ),
    ] = "",
    format: Annotated[Format, typer.Option(help="The format of the answer.")] = "text",
    presume: Presume = None,
    parameters: Parameters = None,
    site: Site = None,
    guideline: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Which guideline: article, nice, bsh, us-label, us-practice or nhg; `all` compares them side by side.",
        ),
    ] = "article",
    verified_only: Annotated[
        bool, typer.Option("--verified-only", help="Answer only from what is verified as primary or secondary.")
    ] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Also show every fact and definition.")] = False,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="For html and pdf: the file to write, or the folder if there are several patients."
        ),
    ] = None,
) -> None:
    """Answer for one patient or several, with the reasons.

    Gives indications, urgency, route, plan, follow-up, safety, what to test next and what would change the answer.
    """
    from cobalamin.records.inputs import inputs

    asked = _Asked(on, tuple(presume or ()), parameters, site, guideline, verified_only, format, trace)
    written = _comparing(asked) if guideline == "all" else _answering(asked)
    found = inputs(files)
    put = prints.sink(to, format, many=len(found) > 1) if format in prints.PRINTS else _between(format, to)
    if not _all_answered(found, written, put, shown=to is None):
        raise typer.Exit(2)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options every patient of the call is answered with."""

    on: str
    presume: tuple[str, ...]
    parameters: Path | None
    site: Path | None
    guideline: str
    verified_only: bool
    format: Format
    trace: bool


Written = Callable[[bytes], bytes]


def _all_answered(found: list[Input], written: Written, put: Callable[[str, bytes], None], *, shown: bool) -> bool:
    """Write each patient's answer to its place; False where a file could not be read, which is reported."""
    answered = 0
    for name, read in terminal.with_progress(found, shown=shown):
        try:
            body = written(read())
        except RecordError as problem:
            terminal.complain(f"{name}: {problem}" if len(found) > 1 or name != "-" else str(problem))
            continue
        put(name, body)
        answered += 1
    return answered == len(found)


_BETWEEN = {"markdown": "\n---\n\n", "json": ""}


def _between(format: Format, to: Path | None) -> Callable[[str, bytes], None]:
    """Writes answers one after the other to standard output, with a line between them."""
    if to is not None:
        raise RecordError(f"--to is for html and pdf; write --format {format} to a file with >")
    written, between = 0, _BETWEEN.get(format, f"\n{'─' * terminal.columns(100)}\n\n")
    if format == "json":
        terminal.keep_letters()

    def put(_: str, body: bytes) -> None:
        nonlocal written
        sys.stdout.write(("" if written == 0 else between) + body.decode())
        written += 1

    return put


def _answering(asked: _Asked) -> Written:
    """How the bytes of one patient are answered with these options."""
    from cobalamin.assessment import report
    from cobalamin.assessment.assess import assess as assessed
    from cobalamin.records.parameters import read_parameters

    opened, name, format = _opened(asked), asked.guideline, asked.format
    own = None if asked.parameters is None else read_parameters(asked.parameters, _guideline(name, verified=False))
    rules = _guideline(name, verified=asked.verified_only, own=own or ())

    def written(data: bytes) -> bytes:
        case, day = opened(data)
        answer = assessed(case, on=day, guideline=rules, presume=asked.presume, parameters=own)
        if format == "json":
            return answer.json() + b"\n"
        used = rules.with_thresholds(own) if own else rules
        spoken = None if name == "article" else _spoken(name, used, answer, case, asked.presume)
        if format in prints.PRINTS:
            return prints.report_print(format, (case, answer, spoken), asked.presume, used, trace=asked.trace)
        if format == "markdown":
            return report.markdown(answer, spoken=spoken).encode()
        width = terminal.columns(report.WIDTH)
        return report.text(answer, trace=asked.trace, spoken=spoken, width=width).encode()

    return written


def _spoken(name: str, used: Guideline, answer: Assessment, case: Case, presume: Iterable[str]) -> Spoken:
    """The title of a guideline, and its sentences behind its answer."""
    from cobalamin.assessment.engine import engine_for
    from cobalamin.assessment.report import Spoken
    from cobalamin.comparison.text import spoken
    from cobalamin.knowledge.guidelines.registry import profile
    from cobalamin.records.select import facts_on

    patient = facts_on(case, answer.on, presume, engine_for(used).figures).values
    return Spoken(used.title, tuple(spoken(profile(name), used, answer, patient)))


def _comparing(asked: _Asked) -> Written:
    """How one patient is put through every guideline side by side."""
    from cobalamin.comparison import compare
    from cobalamin.comparison import text as compare_text
    from cobalamin.knowledge.guidelines.registry import PROFILES
    from cobalamin.records.parameters import read_parameters

    if asked.format not in ("text", "json"):
        raise RecordError("--guideline all is written as text or json; choose one of these with --format")
    opened, rules = _opened(asked), (found.guideline for found in PROFILES.values())
    own = None if asked.parameters is None else read_parameters(asked.parameters, *rules)

    def written(data: bytes) -> bytes:
        case, day = opened(data)
        found = compare.compare(case, on=day, verified=asked.verified_only, presume=asked.presume, parameters=own)
        if asked.format == "json":
            return found.json() + b"\n"
        return f"{compare_text.text(found, terminal.columns(compare_text.WIDTH))}\n".encode()

    return written


def _opened(asked: _Asked) -> Callable[[bytes], tuple[Case, date]]:
    """How bytes become a case, with a site's own codes where it has some, and the day it is answered for."""
    from cobalamin.records.inputs import day_named
    from cobalamin.records.read import read_any
    from cobalamin.records.select import unknown_groups
    from cobalamin.records.site import read_site_file
    from cobalamin.records.today import today_here

    codes = read_site_file(asked.site) if asked.site is not None else None
    named = day_named(asked.on)
    if fault := unknown_groups(asked.presume):
        raise RecordError(f"--presume: {fault}")

    def opened(data: bytes) -> tuple[Case, date]:
        case = read_any(data, codes)
        return case, named or case.on or today_here(case, data)

    return opened


def _guideline(name: str, *, verified: bool, own: Iterable[str] = ()) -> Guideline:
    """The rules of a profile; the article's own are at hand without the others."""
    from cobalamin.knowledge.rules import ARTICLE

    if name == "article" and not verified:
        return ARTICLE
    from cobalamin.comparison.compare import guideline_of
    from cobalamin.knowledge.guidelines.registry import UnknownProfile, profile

    try:
        return guideline_of(profile(name), verified=verified, own=own)
    except UnknownProfile as problem:
        raise RecordError(f"--guideline: {problem}") from problem
