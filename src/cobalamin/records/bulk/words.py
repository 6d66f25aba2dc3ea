"""What the plain observations of a heap say, one row per word (result or finding): its patient, its fact and its moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.bulk.observed import HeapObserved
from cobalamin.records.bulk.said import Seen, Word, as_line, words_at
from cobalamin.records.moments import moment
from cobalamin.records.record import Statement, Unread
from cobalamin.records.site import Site

FACT_NAMES = tuple(FACTS)
PLACE = {name: i for i, name in enumerate(FACT_NAMES)}
_DATES = 20_000


_moment = lru_cache(_DATES)(moment)
"""Dates repeat."""


class Said:
    """The observations of a heap with what each says."""

    def __init__(self, observed: HeapObserved, site: Site | None = None, others: Iterable[str] = ()) -> None:
        """`others` are the ids of observations kept elsewhere: one that occurs twice is read together with its other version."""
        self.observed = observed
        words_of = words_at(site)
        self.words = [words_of(said) for said in observed.said.different]
        self.taken = list(map(_moment, observed.when.different))
        by_itself = np.array([words is None for words in self.words], np.bool_)
        self.by_itself = by_itself[observed.said.which] | observed.repeated(others)

    def alone(self) -> Iterator[tuple[str, bytes]]:
        """Those that must be read by themselves: the patient, and the line."""
        observed = self.observed
        patient, when, said = observed.patient, observed.when, observed.said
        for i in np.flatnonzero(self.by_itself).tolist():
            told = said.different[said.which[i]], observed.id(i), when.different[when.which[i]], observed.meta(i)
            line = as_line(*told)
            yield patient.different[patient.which[i]], line


class Words:
    """All words, a row each; patients are numbered as in `place`."""

    def __init__(self, said: Said, place: Mapping[str, int]) -> None:
        self._said = said
        observed = said.observed
        counts = np.array([len(words or ()) for words in said.words], np.int64)
        each = np.where(said.by_itself, 0, counts[observed.said.which])
        first = (np.cumsum(counts) - counts)[observed.said.which]
        self.different: list[Word] = [word for words in said.words for word in words or ()]
        self.observation = np.repeat(np.arange(len(each)), each)
        self.word = np.repeat(first - (np.cumsum(each) - each), each) + np.arange(len(self.observation))
        patients = np.array([place[name] for name in observed.patient.different], np.int64)
        self.patient = patients[observed.patient.which][self.observation]
        self.fact = np.array([PLACE[word.fact] for word in self.different], np.int64)[self.word]
        self.when = observed.when.which[self.observation]
        """Which of the different dates."""
        self.taken = np.array(said.taken, "datetime64[us]")
        """The moment of each different date; NaT where it is none."""

    @property
    def whens(self) -> list[str]:
        """The different dates as sent."""
        return self._said.observed.when.different

    def at(self, i: int) -> Unread | Statement:
        """One word in the form that the reader of one patient takes."""
        when, observed = self.when[i], self._said.observed
        seen = Seen(observed.id(self.observation[i]), observed.when.different[when], self._said.taken[when])
        found: Unread | Statement = self.different[self.word[i]].at(seen)
        return found
