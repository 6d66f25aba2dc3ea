"""Which observation counts: a case and a decision date to what is known, with its provenance, and why the rest is missing.

The same for one patient from any source: the latest usable result within twelve months, nothing from the future, no B12
or antibody level drawn within fourteen days after an injection, presumed *no* only inside an assessed group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from cobalamin.knowledge.facts import ASSESSABLE, FACTS, Entry
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.knowledge.treatment import INJECTED, Span, months_after
from cobalamin.language.nodes import Finding, Measure, Threshold
from cobalamin.language.patient import Interval, exactly
from cobalamin.records.record import Case, Missing, Pending, Result, Source, Statement
from cobalamin.records.results import WORDS_FOR_ANAEMIA, word_interval

WINDOW_MONTHS = 12
AFTER_INJECTION_DAYS = 14
SPOILED_BY_INJECTION = frozenset({"total_b12", "active_b12", "intrinsic_factor_antibody"})
PREGNANCY_DAYS = 300
"""A pregnancy recorded longer ago than this is over: an engineering limit, not a clinical one."""
NOT_PREGNANT_FROM_YEARS = 60
NOT_PREGNANT_UNDER_YEARS = 9
HAEMOGLOBIN_PER_HAEMATOCRIT = Fraction("3.3")
_FADING_GROUPS = frozenset({"tests", "symptoms", "person", "oral_route", "neurology", "medicines"})
"""Groups whose findings pass: recorded more than twelve months ago and not said to be active, they are too old."""


@dataclass(frozen=True)
class Known:
    """A fact in use: its value, its source (None where derived or presumed), and what must be shown with it."""

    value: bool | Interval
    source: Source | None = None
    note: str = ""
    presumed: bool = False


@dataclass
class Facts:
    """What is known of a patient on a day, and why the rest is not."""

    on: date
    known: dict[str, Known] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, bool | Interval]:
        """The patient as the rules read it."""
        return {name: known.value for name, known in self.known.items()}

    def why_missing(self, name: str) -> Missing:
        """The reason a fact is unknown; most were never recorded."""
        return self.missing.get(name) or Missing("never recorded", f"{FACTS[name].fact.label}: never recorded")


def facts_on(
    case: Case, on: date, presume: Iterable[str] = (), thresholds: Mapping[str, Threshold] = THRESHOLDS
) -> Facts:
    """The facts of a case on a decision date. `presume` adds assessed groups, the site's closed-world setting.

    Results in words are placed at `thresholds`, the figures in force.
    """
    facts = Facts(on)
    _add_person(case, facts)
    _add_statements(case, facts)
    injections = _injection_days(case)
    _add_results(case, facts, injections, thresholds)
    _estimate_haemoglobin(facts)
    _folic_acid_alone(facts)
    _add_presumed(facts, case.assessed | frozenset(presume))
    return facts


# --- the person ------------------------------------------------------------------------------------------------------


def _add_person(case: Case, facts: Facts) -> None:
    if case.sex is not None:
        facts.known["female"] = Known(case.sex == "female", Source("patient.sex", "", case.sex))
        if case.sex == "male":
            for name in ("pregnant", "breastfeeding"):
                facts.known[name] = Known(False, None, "male")
    age = case.age if case.age is not None else _age(case.born, facts.on)
    if age is not None:
        where = "patient.birth_date" if case.age is None else "patient.age"
        facts.known["age"] = Known(age, Source(where, "" if case.born is None else str(case.born)))
    if case.sex != "male" and age is not None and _cannot_be_pregnant(age):
        for name in ("pregnant", "breastfeeding"):
            facts.known[name] = Known(False, None, "presumed from age", presumed=True)


def _cannot_be_pregnant(age: Interval) -> bool:
    low, high = age.low, age.high
    if age.unit != "a":
        return True
    return (low is not None and low >= NOT_PREGNANT_FROM_YEARS) or (high is not None and high < NOT_PREGNANT_UNDER_YEARS)


def _age(born: Span | None, on: date) -> Interval | None:
    """Completed months as years; a partial birth date gives an interval."""
    if born is None or born.first > on:
        return None
    youngest, oldest = _completed_months(min(born.last, on), on), _completed_months(born.first, on)
    if youngest == oldest:
        return exactly(Fraction(youngest, 12), "a")
    return Interval(Fraction(youngest, 12), Fraction(oldest, 12), "a")


def _completed_months(born: date, on: date) -> int:
    months = (on.year - born.year) * 12 + on.month - born.month
    return months - (on < months_after(born, months))


# --- findings --------------------------------------------------------------------------------------------------------


def _add_statements(case: Case, facts: Facts) -> None:
    """The latest usable word on each finding; a yes and a no of one day contradict each other."""
    by_fact: dict[str, list[Statement]] = {}
    for statement in case.statements:
        by_fact.setdefault(statement.fact, []).append(statement)
    for name, statements in by_fact.items():
        usable: list[Statement] = []
        for statement in statements:
            problem = statement.problem or _statement_problem(FACTS[name], statement, facts.on)
            if problem is None:
                usable.append(statement)
            else:
                facts.missing[name] = problem
        if usable:
            _settle_finding(name, usable, facts, case.undated_is_current)


def _statement_problem(entry: Entry, statement: Statement, on: date) -> Missing | None:
    label, day = entry.fact.label, statement.day
    if day is None:
        return None
    if day > on:
        return Missing("in the future", f"{label}: dated {day}, after the decision date {on}", statement.source)
    if entry.name in ("pregnant", "breastfeeding"):
        old = statement.present and (on - day).days > PREGNANCY_DAYS
    elif entry.name == "anaemia_recorded":
        old = day < _window_start(on)
    else:
        old = entry.group in _FADING_GROUPS and not entry.ever and not statement.current and day < _window_start(on)
    if old:
        return Missing("too old", f"{label}: recorded on {day}, too long before {on} to count as current", statement.source)
    return None


def _settle_finding(name: str, usable: Sequence[Statement], facts: Facts, undated_is_current: bool) -> None:
    if FACTS[name].ever:
        present = [statement for statement in usable if statement.present]
        chosen = (present or list(usable))[-1]
    else:
        latest = max((statement.day for statement in usable if statement.day), default=None)
        of_that_day = [statement for statement in usable if statement.day in (latest, None)]
        if len({statement.present for statement in of_that_day}) == 2:
            facts.missing[name] = Missing(
                "contradictory", f"{FACTS[name].fact.label}: recorded both as present and as absent", of_that_day[-1].source
            )
            return
        chosen = of_that_day[-1]
    note = chosen.note
    if chosen.day is None and not undated_is_current and not FACTS[name].ever:
        note = "; ".join(filter(None, (note, "not dated: read as current")))
    facts.known[name] = Known(chosen.present, chosen.source, note)
    facts.missing.pop(name, None)


def _window_start(on: date) -> date:
    return months_after(on, -WINDOW_MONTHS)


# --- results ---------------------------------------------------------------------------------------------------------


def _injection_days(case: Case) -> list[Span]:
    """The days on which B12 was given by injection: what spoils the samples after them."""
    given = ("administration", "self-reported")
    return [
        event.when
        for event in case.treatment
        if event.when is not None and event.kind in given and event.product != "folic_acid"
        and (event.route in INJECTED or event.product == "cyanide_kit")
    ]  # fmt: skip


def _add_results(case: Case, facts: Facts, injections: list[Span], thresholds: Mapping[str, Threshold]) -> None:
    by_fact: dict[str, list[Pending]] = {}
    for pending in case.results:
        by_fact.setdefault(pending.fact, []).append(pending)
    for name, results in by_fact.items():
        results.sort(key=_moment, reverse=True)
        _add_latest(name, results, facts, injections, case.undated_is_current, thresholds)


def _moment(pending: Pending) -> datetime:
    return pending.taken or datetime.min


def _add_latest(
    name: str,
    results: Sequence[Pending],
    facts: Facts,
    injections: list[Span],
    undated_is_current: bool,
    thresholds: Mapping[str, Threshold],
) -> None:
    """The latest usable result; two that differ at one moment contradict each other."""
    chosen: Result | None = None
    problem: Missing | None = None
    for pending in results:
        if chosen is not None and pending.taken != chosen.taken:
            break
        result = pending.read()
        found = result.problem or _moment_problem(name, result, facts.on, injections, undated_is_current)
        if found is not None:
            problem = problem or found
        elif chosen is None:
            chosen = result
        elif result.value != chosen.value:
            sentence = f"{FACTS[name].fact.label}: different results for one moment"
            facts.missing[name] = Missing("contradictory", sentence, result.source)
            return
    if chosen is not None:
        _put_result(name, chosen, facts, thresholds)
    elif problem is not None:
        facts.missing[name] = problem


def _moment_problem(
    name: str, result: Result, on: date, injections: list[Span], undated_is_current: bool
) -> Missing | None:
    """Why the moment of a sample keeps it from counting."""
    label, source = FACTS[name].fact.label, result.source
    if result.taken is None:
        if undated_is_current:
            return None
        return Missing("not dated", f"{label}: the result has no date and cannot be placed", source)
    day = result.taken.date()
    if day > on:
        return Missing("in the future", f"{label}: dated {day}, after the decision date {on}", source)
    if day < _window_start(on):
        sentence = f"{label}: the latest usable result is of {day}, more than {WINDOW_MONTHS} months before {on}"
        return Missing("too old", sentence, source)
    given = next((span for span in injections if _spoils(span, day)), None) if name in SPOILED_BY_INJECTION else None
    if given is not None:
        sentence = (
            f"{label}: the sample of {day} was taken after a B12 injection ({given}), within {AFTER_INJECTION_DAYS} days of it"
        )
        return Missing("after an injection", sentence, source)
    return None


def _spoils(given: Span, day: date) -> bool:
    return given.first <= day and day - given.last <= timedelta(days=AFTER_INJECTION_DAYS)


def _put_result(name: str, chosen: Result, facts: Facts, thresholds: Mapping[str, Threshold]) -> None:
    value, note = chosen.value, chosen.note
    if chosen.taken is None:
        note = "; ".join(filter(None, (note, "not dated: taken as current")))
    if isinstance(FACTS[name].fact, Finding):
        facts.known[name] = Known(value == "positive", chosen.source, note)
    elif name in WORDS_FOR_ANAEMIA and value == "low":
        facts.known["anaemia_recorded"] = Known(True, chosen.source, f"{FACTS[name].fact.label} {note}")
        facts.missing[name] = Missing("in words only", f"{FACTS[name].fact.label}: {note}; ask for the figure", chosen.source)
        facts.missing.pop("anaemia_recorded", None)
    else:
        placed = word_interval(FACTS[name], value, thresholds) if isinstance(value, str) else value
        assert placed is not None
        facts.known[name] = Known(placed, chosen.source, note)


def _estimate_haemoglobin(facts: Facts) -> None:
    """A haematocrit without a haemoglobin answers for it: haemoglobin (g/L) = 3.3 x haematocrit (%), marked an estimate."""
    haematocrit = facts.known.get("haematocrit")
    if haematocrit is not None and "haemoglobin" not in facts.known and "anaemia_recorded" not in facts.known:
        measured = haematocrit.value
        assert isinstance(measured, Interval)
        measure = FACTS["haematocrit"].fact
        assert isinstance(measure, Measure)
        factor = measure.factor(measured.unit) * HAEMOGLOBIN_PER_HAEMATOCRIT
        low, high = (None if end is None else end * factor for end in (measured.low, measured.high))
        estimate = Interval(low, high, "g/L", measured.low_open, measured.high_open)
        facts.known["haemoglobin"] = Known(
            estimate, haematocrit.source, f"estimated from the haematocrit of {measured} (x 3.3)"
        )
    if "haemoglobin" in facts.known:
        _figure_replaces_word(facts, "anaemia_recorded")
        if "white_cells" in facts.known and "platelets" in facts.known:
            _figure_replaces_word(facts, "pancytopenia_recorded")


def _figure_replaces_word(facts: Facts, word: str) -> None:
    """A finding recorded in words counts only where no figures are known: with them, the figures decide."""
    facts.known[word] = Known(False, None, "the blood count is known and decides")
    facts.missing.pop(word, None)


def _folic_acid_alone(facts: Facts) -> None:
    """Folic acid counts as *without B12* only where no B12 is recorded beside it."""
    given = [facts.known[name] for name in ("oral_b12", "b12_injections") if name in facts.known]
    alone = facts.known.get("folic_acid_without_b12")
    if alone is not None and alone.value is True and any(known.value is True for known in given):
        facts.known["folic_acid_without_b12"] = Known(False, alone.source, "taken together with B12")


# --- presumptions ----------------------------------------------------------------------------------------------------


def _add_presumed(facts: Facts, groups: frozenset[str]) -> None:
    for entry in FACTS.values():
        if entry.group in groups and isinstance(entry.fact, Finding) and entry.name not in facts.known:
            if entry.name in facts.missing and facts.missing[entry.name].why not in ("too old", "never recorded"):
                continue
            facts.known[entry.name] = Known(False, None, f"{entry.group.replace('_', ' ')} asked about, not recorded", presumed=True)
            facts.missing.pop(entry.name, None)
    if facts.known.get("pregnant", Known(True)).value is False:
        for name in ("trimester_1", "trimester_2", "trimester_3"):
            facts.known.setdefault(name, Known(False, None, "not pregnant"))


def unknown_groups(names: Iterable[str]) -> tuple[str, ...]:
    """The names that are no assessable group, for the message that refuses them."""
    return tuple(name for name in names if name not in ASSESSABLE)
