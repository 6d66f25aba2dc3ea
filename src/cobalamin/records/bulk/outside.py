"""Results outside the window of a decision date: all that matters is that a fact has one before it or after it.

So one result for each patient, fact and side is read, to make sure that it can be. What is kept is the patients who have one, and a
single observation that stands for theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.bulk.lines import Observed
from cobalamin.records.bulk.said import said_in, words_at
from cobalamin.records.moments import moment
from cobalamin.records.select_results import counting_moments
from cobalamin.records.site import Site

_HELD = 100_000
_DATES = 50_000


@dataclass(slots=True)
class _Told:
    """The patients (by their reference as sent) who have a result of these facts; one observation stands for all of them."""

    facts: frozenset[str]
    patients: dict[bytes, str] = field(default_factory=dict)
    when: str = ""
    said: bytes = b""


class _Side(dict[tuple[str, ...], _Told | None]):
    """Maps facts to the patients who have a result of them; None if every result counts or says more than that it exists."""

    def __init__(self, outside: bool) -> None:
        super().__init__()
        self._outside = outside

    def __missing__(self, facts: tuple[str, ...]) -> _Told | None:
        for_life = any(FACTS[fact].ever for fact in facts)  # a positive antibody counts whenever it was
        found = self[facts] = _Told(frozenset(facts)) if facts and self._outside and not for_life else None
        return found


class Outside(dict[str, _Side]):
    """Maps a date as sent to its side of the window: before, within or after. Outside the window one result is enough."""

    def __init__(self, on: date | None, site: Site | None) -> None:
        super().__init__()
        self._words_of = words_at(site)
        self._start, self._end = counting_moments(on) if on is not None else (datetime.min, datetime.max)
        self._before, self._within, self._after = _Side(True), _Side(False), _Side(True)
        self._count = 0

    def __missing__(self, sent: str) -> _Side:
        if len(self) >= _DATES:
            self.clear()
        taken = moment(sent)
        if taken is None or self._start <= taken < self._end:
            found = self._within
        else:
            found = self._before if taken < self._start else self._after
        self[sent] = found
        return found

    def tell(self, told: _Told, subject: bytes, patient: str, observed: Observed) -> bool:
        """Note that the patient has one; False if it cannot be read, which must be reported, or says something else."""
        said = said_in([observed])[0]
        if {word.fact for word in self._words_of(said) or ()} != told.facts:
            return False
        if not told.patients:
            told.when, told.said = str(observed.effectiveDateTime), said
        told.patients[subject] = patient
        self._count += 1
        return True

    @property
    def is_full(self) -> bool:
        """Whether what is held should be written out."""
        return self._count >= _HELD

    def columns(self) -> Iterator[tuple[list[Any], ...]]:
        """What is held, as columns of observations; afterwards nothing is held."""
        for told in (*self._before.values(), *self._after.values()):
            if told is not None and (size := len(told.patients)):
                yield [*told.patients.values()], [""] * size, [told.when] * size, [told.said] * size, [b""] * size
        self._before.clear()
        self._after.clear()
        self._count = 0
