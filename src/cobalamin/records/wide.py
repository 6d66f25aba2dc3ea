"""A CSV or Parquet file with one row a patient: columns to facts, each row read by the same rules as a case file.

Columns are recognised by the names of the vocabulary (`total_b12`, `total_b12_unit`, `total_b12_date`) or named in a
mapping file:

[b12_pg_ml]
fact = "total_b12"
unit = "pg/mL"

[sex]
fact = "female"
yes = ["2"]
no = ["1"]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal

import msgspec

from cobalamin.knowledge.facts import ASSESSABLE, FACTS, Entry
from cobalamin.knowledge.treatment import Span, TreatmentEvent
from cobalamin.language.nodes import Finding
from cobalamin.language.patient import Interval
from cobalamin.records.case import span_of
from cobalamin.records.codes import RecordError
from cobalamin.records.document import UNFIT_TOML, short, shown, told
from cobalamin.records.fhir_values import SPOKEN, day, moment, span
from cobalamin.records.given import said_by
from cobalamin.records.record import DIED, Case, Missing, Pending, Rejected, Result, Source, Statement, Word, died
from cobalamin.records.results import FINAL, Sent, read_result
from cobalamin.records.tables_read import batches, header
from cobalamin.records.units import as_printed, parse_result

PERSON = ("patient", "birth_date", "sex", "assessed", "last_b12_injection", DIED)
_YES = frozenset({"1", "1.0", "true", "t", "y", *(text for text, word in SPOKEN.items() if word == "positive")})
_NO = frozenset({"0", "0.0", "false", "f", "n", *(text for text, word in SPOKEN.items() if word == "negative")})
_WORDS: Mapping[str, Word] = {"low": "low", "normal": "normal", "high": "high", "borderline": "borderline"}
_SEXES: Mapping[str, Literal["female", "male"]] = {"female": "female", "f": "female", "male": "male", "m": "male"}


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one column holds: a fact or a field of the person, with the unit of all its numbers or its words for yes and no."""

    fact: str
    unit: str = ""
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


Mapped = Mapping[str, Column]


@dataclass(frozen=True)
class _Place:
    """Where the parts of one fact stand in a row."""

    entry: Entry
    value: str
    column: Column
    unit: str | None = None
    comparator: str | None = None
    date: str | None = None
    status: str | None = None


def read_mapping(text: str | bytes) -> Mapped:
    """The mapping in a TOML text; a column for no fact of the vocabulary is refused with a sentence."""
    try:
        mapped = msgspec.toml.decode(text, type=dict[str, Column])
    except UNFIT_TOML as problem:
        raise RecordError(
            f"the mapping file cannot be read: {told(problem)}; see `docs/population.md` for its form"
        ) from problem
    for name, column in mapped.items():
        if column.fact not in FACTS and column.fact not in PERSON:
            raise RecordError(
                f"the mapping gives column {shown(name)} the fact {shown(column.fact)}, which the vocabulary does not have"
            )
    return mapped


def cases(
    path: Path, mapped: Mapped | None = None, start: int = 0, stop: int | None = None
) -> Iterator[Case | Rejected]:
    """The patients in rows `start` to `stop`; a row that cannot be read is rejected with its number and the reason."""
    rows = Rows(header(path), mapped or {})
    number = 0
    for batch in batches(path):
        if stop is not None and number >= stop:
            return
        if number + len(batch) > start:
            for i, row in enumerate(batch.to_pylist(), number):
                if start <= i and (stop is None or i < stop):
                    yield rows.case(row, f"row {i + 1}")
        number += len(batch)


def is_wide(path: Path, mapped: Mapped | None = None) -> bool:
    """Whether the file's header holds at least one fact of the vocabulary."""
    return bool(Rows(header(path), mapped or {}).places)


class Rows:
    """Rows of one header to cases."""

    def __init__(self, header: Sequence[str], mapped: Mapped) -> None:
        missing = [name for name in mapped if name not in header]
        if missing:
            raise RecordError(f"the mapping names columns the file does not have: {', '.join(missing)}")
        known = {name: Column(name) for name in header if name in FACTS or name in PERSON}
        columns = known | dict(mapped)
        names = frozenset(header)
        self.person = {column.fact: (name, column) for name, column in columns.items() if column.fact in PERSON}
        self.places = [
            _place(name, column, names)
            for name, column in columns.items()
            if column.fact in FACTS and column.fact != "age"
        ]
        self.age = next((_place(name, column, names) for name, column in columns.items() if column.fact == "age"), None)

    def case(self, row: Mapping[str, Any], where: str) -> Case | Rejected:
        """One patient, or why the row cannot be read."""
        try:
            return self._case(row, where)
        except RecordError as problem:
            return Rejected(where, str(problem))

    def _case(self, row: Mapping[str, Any], where: str) -> Case:
        results: list[Pending] = []
        statements: list[Statement] = []
        for place in self.places:
            value = row[place.value]
            if value is None or value == "":
                continue
            source = f"{where}, {place.value}"
            if isinstance(place.entry.fact, Finding):
                statements.append(_statement(place, value, row, source))
            else:
                results.append(_pending(place, value, row, source))
        born, sex, treatment = self._text(row, "birth_date"), self._text(row, "sex"), self._treatment(row, where)
        statements += said_by(treatment)
        return Case(
            self._text(row, "patient") or where, "", None, None if born is None else span_of(born[:10], f"{where}, birth_date"),
            self._age(row, where), None if sex is None else _SEXES.get(sex.lower()), False, tuple(results), tuple(statements),
            treatment, self._assessed(row, where), _died(self._text(row, DIED), where), undated_is_current=True,
        )  # fmt: skip

    @staticmethod
    def of_events(name: str, events: Sequence[Mapping[str, Any]]) -> Case | Rejected:
        """One patient from rows of (fact, value, unit, comparator, status, date); an undated one is not taken as current."""
        try:
            return _from_events(name, events)
        except RecordError as problem:
            return Rejected(name, str(problem))

    def _text(self, row: Mapping[str, Any], field: str) -> str | None:
        if field not in self.person:
            return None
        value = row[self.person[field][0]]
        return None if value is None or value == "" else str(value).strip()

    def _age(self, row: Mapping[str, Any], where: str) -> Interval | None:
        if self.age is None or row[self.age.value] in (None, ""):
            return None
        return _years(self.age, row[self.age.value], row, f"{where}, {self.age.value}")

    def _treatment(self, row: Mapping[str, Any], where: str) -> tuple[TreatmentEvent, ...]:
        given = self._text(row, "last_b12_injection")
        if given is None:
            return ()
        days = _days(given, f"{where}, last_b12_injection")
        return (TreatmentEvent("administration", days, where, "b12_not_named", None, "injection", when_text=given),)

    def _assessed(self, row: Mapping[str, Any], where: str) -> frozenset[str]:
        return _groups(self._text(row, "assessed") or "", where)


def _groups(text: str, where: str) -> frozenset[str]:
    groups = text.split()
    unknown = next((group for group in groups if group not in ASSESSABLE), None)
    if unknown is not None:
        raise RecordError(
            f"{where}, assessed: {short(unknown)} is no group of questions; expected {', '.join(ASSESSABLE)}"
        )
    return frozenset(groups)


GIVEN = ("b12_injection", "last_b12_injection")
"""The names of an event that is a dose given."""


def _from_events(name: str, events: Sequence[Mapping[str, Any]]) -> Case:
    told = [event for event in events if event.get("value") not in (None, "")]
    treatment = tuple(map(_dose, (event for event in told if event["fact"] in GIVEN)))
    results, statements = _said(event for event in told if event["fact"] in FACTS and not _is_age(event))
    person = {event["fact"]: str(event["value"]).strip() for event in told if event["fact"] not in FACTS}
    asked = (_groups(str(event["value"]), _row(event)) for event in told if event["fact"] == "assessed")
    ages = [_years(_event_place("age", event), event["value"], event, _row(event)) for event in told if _is_age(event)]
    born, sex = person.get("birth_date"), person.get("sex", "")
    return Case(
        name, "", None, None if born is None else span_of(born[:10], f"{name}, birth_date"), ages[-1] if ages else None,
        _SEXES.get(sex.lower()), False, results, (*statements, *said_by(treatment)), treatment, frozenset().union(*asked),
        _died(person.get(DIED), name),
    )  # fmt: skip


def _is_age(event: Mapping[str, Any]) -> bool:
    """Whether it tells the age on the decision date: one with a date is a result like another."""
    return event["fact"] == "age" and event.get("date") in (None, "")


def _row(event: Mapping[str, Any]) -> str:
    return f"row {event['row']}"


def _dose(event: Mapping[str, Any]) -> TreatmentEvent:
    given = str(event.get("date") or event["value"]).strip()
    days = _days(given, _row(event))
    return TreatmentEvent("administration", days, _row(event), "b12_not_named", None, "injection", when_text=given)


def _said(events: Iterable[Mapping[str, Any]]) -> tuple[tuple[Pending, ...], tuple[Statement, ...]]:
    results: list[Pending] = []
    statements: list[Statement] = []
    for event in events:
        place = _event_place(str(event["fact"]), event)
        if isinstance(place.entry.fact, Finding):
            statements.append(_statement(place, event["value"], event, _row(event)))
        else:
            results.append(_pending(place, event["value"], event, _row(event)))
    return tuple(results), tuple(statements)


def _died(said: str | None, where: str) -> tuple[Missing, ...]:
    """Whether somebody is said to have died: by a yes, or by the day."""
    return (died(where),) if said and said.lower() not in _NO else ()


def _years(place: _Place, value: Any, row: Mapping[str, Any], where: str) -> Interval | None:
    """An age as told; None where it cannot be read."""
    found = _pending(place, value, row, where, "a").read().value
    return found if isinstance(found, Interval) else None


def _event_place(fact: str, event: Mapping[str, Any]) -> _Place:
    names = [name if name in event else None for name in ("unit", "comparator", "date", "status")]
    return _Place(FACTS[fact], "value", Column(fact), *names)


def _place(name: str, column: Column, names: frozenset[str]) -> _Place:
    def beside(what: str) -> str | None:
        return next((n for n in (f"{name}_{what}", f"{column.fact}_{what}") if n in names), None)

    return _Place(
        FACTS[column.fact], name, column, beside("unit"), beside("comparator"), beside("date"), beside("status")
    )


def _statement(place: _Place, value: Any, row: Mapping[str, Any], where: str) -> Statement:
    """Yes or no in the column's own words; anything else is a problem that keeps the finding from counting."""
    text, column, when = str(value).strip().lower(), place.column, _beside(row, place.date)
    recorded = day(when)
    yes = frozenset(column.yes) if column.yes or column.no else _YES
    no = frozenset(column.no) if column.yes or column.no else _NO
    bare = text.removesuffix(".0")
    source, label, status = Source(where, when, text), place.entry.fact.label, _beside(row, place.status)
    problem = None
    if not {text, bare} & (yes | no):
        problem = Missing("unreadable", f"{label}: {shown(text)} is neither yes nor no", source)
    elif status not in ("", "unknown", *FINAL):
        problem = Missing("not final", f"{label}: the observation is {status}, not final", source)
    if problem is not None:
        return Statement(place.entry.name, False, source, recorded, problem=problem)
    return Statement(place.entry.name, bool({text, bare} & yes), source, recorded, current=recorded is None)


def _pending(place: _Place, value: Any, row: Mapping[str, Any], where: str, unit: str = "") -> Pending:
    when = _beside(row, place.date)
    taken = moment(when)
    if when and taken is None:
        return Pending(place.entry.name, None, partial(_undated, place.entry, where, when))
    sent = _sent(place, value, row, unit)
    return Pending(place.entry.name, taken, partial(_read, place.entry.name, sent, where, when, taken))


def _undated(entry: Entry, where: str, when: str) -> Result:
    """A result whose date cannot be read: not current, even where one without any date is."""
    source = Source(where, when)
    problem = Missing(
        "not dated", f"{entry.fact.label}: {shown(when)} is no calendar date, so the result cannot be placed", source
    )
    return Result(entry.name, None, source, None, problem)


def _read(name: str, sent: Sent, where: str, when: str, taken: datetime | None) -> Result:
    """The result, read once for all the rows that hold the same value, with this row's place and date."""
    read = _read_once(name, sent)
    source = Source(where, when, read.source.sent)
    problem = None if read.problem is None else read.problem._replace(source=source)
    return read._replace(source=source, taken=taken, problem=problem)


@lru_cache(maxsize=1 << 17)
def _read_once(name: str, sent: Sent) -> Result:
    return read_result(FACTS[name], sent, "", "", None)


def _sent(place: _Place, value: Any, row: Mapping[str, Any], unit: str) -> Sent:
    """A number with the unit beside it or of its column, a text such as "<150 ng/L", or a word."""
    own_unit = _beside(row, place.unit) or place.column.unit or unit
    status = _beside(row, place.status) or None
    comparator = _beside(row, place.comparator)
    if isinstance(value, str):
        word = _WORDS.get(value.strip().lower())
        if word is not None:
            return Sent(word=word, status=status)
        parsed = parse_result(value) if as_printed(value) is None else None
        if parsed is not None:
            return Sent(_printed(parsed.value), parsed.unit or own_unit, parsed.comparator, status=status)
    return Sent(value, own_unit, comparator, status=status)


def _printed(value: Fraction) -> str:
    return format(float(value), ".15g")


def _beside(row: Mapping[str, Any], name: str | None) -> str:
    value = row[name] if name is not None else None
    return "" if value is None else str(value).strip()


def _days(text: str, where: str) -> Span:
    """The days a dose can have been given on: one that nobody can place would spoil no sample, so its row is refused."""
    found = span(text)
    if found is None:
        raise RecordError(f"{where}: {shown(text)} is no calendar date; expected YYYY-MM-DD")
    return found
