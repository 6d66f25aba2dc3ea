"""The report on a screened population: Markdown, and one self-contained HTML page with its plots.

Counts below the limit are not shown and the others are rounded, so that no small number can be computed from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec

from cobalamin.assessment.engine import engine_for
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.notice import NOTICE
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.language.nodes import Threshold
from cobalamin.manual.markdown import table
from cobalamin.population import folder as folders
from cobalamin.population.counts import MOVES, Counts, counted, figures, missing_most, said_of
from cobalamin.population.page import INDICATIONS, page_of, plots
from cobalamin.population.rules import guideline_with
from cobalamin.population.sheet import (
    ALL,
    IN_NEED,
    NEED,
    ON_INJECTIONS,
    TREATED,
    Sheet,
    answer,
    known,
    outcomes,
    untreated,
)
from cobalamin.population.told import HIDDEN, ROUND, SMALL, shown, told, usable
from cobalamin.records.messages import some
from cobalamin.records.outputs import write_whole
from cobalamin.records.parameters import KeptFigure, figures_of


def report(
    path: str | Path, *, markdown: str | Path | None = None, page: str | Path | None = None, small: int = SMALL
) -> str:
    """The report on the folder a screening run wrote, as Markdown; written to files where they are named."""
    small, folder = usable(small), Path(path)
    folders.require_whole(folder)
    said = said_of(folder)
    guideline = guideline_with(said["guideline"], _own(said))
    counts = counted(folder, guideline)
    sheet = Sheet(counts, guideline, small)
    unread = folders.files_unread(folder)
    opening = (*_opening(said, folders.cut_off_in(folder)), *_without_answer(len(unread), small))
    head = (
        *opening,
        *_head(counts, folders.totals(folder)[1] - len(unread), small),
        *_repeated(folders.again_in(folder), small),
        *_left(*folders.left_in(folder)),
    )
    text = "\n".join((*head, *_lines(counts, guideline, said, sheet)))
    if markdown is not None:
        write_whole(Path(markdown), text.encode())
    if page is not None:
        write_whole(Path(page), page_of(text, _tiles(sheet), plots(counts, guideline, sheet)).encode())
    return text


# --- the text --------------------------------------------------------------------------------------------------------


def _opening(said: Mapping[str, Any], cut_off: Sequence[str]) -> Iterator[str]:
    """The title, what the report is not, and what is missing from all of it."""
    yield f"# B12 injections: who needs them, who gets them ({said['on']})"
    yield ""
    yield f"> {NOTICE}"
    yield ""
    for name in cut_off:
        yield f"> {name} could not be read to its end: what followed is missing from every count. Get the file again."
        yield ""


def _without_answer(files: int, small: int) -> Iterator[str]:
    """Counted alone: a file is often called after its patient."""
    if files:
        many = "1 file" if small <= 1 and files == 1 else f"{shown(files, small)} files"
        yield f"> {many} of one patient each could not be read: these patients are missing from every count. Correct the files."
        yield ""


def _head(counts: Counts, left_out: int, small: int) -> Iterator[str]:
    yield f"{shown(counts.patients, small)} patients. Unknown is never no."
    if counts.died:
        yield f"{shown(counts.died, small)} more are recorded as having died and are not in any count of this report."
    if left_out:
        yield f"{shown(left_out, small)} lines or resources could not be read: they are listed beside the answers."


def _repeated(rows: int, small: int) -> Iterator[str]:
    if rows:
        yield f"{shown(rows, small)} rows are of patients who also have another row: each row is counted."


def _left(beside: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    """A file is not named: it is often called after its patient."""
    if beside:
        yield (
            "Other files or folders lay in the source beside the files that were read: the patients in them are not counted."
        )
    if columns:
        yield f"Columns that were not read: {some(columns, _COLUMNS)}."


_COLUMNS = 10
"""Of the columns that were not read so many are named."""


def _lines(counts: Counts, guideline: Guideline, said: Mapping[str, Any], sheet: Sheet) -> Iterator[str]:
    small = sheet.small
    yield from _made_with(guideline, said)
    if small > 1:
        yield (
            f"Counts below {small} are not shown; the others are rounded to the nearest {ROUND}. {HIDDEN} stands for a count below "
            f"{small} and for one from which it could be computed."
        )
    yield ""
    yield from _answers(guideline, sheet)
    yield from _treatment(guideline, sheet)
    yield from _missing(counts, guideline, sheet)
    yield from _moved(counts, guideline, small)


def _made_with(guideline: Guideline, said: Mapping[str, Any]) -> Iterator[str]:
    """The guideline, its version, what was presumed, and what unknown means."""
    yield f"Guideline: *{guideline.title}* ({said['guideline']}, rules {said['rules']})."
    if said.get("site"):
        yield f"The records were read with a site's own codes (the file's fingerprint: {said['site']})."
    for figure in figures_of(_own(said)).values():
        source = ", ".join(cite.removeprefix("SITE ") for cite in figure.cites)
        yield f"The site's own figure, in place of the guideline's: {figure.label}: {figure.printed[0]} ({source})."
    if said["rules"] != (now := engine_for(guideline).version):
        yield f"Its rules have changed since ({now}): what each figure decides is computed with today's rules."
    if said["presume"]:
        yield f"Read as asked about and answered no where the record is silent: {', '.join(said['presume']).replace('_', ' ')}."
    else:
        yield (
            "What a record does not say was taken as unknown, unless a rule itself presumes it. If your site routinely asks and "
            "records a group of questions (surgery, bowel, ...), screen again with --presume and its name: silence then counts "
            "as no."
        )
    if said["exact"]:
        yield "Unknown is exact: an answer is given if every way the missing facts could turn out agrees."


def _own(said: Mapping[str, Any]) -> tuple[KeptFigure, ...]:
    """The site's own figures the population was answered by."""
    return msgspec.convert(said.get("figures", ()), tuple[KeptFigure, ...])


def _answers(guideline: Guideline, sheet: Sheet) -> Iterator[str]:
    yield f"## {INDICATIONS}"
    yield ""
    rows = [(i.rule.id, f"{i.number}. {i.heading}") for i in guideline.indications]
    yield from _threes(rows, sheet)
    for ladder in guideline.ladders:
        yield f"## {ladder.id.capitalize()}"
        yield ""
        names = (*ladder.outcomes, UNDETERMINED)
        keys = zip(names, outcomes(ladder.id, names), strict=True)
        yield from table(
            (ladder.id, "patients", "share"),
            ((name.replace("_", " "), sheet.text(key), sheet.share(key)) for name, key in keys),
        )
    yield "## Definitions"
    yield ""
    yield from _threes([(rule.id, rule.statement) for rule in guideline.definitions], sheet)


def _tiles(sheet: Sheet) -> list[tuple[str, str]]:
    """What is read first: a number and what it counts."""
    (undetermined,) = outcomes("route", [UNDETERMINED])
    return [
        (sheet.text(ALL), "patients"),
        (sheet.text(NEED), "meet an indication for injections"),
        (sheet.text(IN_NEED[1]), "of these are known not to be on injections"),
        (sheet.text(IN_NEED[2]), "of these have no word on injections"),
        (sheet.text(TREATED), "are on injections"),
        (sheet.text(ON_INJECTIONS[1]), "of these meet no indication"),
        (sheet.text(undetermined), "cannot be told which route"),
    ]


def _threes(rows: list[tuple[str, str]], sheet: Sheet) -> Iterator[str]:
    yield from table(
        ("", "yes", "no", "unknown", "yes, share of all", "unknown, share of all"),
        (
            (name, *sheet.texts(keys), sheet.share(keys[0]), sheet.share(keys[2]))
            for id, name in rows
            for keys in [answer(id)]
        ),
    )


def _treatment(guideline: Guideline, sheet: Sheet) -> Iterator[str]:
    yield "## Treated and untreated"
    yield ""
    yield "Of those who meet an indication, how many are on B12 injections; *not recorded* is not the same as untreated."
    yield ""
    yield from table(
        ("indication met", "on injections", "not on injections", "not recorded"),
        ((f"{i.number}. {i.heading}", *sheet.texts(untreated(i.id))) for i in guideline.indications),
    )
    treated, off, unsaid = sheet.texts(IN_NEED)
    yield f"Any indication: {treated} on injections, {off} not, {unsaid} not recorded."
    yield ""
    met, none, unsaid = sheet.texts(ON_INJECTIONS)
    yield "Of those on B12 injections, whether an indication is met. Do not stop anyone's injections because of this table."
    yield ""
    yield from table(
        ("on injections", "patients"),
        (("an indication is met", met), ("no indication is met", none), ("it cannot be said", unsaid)),
    )


def _missing(counts: Counts, guideline: Guideline, sheet: Sheet) -> Iterator[str]:
    small = sheet.small
    yield "## What is missing"
    yield ""
    yield (
        "For each fact the rules read: for how many patients it is known, why it is missing for the others, and for how many it "
        "could still decide."
    )
    yield ""
    yield from table(
        ("fact", "known", "share", "why not", "could still decide for"),
        (
            (
                FACTS[name].fact.label, sheet.text(is_known), sheet.share(is_known),
                ", ".join(map(" ".join, zip(reasons, sheet.texts(unknown), strict=True))), shown(counts.asked[name], small),
            )
            for name in missing_most(counts, guideline, small)
            for why in [counts.why[name]]
            for reasons in [sorted(why, key=lambda reason: (-told(why[reason], small), reason))]
            for is_known, *unknown in [known(name, reasons)]
        ),
    )  # fmt: skip


def _moved(counts: Counts, guideline: Guideline, small: int) -> Iterator[str]:
    yield "## What each figure decides"
    yield ""
    yield (
        "How many more or fewer meet each indication (1 to 6, as above) when one figure is a tenth lower or higher. Figures that "
        "change nothing here are left out; results given only in words stay where the published figures put them. Counted fact by "
        "fact, exact or not."
    )
    yield ""
    rows = [
        row
        for threshold in figures(guideline)
        for move in MOVES
        if (row := _move(counts, guideline, threshold, move, small))
    ]
    heads = ("figure", "from", "to", *(str(i.number) for i in guideline.indications))
    yield from table(heads, rows)


def _move(
    counts: Counts, guideline: Guideline, threshold: Threshold, move: Fraction, small: int
) -> tuple[str, ...] | None:
    found = counts.moved.get((threshold.id, move))
    if found is None:
        return None
    changes = [found[i.id] - counts.unmoved[i.id] for i in guideline.indications]
    if not any(changes):
        return None
    first = threshold.printed[0]
    what = f"{threshold.label} ({threshold.id})"
    return what, str(first), f"{float(first.value * move):g}", *(_signed(change, small) for change in changes)


def _signed(change: int, small: int) -> str:
    if change == 0:
        return "0"
    sign = "+" if change > 0 else "−"
    return f"{sign}{shown(abs(change), small)}"
