"""All counts of a report that add up to one another, looked at together to decide which of them are hidden.

A count that is hidden in one table may stand in another, or follow from it: the sum of a row is a count of another table, and
those in need who are treated are the same people as those treated who are in need.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from cobalamin.knowledge.rules import Guideline
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.population.counts import Counts
from cobalamin.population.told import HIDDEN, OPEN, SMALL, bounds, share, shown, told

Key = tuple[Hashable, ...]
"""One number of a report, wherever it stands."""
ALL: Key = ("all",)
NEED: Key = ("need",)
TREATED: Key = ("treated",)
BOTH: Key = ("need", "treated")
"""On injections, and in need of them."""
_UNBOUND = 1 << 60
_ROUNDS = 50
Ranges = dict[Key, tuple[int, int]]


class _Sum(NamedTuple):
    """Numbers that add up to another one."""

    parts: tuple[Key, ...]
    total: Key


def answer(rule: str) -> tuple[Key, Key, Key]:
    """Yes, no and unknown of a definition or an indication."""
    return ("answer", rule, "yes"), ("answer", rule, "no"), ("answer", rule, "unknown")


def outcomes(ladder: str, names: Iterable[str]) -> tuple[Key, ...]:
    """The outcomes of a ladder."""
    return tuple(("outcome", ladder, name) for name in names)


def untreated(indication: str) -> tuple[Key, Key, Key]:
    """Of those who meet an indication: on injections, not on them, not recorded."""
    return ("on", indication), ("off", indication), ("unsaid", indication)


IN_NEED: tuple[Key, Key, Key] = (BOTH, ("need", "off"), ("need", "unsaid"))
"""Of those who meet any indication: on injections, not on them, not recorded."""
ON_INJECTIONS: tuple[Key, Key, Key] = (BOTH, ("treated", "none"), ("treated", "unsaid"))
"""Of those on injections: an indication is met, none is, it cannot be said."""


def known(fact: str, reasons: Iterable[str]) -> tuple[Key, ...]:
    """For how many patients a fact is known, and why not for the others."""
    return ("known", fact), *(("why", fact, reason) for reason in reasons)


class Sheet:
    """The counts of a report in the form in which they may be published."""

    def __init__(self, counts: Counts, guideline: Guideline, small: int = SMALL) -> None:
        self.small = small
        self._numbers: dict[Key, int] = {ALL: counts.patients}
        self._sums: list[_Sum] = []
        for rule in (*guideline.definitions, *(i.rule for i in guideline.indications)):
            self._add(answer(rule.id), counts.conditions[rule.id], ALL)
        for ladder in guideline.ladders:
            found = counts.ladders[ladder.id]
            names = dict.fromkeys((*ladder.outcomes, UNDETERMINED, *found))
            self._add(outcomes(ladder.id, names), [found[name] for name in names], ALL)
        for each in guideline.indications:
            self._add(untreated(each.id), counts.untreated[each.id], answer(each.rule.id)[0])
        self._numbers |= {NEED: sum(counts.in_need), TREATED: sum(counts.treated)}
        self._add(IN_NEED, counts.in_need, NEED)
        self._add(ON_INJECTIONS, counts.treated, TREATED)
        for fact, why in counts.why.items():
            self._add(known(fact, why), [counts.known[fact], *why.values()], ALL)
        self._hidden = self._to_hide() if small > 1 and counts.patients >= small else frozenset()

    def _add(self, parts: Sequence[Key], numbers: Sequence[int], total: Key) -> None:
        self._numbers |= dict(zip(parts, numbers, strict=True))
        self._sums.append(_Sum(tuple(parts), total))

    # --- what is told ---

    def text(self, key: Key) -> str:
        """A count as it may be published."""
        return HIDDEN if key in self._hidden else shown(self._numbers[key], self.small)

    def texts(self, keys: Iterable[Key]) -> tuple[str, ...]:
        """Several counts as they may be published."""
        return tuple(map(self.text, keys))

    def share(self, key: Key) -> str:
        """A count's percentage of all patients; "–" where either may not be published."""
        return share(self.text(key), self._numbers[key], self._numbers[ALL], self.small)

    def drawn(self, key: Key) -> int:
        """A count as it may be drawn: 0 where it may not be published."""
        return 0 if key in self._hidden else told(self._numbers[key], self.small)

    # --- what is hidden ---

    def _to_hide(self) -> frozenset[Key]:
        """Those beside which a small number could be computed to a few values, one after the other, with the small ones there."""
        hidden: set[Key] = set()
        lost: set[Key] = set()
        while narrow := [key for key in self._narrow(hidden) if key not in lost]:
            others = self._beside(narrow[0], hidden)
            if others:
                hidden.add(min(others, key=lambda key: (self._numbers[key], str(key))))
            elif narrow[0] not in hidden:  # the sum of small numbers: that it is small, too, may tell
                hidden.add(narrow[0])
            else:
                lost.add(narrow[0])
        sums = [each for each in self._sums if hidden & {*each.parts, each.total}]
        return frozenset(hidden | {key for each in sums for key in (*each.parts, each.total) if self._is_small(key)})

    def _is_small(self, key: Key) -> bool:
        return 0 < self._numbers[key] < self.small

    def _beside(self, key: Key, hidden: set[Key]) -> list[Key]:
        """The numbers that are told in a sum with one, but that of everybody."""
        sums = [each for each in self._sums if key in each.parts or key == each.total]
        found = {other for each in sums for other in (*each.parts, each.total)} - {ALL} - hidden
        return [other for other in found if self._numbers[other] >= self.small]

    def _narrow(self, hidden: set[Key]) -> list[Key]:
        """The small numbers that all that is told leaves fewer values than are to be left."""
        ranges = self._ranges(hidden)
        least = min(OPEN, self.small - 1)
        return [key for key, (low, high) in ranges.items() if self._is_small(key) and high - low + 1 < least]

    def _ranges(self, hidden: set[Key]) -> Ranges:
        """What each number can be by itself and by every sum, used until nothing more follows."""
        ranges = {
            key: (1, _UNBOUND) if key in hidden else bounds(number, self.small) for key, number in self._numbers.items()
        }
        for _ in range(_ROUNDS):
            if sum(_narrowed(ranges, each) for each in self._sums) == 0:
                break
        return ranges


def _narrowed(ranges: Ranges, each: _Sum) -> bool:
    """Narrow the ranges of a sum's counts by one another; returns whether any range changed."""
    lows, highs = (sum(ranges[part][side] for part in each.parts) for side in (0, 1))
    least, most = ranges[each.total]
    least, most = max(least, lows), min(most, highs)
    found: Mapping[Key, tuple[int, int]] = {
        part: (max(low, least - highs + high), min(high, most - lows + low))
        for part in each.parts
        for low, high in [ranges[part]]
    } | {each.total: (least, most)}
    new = any(ranges[key] != value for key, value in found.items())
    ranges.update(found)
    return new
