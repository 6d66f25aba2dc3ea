"""Every single fact that would make the route or the urgency certain to be another, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cobalamin.assessment.assessment import ChangeAnswer
from cobalamin.assessment.engine import Engine
from cobalamin.assessment.wording import ASKED
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.possible import possible
from cobalamin.language.compile import Known
from cobalamin.language.ladder import Ladder
from cobalamin.language.lanes import Planes, numbers_in
from cobalamin.language.nodes import Measure
from cobalamin.records.select import Known as Fact

_GIVEN_BY_NATURE = frozenset({"age", "female"})
"""Facts no test changes: they are not offered as a change when known."""
_BY_AGE_OR_SEX = ("pregnant", "breastfeeding", "developmental_regression")
"""Facts that age or sex can answer: then no source is behind them, and nobody offers a woman of 70 the sign of infants."""
Row = tuple[int, str, str]
"""One change by number, and the route and the urgency it makes certain (empty where it does not)."""


def changes_of(
    engine: Engine, values: tuple[Known, ...], route: str, urgency: frozenset[str], known: Mapping[str, Fact]
) -> tuple[ChangeAnswer, ...]:
    """What each change would make certain; neighbouring cells of one measure with one outcome are one change."""
    planes = engine.lanes.planes(values)
    _, impossible = engine.lanes.of(planes, possible)
    new_route = _outcomes(engine, planes, engine.guideline.route, frozenset((route,)), ~impossible)
    new_urgency = _outcomes(engine, planes, engine.guideline.urgency, urgency, ~impossible)
    numbers = sorted({*new_route, *new_urgency})
    fixed = _GIVEN_BY_NATURE.union(name for name in _BY_AGE_OR_SEX if name in known and _has_no_source(known[name]))
    return tuple(_in_words([(i, new_route.get(i, ""), new_urgency.get(i, "")) for i in numbers], engine, fixed))


def _has_no_source(fact: Fact) -> bool:
    return fact.source is None and not fact.note.endswith(ASKED)


def _outcomes(engine: Engine, planes: list[Planes], ladder: Ladder, now: frozenset[str], can_be: int) -> dict[int, str]:
    """For each change that makes another outcome certain, which one."""
    found: dict[int, str] = {}
    for outcome, where in engine.lanes.deciding(planes, ladder).items():
        if outcome not in now:
            found.update(dict.fromkeys(numbers_in(where & can_be), outcome))
    return found


def _in_words(rows: list[Row], engine: Engine, fixed: frozenset[str]) -> Iterator[ChangeAnswer]:
    all_changes = engine.lanes.changes
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
                yield ChangeAnswer(fact.name, engine.change_text(rows[start][0], number), route, urgency)
            start = end
