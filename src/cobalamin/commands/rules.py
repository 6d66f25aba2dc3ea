"""Commands about the rules themselves: the guideline in words, what changed, what is proved, where sources disagree."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cobalamin.commands import terminal
from cobalamin.records.errors import RecordError

if TYPE_CHECKING:
    from cobalamin.knowledge.guidelines.profile import Profile
    from cobalamin.knowledge.rules import Guideline


def guideline(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME | diff A B]", help="Which guideline to print, or the two to compare."),
    ] = None,
    format: Annotated[
        Literal["markdown", "csv", "cql", "fhir"], typer.Option(help="The format of the rules; csv is a review sheet.")
    ] = "markdown",
    reviewed: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With csv: a review sheet that was filled in before.")
    ] = None,
) -> None:
    """Print the rules as sentences, or compare two guidelines.

    Prints every definition, rule and figure with its source. `--format csv` writes a sheet in which clinicians record
    what they agree with; `--reviewed FILE` keeps what they wrote beside each text that has not changed since. `--format
    cql` and `--format fhir` write the rules for other programs. `diff A B` says what changes from one guideline to the
    other and for whom.
    """
    if reviewed is not None and format != "csv":
        raise RecordError("--reviewed belongs to --format csv: add that, or leave it out")
    if words and (words[0] == "diff" or len(words) > 1):
        _diff(words)
    else:
        _printed(_named(words[0] if words else "article"), format, reviewed)


def _named(name: str) -> Guideline:
    from cobalamin.comparison.compare import guideline_of
    from cobalamin.knowledge.guidelines.registry import profile

    try:
        return guideline_of(profile(name))
    except ValueError as problem:
        raise RecordError(str(problem)) from problem


def _printed(guideline: Guideline, format: str, reviewed: Path | None) -> None:
    """One guideline in the format asked for, on standard output."""
    if format == "markdown":
        from cobalamin.manual.guideline import guideline_page

        sys.stdout.write(guideline_page(guideline))
    elif format == "csv":
        _review(guideline, reviewed)
    elif format == "cql":
        from cobalamin.manual.cql import cql

        terminal.keep_letters()
        sys.stdout.write(cql(guideline))
    else:
        from datetime import date

        import msgspec

        from cobalamin.manual.cql import knowledge_bundle

        found = knowledge_bundle(date.today(), guideline)
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")


def _review(guideline: Guideline, reviewed: Path | None) -> None:
    """The review sheet on standard output, how far the review has come on standard error."""
    from cobalamin.manual.review import items, read_sheet, sheet
    from cobalamin.records.inputs import read_file

    try:
        before = read_sheet(read_file(reviewed)) if reviewed is not None else None
    except RecordError as problem:
        raise RecordError(f"{reviewed}: {problem}") from problem
    text, states = sheet(items(guideline), before)
    sys.stdout.buffer.write(text.encode("utf-8-sig"))
    print("; ".join(f"{number} {state}" for state, number in states.items()), file=sys.stderr)


def _diff(words: list[str]) -> None:
    from cobalamin.atlas.atlas import made_up_patients
    from cobalamin.comparison.versions import guideline_diff, text

    if len(words) != 3 or words[0] != "diff":
        raise RecordError(
            f"guideline {' '.join(words)}: expected `guideline diff A B`, such as `guideline diff nice bsh`"
        )
    try:
        sys.stdout.write(text(guideline_diff(words[1], words[2], made_up_patients(500, 1))) + "\n")
    except ValueError as problem:
        raise RecordError(str(problem)) from problem


def prove(
    guideline: Annotated[str, typer.Option(metavar="NAME", help="Which guideline, or `all`.")] = "article",
    witnesses: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The folder for patients that break an obligation.")
    ] = None,
) -> None:
    """Prove what the rules must guarantee for every patient.

    Two provers decide each obligation. If one does not hold, you get a patient that breaks it, to try with `assess`.
    """
    from cobalamin.knowledge.guidelines.registry import PROFILES, profile

    try:
        found = tuple(PROFILES.values()) if guideline == "all" else (profile(guideline),)
    except ValueError as problem:
        raise RecordError(str(problem)) from problem
    holding = [_proved(each, witnesses, several=len(found) > 1) for each in found]
    if not all(holding):
        raise typer.Exit(1)


def _proved(found: Profile, witnesses: Path | None, *, several: bool) -> bool:
    """The table of one guideline, and whether every obligation holds there or is a listed exception."""
    from cobalamin.comparison.compare import guideline_of
    from cobalamin.knowledge.guidelines.exceptions import EXCEPTIONS
    from cobalamin.proving.prove import prove as proved
    from cobalamin.proving.table import table

    results, listed = proved(guideline_of(found)), EXCEPTIONS.get(found.id, {})
    if several:
        print(f"{found.name}: {found.title}\n")
    print(table(results, listed), end="\n\n" if several else "\n")
    broken = [result for result in results if not result.holds and result.obligation.id not in listed]
    for result in broken:
        _witness(result, witnesses / found.id if several and witnesses is not None else witnesses)
    return not broken


def _witness(result: object, folder: Path | None) -> None:
    """The patient that breaks an obligation, as a case file."""
    import msgspec

    from cobalamin.proving.prove import Result
    from cobalamin.proving.witness import case_file
    from cobalamin.records.outputs import write_whole

    assert isinstance(result, Result)
    if result.broken is None:
        return
    document = case_file(result.obligation.id, result.obligation.sentence, result.broken.patient)
    text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    if folder is None:
        print(f"\n{result.obligation.id} is broken by:\n{text}")
    else:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{result.obligation.id}.json", f"{text}\n".encode())


def atlas(
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="The folder for the page and its example patients.")],
) -> None:
    """Show where guidelines disagree or need interpretation.

    Looks at all possible patients and at a made-up population. Says which answers depend on an interpretation. Each
    difference comes with its clauses and a small example patient.
    """
    from cobalamin.atlas.atlas import atlas as made
    from cobalamin.atlas.hinges import hinges
    from cobalamin.atlas.write import write_atlas

    write_atlas(made(), hinges(), to)
    print(f"the atlas is written in {to}", file=sys.stderr)
