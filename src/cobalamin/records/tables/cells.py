"""One cell of a table, with the columns beside it, to a result or a finding: for a row per patient and a row per event alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Literal

import msgspec

from cobalamin.knowledge.facts import FACTS, FactEntry
from cobalamin.language.nodes import Measure
from cobalamin.records.comments import commented, denial_doubted, injections_told, is_not_relied_on, tells_of_injections
from cobalamin.records.fhir.values import SPOKEN
from cobalamin.records.forms import learned
from cobalamin.records.messages import shown
from cobalamin.records.moments import day, moment
from cobalamin.records.record import Missing, Pending, Result, Source, Statement, Why, not_final
from cobalamin.records.results import FINAL, WITHDRAWN, Sent, one_unit, read_result
from cobalamin.records.select_findings import fades
from cobalamin.records.units import (
    Printed,
    UnitProblem,
    as_printed,
    comparator_of,
    digits,
    names_an_amount,
    parse_result,
    spelled,
    unit_of,
)

YES = frozenset({"1", "true", "t", "y", *(text for text, word in SPOKEN.items() if word == "positive")})
NO = frozenset({"0", "false", "f", "n", *(text for text, word in SPOKEN.items() if word == "negative")})
BESIDE = ("unit", "comparator", "date", "status", "comment")
"""What may stand beside a value, in a column of its own."""
_NOTHING = frozenset({"", "null", "na", "<na>", "nan", "nat", "\\n"})
"""What SQL, R and data frames write for a missing value (register R101)."""


@learned
class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one column holds: a fact or a field of the person, with the unit of all its numbers or its words for yes and no.

    `decimal` says which sign its numbers have before the tenths, where they are texts.
    """

    fact: str
    unit: str = ""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    decimal: Literal["", ",", "."] = ""


@dataclass(frozen=True)
class Place:
    """The columns in which the parts of one fact stand."""

    entry: FactEntry
    value: str
    column: Column
    unit: str | None = None
    comparator: str | None = None
    date: str | None = None
    status: str | None = None
    comment: str | None = None
    comma_is_doubtful: bool = False
    """Whether a comma between digits may be a decimal comma."""


# --- what a cell holds -----------------------------------------------------------------------------------------------


def is_nothing(value: Any) -> bool:
    """Whether a cell is empty: blank, *not a number*, or a word that programs write for a missing value."""
    if isinstance(value, str):
        return value.strip().lower() in _NOTHING
    return value is None or (isinstance(value, float | Decimal) and value != value)


def text_of(value: Any) -> str | None:
    """A cell as a text; None where it holds no value. A whole number kept with a point is one still, midnight no moment, and of
    bytes that are no text two digits each are shown, as databases show an identifier of bytes.
    """
    if is_nothing(value):
        return None
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():  # a day, in a column of moments
        return value.date().isoformat()
    return str(value).strip()


_EXACT = 2.0**53
"""Up to here a float holds every whole number exactly."""


def said_in(row: Mapping[str, Any], place: Place) -> Any:
    """What a row says about a fact; None where it says nothing. The column's own words for yes and no count as values."""
    value = row[place.value]
    if not is_nothing(value):
        return value
    own = isinstance(value, str) and value.strip().lower() in (*place.column.yes, *place.column.no)
    return value if own else None


def beside(row: Mapping[str, Any], name: str | None) -> str:
    """The text in a column beside a value; "" where there is none."""
    return "" if name is None else text_of(row[name]) or ""


def injections_in(row: Mapping[str, Any], place: Place, where: str) -> Iterator[Statement]:
    """The injections of which the comment beside a value tells (register R171)."""
    comment = beside(row, place.comment)
    if comment and beside(row, place.status).lower() not in WITHDRAWN and tells_of_injections(comment):
        yield injections_told(comment, Source(where, beside(row, place.date)))


def _doubt(row: Mapping[str, Any], place: Place) -> str:
    """The comment beside a value where it says not to rely on it, "" of another and of none."""
    comment = beside(row, place.comment)
    return comment if comment and is_not_relied_on(comment) else ""


# --- findings --------------------------------------------------------------------------------------------------------


def statement(place: Place, value: Any, row: Mapping[str, Any], where: str) -> Statement:
    """Yes or no in the column's own words; anything else is a problem that keeps the finding from counting."""
    text, column, when = (text_of(value) or str(value)).lower(), place.column, beside(row, place.date)
    recorded = day(when)
    yes = frozenset(column.yes) if column.yes or column.no else YES
    no = frozenset(column.no) if column.yes or column.no else NO
    said = {text, re.sub(r"\.0+$", "", text)}
    source, label, status = Source(where, when, text), place.entry.fact.label, beside(row, place.status).lower()
    problem = None
    if not said & (yes | no):
        problem = Missing("unreadable", f"{label}: {shown(text)} is neither yes nor no", source)
    elif status not in ("", "unknown", *FINAL):
        problem = not_final(label, "observation", status, source)
    elif not said & yes and (doubt := denial_doubted(place.entry, _doubt(row, place), source)) is not None:
        problem = doubt
    elif when and recorded is None and fades(place.entry):
        sentence = f"{label}: {shown(when)} is not a calendar date, and what it says may be long over"
        problem = Missing("not dated", sentence, source)
    if problem is not None:
        return Statement(place.entry.name, False, source, recorded, problem=problem)
    return Statement(place.entry.name, bool(said & yes), source, recorded, current=recorded is None)


# --- results ---------------------------------------------------------------------------------------------------------


def pending(place: Place, value: Any, row: Mapping[str, Any], where: str, unit: str = "") -> Pending:
    """A result as it stands in a row; `unit` is that of a number without one."""
    when, name = beside(row, place.date), place.entry.name
    taken = moment(when)
    if when and taken is None:
        said = f"{shown(when)} is not a calendar date, so the result cannot be placed"
        return Pending(name, None, partial(_unusable, place.entry, "not dated", said, Source(where, when)))
    sent = _sent(place, value, row, unit)
    if isinstance(sent, Missing):
        source = Source(where, when, str(value))
        return Pending(name, taken, partial(_unusable, place.entry, sent.why, sent.sentence, source, taken))
    return Pending(name, taken, partial(_read, name, sent, Source(where, when), taken, beside(row, place.comment)))


def _unusable(entry: FactEntry, why: Why, said: str, source: Source, taken: datetime | None = None) -> Result:
    return Result(entry.name, None, source, taken, Missing(why, f"{entry.fact.label}: {said}", source))


def _read(name: str, sent: Sent, source: Source, taken: datetime | None, comment: str) -> Result:
    """The result, read once for all rows with the same value, with this row's place, date and comment."""
    read = _read_once(name, sent)
    source = source._replace(sent=read.source.sent)
    problem = None if read.problem is None else read.problem._replace(source=source)
    placed = read._replace(source=source, taken=taken, problem=problem)
    return commented(placed, (comment,)) if comment else placed


@lru_cache(maxsize=1 << 17)
def _read_once(name: str, sent: Sent) -> Result:
    return read_result(FACTS[name], sent, "", "", None)


def _sent(place: Place, value: Any, row: Mapping[str, Any], unit: str) -> Sent | Missing:
    """A number with the unit beside it or of its column, a text such as "<150 ng/L", or a word; otherwise the reason why not."""
    own = Sent(
        None, beside(row, place.unit) or place.column.unit, beside(row, place.comparator),
        status=beside(row, place.status).lower() or None,
    )  # fmt: skip
    if isinstance(value, str):
        return _written(place, value, own, unit)
    number = value if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None
    return msgspec.structs.replace(own, number=number, unit=own.unit or unit)


def _written(place: Place, value: str, own: Sent, unit: str) -> Sent | Missing:
    """The same of a text; `own` is what stands beside it."""
    text = _with_points(value) if place.column.decimal == "," else value
    if place.comma_is_doubtful and not place.column.decimal and (sign := _doubtful_sign(text)):
        return Missing("unreadable", f"{shown(text)} may have a {sign}: say `decimal` in a mapping file")
    if as_printed(text) is not None:
        return msgspec.structs.replace(own, number=text, unit=own.unit or unit)
    parsed = parse_result(text)
    if parsed is None:
        return msgspec.structs.replace(own, word=SPOKEN.get(text.strip().lower()))
    if not parsed.unit and not own.unit:
        own = msgspec.structs.replace(own, unit=unit)
    return _agreed(place.entry, parsed, own)


def _agreed(entry: FactEntry, written: Printed, own: Sent) -> Sent | Missing:
    """The number with its sign and unit, written to it or beside it, if the two do not contradict each other."""
    if written.comparator and own.comparator and comparator_of(own.comparator) != written.comparator:
        sentence = f"the sign is {written.comparator} with the number and {shown(own.comparator)} beside it"
        return Missing("contradictory", sentence)
    unit = (
        None if _is_another(entry, written.unit, own.unit or "") else one_unit(entry.fact, written.unit, own.unit or "")
    )
    if unit is None:
        sentence = f"the unit is {shown(written.unit)} with the number and {shown(own.unit)} beside it"
        return Missing("contradictory", sentence)
    comparator = written.comparator or own.comparator
    return msgspec.structs.replace(own, number=digits(written.value), unit=unit, comparator=comparator)


def _is_another(entry: FactEntry, written: str, beside: str) -> bool:
    """Whether a unit of something stands with a number that has another unit beside it: 150 pg/dL is no 150 ng/L.

    Any other text that is not understood may be a flag or a remark.
    """
    if not beside or not isinstance(entry.fact, Measure) or spelled(written) == spelled(beside):
        return False
    return names_an_amount(written) and isinstance(unit_of(entry.fact, written), UnitProblem)


_GROUPED = re.compile(r"[0-9],[0-9]{3}(?![0-9])")
_POINTED = re.compile(r"(?<![0-9.])[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9.])")


def _doubtful_sign(text: str) -> str:
    """What a number may have where commas are the decimal points of most countries: 1,500 is one and a half, 1.500 a thousand."""
    if _GROUPED.search(text):
        return "decimal comma"
    return "point between thousands" if _POINTED.search(text) else ""


_COMMA = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+(?![0-9])|[0-9]+)(?:,([0-9]+))?")


def _with_points(text: str) -> str:
    """A number written 1.234,5 as 1234.5."""

    def _pointed(found: re.Match[str]) -> str:
        whole = found[1].replace(".", "")
        return whole if found[2] is None else f"{whole}.{found[2]}"

    return _COMMA.sub(_pointed, text, count=1)
