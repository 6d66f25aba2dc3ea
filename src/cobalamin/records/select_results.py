"""Which result counts: the latest usable one within twelve months (register R73), and why the others do not.

A result without a date is current in a case file and missing in a record (register R24).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple

from cobalamin.knowledge.facts import FACTS, FactEntry
from cobalamin.knowledge.treatment import VALID_STOPS, Span, stop_reason
from cobalamin.language.nodes import Fact, Finding, Measure, Threshold
from cobalamin.language.patient import Interval
from cobalamin.records.comments import doubted
from cobalamin.records.drawn_on_b12 import (
    B12_GIVEN,
    LEVELS,
    METABOLITES,
    Given,
    injection_days,
    is_low_that_day,
    replaced_days,
    says_nothing,
    shows_deficiency,
    spoiled,
    tablet_days,
)
from cobalamin.records.known import WINDOW_MONTHS, Facts, Known, window_start
from cobalamin.records.record import Case, Missing, Result, Statement, Unread, Why
from cobalamin.records.results import WORDS_FOR_ANAEMIA, placed
from cobalamin.records.rivals import agreed_latest, days_of

SPOILED_BY_INJECTION = frozenset({"total_b12", "active_b12", "intrinsic_factor_antibody"})
_CHANGED_BY_B12 = LEVELS | METABOLITES


@dataclass(frozen=True)
class _Day:
    """What the choice of a result depends on besides the results; a moment counts from `start` to before `end`."""

    on: date
    start: datetime
    end: datetime
    undated_is_current: bool
    injections: tuple[Span, ...]
    figures: Mapping[str, Threshold]
    given: Given
    """When B12 was given by injection or by mouth, and whether it still is."""


@lru_cache(maxsize=64)
def counting_moments(on: date) -> tuple[datetime, datetime]:
    """From when to before when a sample counts on a decision date."""
    start, midnight = datetime.combine(window_start(on), time()), datetime.combine(on, time())
    # The last day of the calendar has no day after it.
    return start, midnight + timedelta(days=1) if on < date.max else datetime.max


def _day(case: Case, facts: Facts, figures: Mapping[str, Threshold]) -> _Day:
    start, end = counting_moments(facts.on)
    ended = any(event.kind == "stop" and stop_reason(event.reason) in VALID_STOPS for event in case.treatment)
    injected = facts.holds("b12_injections") and not ended
    injections, swallowed = injection_days(case), facts.holds("oral_b12")
    tablets = tablet_days(case, facts.on) if injected or swallowed else ()
    given = Given(injections, tablets, injected=injected, swallowed=swallowed)
    return _Day(facts.on, start, end, case.undated_is_current, injections, figures, given)


def add_results(case: Case, facts: Facts, thresholds: Mapping[str, Threshold]) -> None:
    """Put in use the latest usable result of each measure; words are placed at `thresholds`."""
    for name, chosen, passed in sorted(_results_that_count(case, Measure, facts, thresholds), key=_says_more):
        _tell_passed(passed, facts)
        if isinstance(chosen, Result):
            _put_result(name, chosen, facts, thresholds)
            if name in LEVELS and chosen.taken is not None:
                _read_as_on_replacement(name, chosen, case, facts)
        else:
            facts.missing[name] = chosen


def tested(case: Case, on: date) -> Iterator[tuple[str, Statement | Missing]]:
    """What a laboratory found of a finding: a word on it like a diagnosis, or why its results say nothing."""
    for name, chosen, _ in _results_that_count(case, Finding, Facts(on), {}):
        if isinstance(chosen, Missing):
            yield name, chosen
            continue
        undated = "not dated: taken as current" if chosen.taken is None else ""
        note = "; ".join(filter(None, (chosen.note, undated)))
        day = None if chosen.taken is None else chosen.taken.date()
        yield name, Statement(name, chosen.value == "positive", chosen.source, day, note=note)


class _Counts(NamedTuple):
    """The result that counts for a fact, or why none does; and why another, which says the opposite, does not."""

    name: str
    chosen: Result | Missing
    passed: Missing | None = None


def _results_that_count(
    case: Case, kind: type[Fact], facts: Facts, figures: Mapping[str, Threshold]
) -> Iterator[_Counts]:
    """Of each fact of a kind that has results the one that counts, or why none does."""
    by_fact: defaultdict[str, list[Unread]] = defaultdict(list)
    for unread in case.results:
        if isinstance(FACTS[unread.fact].fact, kind):
            by_fact[unread.fact].append(unread)
    if not by_fact:
        return
    day = _day(case, facts, figures)
    for name, results in by_fact.items():
        latest_first = _latest_first(results)
        chosen = _chosen(FACTS[name], latest_first, day)
        passed = _passed_over(FACTS[name], chosen, latest_first, day)
        yield _Counts(name, chosen, passed or _superseded(FACTS[name], chosen, latest_first, day))


def _says_more(item: _Counts) -> str:
    """A key that puts what may say anaemia in a word last, haemoglobin behind haematocrit: it outranks anaemia as recorded."""
    return item.name if item.name in WORDS_FOR_ANAEMIA else ""


_PASSED_OVER = (
    "contradictory",
    "not final",
    "unit missing",
    "unit unknown",
    "implausible",
    "unreadable",
    "after an injection",
    "in words only",
)


def _passed_over(
    entry: FactEntry, chosen: Result | Missing, latest_first: Sequence[Unread], day: _Day
) -> Missing | None:
    """Why a result of a later day than the one that counts does not: it may say the opposite (register R73)."""
    if not isinstance(chosen, Result) or chosen.taken is None:
        return None
    used = chosen.taken.date()
    later = takewhile(lambda each: each.taken is not None and each.taken.date() > used, latest_first)
    found = [
        (
            each.taken,
            told._replace(sentence=f"{told.sentence}; the result of {used} is used in its place", fact=entry.name),
        )
        for each in later
        if _moment_problem(each.taken, day) is None and (told := _why_passed(entry, each.read(), day)) is not None
    ]
    return _plainest(found) if found else None


def _why_passed(entry: FactEntry, result: Result, day: _Day) -> Missing | None:
    """Why a result of the window is passed over, where somebody has to know of it."""
    found = _unusable(entry, result, day)
    if found is not None:
        return found if found.why in _PASSED_OVER and found.tells != "withdrawn" else None
    if entry.name not in _CHANGED_BY_B12 or result.taken is None:
        return None
    drawn = f"the result of {result.taken.date()} was drawn on B12 treatment and takes nothing back"
    return Missing("after an injection", f"{entry.fact.label}: {drawn}", result.source)


def _superseded(
    entry: FactEntry, chosen: Result | Missing, latest_first: Sequence[Unread], day: _Day
) -> Missing | None:
    """An earlier result that showed deficiency where the one that counts does not: perhaps treated since (R73)."""
    if entry.name not in _CHANGED_BY_B12 or not isinstance(chosen, Result) or chosen.taken is None:
        return None
    if shows_deficiency(entry, chosen, day.figures):
        return None
    for pending in latest_first:
        if pending.taken is None or pending.taken >= chosen.taken or _moment_problem(pending.taken, day) is not None:
            continue
        result = pending.read()
        if _unusable(entry, result, day) is None and shows_deficiency(entry, result, day.figures):
            was = "raised" if entry.name in METABOLITES else "low"
            earlier = f"{entry.fact.label}: the result of {pending.taken.date()} was {was}"
            sentence = f"{earlier}; the later one of {chosen.taken.date()} is used: ask what was given in between"
            return Missing("too old", sentence, result.source, fact=entry.name, tells="was deficient")
    return None


def _tell_passed(passed: Missing | None, facts: Facts) -> None:
    if passed is not None:
        facts.problems = (*facts.problems, passed)


def _read_as_on_replacement(name: str, level: Result, case: Case, facts: Facts) -> None:
    """A level of the day of an injection, or drawn while B12 was given that is given no more: without it, it is at most this.

    Of B12 that is still given the rules know themselves (register R32).
    """
    known = facts.known[name]
    if days_of(level) in injection_days(case) and isinstance(known.value, Interval):
        facts.known[name] = _at_most(known, known.value, "drawn on the day of an injection: at most this without it")
        return
    if any(map(facts.holds, B12_GIVEN)):
        return
    drawn = days_of(level)
    met = (spell for spell in replaced_days(case) if spell.first <= drawn.last and drawn.first <= spell.last)
    spell = max(met, default=None)
    if spell is None or not isinstance(known.value, Interval):
        return
    value = known.value
    if value.high is None:
        del facts.known[name]
        sentence = (
            f"{FACTS[name].fact.label}: drawn while B12 was given ({spell}); such a level cannot rule deficiency out"
        )
        facts.missing[name] = Missing("after an injection", sentence, level.source)
        return
    facts.known[name] = _at_most(known, value, f"drawn while B12 was given ({spell}): at most this without it")


def _at_most(known: Known, value: Interval, why: str) -> Known:
    note = "; ".join(filter(None, (known.note, why)))
    return Known(Interval(None, value.high, value.unit, high_open=value.high_open), known.source, note)


_taken = attrgetter("taken")


def _latest_first(results: list[Unread]) -> list[Unread]:
    """What has no date stands last."""
    dated = [unread for unread in results if unread.taken is not None]
    dated.sort(key=_taken, reverse=True)
    return dated if len(dated) == len(results) else [*dated, *(each for each in results if each.taken is None)]


def _chosen(entry: FactEntry, results: Sequence[Unread], day: _Day) -> Result | Missing:
    """The result that counts: a positive one of a test that holds for life, whenever it was (register R50), else the latest."""
    positive = next(_positive(entry, results, day), None) if entry.ever else None
    if day.given.changes(entry.name):
        telling = [each for each in results if not says_nothing(entry, each, day.given, day.figures)]
        found, _ = _usable(entry, telling, day)
        if found is not None:
            return found
    return positive or _latest(entry, results, day)


def _positive(entry: FactEntry, results: Sequence[Unread], day: _Day) -> Iterator[Result]:
    for pending in results:
        if _moment_problem(pending.taken, day) in (None, "too old"):
            result = pending.read()
            if result.value == "positive" and _spoiled(entry, result, day) is None:
                yield result


def _latest(entry: FactEntry, results: Sequence[Unread], day: _Day) -> Result | Missing:
    """The latest usable result, or why there is none; two that differ and may be of one moment contradict each other."""
    found, problems = _usable(entry, results, day)
    return found or _plainest(problems)


_Problems = list[tuple[datetime | None, Missing]]


def _usable(entry: FactEntry, results: Sequence[Unread], day: _Day) -> tuple[Result | Missing | None, _Problems]:
    """The same, None where no result can be used; and why those before it cannot."""
    problems: _Problems = []
    for i, pending in enumerate(results):
        doubt = _moment_problem(pending.taken, day)
        if doubt == "too old" and problems:
            continue  # what has no date, and may be of today, comes after it
        result = pending.read()
        found = _told(entry, doubt, result, day.on) if doubt else _unusable(entry, result, day)
        if found is None:
            rivals = [*_rivals(entry, result, results[i + 1 :], day)]
            return agreed_latest(entry, [result, *rivals]) if rivals else result, problems
        problems.append((pending.taken, found))
    return None, problems


def _unusable(entry: FactEntry, result: Result, day: _Day) -> Missing | None:
    return result.problem or _spoiled(entry, result, day) or doubted(entry, result, day.figures)


# --- two that may be of one moment -----------------------------------------------------------------------------------

CLOCKS_APART = timedelta(hours=27)
"""Farther apart than any two clocks on earth: what stands so much earlier on its own clock is earlier."""


def _rivals(entry: FactEntry, chosen: Result, earlier: Sequence[Unread], day: _Day) -> Iterator[Result]:
    """The usable results of which somebody has to ask whether they are older than the one that stands latest.

    Where what has no date is current it may be of any moment up to today (registers R24, R76).
    """
    for pending in earlier:
        if (
            chosen.taken is not None
            and pending.taken is not None
            and chosen.taken - pending.taken > CLOCKS_APART
            and not _may_be_a_month(pending.taken)
        ):
            continue
        if _moment_problem(pending.taken, day) is None:
            result = pending.read()
            if _unusable(entry, result, day) is None:
                yield result


def _may_be_a_month(taken: datetime) -> bool:
    return taken.day == 1 and taken.time() == time()


def _plainest(problems: Sequence[tuple[datetime | None, Missing]]) -> Missing:
    """The result of the latest moment that has come, if any has; of several of one moment the same one, however they were sent."""
    have_come = [each for each in problems if each[0] is not None and each[1].why != "in the future"] or problems
    of_the_latest = (missing for taken, missing in have_come if taken == have_come[0][0])
    return min(of_the_latest)


def _moment_problem(taken: datetime | None, day: _Day) -> Why | None:
    """Why the moment of a result keeps it from counting, told without reading its value."""
    if taken is None:
        return None if day.undated_is_current else "not dated"
    if taken >= day.end:
        return "in the future"
    return "too old" if taken < day.start else None


def _told(entry: FactEntry, why: Why, result: Result, on: date) -> Missing:
    """The sentence for a moment that does not count."""
    label, taken = entry.fact.label, result.taken and result.taken.date()
    match why:
        case "in the future":
            sentence = f"{label}: dated {taken}, after the decision date {on}"
        case "too old":
            sentence = f"{label}: the latest result is of {taken}, more than {WINDOW_MONTHS} months before {on}"
        case _:
            sentence = f"{label}: the result has no date and cannot be placed"
    return Missing(why, sentence, result.source)


def _spoiled(entry: FactEntry, result: Result, day: _Day) -> Missing | None:
    """Why a sample taken after an injection of B12 says nothing: the level is the injection's, unless it is low all the same."""
    if entry.name not in SPOILED_BY_INJECTION or result.taken is None:
        return None
    found = spoiled(entry, days_of(result), day.injections, result.source)
    low = found is not None and entry.name in LEVELS and is_low_that_day(entry, result, day.injections, day.figures)
    return None if low else found


def _put_result(name: str, chosen: Result, facts: Facts, thresholds: Mapping[str, Threshold]) -> None:
    note = chosen.note
    if chosen.taken is None:
        note = "; ".join(filter(None, (note, "not dated: taken as current")))
    if name in WORDS_FOR_ANAEMIA and chosen.value == "low":
        facts.known["anaemia_recorded"] = Known(True, chosen.source, f"{FACTS[name].fact.label} {note}")
        facts.missing[name] = Missing(
            "in words only", f"{FACTS[name].fact.label}: {note}; ask for the figure", chosen.source
        )
        facts.missing.pop("anaemia_recorded", None)
    else:
        value = placed(FACTS[name], chosen, thresholds)
        assert value is not None
        facts.known[name] = Known(value, chosen.source, note)
        facts.missing.pop(name, None)
