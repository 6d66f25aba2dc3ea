"""Who the patient of a case file is: the age as it is told, and what cannot both be said of one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import combinations

from cobalamin.knowledge.facts import age as age_measure
from cobalamin.knowledge.treatment import Span
from cobalamin.language.patient import Interval
from cobalamin.records.ages import beside_birth, differ
from cobalamin.records.case_file import CaseFile
from cobalamin.records.errors import RecordError
from cobalamin.records.messages import shown
from cobalamin.records.units import UnitProblem, implausible, interval, parse_result, unit_of

AGE = "$.patient.age"


def told_age(given: float | str) -> Interval:
    """The age told of the patient, as a number of years or as a text with its unit; RecordError where it is none."""
    parsed = parse_result(given if isinstance(given, str) else str(given))
    if parsed is None:
        raise RecordError(f'{AGE}: {shown(given)} is not an age; expected a number of years or a text such as "10 mo"')
    unit = unit_of(age_measure, parsed.unit or "a")
    if isinstance(unit, UnitProblem):
        raise RecordError(f"{AGE}: {unit.sentence}")
    doubt = implausible(age_measure, parsed.value, unit)
    if doubt is not None and doubt.refused:
        raise RecordError(f"{AGE}: {doubt.what}; correct it")
    return interval(age_measure, parsed.value, unit, parsed.comparator)


def refuse_two_ages(ages: Mapping[str, Interval], born: Span | None, on: date | None) -> None:
    """Two ages, or an age and a birth date, that cannot both be: which of them is wrong nobody can tell here."""
    for (place, one), (other_place, other) in combinations(ages.items(), 2):
        if differ(one, other):
            raise RecordError(f"{place}: an age of {one} and one of {other} ({other_place}) cannot both be right")
    if on is None:
        return
    for place, age in ages.items():
        if doubt := beside_birth(age, born, on):
            raise RecordError(f"{place}: {doubt}")


def refuse_two_sexes(file: CaseFile) -> None:
    """A sex told twice is told alike."""
    said, given = file.patient.sex, file.facts.get("female")
    told = given.get("present") if isinstance(given, dict) else given
    if said is not None and isinstance(told, bool) and told is not (said == "female"):
        raise RecordError(
            f"$.facts.female: {str(told).lower()} contradicts {said!r} of $.patient.sex; correct one of them"
        )
