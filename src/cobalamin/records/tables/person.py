"""One patient from the rows of a table, and what counts where two rows or columns contradict each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.knowledge.treatment import Span, TreatmentEvent
from cobalamin.language.patient import Interval
from cobalamin.records.given import said_by
from cobalamin.records.messages import shown
from cobalamin.records.moments import span
from cobalamin.records.record import DIED, Case, Missing, Pending, Source, Statement, asked_about, died
from cobalamin.records.results import FINAL
from cobalamin.records.tables.cells import NO, YES

PERSON = ("patient", "birth_date", "sex", "assessed", "last_b12_injection", DIED)
"""The fields of the person."""
Sex = Literal["female", "male"]
_SEXES: Mapping[str, Sex] = {"female": "female", "f": "female", "male": "male", "m": "male"}
_DEAD = frozenset({"dead", "deceased", "died"})
_UNKNOWN = frozenset({"unknown", "not known", "not recorded"})
_OTHER_SEXES = _UNKNOWN | {"other", "x", "u", "undetermined", "intersex", "non-binary", "nonbinary", "diverse"}
"""A sex that is neither, or unknown: as with FHIR's *other* and *unknown*, nothing follows from it."""
_LIVING = frozenset({"alive", "living"})


class Rows(NamedTuple):
    """Everything that the rows of one patient say. `texts` returns the texts in a field of the person."""

    results: list[Pending]
    statements: list[Statement]
    doses: Sequence[TreatmentEvent | Statement]
    ages: list[Pending]
    texts: Callable[[str], list[str]]


def case_of(name: str, told: Rows, where: str, *, undated_is_current: bool = False) -> Case:
    """The patient as a case: a cell that cannot be read loses its fact, and is reported."""
    texts = told.texts
    treatment = tuple(each for each in told.doses if isinstance(each, TreatmentEvent))
    untold = (each for each in told.doses if isinstance(each, Statement))
    born, of_birth = born_of(texts("birth_date"), where)
    sex, statements = sex_of(texts("sex"), [*told.statements, *said_by(treatment), *untold], where)
    asked, strange = groups_in(texts("assessed"), where)
    age, of_age = age_of(told.ages, where)
    said_of_birth, unread = beside_age(age, of_birth)
    return Case(
        name,
        born=born,
        age=age,
        sex=sex,
        results=tuple(told.results),
        statements=(*statements, *said_of_birth, *of_age),
        treatment=treatment,
        assessed=asked,
        problems=(*died_of(texts(DIED), where), *strange, *unread),
        undated_is_current=undated_is_current,
    )


def sex_of(told: Iterable[str], statements: Sequence[Statement], where: str) -> tuple[Sex | None, list[Statement]]:
    """The sex, from its own column or from *female*; if they contradict each other, neither counts."""
    texts = [text.lower() for text in told]
    said = [each for each in statements if each.fact == "female" and each.problem is None]
    sexes: set[Sex] = {_SEXES[text] for text in texts if text in _SEXES}
    sexes |= {"female" if each.present else "male" for each in said}
    strange = next((text for text in texts if text not in _SEXES and text not in _OTHER_SEXES), None)
    if not sexes and strange is not None:
        words = f"recorded as {shown(strange)}, neither female nor male"
        return None, [*statements, asked_about("female", "unreadable", words, Source(where))]
    if len(sexes) < 2:
        return next(iter(sexes), None), list(statements)
    others = [each for each in statements if each.fact != "female"]
    return None, [*others, _contradictory("female", "recorded as female and as male", where)]


def age_of(told: Sequence[Pending], where: str) -> tuple[Interval | None, list[Statement]]:
    """The age, or why there is none: it cannot be read, or two of them differ."""
    read = [each.read() for each in told]
    ages = [result.value for result in read if isinstance(result.value, Interval)]
    if any(age != ages[0] for age in ages):
        return None, [_contradictory("age", "recorded as two ages", where)]
    if ages:
        return ages[0], []
    return None, [
        Statement("age", False, result.source, problem=result.problem) for result in read if result.problem is not None
    ]


def born_of(told: Iterable[str], where: str) -> tuple[Span | None, list[Statement]]:
    """The birth date, None where two of them differ or one cannot be read; and what is reported of it."""
    dates = {text[:10]: text for text in told}
    if len(dates) > 1:
        return None, [_contradictory("age", "recorded with two birth dates", where)]
    for start, text in dates.items():
        born = span(start)
        if born is None:
            said = f"the birth date {shown(text)} is not a calendar date; expected YYYY, YYYY-MM or YYYY-MM-DD"
            return None, [asked_about("age", "unreadable", said, Source(where))]
        return born, []
    return None, []


def beside_age(
    age: Interval | None, of_birth: Sequence[Statement]
) -> tuple[tuple[Statement, ...], tuple[Missing, ...]]:
    """What is said of the birth date, and what is only told: one nobody can read takes nothing from an age beside it."""
    unread = [each.problem for each in of_birth if each.problem is not None and each.problem.why == "unreadable"]
    return ((), tuple(unread)) if age is not None and unread else (tuple(of_birth), ())


def _contradictory(name: str, said: str, where: str) -> Statement:
    return asked_about(name, "contradictory", said, Source(where))


def died_of(told: Iterable[str], where: str) -> tuple[Missing, ...]:
    """Whether the patient died, by a yes or a day; anything else is reported and does not count as a death."""
    found: list[Missing] = []
    deaths: list[Missing] = []
    for text in told:
        bare = re.sub(r"\.0+$", "", text.lower())
        if bare in YES | _DEAD or (bare not in NO and re.search(r"\d", bare)):
            deaths.append(died(where, bare))
            continue
        if bare not in NO | _UNKNOWN | _LIVING:
            found.append(Missing("unreadable", f"died: {shown(text)} is neither yes, no nor a day", Source(where)))
    return (*deaths,) or (*found,)


def groups_in(told: Iterable[str], where: str) -> tuple[frozenset[str], tuple[Missing, ...]]:
    """The groups of questions asked, separated by spaces, commas or semicolons; an unknown group presumes nothing."""
    groups = [group for text in told for group in re.split(r"[\s,;]+", text.lower()) if group]
    known = frozenset(groups) & frozenset(ASSESSABLE)
    strange = next((group for group in groups if group not in known), None)
    if strange is None:
        return known, ()
    sentence = f"assessed: {shown(strange)} is not a group of questions; expected {', '.join(ASSESSABLE)}"
    return known, (Missing("unreadable", sentence, Source(where)),)


# --- a dose, as a row tells it ---

_WAS_GIVEN = ("", "completed", "in-progress", *FINAL)
"""The status of a dose that was given: that of an administration or of an observation in FHIR, or none."""
_NOT_GIVEN = re.compile(
    r"no|not|never|none|nil|(declin|refus|cancel|plan|schedul|order|prescri|book|withh|omit)\w*|missed|due",
    re.IGNORECASE,
)
"""Words of a dose that was offered, planned or written down, and not given."""


def dose(value: str, day: str, status: str, where: str) -> TreatmentEvent | Statement | None:
    """The dose, or why it does not count; None where the row has none. Its day stands beside it, or is its value."""
    if value.lower() in NO or any(map(_NOT_GIVEN.fullmatch, re.findall(r"\w+", value))) or status not in _WAS_GIVEN:
        return _not_given(day, value if status in _WAS_GIVEN else status, where)
    when = day or value
    if not when:
        return None
    days = span(when)
    if days is None:  # as of a bundle: it is not known when, so no sample is spoiled by it
        return _untold("not dated", f"a dose of {shown(when)}, which is not a calendar date", Source(where, when))
    return TreatmentEvent("administration", days, where, "b12_not_named", None, "injection", when_text=when)


def _not_given(day: str, said: str, where: str) -> Statement:
    return _untold("not confirmed", f"a dose said to be {shown(said)}: not counted as given", Source(where, day, said))


def _untold(why: Literal["not dated", "not confirmed"], sentence: str, source: Source) -> Statement:
    days = span(source.when)
    problem = Missing(why, f"{FACTS['b12_injections'].fact.label}: {sentence}", source)
    return Statement("b12_injections", False, source, None if days is None else days.first, problem=problem)
