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
_TOLD = 300
"""What a moment outside the window costs."""
_SOME = 16
"""As many observations are gathered before the outdated ones are looked for."""


class Results:
    """The results of one code by patient as sent: the lines of those within the window, and the moment of the latest outside it."""

    __slots__ = ("measures", "outside", "within")

    def __init__(self, measures: tuple[str, ...] = ()) -> None:
        self.measures = measures
        self.within: dict[bytes, list[tuple[datetime, bytes]]] = {}
        self.outside: dict[bytes, datetime] = {}

    def drop_outdated(self, subject: bytes) -> None:
        """Let go of what a patient's latest within the window outdates, if that can be read."""
        within = self.within[subject]
        latest = max(taken for taken, _ in within)
        counts = [each for each in within if each[0] == latest]
        if any(_is_usable(line) for _, line in counts):
            self.within[subject] = counts
            self.outside.pop(subject, None)


SILENT, NOT_OBSERVED, MORE = Results(), Results(), Results()
"""What stands for a code that says nothing at all, one that says nothing in an observation, and one whose lines may say more
than a result; they stay empty.
"""
Speaking = tuple[int, Glance, Results]
"""A line that may say something: which it is, and what its code is results of."""


class Codes(dict[bytes, Results]):
    """A code as sent -> its results, or what stands for a code of none."""

    def __init__(self, held: bool) -> None:
        super().__init__()
        self._held = held
        """Whether results are held at all."""

    def __missing__(self, sent: bytes) -> Results:
        found = self._results_of(sent)
        if len(self) < _CODES:
            self[sent] = found
            return found
        return MORE if found.measures else found

    def _results_of(self, sent: bytes) -> Results:
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
        return Results(meaning.measures) if meaning.measures and self._held else MORE


class Latest:
    """The results a buffer holds, by code and patient as sent; without a day to decide on none are."""

    def __init__(self, on: date | None, patient: Callable[[bytes], str]) -> None:
        self._start, self._end = counting_moments(on or date.max)
        self._patient = patient
        self.codes = Codes(held=on is not None)
        self.weight = 0

    def take(self, lines: Lines, speaking: Iterable[Speaking]) -> Iterator[int]:
        """Hold the results in lines that may say something; those left must be read one by one."""
        start, end, known = self._start, self._end, _MOMENTS
        for i, glance, results in speaking:
            when = glance.effectiveDateTime
            if (
                glance.resourceType != "Observation"
                or results is MORE
                or glance.component
                or when.__class__ is not str
                or glance.interpretation.__class__ is Lone  # no R4: the record is refused when it is read
                or glance.contained is not NOT_SENT
            ):
                yield i
            elif results.measures:
                subject, taken = bytes(glance.subject), known[when]
                before = results.outside.get(subject)
                if taken is None or (before is None and not self._is_known(subject)):
                    yield i  # at no moment, or of nobody
                elif start <= taken < end:
                    self._take_within(results, subject, taken, lines.line(i))
                elif before is None or taken > before:
                    results.outside[subject] = taken

    def _is_known(self, subject: bytes) -> bool:
        """Whether a reference names a patient: asked where nothing is told of one with this code yet."""
        self.weight += _TOLD
        try:
            return bool(self._patient(subject))
        except UNREADABLE:
            return False

    def _take_within(self, results: Results, subject: bytes, taken: datetime, line: bytes) -> None:
        self.weight += len(line) + _ROOM
        within = results.within.get(subject)
        if within is None:
            within = results.within[subject] = []
        within.append((taken, line))
        held = len(within)
        if held >= _SOME and held & (held - 1) == 0:
            results.drop_outdated(subject)

    def drop_outdated(self) -> None:
        """Let go of what cannot count any more."""
        self.weight = 0
        for results in self.codes.values():
            for subject in results.within:
                results.drop_outdated(subject)
                self.weight += sum(len(line) + _ROOM for _, line in results.within[subject])
            self.weight += _TOLD * len(results.outside)

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """What is held, as patients and lines; it is then held no more."""
        told: dict[str, Outside] = {}
        for results in self.codes.values():
            for subject, within in results.within.items():
                yield from ((self._patient(subject), line) for _, line in within)
            for subject, taken in results.outside.items():
                _tell(told, self._patient(subject), results.measures, taken)
            results.within.clear()
            results.outside.clear()
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
