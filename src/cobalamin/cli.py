"""The command line: files in, explained answers out. Exit code 0 answered, 2 something could not be read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from cobalamin.records.codes import RecordError

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
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Case files or FHIR R4 Bundles, folders of them, or - for standard input.")],
    on: Annotated[str, typer.Option(help="The decision date, YYYY-MM-DD (default: the case file's own, else today).")] = "",
    format: Annotated[Format, typer.Option(help="How the answer is written.")] = "text",
    presume: Annotated[list[str] | None, typer.Option(metavar="GROUP", help="A group of questions to read as asked about: surgery, bowel, medicines …")] = None,
    parameters: Annotated[Path | None, typer.Option(metavar="FILE", help="A TOML file with a laboratory's own figures.")] = None,
    trace: Annotated[bool, typer.Option("--trace", help="Show every fact and definition too.")] = False,
) -> None:
    """Read patients and explain: indications, urgency, route, plan, follow-up, safety, what to test next."""
    from cobalamin.parameters import read_parameters

    day = _day(on)
    groups = _groups(presume or [])
    changed = read_parameters(parameters) if parameters is not None else None
    inputs = list(_inputs(files))
    failed = 0
    for i, (name, data) in enumerate(_with_progress(inputs)):
        try:
            answer = _answer(data() if callable(data) else data, day, groups, changed)
        except RecordError as problem:
            failed += 1
            _complain(f"{name}: {problem}" if len(inputs) > 1 or name != "-" else str(problem))
            continue
        except OSError as problem:
            failed += 1
            _complain(f"{name}: cannot be read ({problem.strerror}); check the path and the permissions")
            continue
        _write(answer, format, trace, first=i == 0)
    if failed:
        raise typer.Exit(2)


def _answer(data: bytes, day: date | None, groups: list[str], changed: object) -> object:
    from cobalamin.assess import assess as answer_for
    from cobalamin.records.read import read_any

    case = read_any(data)
    return answer_for(case, on=day or case.on or date.today(), presume=groups, parameters=changed)  # type: ignore[arg-type]


def _write(answer: object, format: Format, trace: bool, *, first: bool) -> None:
    from cobalamin import report
    from cobalamin.assessment import Assessment

    assert isinstance(answer, Assessment)
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


Input = tuple[str, object]


def _inputs(files: list[str]) -> Iterator[Input]:
    """The named files, every .json below a folder, and standard input for -; each read when its turn comes."""
    for name in files:
        path = Path(name)
        if name == "-":
            yield "-", sys.stdin.buffer.read()
        elif path.is_dir():
            found = sorted(path.rglob("*.json"))
            if not found:
                raise RecordError(f"{name}: the folder holds no .json file; expected case files or FHIR Bundles")
            yield from ((str(each), each.read_bytes) for each in found)
        else:
            yield name, path.read_bytes


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
