"""The person on a decision date: age, sex, and who cannot be pregnant (register R35)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from cobalamin.knowledge.definitions import AS_AN_ADULT
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.facts import age as age_measure
from cobalamin.knowledge.treatment import Span, months_after
from cobalamin.language.patient import Interval, exactly
from cobalamin.records.ages import beside_birth
from cobalamin.records.known import Facts, Known
from cobalamin.records.moments import span
from cobalamin.records.record import DIED, Case, Missing, Source

NOT_PREGNANT_FROM_YEARS = 60
NOT_PREGNANT_UNDER_YEARS = 9
SMALL_CHILD_UNDER_YEARS = 5
"""From this age on the sign of infants is none (register R23)."""
TRIMESTERS = ("trimester_1", "trimester_2", "trimester_3")
NOT_OF_A_MAN = ("pregnant", "breastfeeding", *TRIMESTERS)
"""Recorded of a man one of the two is mistaken, and nobody knows which."""
GROWN_FROM_YEARS = 16
"""From this age on a delayed development that is on record is of childhood (register R23)."""
OLDEST_YEARS = 130
"""Nobody is older: an engineering limit against mistyped birth dates."""


def add_person(case: Case, facts: Facts) -> None:
    """Put in use what is known of the person."""
    if case.sex is not None:
        facts.known["female"] = Known(case.sex == "female", Source("patient.sex", "", case.sex))
    age = _known_age(case, facts)
    if age is None or age.is_no_small_child:
        facts.known[_SIGN] = _READ_AS_AN_ADULT if age is None else _NO_SMALL_CHILD
    if case.sex == "male":
        _not_pregnant(facts, _MALE)
    elif age is not None and age.cannot_be_pregnant:
        _not_pregnant(facts, _BY_AGE)


def cannot_be_pregnant(facts: Facts) -> bool:
    """Whether the age in use is one at which no pregnancy is presumed (register R35)."""
    age = facts.known.get("age")
    return age is not None and isinstance(age.value, Interval) and _judged(age.value).cannot_be_pregnant


def is_small_child(facts: Facts) -> bool:
    """Whether the age in use may be that of a small child, whom the mother's diet concerns (register R23)."""
    age = facts.known.get("age")
    return age is not None and isinstance(age.value, Interval) and not _judged(age.value).is_no_small_child


def without_what_age_or_sex_denies(case: Case, facts: Facts) -> None:
    """Take back what is recorded and cannot be of this person."""
    _mistaken_pregnancies(case, facts)
    _signs_of_childhood(facts)


def _mistaken_pregnancies(case: Case, facts: Facts) -> None:
    """A pregnancy of a man, or at an age at which none is presumed, as left on a list of problems for decades (register R35)."""
    said = [name for name in NOT_OF_A_MAN if facts.holds(name)]
    against = said and (
        "the patient is recorded as male"
        if case.sex == "male"
        else cannot_be_pregnant(facts) and "unlikely at the patient's age"
    )
    if against:
        for name in said:
            sentence = f"{FACTS[name].fact.label}: recorded, but {against}; check both"
            facts.missing[name] = Missing("contradictory", sentence, facts.known.pop(name).source)


def _signs_of_childhood(facts: Facts) -> None:
    """A delayed development stays on the list of problems for life: of the grown it is no sign of the nerves, and is told."""
    age, sign = facts.known.get("age"), facts.known.get(_SIGN)
    if sign is None or sign is _NO_SMALL_CHILD or age is None or not isinstance(age.value, Interval):
        return
    if not _judged(age.value).grown:
        return
    if sign.value is True:
        said = f"{FACTS[_SIGN].fact.label}: recorded in an adult: it belongs to childhood and is not a current sign"
        facts.problems = (*facts.problems, Missing("too old", said, sign.source, fact=_SIGN))
    facts.known[_SIGN] = _NO_SMALL_CHILD


_SIGN = "developmental_regression"
_NO_SMALL_CHILD = Known(False, None, "no small child")
_READ_AS_AN_ADULT = Known(False, None, AS_AN_ADULT, presumed=True)
_MALE = Known(False, None, "male")
_BY_AGE = Known(False, None, "presumed from age", presumed=True)


class _Age(NamedTuple):
    """An age, whether anybody can be so old, whether somebody so old cannot be pregnant, is no small child, and is grown."""

    value: Interval
    possible: bool
    cannot_be_pregnant: bool
    is_no_small_child: bool
    grown: bool


def _known_age(case: Case, facts: Facts) -> _Age | None:
    """The age told, or that of the birth date; a birth date that gives none, or another, is a reason (register R123)."""
    age = _judged(case.age) if case.age is not None else _age(case.born, facts.on)
    source = Source(
        "patient.birth_date" if case.age is None else "patient.age", "" if case.born is None else str(case.born)
    )
    if case.age is not None and (doubt := beside_birth(case.age, case.born, facts.on)):
        facts.missing["age"] = Missing("contradictory", f"age: {doubt}", source)
        return None
    if age is not None and age.possible:
        facts.known["age"] = Known(age.value, source)
        return age
    if age is not None:
        facts.missing["age"] = Missing("implausible", f"age: {age.value} is not possible; check the birth date", source)
    elif case.born is not None:
        facts.missing["age"] = Missing(
            "in the future", f"age: born on {case.born}, after the decision date {facts.on}", source
        )
    return None


def _not_pregnant(facts: Facts, known: Known) -> None:
    for name in ("pregnant", "breastfeeding"):
        facts.known[name] = known


def _age(born: Span | None, on: date) -> _Age | None:
    """Completed months as years; a partial birth date gives an interval."""
    if born is None or born.first > on:
        return None
    oldest = _completed_months(born.first, on)
    return _of_months(oldest if born.certain else _completed_months(min(born.last, on), on), oldest)


@lru_cache(maxsize=2048)
def _of_months(youngest: int, oldest: int) -> _Age:
    """Few ages are ever met: each is judged once."""
    if youngest == oldest:
        return _judged(exactly(Fraction(youngest, 12), "a"))
    return _judged(Interval(Fraction(youngest, 12), Fraction(oldest, 12), "a"))


def _judged(age: Interval) -> _Age:
    low, high = (None if end is None else end * age_measure.factor(age.unit) for end in (age.low, age.high))
    old = low is not None and low >= NOT_PREGNANT_FROM_YEARS
    young = high is not None and high < NOT_PREGNANT_UNDER_YEARS
    least = Fraction(0) if low is None else low
    no_small_child, grown = least >= SMALL_CHILD_UNDER_YEARS, least >= GROWN_FROM_YEARS
    return _Age(age, least <= OLDEST_YEARS, old or young, no_small_child, grown)


def _completed_months(born: date, on: date) -> int:
    months = (on.year - born.year) * 12 + on.month - born.month
    return months - (on < months_after(born, months))


def of_the_day(problems: tuple[Missing, ...], on: date) -> tuple[Missing, ...]:
    """What is told of a record on that day: who died later was alive on it (register R108); a plan may be over."""
    return tuple([_alive(each) if each.why == DIED and _is_later(each, on) else _over(each, on) for each in problems])


def _over(told: Missing, on: date) -> Missing:
    is_over = bool(told.over) and told.until is not None and told.until < on
    return Missing("too old", told.over, told.source, told.whole_resource, told.until) if is_over else told


def _is_later(death: Missing, on: date) -> bool:
    days = span(death.source.when) if death.source is not None else None
    return days is not None and days.first > on


def _alive(death: Missing) -> Missing:
    sentence = "the record says that the patient died after the decision date, and so was alive on it"
    return Missing("in the future", sentence, death.source, tells=death.tells)
