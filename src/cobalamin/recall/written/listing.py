"""The recall list as text, for a screen or a printer: of 100 columns, or of as many as a screen has."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from cobalamin.knowledge.notice import SHORT_NOTICE
from cobalamin.knowledge.treatment import Span
from cobalamin.recall.entries import Judged
from cobalamin.recall.sources.problems import Problem, other_order_told, together
from cobalamin.recall.worklist import Group, RecallList, Row
from cobalamin.records.messages import some
from cobalamin.translation.phrases import counted

WIDTH = 100
_SHOWN_SOURCES = 6


def text_of(
    listed: RecallList, problems: Iterable[Problem] = (), width: int = WIDTH, unused: Iterable[str] = ()
) -> str:
    """The list, most pressing group first; rows that could not be used are named at the end."""
    found = tuple(problems)
    lines = [*_head(listed, width), *_missing(found, width), *_groups(listed, width), *_problems(found, width)]
    if columns := ", ".join(map(clean, unused)):
        told = textwrap.wrap(columns, width, initial_indent="  ", subsequent_indent="  ")
        lines += ["", "COLUMNS NOT USED", "-" * width, *told]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(listed: RecallList, width: int) -> Iterator[str]:
    title = f"B12 injection recall list, {listed.on.isoformat()} (doses due within {listed.within} days)"
    yield from (line for words in (title, SHORT_NOTICE) for line in textwrap.wrap(words, width))
    yield ""
    listed_now = len(listed.rows)
    counts = (
        f"{counted(listed.patients, 'patient')}: {listed_now} listed, {len(listed.up_to_date)} with nothing due, "
        f"{len(listed.ended)} ended (died or moved away)"
    )
    yield from textwrap.wrap(counts, width)
    for group in Group:
        if listed.counts.get(group):
            yield f"  {listed.counts[group]:>5}  {group}"
    if listed_now:
        once = "A patient is shown once, in the first of the groups above; every reason is given there."
        yield from textwrap.wrap(once, width, initial_indent="  ", subsequent_indent="  ")


def _missing(problems: tuple[Problem, ...], width: int) -> Iterator[str]:
    """What whoever reads the first page alone has to know: somebody may be on none of them."""
    refused = sum(problem.refused for problem in problems)
    if refused:
        told = f"{counted(refused, 'row').upper()} NOT USED, at the end: a patient with no other row is missing from this list."
        yield from textwrap.wrap(told, width, initial_indent="  ", subsequent_indent="  ")
    for told in other_order_told(problems):
        yield from textwrap.wrap(told.upper(), width, initial_indent="  ", subsequent_indent="  ")


def _groups(listed: RecallList, width: int) -> Iterator[str]:
    for group, rows in groupby(listed.rows, key=lambda row: row.group):
        together = list(rows)
        yield ""
        yield f"{group.upper()} ({len(together)})"
        yield "-" * width
        for row in together:
            yield from _row(row, width)


def _row(row: Row, width: int) -> Iterator[str]:
    who = clean(f"{row.patient}  {row.name}".strip())
    dates = f"{dose_text(row.last):<{max(33, width - 56)}}{_due_text(row)}"
    first = max(12, min(27, width - 57))
    if len(who) >= first:
        yield who
        who = ""
    yield f"{who:<{first}}{dates}"
    yield from _wrapped("Why:  ", "; ".join(_hazards_first(row)), width)
    yield from _wrapped("Next: ", row.next_step, width)
    yield from _wrapped("From: ", _source_text(row.sources), width)


def _hazards_first(row: Row) -> list[str]:
    """The sentences nobody may overlook, first and begun in capitals."""
    alarms = {remark.text: remark for remark in row.schedule.remarks if remark.alarm}
    return [f"{each.alarm.upper()}{each.told}" for each in alarms.values()] + [w for w in row.why if w not in alarms]


def _source_text(sources: tuple[str, ...]) -> str:
    return some(sources, _SHOWN_SOURCES) or "no entry"


def _wrapped(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        clean(text),
        width,
        initial_indent="    " + label,
        subsequent_indent=" " * (4 + len(label)),
        break_on_hyphens=False,
    )


def dose_text(last: Judged | None) -> str:
    """The last dose in a few words."""
    if last is None or last.when is None:
        return "no dose on record"
    return f"last {day_text(last.when)} {product_text(last)}"


def product_text(dose: Judged) -> str:
    """The product in words."""
    product = dose.event.product or "unknown"
    return "B12, not named" if product == "b12_not_named" else product


def day_text(when: Span) -> str:
    """A day, or the month it lies in, as short as it can be said."""
    if when.certain:
        return when.first.isoformat()
    if when.first.year != when.last.year:
        return f"{when}"
    return f"{when.first:%Y-%m}?" if when.first.month == when.last.month else f"{when.first.year}?"


def _due_text(row: Row) -> str:
    if row.due is None:
        return str(row.state)
    late = row.overdue is not None and row.schedule.on >= row.overdue
    paused = " (paused)" if row.schedule.tablets_since is not None else ""
    return f"due {row.due}" + (paused or (" late" if late else ""))


def _problems(problems: tuple[Problem, ...], width: int) -> Iterator[str]:
    refused = [problem for problem in problems if problem.refused]
    doubts = [problem for problem in problems if not problem.refused]
    rows = [str(problem) for problem in refused]
    for title, count, lines in (
        ("ROWS NOT USED", len(rows), rows),
        ("CELLS NOT USED (the rest of the row was)", len(doubts), [*_together(doubts)]),
    ):
        if lines:
            yield ""
            yield f"{title} ({count})"
            yield "-" * width
            for line in lines:
                yield from textwrap.wrap(clean(line), width, initial_indent="  ", subsequent_indent="    ")


_PLACES = 8
"""How many places of one sentence are named."""


def _together(doubts: Iterable[Problem]) -> Iterator[str]:
    """Each sentence once, with its places."""
    for alike in together(doubts):
        yield f"{some([each.place for each in alike.of], _PLACES)}: {alike.text}"


def clean(text: str) -> str:
    """The text without characters that would move a terminal's cursor or hide what is written."""
    return "".join(c if unicodedata.category(c)[0] != "C" else "\ufffd" for c in text)
