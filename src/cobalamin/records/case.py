"""The case file: one patient as JSON, written by hand or by another program, read strictly with helpful errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cobalamin.knowledge.facts import ASSESSABLE, FACTS, Entry
from cobalamin.knowledge.treatment import Span, TreatmentEvent
from cobalamin.language.nodes import Finding, Measure
from cobalamin.language.patient import Interval
from cobalamin.records.codes import RecordError
from cobalamin.records.record import Case, Pending, Result, Source, Statement, Word
from cobalamin.records.results import Sent, read_result
from cobalamin.records.units import Comparator, UnitProblem, as_printed, implausible, interval, other_dimension, parse_result, unit_of

MAX_BYTES = 64 * 1024 * 1024
"""The largest file read as one patient; a larger one belongs to `cobalamin screen`."""
PartialDate = Annotated[str, Meta(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="YYYY, YYYY-MM or YYYY-MM-DD")]
FullDate = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="YYYY-MM-DD")]


class PatientFile(msgspec.Struct, forbid_unknown_fields=True):
    """Who it is about: age in years (or a text such as "10 mo") or a birth date, and sex."""

    age: float | str | None = None
    birth_date: PartialDate | None = None
    sex: Literal["female", "male"] | None = None


class ReferenceRange(msgspec.Struct, forbid_unknown_fields=True):
    """The laboratory's own limits, in the unit of the result."""

    low: float | None = None
    high: float | None = None


class MeasureFile(msgspec.Struct, forbid_unknown_fields=True):
    """One result: a number with its unit as printed, or a word, or both."""

    value: float | str | None = None
    unit: str | None = None
    comparator: Literal["", "<", "<=", ">", ">="] = ""
    word: Literal["low", "normal", "high", "borderline"] | None = None
    date: FullDate | None = None
    status: str | None = None
    reference: ReferenceRange | None = None
    source: str | None = None


class FindingFile(msgspec.Struct, forbid_unknown_fields=True):
    """One finding: present or not, since when, seen when, where it was read."""

    present: bool | None
    onset: PartialDate | None = None
    date: FullDate | None = None
    source: str | None = None


class TreatmentFile(msgspec.Struct, forbid_unknown_fields=True):
    """One dose given: when, of what, how much, by which route."""

    product: Literal["hydroxocobalamin", "cyanocobalamin", "methylcobalamin", "b12_not_named", "folic_acid"]
    date: PartialDate | None = None
    dose: str | None = None
    route: Literal["intramuscular", "subcutaneous", "intravenous", "injection", "oral", "nasal"] | None = None


class CaseFile(msgspec.Struct, forbid_unknown_fields=True):
    """Version 1 of the case file. What is absent or null is unknown, never no."""

    cobalamin_case: Literal[1]
    id: str = ""
    title: str = ""
    on: FullDate | UnsetType = UNSET
    patient: PatientFile = msgspec.field(default_factory=PatientFile)
    facts: dict[str, Any] = msgspec.field(default_factory=dict)
    assessed: list[str] = msgspec.field(default_factory=list)
    treatment: list[TreatmentFile] = msgspec.field(default_factory=list)
    note: str = ""


def schema() -> dict[str, Any]:
    """The JSON Schema of the case file, with every fact of the vocabulary, its question and its units."""
    document = msgspec.json.schema(CaseFile)
    definitions = document["$defs"]
    for part in (MeasureFile, FindingFile):
        definitions.update(msgspec.json.schema(part)["$defs"])
    definitions["CaseFile"]["properties"]["facts"] = {
        "type": "object", "additionalProperties": False,
        "properties": {name: _fact_schema(entry) for name, entry in FACTS.items()},
    }  # fmt: skip
    definitions["CaseFile"]["properties"]["assessed"]["items"] = {"enum": list(ASSESSABLE)}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Cobalamin case file", **document}


def _fact_schema(entry: Entry) -> dict[str, Any]:
    if isinstance(entry.fact, Finding):
        forms: list[dict[str, Any]] = [{"type": ["boolean", "null"]}, {"$ref": "#/$defs/FindingFile"}]
        return {"description": entry.question, "anyOf": forms}
    units = ", ".join(entry.fact.units())
    text = f"a number with its unit ({units}), such as \"<150 {entry.fact.units()[-1]}\", or low, normal, high, borderline"
    forms = [{"type": ["string", "null"], "description": text}, {"$ref": "#/$defs/MeasureFile"}]
    return {"description": entry.question, "anyOf": forms}


# --- reading ---------------------------------------------------------------------------------------------------------


def read_case(source: bytes | str | Path) -> Case:
    """The case in a file or in bytes; RecordError with the place and what to do otherwise."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    return case_from(decoded(data))


def decoded(data: bytes) -> dict[str, Any]:
    """The JSON object in the bytes; what is not one is refused with a sentence."""
    if len(data) > MAX_BYTES:
        raise RecordError(
            f"the file holds {len(data) // 2**20} MB, more than the {MAX_BYTES // 2**20} MB read as one patient: "
            "screen a population with `cobalamin screen`"
        )
    try:
        found = msgspec.json.decode(data)
    except UnicodeDecodeError as problem:
        raise RecordError(f"the file is not UTF-8 (byte {problem.start}): save it as UTF-8") from problem
    except RecursionError as problem:
        raise RecordError("the file is nested too deeply to be a patient record: check what wrote it") from problem
    except msgspec.DecodeError as problem:
        raise RecordError(_not_json(data, str(problem))) from problem
    if not isinstance(found, dict):
        raise RecordError(f"the file holds a JSON {type(found).__name__}, not an object: expected a case file or a FHIR Bundle")
    return found


def _not_json(data: bytes, problem: str) -> str:
    if not data.strip():
        return "the file is empty: expected a case file or a FHIR Bundle as JSON"
    try:
        data.decode()
    except UnicodeDecodeError as wrong:
        return f"the file is not UTF-8 (byte {wrong.start}): save it as UTF-8"
    if "truncated" in problem:
        return f"the file ends in the middle ({len(data)} bytes): it was cut off; send it again"
    return f"the file is not JSON ({problem[0].lower()}{problem[1:]}): expected a case file or a FHIR Bundle"


def case_from(document: Mapping[str, Any]) -> Case:
    """The case in a decoded document."""
    _refuse_unknown_keys(document)
    try:
        file = msgspec.convert(document, CaseFile)
    except msgspec.ValidationError as problem:
        raise RecordError(_located(problem)) from problem
    results, statements = _facts(file)
    return Case(
        file.id,
        file.title,
        None if file.on is UNSET else _day(file.on, "$.on"),
        span_of(file.patient.birth_date, "$.patient.birth_date") if file.patient.birth_date else None,
        _age(file),
        file.patient.sex,
        results=tuple(results),
        statements=tuple(statements),
        treatment=tuple(_event(given, i) for i, given in enumerate(file.treatment)),
        assessed=frozenset(_group(name, i) for i, name in enumerate(file.assessed)),
        undated_is_current=True,
    )


def _located(problem: msgspec.ValidationError) -> str:
    text, _, place = str(problem).partition(" - at `")
    return f"{place.rstrip('`') or '$'}: {text[0].lower()}{text[1:]}; see `cobalamin schema`"


_KEYS = tuple(CaseFile.__struct_fields__)


def _refuse_unknown_keys(document: Mapping[str, Any]) -> None:
    if "cobalamin_case" not in document:
        raise RecordError(
            '$: neither a case file ("cobalamin_case": 1 is missing) nor a FHIR Bundle ("resourceType": "Bundle" is missing)'
        )
    for key in document:
        if key not in _KEYS:
            raise RecordError(f"$.{key}: no such key in a case file{_meant(key, _KEYS)}; see `cobalamin schema`")
    facts = document.get("facts")
    for name in facts if isinstance(facts, dict) else ():
        if name not in FACTS:
            raise RecordError(f"$.facts.{name}: no such fact{_meant(name, tuple(FACTS))}; see `cobalamin schema`")


def _meant(word: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _facts(file: CaseFile) -> tuple[list[Pending], list[Statement]]:
    results: list[Pending] = []
    statements: list[Statement] = []
    for name, value in file.facts.items():
        if value is None or name == "age":
            continue
        entry, place = FACTS[name], f"$.facts.{name}"
        if isinstance(entry.fact, Finding):
            statement = _statement(entry, value, place)
            if statement is not None:
                statements.append(statement)
            continue
        for one in value if isinstance(value, list) else [value]:
            result = _result(entry, entry.fact, one, place)
            results.append(Pending(name, result.taken, partial(_itself, result)))
    return results, statements


def _itself(result: Result) -> Result:
    return result


def _statement(entry: Entry, value: Any, place: str) -> Statement | None:
    if isinstance(value, bool):
        return Statement(entry.name, value, Source(place, "", str(value).lower()))
    try:
        given = msgspec.convert(value, FindingFile)
    except msgspec.ValidationError as problem:
        raise RecordError(f"{place}: expected true, false, null or {{\"present\": …}}: {_lowered(problem)}") from problem
    if given.present is None:
        return None
    day = _day(given.date, f"{place}.date") if given.date else None
    note = f"since {given.onset}" if given.onset else ""
    source = Source(given.source or place, given.date or "", str(given.present).lower())
    return Statement(entry.name, given.present, source, day, current=day is None, note=note)


def _lowered(problem: msgspec.ValidationError) -> str:
    text = str(problem)
    return f"{text[0].lower()}{text[1:]}"


_WORDS: Mapping[str, Word] = {str(word): word for word in ("low", "normal", "high", "borderline")}


def _result(entry: Entry, measure: Measure, value: Any, place: str) -> Result:
    if isinstance(value, str):
        return _from_text(entry, measure, value, place)
    if isinstance(value, (int, float)):
        raise RecordError(f'{place}: a bare number: write it with its unit, such as "{value} {measure.unit}"')
    try:
        given = msgspec.convert(value, MeasureFile)
    except msgspec.ValidationError as problem:
        raise RecordError(f"{place}: expected a text with a unit or {{\"value\": …, \"unit\": …}}: {_lowered(problem)}") from problem
    number = given.value
    if isinstance(number, str) and as_printed(number) is None:
        raise RecordError(f"{place}.value: {number!r} is not a number; write the comparator and the unit in their own keys")
    if isinstance(number, (int, float)) and number < 0:
        raise RecordError(f"{place}.value: {number} is negative; a {measure.label} cannot be")
    if given.unit is not None and other_dimension(measure, given.unit):
        _require_unit(measure, given.unit, f"{place}.unit")
    reference = given.reference or ReferenceRange()
    sent = Sent(number, given.unit, given.comparator, given.word, reference.low, reference.high, given.status)
    day = _day(given.date, f"{place}.date") if given.date else None
    taken = datetime.combine(day, time()) if day else None
    return read_result(entry, sent, given.source or place, given.date or "", taken)


def _from_text(entry: Entry, measure: Measure, text: str, place: str) -> Result:
    word = _WORDS.get(text.strip().lower())
    if word is not None:
        return read_result(entry, Sent(word=word), place, "", None)
    parsed = parse_result(text)
    if parsed is None:
        raise RecordError(
            f'{place}: {text!r} is no result; expected a number with its unit such as "{_example(measure)}", '
            "or low, normal, high, borderline"
        )
    if not parsed.unit and measure.unit != "1":
        raise RecordError(f'{place}: {text!r} has no unit; expected one of {", ".join(measure.units())}')
    _require_unit(measure, parsed.unit, place)
    sent = Sent(_printed(parsed.value), parsed.unit, parsed.comparator)
    return read_result(entry, sent, place, "", None)


def _printed(value: Any) -> str:
    text = format(float(value), ".15g")
    return text


def _example(measure: Measure) -> str:
    return f"150 {measure.units()[1] if len(measure.units()) > 1 else measure.unit}"


def _require_unit(measure: Measure, unit: str, place: str) -> None:
    """A person wrote this unit and can mend it: it is refused here, not merely left out."""
    problem = unit_of(measure, unit)
    if isinstance(problem, UnitProblem):
        raise RecordError(f"{place}: {problem.sentence}")


# --- person, dates, treatment ----------------------------------------------------------------------------------------

_age_measure = FACTS["age"].fact


def _age(file: CaseFile) -> Interval | None:
    assert isinstance(_age_measure, Measure)
    fact = file.facts.get("age")
    if fact is not None:
        read = _result(FACTS["age"], _age_measure, fact, "$.facts.age")
        if read.problem is not None:
            raise RecordError(f"$.facts.age: {read.problem.sentence}")
        return read.value if isinstance(read.value, Interval) else None
    given, place = file.patient.age, "$.patient.age"
    if given is None:
        return None
    comparator: Comparator = ""
    if isinstance(given, str):
        parsed = parse_result(given)
        if parsed is None:
            raise RecordError(f'{place}: {given!r} is no age; expected a number of years or a text such as "10 mo"')
        value, unit, comparator = parsed.value, unit_of(_age_measure, parsed.unit or "a"), parsed.comparator
        if isinstance(unit, UnitProblem):
            raise RecordError(f"{place}: {unit.sentence}")
    else:
        number = as_printed(given)
        if number is None:
            raise RecordError(f"{place}: {given} is no age; expected a number of years")
        value, unit = number, "a"
    doubt = implausible(_age_measure, value, unit)
    if doubt is not None and doubt.refused:
        raise RecordError(f"{place}: {doubt.sentence}")
    return interval(_age_measure, value, unit, comparator)


def _day(text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise RecordError(f"{place}: {text!r} is no calendar date; expected YYYY-MM-DD") from problem


def span_of(text: str, place: str) -> Span:
    """The days a full or partial date may mean."""
    parts = text.split("-")
    try:
        match [int(part) for part in parts]:
            case [year]:
                return Span(date(year, 1, 1), date(year, 12, 31))
            case [year, month]:
                return Span(date(year, month, 1), _month_end(year, month))
            case _:
                day = date.fromisoformat(text)
                return Span(day, day)
    except ValueError as problem:
        raise RecordError(f"{place}: {text!r} is no calendar date; expected YYYY, YYYY-MM or YYYY-MM-DD") from problem


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


_DOSE = re.compile(r"^\s*([0-9.]+)\s*(mg|ug|µg|mcg)\s*$", re.IGNORECASE)


def _event(given: TreatmentFile, i: int) -> TreatmentEvent:
    place = f"$.treatment[{i}]"
    dose = None
    if given.dose is not None:
        found = _DOSE.match(given.dose)
        number = as_printed(found[1]) if found else None
        if found is None or number is None:
            raise RecordError(f'{place}.dose: {given.dose!r} is no dose; expected a text such as "1 mg" or "1000 ug"')
        dose = number * 1000 if found[2].lower() == "mg" else number
    when = span_of(given.date, f"{place}.date") if given.date else None
    return TreatmentEvent("administration", when, place, given.product, dose, given.route)


def _group(name: str, i: int) -> str:
    if name not in ASSESSABLE:
        known = ", ".join(ASSESSABLE)
        raise RecordError(f"$.assessed[{i}]: {name!r} is no group of questions{_meant(name, ASSESSABLE)}; expected one of {known}")
    return name


@cache
def schema_text() -> str:
    """The JSON Schema as indented text."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode() + "\n"


