"""Which word on a finding counts: the latest usable one (registers R74, R76), and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cobalamin.knowledge.facts import FACTS, FactEntry
from cobalamin.knowledge.treatment import on_day
from cobalamin.language.nodes import Measure
from cobalamin.records.drawn_on_b12 import injection_days, spoiled
from cobalamin.records.known import Facts, Known, window_start
from cobalamin.records.record import Case, Missing, Statement, is_of_mother
from cobalamin.records.select_person import NOT_OF_A_MAN, is_small_child
from cobalamin.records.select_results import SPOILED_BY_INJECTION, tested

PREGNANCY_DAYS = 300
"""A pregnancy recorded longer ago than this is over: an engineering limit, not a clinical one."""
FADING_GROUPS = frozenset({"tests", "symptoms", "person", "oral_route", "neurology", "medicines"})
"""Groups whose findings pass (register R74; medicines R80): recorded more than twelve months ago and not said to be active, they
are too old.
"""


def add_statements(case: Case, facts: Facts) -> None:
    """The latest usable word on each finding; a yes and a no of one day contradict each other (register R76)."""
    by_fact: dict[str, list[Statement]] = {}
    for statement in case.statements:
        if is_of_mother(statement) and not is_small_child(facts):
            continue
        if statement.until is None or statement.until >= facts.on:
            by_fact.setdefault(statement.fact, []).append(statement)
        elif statement.fact == "b12_injections" and statement.present and statement.problem is None:
            _tell_ended(statement, statement.until, facts)
    results = dict(tested(case, facts.on))
    for name in {**by_fact, **results}:
        usable = _usable(name, by_fact.get(name, []), case, facts)
        match results.get(name):
            case Statement() as result:
                usable = sorted((*usable, result), key=_place)
            case Missing() as problem:
                facts.missing[name] = problem
        if usable:
            _settle_finding(name, usable, facts, case.undated_is_current)


def _tell_ended(injections: Statement, until: date, facts: Facts) -> None:
    """Injections that ended are none now, and who plans new ones has to know of them (register M12)."""
    earlier = facts.missing.get(injections.fact)
    if earlier is None or earlier.until is None or earlier.until < until:
        sentence = f"{FACTS[injections.fact].fact.label}: recorded as ended on {until}"
        facts.missing[injections.fact] = Missing("too old", sentence, injections.source, until=until)


def _usable(name: str, statements: list[Statement], case: Case, facts: Facts) -> list[Statement]:
    """What was said of a finding and counts; why the rest does not is told, as far as it leaves the fact open."""
    usable: list[Statement] = []
    for statement in sorted(statements, key=_place) if len(statements) > 1 else statements:
        problem = statement.problem
        if problem is None or problem.why == "in words only":  # what fades is too old in words as by a code
            problem = _statement_problem(FACTS[name], statement, facts.on) or problem
        if problem is None and name in SPOILED_BY_INJECTION and statement.day is not None:
            problem = spoiled(FACTS[name], on_day(statement.day), injection_days(case), statement.source)
        if problem is None:
            usable.append(statement)
        elif openness(problem, facts.on) >= openness(facts.missing.get(name), facts.on):
            facts.missing[name] = problem
            if (
                problem.why == "contradictory" and name in NOT_OF_A_MAN
            ):  # said by whoever compared it with the person already
                facts.known.pop(name, None)
    return usable


def _place(statement: Statement) -> tuple[date, bool, str, str, bool, str]:
    """An order that does not depend on how the record was sent, nor on where its rows stand: the latest last."""
    where, when, _ = statement.source
    why = "" if statement.problem is None else statement.problem.why
    return statement.day or date.min, statement.current, when, where, statement.present, why


def _statement_problem(entry: FactEntry, statement: Statement, on: date) -> Missing | None:
    label, day = entry.fact.label, statement.day
    if day is None:
        return None
    if day > on:
        return Missing("in the future", f"{label}: dated {day}, after the decision date {on}", statement.source)
    if entry.name in ("pregnant", "breastfeeding"):
        old = (on - day).days > PREGNANCY_DAYS  # a no too: she may have become pregnant since
    elif entry.name == "anaemia_recorded" or isinstance(entry.fact, Measure):
        old = day < window_start(on)
    else:
        old = fades(entry) and not statement.current and day < window_start(on)
    if old:
        return Missing(
            "too old", f"{label}: recorded on {day}, too long before {on} to count as current", statement.source
        )
    return None


def fades(entry: FactEntry) -> bool:
    """Whether a finding passes: what was said of it long ago says nothing of today (register R74)."""
    return entry.group in FADING_GROUPS and not entry.ever


def _settle_finding(name: str, usable: Sequence[Statement], facts: Facts, undated_is_current: bool) -> None:
    denied = ""
    if FACTS[name].ever:
        present = [statement for statement in usable if statement.present]
        chosen = (present or list(usable))[-1]
        denied = _denied_after(chosen, usable) if present else ""
    else:
        if any(statement.ended for statement in usable):
            usable = _going_on(usable)
        latest = max((statement.day for statement in usable if statement.day), default=None)
        of_that_day = [statement for statement in usable if statement.day in (latest, None)]
        if len({statement.present for statement in of_that_day}) == 2:
            facts.missing[name] = Missing(
                "contradictory",
                f"{FACTS[name].fact.label}: recorded both as present and as absent",
                of_that_day[-1].source,
            )
            return
        chosen = of_that_day[-1]
    current = chosen.day is None and not undated_is_current and not FACTS[name].ever
    undated = "not dated: read as current" if current else ""
    note = "; ".join(filter(None, (chosen.note, denied, undated)))
    facts.known[name] = Known(chosen.present, chosen.source, note)
    facts.missing.pop(name, None)


def _denied_after(chosen: Statement, usable: Sequence[Statement]) -> str:
    """What lasts for life counts although a later word denies it: somebody has to say which of them is mistaken (register R74).

    Also where one of them has no day: nobody knows that the denial was the earlier.
    """
    later = (each for each in usable if not each.present and (each.day or date.max) >= (chosen.day or date.min))
    denial = next(later, None)
    if denial is None:
        return ""
    when = f" on {denial.day}" if denial.day is not None else ""
    return f"denied{when} ({denial.source.where}), and counts all the same: check which is right"


def _going_on(usable: Sequence[Statement]) -> Sequence[Statement]:
    """Without the episodes that are over, where another is said to go on (register R76)."""
    goes_on = any(statement.present and statement.current for statement in usable)
    return [statement for statement in usable if not statement.ended] if goes_on else usable


def openness(missing: Missing | None, on: date) -> int:
    """How far what was recorded may be a yes of today: not too long ago, or of a month or year that reaches into the window."""
    if missing is None:
        return 0
    if missing.why != "too old":
        return 2
    when = missing.source.when if missing.source else ""
    partial = len(when) in (len("2025"), len("2025-03"))
    return int(partial and when >= window_start(on).isoformat()[: len(when)])
