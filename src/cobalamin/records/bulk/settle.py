"""What of many patients' facts can be settled at once: the words on a fact that leave nothing to choose.

A word that stands alone says of its fact what selection says of that word alone, at any moment of the same stretch of days: it is
asked once. Of several results the latest within the window counts if it can be read and no other is of its moment; of those
outside the window the latest tells why the fact is missing. All else is left to the reader of one patient, as are facts on which
others have a bearing. `select` is the only judge, and a test reads random records both ways.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Threshold
from cobalamin.records.bulk.said import SaidResult, SaidStatement, Seen, Word
from cobalamin.records.bulk.words import FACT_NAMES, PLACE, Words
from cobalamin.records.drawn_on_b12 import LEVELS, METABOLITES
from cobalamin.records.fact_table import Outcome, Settled, day_of
from cobalamin.records.known import Facts, Known
from cobalamin.records.record import Case, Rejected, Source
from cobalamin.records.select import add_words, presumed_of, standing_alone, turning_days
from cobalamin.records.select_results import CLOCKS_APART, SPOILED_BY_INJECTION, counting_moments
from cobalamin.records.site import Site
from cobalamin.records.stops import TELLS_OF

Places = NDArray[np.int64]
_REMEMBERED = 50_000
_OPEN, _KNOWN, _MISSING = range(3)
_DAY_ALONE, _TO_THE_SECOND = len("2026-02-01"), len("2026-02-01T08:00:00")
_BESIDE_TREATMENT = SPOILED_BY_INJECTION | TELLS_OF
_FOR_LIFE = np.array([FACTS[name].ever for name in FACT_NAMES], np.bool_)
"""Of which facts an earlier result may count before the latest."""
_CHANGED_BY_B12 = np.array([name in LEVELS | METABOLITES for name in FACT_NAMES], np.bool_)
"""Of which facts an earlier result within the window may count, or is told, where B12 was given in between (R32, R73)."""


class Settling:
    """What a word alone settles on a decision date, asked once."""

    def __init__(
        self, on: date, presume: Iterable[str], figures: Mapping[str, Threshold], site: Site | None = None
    ) -> None:
        self.on, self.presume, self.figures, self.site = on, tuple(presume), figures, site
        self._turning = turning_days(on)
        self.window = counting_moments(on)
        self.free = np.array([name in standing_alone(self.presume) for name in FACT_NAMES], np.bool_)
        self._presumed = presumed_of(self.presume)
        self._outcomes: dict[tuple[Word, int], Outcome | None] = {}

    @property
    def stretches(self) -> int:
        """How many stretches of days there are in which a word counts the same; the last is at no moment."""
        return len(self._turning) + 2

    def stretch_of(self, taken: NDArray[np.datetime64]) -> NDArray[np.int64]:
        """The stretch each moment is in."""
        found = np.searchsorted(np.array(self._turning, "datetime64[us]"), taken, side="right")
        return np.where(np.isnat(taken), self.stretches - 1, found)

    def outcome(self, word: Word, stretch: int) -> Outcome | None:
        """What selection says of the word alone; None where it says more than that of its fact."""
        key = word, stretch
        if key not in self._outcomes:
            if len(self._outcomes) >= _REMEMBERED:
                self._outcomes.clear()
            self._outcomes[key] = self._ask(word, stretch)
        return self._outcomes[key]

    def _ask(self, word: Word, stretch: int) -> Outcome | None:
        seen = Seen("", "", self._day_in(stretch))
        results = (word.at(seen),) if isinstance(word, SaidResult) else ()
        statements = (word.at(seen),) if isinstance(word, SaidStatement) else ()
        case = Case("", results=results, statements=statements)
        facts = Facts(self.on)
        add_words(case, facts, self.figures)
        if facts.known.keys() | facts.missing.keys() != {word.fact} or len(facts.known) == len(facts.missing):
            return None
        if word.fact in self._presumed and word.fact in facts.missing:  # told beside what is presumed, with its own day
            return None
        return facts.known.get(word.fact) or facts.missing[word.fact]

    def _day_in(self, stretch: int) -> datetime | None:
        if stretch == self.stretches - 1:
            return None
        first = self._turning[0] - timedelta(days=1) if stretch == 0 else self._turning[stretch - 1]
        return datetime.combine(first, time())


def touched(cases: Sequence[Case | Rejected]) -> Places:
    """The facts of patients on which something else than plain observations has a bearing, as numbers of `_Groups`."""
    found: list[int] = []
    for i, case in enumerate(cases):
        if isinstance(case, Case):
            first = i * len(FACT_NAMES)
            found += [first + PLACE[said.fact] for said in case.statements]
            found += [first + PLACE[said.fact] for said in case.results]
            found += [first + PLACE[name] for told in case.problems for name in told.facts]
            if case.treatment:
                found += [first + PLACE[name] for name in _BESIDE_TREATMENT]
    return np.array(found, np.int64)


class Chosen(NamedTuple):
    """What words settle."""

    columns: list[Settled]
    """Of facts on which no other has a bearing."""
    beside: Mapping[int, Mapping[str, Outcome]]
    """Patient -> the other facts."""
    left: Places
    """The words that settle nothing by themselves."""


def settle(words: Words, touched: Places, settling: Settling) -> Chosen:
    """What can be settled at once, and the words that are left for the reader of one patient."""
    if not len(words.word):
        return Chosen([], {}, words.word)
    groups = _Groups(words, settling)
    outcomes = _Outcomes(words, settling)
    settled = groups.settled(outcomes.kind, touched)
    decide = groups.last[settled]
    free = settling.free[words.fact[decide]]
    left = groups.order[~np.repeat(settled, groups.size)]
    return Chosen(list(_by_fact(words, decide[free], outcomes)), _by_patient(words, decide[~free], outcomes), left)


class _Outcomes:
    """What selection says of each word alone."""

    def __init__(self, words: Words, settling: Settling) -> None:
        count = settling.stretches
        self.number = words.word * count + settling.stretch_of(words.taken)[words.when]
        """Which outcome is that of each word."""
        kind = np.full(len(words.different) * count, _OPEN, np.int8)
        there = np.zeros(len(kind), np.bool_)
        there[self.number] = True
        self.settled: dict[int, Outcome] = {}
        for number in np.flatnonzero(there).tolist():
            outcome = settling.outcome(words.different[number // count], number % count)
            if outcome is not None:
                self.settled[number] = outcome
                kind[number] = _KNOWN if isinstance(outcome, Known) else _MISSING
        self.kind = kind[self.number]


class _Groups:
    """The words in groups, one a fact of a patient: the latest within the window stands last, or the latest where none is."""

    def __init__(self, words: Words, settling: Settling) -> None:
        start, end = (np.datetime64(moment, "us") for moment in settling.window)
        within, moment = (words.taken >= start) & (words.taken < end), _ranks(words.taken)
        self.within, self._moment = within[words.when], moment[words.when]
        self._group = words.patient * len(FACT_NAMES) + words.fact
        self._is_result = np.array([word.is_result for word in words.different], np.bool_)[words.word]
        late = within * len(within) + moment
        self.order = np.argsort(self._group * (2 * len(within)) + late[words.when])
        group = self._group[self.order]
        ends = np.flatnonzero(np.append(group[1:] != group[:-1], True))
        self.last = self.order[ends]
        self.size = np.diff(ends, prepend=-1)
        self._begins = ends - self.size + 1
        self._before = self.order[ends - 1]
        self._could_be_later = self._doubtful(words)

    def _doubtful(self, words: Words) -> NDArray[np.bool_]:
        """In which groups one may be later than the last: some have no time, or another clock, and stand close to it."""
        months = np.array([len(when) < _DAY_ALONE for when in words.whens], np.bool_)
        clocks = np.unique([_clock(when) for when in words.whens], return_inverse=True)[1]
        late = words.taken[words.when[self.last]] - words.taken[words.when[self._before]] <= np.timedelta64(
            CLOCKS_APART
        )
        clock = clocks[words.when][self.order]
        mixed = np.minimum.reduceat(clock, self._begins) != np.maximum.reduceat(clock, self._begins)
        has_month = np.logical_or.reduceat(months[words.when][self.order], self._begins)
        doubtful: NDArray[np.bool_] = has_month | (late & mixed)
        return doubtful

    def settled(self, kinds: NDArray[np.int8], touched: Places) -> NDArray[np.bool_]:
        """Of which groups the last word settles what selection says."""
        last, kind = self.last, kinds[self.last]
        alone = self.size == 1
        shared = ~alone & (self._moment[self._before] == self._moment[last])
        results = np.logical_and.reduceat(self._is_result[self.order], self._begins)
        fact = self._group[last] % len(FACT_NAMES)
        results &= ~_FOR_LIFE[fact] & ~(_CHANGED_BY_B12[fact] & self.within[self._before])
        latest = results & np.where(
            self.within[last], (kind == _KNOWN) & ~shared & ~self._could_be_later, kind == _MISSING
        )
        settled: NDArray[np.bool_] = ~np.isin(self._group[last], touched) & (kind != _OPEN) & (alone | latest)
        return settled


def _clock(when: str) -> str:
    """What the text of a moment says of its clock: a day alone is on none."""
    return when[_TO_THE_SECOND:].lstrip(".0123456789") if ":" in when else "a day alone"


def _ranks(moments: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """The place of each in time; what has no moment stands first."""
    numbers = moments.view(np.int64)
    return np.searchsorted(np.unique(numbers), numbers)


def _by_fact(words: Words, decide: Places, outcomes: _Outcomes) -> Iterator[Settled]:
    decide = decide[np.argsort(words.fact[decide], kind="stable")]
    facts, days = words.fact[decide], [day_of(when) for when in words.whens]
    for chosen in np.split(decide, np.flatnonzero(np.diff(facts)) + 1) if len(decide) else ():
        numbers, which = np.unique(outcomes.number[chosen], return_inverse=True)
        told = [outcomes.settled[number] for number in numbers.tolist()]
        fact = FACT_NAMES[words.fact[chosen[0]]]
        yield Settled(fact, words.patient[chosen], told, which, days, words.when[chosen])


def _by_patient(words: Words, decide: Places, outcomes: _Outcomes) -> dict[int, dict[str, Outcome]]:
    found: defaultdict[int, dict[str, Outcome]] = defaultdict(dict)
    columns = (words.patient[decide], words.fact[decide], outcomes.number[decide], words.when[decide])
    for patient, fact, number, when in zip(*(column.tolist() for column in columns), strict=True):
        outcome = outcomes.settled[number]
        source = Source("", words.whens[when])
        if isinstance(outcome, Known):
            outcome = Known(outcome.value, source, outcome.note)
        else:  # of a month or a year alone it depends on the day whether the question stays open
            outcome = outcome._replace(source=source)
        found[patient][FACT_NAMES[fact]] = outcome
    return found
