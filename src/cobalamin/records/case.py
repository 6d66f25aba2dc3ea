"""The case file: one patient as JSON, written by hand or by another program, read strictly with helpful errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET

from cobalamin.knowledge.facts import ASSESSABLE, FACTS, FactEntry, denied_with, told_by
from cobalamin.knowledge.facts import age as age_measure
from cobalamin.language.nodes import Finding, Measure, plain
from cobalamin.language.patient import Interval
from cobalamin.records.case_faults import located
from cobalamin.records.case_file import (
    DIAGNOSES,
    CaseFile,
    FindingFile,
    MeasureFile,
    ReferenceRange,
    expected,
    is_bare,
)
from cobalamin.records.case_person import AGE, refuse_two_ages, refuse_two_sexes, told_age
from cobalamin.records.case_treatment import event_of, span_of
from cobalamin.records.document import decoded, refuse_repeated_keys
from cobalamin.records.errors import RecordError
from cobalamin.records.given import said_by
from cobalamin.records.known import decision_day, since
from cobalamin.records.messages import meant, short, shown
from cobalamin.records.record import (
    DOUBTS,
    Case,
    Missing,
    Pending,
    Result,
    Source,
    Statement,
    Why,
    Word,
    died,
    told_again,
)
from cobalamin.records.results import Sent, read_result
from cobalamin.records.units import (
    UnitProblem,
    as_printed,
    digits,
    implausible,
    other_dimension,
    parse_result,
    unit_of,
)

# --- reading ---------------------------------------------------------------------------------------------------------


def read_case(source: bytes | str | Path) -> Case:
    """The case in the file at a path, or in the bytes of one (a text is a path); units are those that each value names.

    RecordError says where something is wrong and what was expected; OSError where the path cannot be read.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    document = decoded(data)
    refuse_repeated_keys(data)
    return case_from(document)


def case_from(document: Mapping[str, Any]) -> Case:
    """The case in a decoded document."""
    file = _fitting(document)
    results, statements = _facts(file)
    on = None if file.on is UNSET else decision_day(file.on, "$.on:")
    _refuse_future(file, on)
    born = span_of(file.patient.birth_date, "$.patient.birth_date") if file.patient.birth_date else None
    ages = _ages(file)
    refuse_two_ages(ages, born, on)
    refuse_two_sexes(file)
    treatment = tuple([event_of(given, i) for i, given in enumerate(file.treatment)])
    return Case(
        file.id,
        file.title,
        on,
        born,
        next(iter(ages.values()), None),
        file.patient.sex,
        results=tuple(results),
        statements=(*statements, *said_by(treatment)),
        treatment=treatment,
        assessed=frozenset(_group(name, i) for i, name in enumerate(file.assessed)),
        died=file.patient.died is True,
        problems=(died("$.patient.died"),) if file.patient.died else (),
        undated_is_current=True,
    )


def _fitting(document: Mapping[str, Any]) -> CaseFile:
    """The document as what a case file may hold."""
    _require_case_file(document)
    _refuse_unknown_keys(document)
    try:
        return msgspec.convert(document, CaseFile)
    except msgspec.ValidationError as problem:
        raise RecordError(located(problem)) from problem


def _refuse_future(file: CaseFile, on: date | None) -> None:
    """Nothing in a case file happened after its own decision date."""
    dated = [("$.patient.birth_date", file.patient.birth_date)]
    dated += [(f"$.treatment[{i}].date", given.date) for i, given in enumerate(file.treatment)]
    for name, value in file.facts.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                dated += [(f"$.facts.{name}.{key}", one.get(key)) for key in ("date", "onset")]
    for place, text in dated:
        if on is not None and text and span_of(text, place).first > on:
            raise RecordError(f"{place}: {text} is after the case's own date {on} ($.on); correct one of them")


def _require_case_file(document: Mapping[str, Any]) -> None:
    if "cobalamin_case" not in document:
        expected = '("cobalamin_case": 1 is missing) nor a FHIR Bundle ("resourceType": "Bundle" is missing)'
        raise RecordError(f"$: neither a case file {expected}")
    version = document["cobalamin_case"]
    if version != 1 or isinstance(version, bool):
        raise RecordError(
            f"$.cobalamin_case: found {shown(version)}, expected 1, the only version of the case file there is"
        )


def _refuse_unknown_keys(document: Mapping[str, Any]) -> None:
    keys = CaseFile.__struct_fields__
    for key in document:
        if key not in keys:
            raise RecordError(f"$.{short(key)}: no such key in a case file{meant(key, keys)}; see `cobalamin schema`")
    facts = document.get("facts")
    for name in facts if isinstance(facts, dict) else ():
        if name not in FACTS and name not in DIAGNOSES:
            close = meant(name, (*FACTS, *DIAGNOSES))
            raise RecordError(f"$.facts.{short(name)}: no such fact{close}; see `cobalamin schema`")


def _facts(file: CaseFile) -> tuple[list[Pending], list[Statement]]:
    results: list[Pending] = []
    statements: list[Statement] = []
    for name, value in file.facts.items():
        if value is None or name == "age":
            continue
        place = f"$.facts.{name}"
        if name in DIAGNOSES:
            statements += _diagnosis(DIAGNOSES[name], value, place)
            continue
        entry = FACTS[name]
        if isinstance(entry.fact, Finding):
            statements += _stated((entry,), value, place)
            continue
        for one in value if isinstance(value, list) else [value]:
            result = _result(entry, entry.fact, one, place)
            results.append(Pending(name, result.taken, partial(_itself, result)))
    return results, statements


def _itself(result: Result) -> Result:
    return result


def _diagnosis(concept: str, value: Any, place: str) -> list[Statement]:
    """What a diagnosis says that asserts several facts, and what its denial does."""
    told = told_by(concept)
    denied = {entry.name for entry in denied_with(told, (concept,))}
    return [said for said in _stated(told, value, place) if said.present or said.fact in denied]


def _stated(entries: Iterable[FactEntry], value: Any, place: str) -> list[Statement]:
    """The same word on each; null says nothing."""
    return [said for entry in entries if (said := _statement(entry, value, place)) is not None]


def _statement(entry: FactEntry, value: Any, place: str) -> Statement | None:
    if isinstance(value, bool):
        return Statement(entry.name, value, Source(place, "", str(value).lower()))
    try:
        given = msgspec.convert(value, FindingFile)
    except msgspec.ValidationError as problem:
        if isinstance(value, dict):
            raise RecordError(located(problem, FindingFile, place)) from problem
        raise RecordError(f'{place}: found {shown(value)}, expected true, false, null or {{"present": …}}') from problem
    if given.unsettled:
        return _unsettled(entry, given, place)
    if given.present is None:
        return None
    day = _day(given.date, f"{place}.date") if given.date else None
    note = since(given.onset or "")
    source = Source(given.source or place, given.date or "", str(given.present).lower())
    return Statement(entry.name, given.present, source, day, current=day is None, note=note)


def _unsettled(entry: FactEntry, given: FindingFile, place: str) -> Statement:
    """What is recorded and settles nothing, as a record says it of a code that nobody confirmed (register R79)."""
    if given.present is not None:
        raise RecordError(
            f"{place}: `present` says yes or no, so `unsettled` does not fit beside it: "
            "write null for `present`, or leave `unsettled` out"
        )
    why: Why = next((why for why in DOUBTS if given.unsettled.startswith(f"{why}: ")), "not confirmed")
    told = given.unsettled.removeprefix(f"{why}: ")
    sentence = told if told != given.unsettled else f"{entry.fact.label}: {told}"
    problem = Missing(why, sentence, tells=told_again(entry.name, sentence))
    return Statement(entry.name, False, Source(given.source or place, given.date or ""), problem=problem)


_WORDS: Mapping[str, Word] = {str(word): word for word in ("low", "normal", "high", "borderline")}


def _result(entry: FactEntry, measure: Measure, value: Any, place: str) -> Result:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(value, str) or (is_number and is_bare(measure)):
        return _from_text(entry, measure, str(value), place)
    if is_number:
        raise RecordError(f'{place}: a bare number: write it with its unit, such as "{value} {measure.unit}"')
    try:
        given = msgspec.convert(value, MeasureFile)
    except msgspec.ValidationError as problem:
        if isinstance(value, dict):
            raise RecordError(located(problem, MeasureFile, place)) from problem
        expected = 'expected a text with a unit or {"value": …, "unit": …}'
        raise RecordError(f"{place}: found {shown(value)}, {expected}") from problem
    number = given.value
    if isinstance(number, str) and as_printed(number) is None:
        raise RecordError(
            f"{place}.value: {short(number)!r} is not a number; write the comparator and the unit in their own keys"
        )
    _refuse_absurd(measure, number, given.unit, f"{place}.value")
    if given.unit is not None and other_dimension(measure, given.unit):
        _require_unit(measure, given.unit, f"{place}.unit")
    reference = _in_order(given.reference or ReferenceRange(), place)
    sent = Sent(number, given.unit, given.comparator, given.word, reference.low, reference.high, given.status)
    day = _day(given.date, f"{place}.date") if given.date else None
    taken = datetime.combine(day, time()) if day else None
    return read_result(entry, sent, given.source or place, given.date or "", taken)


def _in_order(own: ReferenceRange, place: str) -> ReferenceRange:
    if own.low is not None and own.high is not None and own.low > own.high:
        raise RecordError(
            f"{place}.reference: its low end {own.low:g} is above its high end {own.high:g}; correct one of them"
        )
    return own


_COMMA = re.compile(r"[0-9],[0-9]")


def _from_text(entry: FactEntry, measure: Measure, text: str, place: str) -> Result:
    word = _WORDS.get(text.strip().lower())
    if word is not None:
        return read_result(entry, Sent(word=word), place, "", None)
    parsed = parse_result(text)
    if parsed is None:
        comma = "write a decimal point, not a comma; " if _COMMA.search(text) else ""
        raise RecordError(
            f"{place}: {short(text)!r} is not a result; {comma}expected {expected(measure)}, or low, normal, high, borderline"
        )
    if not parsed.unit and not is_bare(measure):
        raise RecordError(f"{place}: {short(text)!r} has no unit; expected one of {', '.join(measure.units())}")
    _require_unit(measure, parsed.unit, place)
    _refuse_absurd(measure, digits(parsed.value), parsed.unit, place)
    sent = Sent(digits(parsed.value), parsed.unit, parsed.comparator)
    return read_result(entry, sent, place, "", None)


_NOT_NEGATIVE = "expected 0 or more: correct the number, or leave it out"


def _refuse_absurd(measure: Measure, number: float | str | None, unit: str | None, place: str) -> None:
    """A value no unit could make right was mistyped; a mere suspicion about its unit is left to the reading."""
    value = as_printed(number) if number is not None else None
    if value is None:
        return
    if value < 0:
        raise RecordError(f"{place}: {plain(value)} is negative; {_NOT_NEGATIVE}")
    known = unit_of(measure, unit)
    doubt = None if isinstance(known, UnitProblem) else implausible(measure, value, known)
    if doubt is not None and doubt.absurd:
        raise RecordError(f"{place}: {doubt.what}; correct the number or its unit")


def _require_unit(measure: Measure, unit: str, place: str) -> None:
    """A person wrote this unit and can mend it: it is refused here, not merely left out."""
    problem = unit_of(measure, unit)
    if isinstance(problem, UnitProblem):
        raise RecordError(f"{place}: {problem.sentence}")


# --- person, dates, treatment ----------------------------------------------------------------------------------------


def _ages(file: CaseFile) -> dict[str, Interval]:
    """The ages told, as a fact and of the patient, by the place; a number is in years."""
    found: dict[str, Interval] = {}
    fact, given = file.facts.get("age"), file.patient.age
    if fact is not None:
        read = _result(FACTS["age"], age_measure, fact, "$.facts.age")
        if read.problem is not None:
            raise RecordError(f"$.facts.age: {read.problem.sentence}")
        if isinstance(read.value, Interval):
            found["$.facts.age"] = read.value
    if given is not None:
        found[AGE] = told_age(given)
    return found


def _day(text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise RecordError(f"{place}: {short(text)!r} is not a calendar date; expected YYYY-MM-DD") from problem


def _group(name: str, i: int) -> str:
    if name not in ASSESSABLE:
        known = ", ".join(ASSESSABLE)
        raise RecordError(
            f"$.assessed[{i}]: {short(name)!r} is not a group of questions{meant(name, ASSESSABLE)}; expected one of {known}"
        )
    return name
