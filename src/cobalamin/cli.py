"""The command line: files in, explained answers out. Exit code 0 answered, 2 something could not be read."""

from __future__ import annotations

import gc
import signal
import sys
from atexit import register
from typing import Annotated

import typer

from cobalamin.commands import answer, lists, prints, service, terminal
from cobalamin.commands import rules as about_rules
from cobalamin.records.errors import RecordError

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    context_settings={"max_content_width": 100},
    help="Is vitamin B12 needed by injection, how soon, on which plan? For professionals; not signed off by a clinician.",
)  # fmt: skip


def main() -> None:
    """Run a command; what the user can mend is a sentence on standard error and exit code 2, never a traceback."""
    register(_leave)
    signal.signal(signal.SIGTERM, _end)
    try:
        _run()
    except _Ended:
        terminal.complain("ended from outside (SIGTERM): what it was writing is incomplete")
    else:
        return
    gc.collect()  # whatever workers share that an interrupted frame still held: Python warns of it as leaked
    signal.raise_signal(signal.SIGTERM)


def _run() -> None:
    try:
        terminal.require_streams()
        app()
    except BrokenPipeError:  # the reader has seen enough
        sys.stderr.close()
        sys.exit(0)
    except (RecordError, ModuleNotFoundError, OSError, MemoryError) as problem:
        terminal.complain(_said_of(problem))
        sys.exit(2)
    except KeyboardInterrupt:
        terminal.complain("stopped")
        sys.exit(130)


def _said_of(problem: Exception) -> str:
    match problem:
        case ModuleNotFoundError():
            from cobalamin.commands.extras import advice  # looks into what is installed, which takes a moment

            return advice(problem)
        case OSError():
            return _refused_by_the_machine(problem)
        case MemoryError():
            return "this program needs more memory than it may use; allow it more, or give it less at once"
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


def _refused_by_the_machine(problem: OSError) -> str:
    """A place that cannot be read or written, of which no command knew more: its path and the reason, as the machine says it."""
    place = problem.filename if isinstance(problem.filename, str) else "a file"
    return f"{place} cannot be read or written ({problem.strerror}); check the path, the permissions and the space left"


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
        typer.Option(
            "--version",
            callback=_say_versions,
            is_eager=True,
            help="Print the version of the program and of its rules, and exit.",
        ),
    ] = False,
) -> None:
    """What may stand before a command."""


def schema() -> None:
    """Print the JSON Schema of the case file."""
    from cobalamin.records.case_file import schema_text

    terminal.keep_letters()
    sys.stdout.write(schema_text())


ONE_PATIENT = (answer.assess, prints.checklist, schema)
MANY_PATIENTS = (lists.recall, lists.screen, lists.report, lists.synthesise)
THE_RULES = (about_rules.guideline, about_rules.prove, about_rules.atlas)
THE_SERVICE = (service.serve, service.journal)
for command in (*ONE_PATIENT, *MANY_PATIENTS, *THE_RULES, *THE_SERVICE):
    app.command()(command)
