"""The command line: files in, explained answers out. Exit code 0 answered, 2 something could not be read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cobalamin.records.codes import RecordError

if TYPE_CHECKING:
    from cobalamin.assessment import Assessment
    from cobalamin.records.inputs import Input

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Vitamin B12: injection or not, how urgently, on which plan. Advice for professionals, not signed off by a clinician.",
)  # fmt: skip

Format = Literal["text", "json", "markdown"]


def main() -> None:
    """Run a command; what the user can mend is a sentence on standard error and exit code 2, never a traceback."""
    try:
        app()
    except RecordError as problem:
        _complain(str(problem))
        sys.exit(2)
    except BrokenPipeError:  # the reader has seen enough
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        _complain("stopped")
        sys.exit(130)


def _complain(sentence: str) -> None:
    print(f"cobalamin: {sentence}", file=sys.stderr)


@app.command()
def assess(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Case files or FHIR R4 Bundles, folders of them, or - for standard input."),
    ],
    on: Annotated[str, typer.Option(help="The decision date, YYYY-MM-DD (default: the case file's own, else today).")] = "",
    format: Annotated[Format, typer.Option(help="How the answer is written.")] = "text",
    presume: Annotated[
        list[str] | None, typer.Option(metavar="GROUP", help="A group of questions to read as asked about: surgery, bowel …")
    ] = None,
    parameters: Annotated[Path | None, typer.Option(metavar="FILE", help="A TOML file with a laboratory's own figures.")] = None,
    site: Annotated[Path | None, typer.Option(metavar="FILE", help="A TOML file with a site's own codes and units.")] = None,
    trace: Annotated[bool, typer.Option("--trace", help="Show every fact and definition too.")] = False,
) -> None:
    """Read patients and explain: indications, urgency, route, plan, follow-up, safety, what to test next."""
    from cobalamin.records.inputs import inputs

    answer_for = _answering(on, presume or [], parameters, site)
    found = inputs(files)
    answered = 0
    for name, read in _with_progress(found):
        try:
            answer = answer_for(read())
        except RecordError as problem:
            _complain(f"{name}: {problem}" if len(found) > 1 or name != "-" else str(problem))
            continue
        _write(answer, format, trace, first=answered == 0)
        answered += 1
    if answered < len(found):
        raise typer.Exit(2)


def _answering(on: str, presume: list[str], parameters: Path | None, site: Path | None) -> Callable[[bytes], Assessment]:
    """How the bytes of one patient are answered with these options."""
    from cobalamin.assess import assess as assessed
    from cobalamin.parameters import read_parameters
    from cobalamin.records.read import read_any
    from cobalamin.records.site import read_site_file

    day, groups = _day(on), _groups(presume)
    changed = read_parameters(parameters) if parameters is not None else None
    codes = read_site_file(site) if site is not None else None

    def answer_for(data: bytes) -> Assessment:
        case = read_any(data, codes)
        return assessed(case, on=day or case.on or date.today(), presume=groups, parameters=changed)

    return answer_for


def _write(answer: Assessment, format: Format, trace: bool, *, first: bool) -> None:
    from cobalamin import report

    match format:
        case "json":
            sys.stdout.write(answer.json().decode() + "\n")
        case "markdown":
            sys.stdout.write(("" if first else "\n---\n\n") + report.markdown(answer))
        case "text":
            sys.stdout.write(("" if first else f"\n{'─' * report.WIDTH}\n\n") + report.text(answer, trace=trace))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise RecordError(f"--on {text!r} is no calendar date; expected YYYY-MM-DD") from problem


def _groups(names: list[str]) -> list[str]:
    from cobalamin.knowledge.facts import ASSESSABLE

    for name in names:
        if name not in ASSESSABLE:
            raise RecordError(f"--presume {name!r} is no group of questions; expected one of {', '.join(ASSESSABLE)}")
    return names


def _with_progress(inputs: list[Input]) -> Iterator[Input]:
    """The inputs, with a progress bar on standard error where several are read and somebody watches."""
    if len(inputs) < 2 or not sys.stderr.isatty():
        yield from inputs
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(inputs, "reading", console=Console(stderr=True), transient=True)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the case file."""
    from cobalamin.records.case import schema_text

    sys.stdout.write(schema_text())


@app.command()
def guideline(
    format: Annotated[Literal["markdown"], typer.Option(help="How the guideline is written.")] = "markdown",
) -> None:
    """Print the guideline: every definition and rule as a sentence with its sources and figures."""
    from cobalamin.manual import guideline_page

    sys.stdout.write(guideline_page())
