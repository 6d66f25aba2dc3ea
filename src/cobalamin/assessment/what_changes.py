"""Every single fact that would make the route or the urgency another, or open it again, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cobalamin.assessment.assessment import ChangeAnswer
from cobalamin.assessment.engine import Engine
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.ladder import UNDETERMINED, Ladder
from cobalamin.language.lanes import Left, numbers_in
from cobalamin.language.nodes import Measure
from cobalamin.language.patient import Interval
from cobalamin.language.planes import Plane
from cobalamin.records.known import Known as Fact
from cobalamin.records.known import asked_group
from cobalamin.records.select import TOLD_BY_TRIMESTER

_GIVEN_BY_NATURE = frozenset({"age", "female"})
"""Facts no test changes: they are not offered as a change when known."""
Row = tuple[int, str, str]
"""One change by number, and the route and the urgency it leads to (empty where they stay or stay open)."""


class Told(NamedTuple):
    """The route and the urgency as an answer tells them: the outcome, or `undetermined`."""

    route: str
    urgency: str


def changes_of(engine: Engine, left: Left, now: Told, known: Mapping[str, Fact]) -> tuple[ChangeAnswer, ...]:
    """What each change would lead to; neighbouring cells of one measure with one outcome are one change."""
    route, urgency = _told(engine, left)
    changes = (1 << len(engine.lanes.changes)) - 1
    new_route, new_urgency = _others(route, now.route, changes), _others(urgency, now.urgency, changes)
    numbers = sorted({*new_route, *new_urgency})
    rows = [(i, new_route.get(i, ""), new_urgency.get(i, "")) for i in numbers]
    return tuple(_in_words(rows, engine, known))


def _fixed(known: Mapping[str, Fact]) -> frozenset[str]:
    """What nobody offers as a change: what is so by nature, and what other facts answer whatever is said of it.

    Nobody offers a woman of 70 a pregnancy, and beside a haemoglobin no anaemia in words: the figure decides.
    """
    return _GIVEN_BY_NATURE.union(name for name, fact in known.items() if _is_derived(fact))


def _is_derived(fact: Fact) -> bool:
    return fact.note == TOLD_BY_TRIMESTER if fact.source is not None else not asked_group(fact.note)


def _told(engine: Engine, left: Left) -> tuple[dict[str, Plane], dict[str, Plane]]:
    """For each route and urgency the lanes in which an answer tells it; what is open is routine at least (register R37)."""
    routes, urgencies = left.ladders
    *higher, routine, none = urgencies
    is_open = _several(routes) | _several(urgencies)
    raised = (*higher, routine | none & is_open, none & ~is_open)
    return _by_outcome(engine.guideline.route, routes), _by_outcome(engine.guideline.urgency, raised)


def _by_outcome(ladder: Ladder, planes: tuple[Plane, ...]) -> dict[str, Plane]:
    several = _several(planes)
    certain = {outcome: plane & ~several for outcome, plane in zip(ladder.outcomes, planes, strict=True)}
    return {**certain, UNDETERMINED: several}


def _several(planes: tuple[Plane, ...]) -> Plane:
    """The lanes in which more than one outcome is possible."""
    one = several = 0
    for plane in planes:
        several |= one & plane
        one |= plane
    return several


def _others(told: dict[str, Plane], now: str, changes: Plane) -> dict[int, str]:
    """For each change that leads to another outcome than now, which one."""
    found: dict[int, str] = {}
    for outcome, where in told.items():
        if outcome != now:
            found.update(dict.fromkeys(numbers_in(where & changes), outcome))
    return found


def _in_words(rows: list[Row], engine: Engine, known: Mapping[str, Fact]) -> Iterator[ChangeAnswer]:
    all_changes, fixed = engine.lanes.changes, _fixed(known)
    start = 0
    for end, (number, route, urgency) in enumerate(rows, 1):
        following = rows[end] if end < len(rows) else None
        fact = all_changes[number].fact
        goes_on = (
            following == (number + 1, route, urgency)
            and isinstance(fact, Measure)
            and all_changes[number + 1].fact is fact
        )
        if not goes_on:
            if fact.name in FACTS and fact.name not in fixed:
                text = engine.change_text(rows[start][0], number, _unit(known.get(fact.name)))
                yield ChangeAnswer(fact.name, text, route, urgency)
            start = end


def _unit(known: Fact | None) -> str:
    """The unit of a result on record: whoever reads the change compares it with that; "" where there is none."""
    return known.value.unit if known is not None and isinstance(known.value, Interval) else ""
