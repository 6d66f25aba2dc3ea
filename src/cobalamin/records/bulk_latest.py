"""Which observations of a patient can still count on a decision date: most of a record is outdated by a later result.

Of one patient's results of one code the latest sample within the window counts if it can be read at all, so the others say
nothing any more. Of those outside the window the latest tells why a fact is missing: by its moment, never by its value. Where
that is not certain all are kept: what is dropped here changes no fact and no reason (`select_results` is the judge).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime

import msgspec

from cobalamin.records.bulk_codes import meaning_of
from cobalamin.records.bulk_lines import Glance, Lines, Lone
from cobalamin.records.bulk_said import LINE, NOT_SENT, UNREADABLE, Outside, said
from cobalamin.records.fhir_values import moment
from cobalamin.records.select_results import counting_moments

_CODES, _DATES = 50_000, 100_000
_ROOM = 200
"""What an observation held costs in memory besides its text."""
_PILE_ROOM = 600
"""What the results of one code and patient cost, however few."""
_SOME = 16
"""As many observations are gathered before the outdated ones are looked for."""


class Pile:
    """One patient's results of one code: the lines of those within the window, and the moment of the latest outside it."""

    __slots__ = ("outside", "within")

    def __init__(self) -> None:
        self.within: list[tuple[datetime, bytes]] | None = None
        self.outside: datetime | None = None

    def drop_outdated(self) -> None:
        """Let go of what the latest within the window outdates, if that can be read."""
        if self.within is None:
            return
        latest = max(taken for taken, _ in self.within)
        counts = [each for each in self.within if each[0] == latest]
        if any(_is_usable(line) for _, line in counts):
            self.within, self.outside = counts, None


class Piles(dict[bytes, Pile]):
    """The results of one code by patient as sent."""

    def __init__(self, measures: tuple[str, ...]) -> None:
        super().__init__()
        self.measures = measures


SILENT, NOT_OBSERVED, MORE = Piles(()), Piles(()), Piles(())
"""What stands for a code that says nothing at all, one that says nothing in an observation, and one whose lines may say more
than a result; they stay empty.
"""


Speaking = tuple[int, Glance, Piles]
"""A line that may say something: which it is, and what its code is results of."""


class Codes(dict[bytes, Piles]):
    """A code as sent -> its results, or what stands for a code of none."""

    def __init__(self, results: bool) -> None:
        super().__init__()
        self._results = results
        """Whether results are held at all."""

    def __missing__(self, sent: bytes) -> Piles:
        found = self._piles(sent)
        if len(self) < _CODES:
            self[sent] = found
            return found
        return MORE if found.measures else found

    def _piles(self, sent: bytes) -> Piles:
        if not sent:
            return MORE
        try:
            meaning = meaning_of(sent)
        except UNREADABLE:
            return MORE
        if not meaning.somewhere:
            return SILENT
        if not meaning.observed:
            return NOT_OBSERVED
        return Piles(meaning.measures) if meaning.measures and self._results else MORE


class Latest:
    """The results a buffer holds, by code and patient as sent; without a day to decide on none are."""

    def __init__(self, on: date | None, patient: Callable[[bytes], str]) -> None:
        self._start, self._end = counting_moments(on or date.max)
        self._patient = patient
        self.codes = Codes(results=on is not None)
        self.weight = 0

    def take(self, lines: Lines, speaking: Iterable[Speaking]) -> Iterator[int]:
        """Hold the results in lines that may say something; those left must be read one by one."""
        start, end, known = self._start, self._end, _MOMENTS
        for i, glance, piles in speaking:
            when = glance.effectiveDateTime
            if (
                not piles.measures
                or glance.resourceType != "Observation"
                or glance.component
                or when.__class__ is not str
                or glance.interpretation.__class__ is Lone  # no R4: the record is refused when it is read
                or glance.contained is not NOT_SENT
            ):
                yield i
                continue
            subject, taken = bytes(glance.subject), known[when]
            pile = piles.get(subject) or self._begun(piles, subject)
            if pile is None or taken is None:  # of nobody, or at no moment
                yield i
            elif start <= taken < end:
                self._take_within(pile, taken, lines.line(i))
            elif pile.outside is None or taken > pile.outside:
                pile.outside = taken

    def _begun(self, piles: Piles, subject: bytes) -> Pile | None:
        """A pile for a patient not met with this code before."""
        try:
            if not self._patient(subject):
                return None
        except UNREADABLE:
            return None
        self.weight += _PILE_ROOM
        pile = piles[subject] = Pile()
        return pile

    def _take_within(self, pile: Pile, taken: datetime, line: bytes) -> None:
        self.weight += len(line) + _ROOM
        if pile.within is None:
            pile.within = []
        pile.within.append((taken, line))
        held = len(pile.within)
        if held >= _SOME and held & (held - 1) == 0:
            pile.drop_outdated()

    def drop_outdated(self) -> None:
        """Let go of what cannot count any more."""
        self.weight = 0
        for pile in self._piles():
            pile.drop_outdated()
            self.weight += _PILE_ROOM + sum(len(line) + _ROOM for _, line in pile.within or ())

    def _piles(self) -> Iterator[Pile]:
        for piles in self.codes.values():
            yield from piles.values()

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """What is held, as patients and lines; it is then held no more."""
        told: dict[str, Outside] = {}
        for piles in filter(None, self.codes.values()):
            for subject, pile in piles.items():
                patient = self._patient(subject)
                yield from ((patient, line) for _, line in pile.within or ())
                if pile.outside is not None:
                    _tell(told, patient, piles.measures, pile.outside)
            piles.clear()
        for patient, outside in told.items():
            yield patient, msgspec.json.encode(outside)
        self.weight = 0


def _tell(told: dict[str, Outside], patient: str, measures: tuple[str, ...], taken: datetime) -> None:
    outside = told.get(patient)
    if outside is None:
        outside = told[patient] = Outside(patient)
    for measure in measures:
        outside.add(measure, taken)


def _is_usable(line: bytes) -> bool:
    """Whether an observation's results can all be read."""
    with suppress(*UNREADABLE):
        told = said(LINE.decode(line))
        return told is not None and bool(told.results) and told.usable
    return False


class _Moments(dict[str, datetime | None]):
    """A date as sent -> when a sample was taken: dates repeat."""

    def __missing__(self, sent: str) -> datetime | None:
        if len(self) >= _DATES:
            self.clear()
        found = self[sent] = moment(sent)
        return found


_MOMENTS = _Moments()
