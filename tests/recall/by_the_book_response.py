"""The response to treatment, written a second time: plain and slow, from specification §6, facts.md §6, register, docs/recall.md.

It shares nothing with the product. A day known to the month is tried on every day of it; what is told holds of every one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

NOTHING, EARLY, RESPONDING, INSUFFICIENT, WORSE = ALARM = (
    "nothing to judge by", "too early to tell", "responding", "insufficient", "new or worse",
)  # fmt: skip
"""From what raises least to what raises most."""
FOR_GOOD = {
    "autoimmune_gastritis", "intrinsic_factor_antibody", "total_gastrectomy", "complete_terminal_ileal_resection",
    "hereditary_b12_disorder",
}  # fmt: skip
GOES = {
    "low_b12_diet", "undernutrition", "alcohol_excess", "nitrous_oxide", "coeliac_disease", "bacterial_overgrowth",
    "fish_tapeworm", "food_bound_malabsorption", "metformin", "proton_pump_inhibitor", "h2_blocker", "colchicine",
    "anticonvulsant", "pregabalin", "cholestyramine",
}  # fmt: skip
FACTS = ("reticulocytes", "reticulocytes_percent", "haemoglobin", "mcv", "mma", "homocysteine")
RAISED = {"mma": 271, "homocysteine": 15}
Span = tuple[date, date]


@dataclass(frozen=True)
class Lab:
    fact: str
    when: Span
    value: float


@dataclass(frozen=True)
class Report:
    when: Span
    outcome: str


@dataclass(frozen=True)
class Course:
    """What is known of one patient; None is unknown."""

    route: str
    labs: tuple[Lab, ...]
    reports: tuple[Report, ...]
    causes: frozenset[str] = frozenset()
    resolved: bool | None = None
    nerves: bool | None = None
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    female: bool | None = None


Entry = TypeVar("Entry", Lab, Report)
Judge = Callable[[float | None, int, float], str]


def judged(course: Course, start: Span, on: date) -> tuple[str, dict[str, str], str]:
    """The verdict, each sign's own and the action."""
    signs = {fact: marker(fact, course, start, on) for fact in FACTS} | {"symptoms": symptoms(course, start, on)}
    # A peak of reticulocytes is one step to a haemoglobin: where that came, the missing step no longer speaks (M25).
    if signs["haemoglobin"] == RESPONDING:
        signs = {name: NOTHING if "retic" in name and said == INSUFFICIENT else said for name, said in signs.items()}
    signs = {name: said for name, said in signs.items() if said != NOTHING}
    verdict = worst(signs.values())
    return verdict, signs, action(verdict, course)


def worst(found: Iterable[str]) -> str:
    """The worst settled sign; one that is still too early decides nothing (M25)."""
    return max(found, key=ALARM.index, default=NOTHING)


def surely(found: Iterable[str]) -> str:
    """What holds whatever the day: the least alarming, and no reassurance where it may be too early (M1)."""
    return min(found, key=ALARM.index)


def days(span: Span, on: date) -> list[date]:
    """Every day it may have; none is in the future (M2)."""
    first, last = span[0], min(span[1], on)
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def after_first_dose(entry: Lab | Report, start: Span, on: date) -> list[int]:
    """The days of treatment it may be of."""
    return sorted({(day - first).days for first in days(start, on) for day in days(entry.when, on)})


def last_of(entries: Sequence[Entry]) -> list[Entry]:
    """Those that may be the last, for nothing certainly comes after them; usually one."""
    return [one for one in entries if not any(other.when[0] > one.when[1] for other in entries)]


# --- Blood ----------------------------------------------------------------------------------------


def marker(fact: str, course: Course, start: Span, on: date) -> str:
    """What one marker says: the last result before treatment against those after it; what may be either is left out.

    Bloods of the first day are taken before the dose. Of two that may be the last the one that says the worse counts (M25).
    """
    before, after = before_treatment(fact, course, start), of_treatment(fact, course, start, on)
    if fact in ("reticulocytes", "reticulocytes_percent"):
        return worst(peak(base, after, anaemic(course, start), start, on) for base in before)
    judge = judge_of(fact, course)
    return worst(
        surely(judge(base, day, lab.value) for day in after_first_dose(lab, start, on))
        for base in before or [None]
        for lab in last_of(after)
    )


def before_treatment(fact: str, course: Course, start: Span) -> list[float]:
    """A level of more than a year before speaks of another time (R73)."""
    year = months(start[0], -12)
    return [
        lab.value
        for lab in last_of([x for x in course.labs if x.fact == fact and x.when[1] <= start[0] and x.when[0] >= year])
    ]


def of_treatment(fact: str, course: Course, start: Span, on: date) -> list[Lab]:
    return [lab for lab in course.labs if lab.fact == fact and start[1] < lab.when[0] <= on]


def judge_of(fact: str, course: Course) -> Judge:
    if fact == "haemoglobin":
        return lambda base, day, value: haemoglobin(base, day, value, normal(course))
    if fact == "mcv":
        return mcv
    return lambda base, day, value: metabolite(base, day, value, RAISED[fact])


def anaemic(course: Course, start: Span) -> bool | None:
    """Whether there was anaemia before treatment; None is unknown."""
    found = before_treatment("haemoglobin", course, start)
    return any(value < normal(course) for value in found) if found else None


def normal(course: Course) -> float:
    """Adults; an unknown sex is read with the higher limit (M25)."""
    if course.pregnant:
        return 110
    return 120 if course.female else 130


def peak(base: float, after: Sequence[Lab], anaemia: bool | None, start: Span, on: date) -> str:
    """A rise counts from day 3; none is held against anybody on day 5 to 10, and none is awaited without anaemia (§6)."""
    said = {surely(counted(base, day, lab.value) for day in after_first_dose(lab, start, on)) for lab in after}
    if RESPONDING in said:
        return RESPONDING
    if INSUFFICIENT in said and anaemia is not False:
        return INSUFFICIENT
    return EARLY if EARLY in said else NOTHING


def counted(base: float, day: int, value: float) -> str:
    if day > 10:
        return NOTHING
    if day >= 3 and value > base:
        return RESPONDING
    return EARLY if day < 5 else INSUFFICIENT


def haemoglobin(base: float | None, day: int, value: float, enough: float) -> str:
    """About 10 g/L a week from week 1 until normal, at about eight weeks; under half of that is not enough (M17)."""
    if value < enough and day >= 56:
        return INSUFFICIENT
    if base is None or base >= enough:
        return NOTHING
    if day < 7:
        return EARLY
    if value >= enough:
        return RESPONDING
    # Whole grams, as they are told; nobody is expected to rise above what is normal.
    expected = min(10 * (day - 7) // 7, enough - base)
    if value > base and value - base >= expected / 2:
        return RESPONDING
    # "1-2 weeks: haemoglobin starting to rise" (facts.md §6).
    return EARLY if day < 14 else INSUFFICIENT


def mcv(base: float | None, day: int, value: float) -> str:
    """Normal in 6 to 12 weeks; a fall before any new red cell counts is a transfusion or chance (M17)."""
    if base is None or base <= 100:
        return NOTHING
    if day < 7:
        return EARLY
    if value <= 100:
        return RESPONDING
    if day > 84:
        return INSUFFICIENT
    return RESPONDING if value < base else EARLY


def metabolite(base: float | None, day: int, value: float, raised: float) -> str:
    """Falls in days to weeks, by four weeks; one that was never raised has nowhere to fall."""
    if base is None or (base <= raised and value <= raised):
        return NOTHING
    if value < base:
        return RESPONDING
    return EARLY if day < 28 else INSUFFICIENT


# --- Symptoms -------------------------------------------------------------------------------------


def symptoms(course: Course, start: Span, on: date) -> str:
    """The latest report of treatment; of two of one day, or whose order a month leaves open, the worse (M25)."""
    told = last_of([report for report in course.reports if start[1] < report.when[0] <= on])
    return worst(said(report, course, start, on) for report in told)


def said(report: Report, course: Course, start: Span, on: date) -> str:
    if report.outcome == "new_or_worse":
        return WORSE
    if report.outcome in ("resolved", "improved"):
        return RESPONDING
    return surely(
        INSUFFICIENT if day >= judged_from(first, course) else EARLY
        for first in days(start, on)
        for day in days(report.when, on)
    )


def judged_from(start: date, course: Course) -> date:
    """From 12 weeks with nerves, else from the first review."""
    if course.nerves:
        return start + timedelta(weeks=12)
    return months(start, 1 if course.pregnant or course.breastfeeding else 3)


def months(day: date, count: int) -> date:
    """The same day of another month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for shorter in range(4):
        try:
            return date(year, month + 1, day.day - shorter)
        except ValueError:
            continue
    raise AssertionError(day)


# --- What to do -----------------------------------------------------------------------------------


def action(verdict: str, course: Course) -> str:
    """The two tables of §6; an irreversible cause never yields stop, of several causes one that lasts decides (M18)."""
    if verdict in (NOTHING, EARLY):
        return "ASK" if verdict == NOTHING else "WAIT"
    injected = course.route == "injection"
    if verdict in (INSUFFICIENT, WORSE):
        return "SHORTEN" if injected else "RAISE_OR_SWITCH"
    gone = course.resolved is True and bool(course.causes) and course.causes <= GOES
    if course.causes & FOR_GOOD:
        # On tablets somebody confirms that they are meant (R72).
        return "CONTINUE_FOR_LIFE" if injected else "CONFIRM_TABLETS"
    if not injected:
        return "STOP_TABLETS" if gone else "CONTINUE_TABLETS"
    return "CONSIDER_STOPPING" if gone else "CONTINUE"
