"""The command line: files in, explained answers out. Exit code 0 answered, 2 something could not be read."""

from __future__ import annotations

import gc
import signal
import sys
from atexit import register
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cobalamin.commands import extras, lists, prints, service, terminal
from cobalamin.commands import rules as about_rules
from cobalamin.records.errors import RecordError

if TYPE_CHECKING:
    from cobalamin.assessment.assessment import Assessment
    from cobalamin.assessment.report import Spoken
    from cobalamin.knowledge.rules import Guideline
    from cobalamin.records.record import Case

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    context_settings={"max_content_width": 100},
    help="Vitamin B12: injection or not, how urgently, on which plan. Advice for professionals, not signed off by a clinician.",
)  # fmt: skip

Format = Literal["text", "json", "markdown", "html", "pdf"]


def main() -> None:
    """Run a command; what the user can mend is a sentence on standard error and exit code 2, never a traceback."""
    register(_leave)
    signal.signal(signal.SIGTERM, _end)
    try:
        terminal.require_streams()
        app()
    except BrokenPipeError:  # the reader has seen enough
        sys.stderr.close()
        sys.exit(0)
    except (RecordError, ModuleNotFoundError, OSError, MemoryError) as problem:
        _complain(_said_of(problem))
        sys.exit(2)
    except KeyboardInterrupt:
        _complain("stopped")
        sys.exit(130)
    except _Ended:
        _complain("ended from outside (SIGTERM): what it was writing is not whole")
        signal.raise_signal(signal.SIGTERM)


def _said_of(problem: Exception) -> str:
    match problem:
        case ModuleNotFoundError():
            return extras.advice(problem)
        case OSError():
            return _refused_by_the_machine(problem)
        case MemoryError():
            return "the memory this program may use is not enough; allow it more, or give it less at once"
    return str(problem)


class _Ended(BaseException):
    """Who runs this machine wants the program to end."""


def _end(*_: object) -> None:
    """Clear away what is half done, above all records of patients, and then end as the signal says; asked again, at once."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    raise _Ended


def _leave() -> None:
    """End without looking through all that was held for cycles: the machine frees it. Unlooked at, DuckDB complains."""
    if "duckdb" not in sys.modules:
        gc.freeze()


def _complain(sentence: str) -> None:
    print(f"cobalamin: {sentence}", file=sys.stderr)


def _refused_by_the_machine(problem: OSError) -> str:
    """A place that cannot be read or written, of which no command knew more: its path and the reason, as the machine says it."""
    place = problem.filename if isinstance(problem.filename, str) else "a file"
    return f"{place} cannot be read or written ({problem.strerror}); check the path, the permissions and the space left"


def assess(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Case files or FHIR R4 Bundles, folders of them, or - for standard input."
        ),
    ],
    on: Annotated[
        str,
        typer.Option(metavar="DATE", help="The decision date, YYYY-MM-DD (default: the case file's own, else today)."),
    ] = "",
    format: Annotated[Format, typer.Option(help="How the answer is written.")] = "text",
    presume: Annotated[
        list[str] | None,
        typer.Option(metavar="GROUP", help="A group of questions to read as asked about: surgery, bowel …"),
    ] = None,
    parameters: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A TOML file with a laboratory's own figures.")
    ] = None,
    site: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A TOML file with a site's own codes and units.")
    ] = None,
    guideline: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="The guideline profile (article, nice, bsh, us-label, us-practice, nhg), or all side by side.",
        ),
    ] = "article",
    verified_only: Annotated[
        bool, typer.Option("--verified-only", help="Answer from primary and secondary sources only.")
    ] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Show every fact and definition too.")] = False,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With html or pdf: the file to write, or for several patients the folder."),
    ] = None,
) -> None:
    """Answer one patient or several, with the reasons.

    Indications, urgency, route, plan, follow-up, safety, what to test next, what would change the answer.
    """
    from cobalamin.records.inputs import inputs

    if guideline == "all":
        written = _comparing(on, presume or [], parameters, site, verified_only, format)
    else:
        written = _answering(on, presume or [], parameters, site, (guideline, verified_only), format, trace)
    found = inputs(files)
    put = prints.sink(to, format, many=len(found) > 1) if format in prints.PRINTS else _between(format, to)
    answered = 0
    for name, read in terminal.with_progress(found, shown=to is None):
        try:
            body = written(read())
        except RecordError as problem:
            _complain(f"{name}: {problem}" if len(found) > 1 or name != "-" else str(problem))
            continue
        put(name, body)
        answered += 1
    if answered < len(found):
        raise typer.Exit(2)


_BETWEEN = {"text": f"\n{'─' * 100}\n\n", "markdown": "\n---\n\n", "json": ""}
Written = Callable[[bytes], bytes]


def _between(format: Format, to: Path | None) -> Callable[[str, bytes], None]:
    """Answers one after the other on standard output, with a line between them."""
    if to is not None:
        raise RecordError(f"--to is for html and pdf; write --format {format} to a file with >")
    written = 0
    if format == "json":
        terminal.keep_letters()

    def put(_: str, body: bytes) -> None:
        nonlocal written
        sys.stdout.write(("" if written == 0 else _BETWEEN[format]) + body.decode())
        written += 1

    return put


def _answering(
    on: str,
    presume: list[str],
    parameters: Path | None,
    site: Path | None,
    named: tuple[str, bool],
    format: Format,
    trace: bool,
) -> Written:
    """How the bytes of one patient are answered with these options."""
    from cobalamin.assessment import report
    from cobalamin.assessment.assess import assess as assessed
    from cobalamin.records.inputs import day_named
    from cobalamin.records.parameters import read_parameters
    from cobalamin.records.today import today_here

    read, day, groups = _reading(site), day_named(on), _groups(presume)
    name, verified = named
    changed = None if parameters is None else read_parameters(parameters, _guideline(name, verified=False))
    rules = _guideline(name, verified=verified, own=changed or ())

    def written(data: bytes) -> bytes:
        case = read(data)
        answer = assessed(
            case, on=day or case.on or today_here(case, data), guideline=rules, presume=groups, parameters=changed
        )
        if format == "json":
            return answer.json() + b"\n"
        used = rules.with_thresholds(changed) if changed else rules
        spoken = None if name == "article" else _spoken(name, used, answer, case, groups)
        if format in prints.PRINTS:
            return prints.report_print(format, (case, answer, spoken), groups, used, trace=trace)
        if format == "markdown":
            return report.markdown(answer, spoken=spoken).encode()
        return report.text(answer, trace=trace, spoken=spoken).encode()

    return written


def _spoken(name: str, used: Guideline, answer: Assessment, case: Case, groups: Iterable[str]) -> Spoken:
    """The title of a guideline, and its sentences behind its answer."""
    from cobalamin.assessment.engine import engine_for
    from cobalamin.assessment.report import Spoken
    from cobalamin.comparison.text import spoken
    from cobalamin.knowledge.guidelines.registry import profile
    from cobalamin.records.select import facts_on

    patient = facts_on(case, answer.on, groups, engine_for(used).figures).values
    return Spoken(used.title, tuple(spoken(profile(name), used, answer, patient)))


def _comparing(
    on: str, presume: list[str], parameters: Path | None, site: Path | None, verified: bool, format: Format
) -> Written:
    """How one patient is put through every guideline side by side."""
    from cobalamin.comparison import compare
    from cobalamin.comparison import text as compare_text
    from cobalamin.knowledge.guidelines.registry import PROFILES
    from cobalamin.records.inputs import day_named
    from cobalamin.records.parameters import read_parameters
    from cobalamin.records.today import today_here

    if format not in ("text", "json"):
        raise RecordError("--guideline all is written as text or json; choose one of these with --format")
    read, day, groups = _reading(site), day_named(on), _groups(presume)
    rules = (found.guideline for found in PROFILES.values())
    changed = None if parameters is None else read_parameters(parameters, *rules)

    def written(data: bytes) -> bytes:
        case = read(data)
        found = compare.compare(
            case, on=day or case.on or today_here(case, data), verified=verified, presume=groups, parameters=changed
        )
        return found.json() + b"\n" if format == "json" else f"{compare_text.text(found)}\n".encode()

    return written


def _reading(site: Path | None) -> Callable[[bytes], Case]:
    """How bytes become a case, with a site's own codes where it has some."""
    from cobalamin.records.read import read_any
    from cobalamin.records.site import read_site_file

    codes = read_site_file(site) if site is not None else None
    return lambda data: read_any(data, codes)


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


def _groups(names: list[str]) -> list[str]:
    from cobalamin.records.select import unknown_groups

    if fault := unknown_groups(names):
        raise RecordError(f"--presume: {fault}")
    return names


def _say_versions(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        from cobalamin.assessment.engine import engine_for
        from cobalamin.knowledge.rules import ARTICLE

        typer.echo(f"cobalamin {version('cobalamin')}, rules {engine_for(ARTICLE).version}")
        raise typer.Exit


@app.callback()
def _before(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_say_versions, is_eager=True, help="Say which program and which rules."),
    ] = False,
) -> None:
    """What may stand before a command."""


def schema() -> None:
    """Print the JSON Schema of the case file."""
    from cobalamin.records.case import schema_text

    terminal.keep_letters()
    sys.stdout.write(schema_text())


ONE_PATIENT = (assess, prints.checklist, schema)
MANY_PATIENTS = (lists.recall, lists.screen, lists.report, lists.synthesise)
THE_RULES = (about_rules.guideline, about_rules.prove, about_rules.atlas)
THE_SERVICE = (service.serve, service.journal)
for command in (*ONE_PATIENT, *MANY_PATIENTS, *THE_RULES, *THE_SERVICE):
    app.command()(command)
