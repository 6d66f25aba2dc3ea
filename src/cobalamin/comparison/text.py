"""One patient's answers under every guideline as text: the answers, the clauses, and what makes each difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from textwrap import TextWrapper
from typing import NamedTuple

from cobalamin.assessment.assessment import Assessment
from cobalamin.comparison.compare import ClauseAnswer, Comparison, Difference, Row, decided_by, route_words
from cobalamin.knowledge.guidelines.profile import Profile
from cobalamin.knowledge.guidelines.verified import off_in
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth
from cobalamin.translation.phrases import capital
from cobalamin.translation.printed_units import printed_units

WIDTH = 100
BEFORE = "Before any dose, whichever guideline is followed"


def wrap(line: str, width: int, indent: str = "", under: str = "") -> list[str]:
    """Lines of a width, broken between words and never inside a name such as us-label."""
    return TextWrapper(width, indent, under, break_on_hyphens=False).wrap(printed_units(line))


_COLUMNS = (("guideline", 17), ("route", 20), ("urgency", 13), ("plan", 27), ("next test", 19))
"""The table: four gaps of one column make it a hundred wide."""
NO_OTHER = "no other reading that can be put into rules answers this patient otherwise"
SPECIALIST_FIRST = "a specialist decides before any rule on the route is asked"
_NEXT = 2
"""Next tests named in the table; the answer under one guideline lists them all."""


class _Words(NamedTuple):
    """Words that are broken into lines, by how much these are indented, and all but the first."""

    words: str
    by: int = 0
    under: int = 0


_Lines = Iterable[str | _Words]


def text(comparison: Comparison, width: int = WIDTH) -> str:
    """The comparison for a terminal; where its table does not fit, each guideline stands by itself."""
    parts = (
        _head(comparison),
        _table(comparison.rows) if width >= WIDTH else _list(comparison.rows),
        _because(comparison.rows),
        _differences(comparison),
        _readings(comparison),
        [_Words(comparison.notice)],
    )
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(_broken(part, width)))) + "\n"


def _broken(part: _Lines, width: int) -> Iterator[str]:
    for line in part:
        if isinstance(line, _Words):
            yield from wrap(line.words, width, " " * line.by, " " * line.under)
        elif len(line.rstrip()) > width:
            yield from wrap(line, width)
        else:
            yield line.rstrip()


def _head(comparison: Comparison) -> Iterator[str | _Words]:
    said = (comparison.title, comparison.id, f"on {comparison.on}", "under every guideline")
    yield _Words(" · ".join(filter(None, said)))
    yield ""
    for told in comparison.before_a_dose:
        yield _Words(f"{BEFORE}: {told}.")
    yield _Words(comparison.agreement)
    if comparison.caution:
        yield _Words(f"{capital(comparison.caution)}.")
    if comparison.figures:
        yield ""
        yield "Local figures in force, in the place of every guideline's own"
        for figure in comparison.figures:
            yield from _indented(f"{figure.label}: {figure.used}", 2)


# --- the table --------------------------------------------------------------------------------------------------------


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield " ".join(f"{name:<{width}}" for name, width in _COLUMNS)
    yield " ".join("-" * width for _, width in _COLUMNS)
    for row in rows:
        yield from _lines_of(_cells(row))


def _list(rows: Sequence[Row]) -> Iterator[str | _Words]:
    """The same for a terminal on which its columns would be broken anywhere."""
    names = [name for name, _ in _COLUMNS]
    for row in rows:
        guideline, *cells = _cells(row)
        yield guideline
        yield from (_Words(f"{name}: {cell}", 2, 4) for name, cell in zip(names[1:], cells, strict=True))
        yield ""


def _cells(row: Row) -> tuple[str, ...]:
    return row.guideline, route_words(row.possible), row.urgency, row.plan, _next(row)


def _next(row: Row) -> str:
    return "; ".join(test.label.partition(" (")[0] for test in row.next_tests[:_NEXT]) or "none"


def _lines_of(cells: Sequence[str]) -> Iterator[str]:
    """One row of the table, its cells wrapped; a blank line keeps rows apart."""
    columns = [wrap(cell, width) for cell, (_, width) in zip(cells, _COLUMNS, strict=True)]
    for line in zip_longest(*columns, fillvalue=""):
        yield " ".join(f"{part:<{width}}" for part, (_, width) in zip(line, _COLUMNS, strict=True))
    yield ""


# --- why --------------------------------------------------------------------------------------------------------------


def spoken(found: Profile, guideline: Guideline, answer: Assessment, patient: Patient) -> Iterator[str]:
    """The sentences of one guideline behind its answer: those that apply, and where the route is open those that still may."""
    for clause in decided_by(found, guideline, answer.route.possible, patient):
        if clause.verified != "unverified" or not off_in(guideline):
            yield _applying(clause)


def _because(rows: Iterable[Row]) -> Iterator[str | _Words]:
    yield "Why: the sentences of each source that apply; where the route is open, also those that still may"
    for row in rows:
        if row.route == "specialist":
            yield from _indented(f"{row.guideline}: {SPECIALIST_FIRST}", 2)
            continue
        if not row.because and not row.off:
            yield from _indented(f"{row.guideline}: no rule of this source asks for B12", 2)
            continue
        yield f"  {row.guideline}"
        for clause in row.because:
            yield from _indented(_applying(clause))
        for clause in row.off:
            where = ", ".join(clause.cites)
            yield from _indented(f"falls silent: {clause.decides} is not verified ({clause.says}; {where})")


def _applying(clause: ClauseAnswer) -> str:
    """A clause that applies, or still may."""
    still = "may apply: " if clause.truth is Truth.UNKNOWN else ""
    return f"{still}[{clause.decides}] {clause_text(clause)}"


def clause_text(clause: ClauseAnswer) -> str:
    """A clause with its place and how far it was checked."""
    borrowed = "the source is silent; " if clause.silent else ""
    return f"{clause.says} ({borrowed}{', '.join(clause.cites)}; {clause.verified})"


def _indented(line: str, by: int = 4) -> list[_Words]:
    return [_Words(line, by, by + 2)]


# --- what makes each difference ---------------------------------------------------------------------------------------


def _differences(comparison: Comparison) -> Iterator[str | _Words]:
    """Guidelines that answer alike stand together against each other answer, each with what it goes by."""
    if not comparison.differences:
        return
    yield "What makes each difference"
    if any(row.off for row in comparison.rows):
        yield from _indented("the sentences above that apply, and for whoever falls silent what is not verified", 2)
        return
    possible = {row.guideline: row.possible for row in comparison.rows}
    told: set[ClauseAnswer] = set()
    for routes, differences in _together(comparison.differences, possible).items():
        yield from _indented(f"{route_words(routes[0])} against {route_words(routes[1])}", 2)
        for name in dict.fromkeys(name for pair in differences for name in (pair.one, pair.other)):
            mine = dict.fromkeys(clause for each in differences for clause in each.clauses if clause.guideline == name)
            if mine:
                yield from _goes_by(name, tuple(mine), told)
            else:
                yield from _indented(f"{name}: no rule of this source asks for more than {route_words(possible[name])}")


_Routes = tuple[tuple[str, ...], tuple[str, ...]]


def _together(
    differences: Iterable[Difference], possible: dict[str, tuple[str, ...]]
) -> dict[_Routes, list[Difference]]:
    found: dict[_Routes, list[Difference]] = {}
    for each in differences:
        here, there = possible[each.one], possible[each.other]
        found.setdefault((there, here) if (there, here) in found else (here, there), []).append(each)
    return found


def _goes_by(name: str, clauses: Sequence[ClauseAnswer], told: set[ClauseAnswer]) -> Iterator[str | _Words]:
    """The figures and words that carry a guideline's side, in full the first time, and the rules it rests on."""
    entries = [clause for clause in clauses if not is_rule(clause)]
    for clause in entries:
        if clause not in told:
            yield from _indented(f"{name}, {clause.decides}: {clause_text(clause)}")
    again = [f"{clause.decides} (above)" for clause in entries if clause in told]
    told.update(entries)
    by = [*again, *(clause.decides for clause in clauses if is_rule(clause))]
    if by:
        yield from _indented(f"{name} by {', '.join(by)}")


def is_rule(clause: ClauseAnswer) -> bool:
    """A route rule of the source: "nice:dietary"; the base article's bear the names of its indications."""
    return ":" in clause.decides or clause.decides.startswith(("indication_", "route_"))


# --- the base article read otherwise ----------------------------------------------------------------------------------


def _readings(comparison: Comparison) -> Iterator[str | _Words]:
    """What the source could mean beside how it is read, and the answer this patient would then have."""
    if comparison.readings is None:
        return
    yield "If the base article were read differently (the entries of the register say why it is not)"
    for each in comparison.readings:
        yield from _indented(f"{each.entry}: {each.source_says}", 2)
        yield from _indented(f"read as “{each.could_mean}”: {route_words(each.possible)}; {each.urgency}")
    if not comparison.readings:
        yield from _indented(NO_OTHER, 2)
