"""Which observations of a patient can still count on a decision date: most of a record is outdated by a later result.

Of one patient's results of one code the latest sample within the window counts if it can be read at all, so the others say
nothing any more. Where that is not certain all are kept: what is dropped here changes no fact and no reason
(`select_results` is the judge).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

import msgspec

from cobalamin.records.bulk_codes import says_something
from cobalamin.records.bulk_said import LINE, NOT_SENT, UNREADABLE, said
from cobalamin.records.fhir import new_reading
from cobalamin.records.fhir_resources import Observation
from cobalamin.records.fhir_types import CodeableConcept
from cobalamin.records.fhir_values import moment
from cobalamin.records.select_results import SPOILED_BY_INJECTION, counting_moments

_CODES, _DATES = 10_000, 100_000
_ROOM = 200
"""What an observation held costs in memory besides its text."""
_SOME = 16
"""As many observations are gathered before the outdated ones are looked for."""
_CONCEPT = msgspec.json.Decoder(CodeableConcept)


class Pile:
    """One patient's observations of one code: those within the window, each with when it was taken, and the latest others."""

    __slots__ = ("latest", "others", "within")

    def __init__(self) -> None:
        self.within: list[tuple[int, bytes]] = []
        self.latest, self.others = UNDATED, list[bytes]()

    def add_other(self, taken: int, line: bytes) -> None:
        """One that does not count: the latest of these tells why a fact is missing, the rest tells nothing."""
        if taken > self.latest:
            self.latest, self.others = taken, [line]
        elif taken == self.latest:
            self.others.append(line)

    def drop_outdated(self) -> None:
        """Let go of what the latest within the window outdates, if that can be read."""
        if self.within:
            latest = max(taken for taken, _ in self.within)
            counts = [each for each in self.within if each[0] == latest]
            if any(_is_usable(line) for _, line in counts):
                self.within, self.others = counts, []

    def lines(self) -> Iterator[bytes]:
        """What is held."""
        yield from (line for _, line in self.within)
        yield from self.others


UNDATED = -1
"""Before every date: what has no date counts only where nothing has one."""
Piles = dict[bytes, Pile]
"""The piles of one code by patient as sent."""
NOTHING_OBSERVED: Piles = {}
"""What stands for a code that means something elsewhere and nothing in an observation; it stays empty."""


class Glance(msgspec.Struct, gc=False):
    """What shows that a line says nothing, or only a result that may be outdated; not looked into."""

    resourceType: str = ""  # noqa: N815
    code: msgspec.Raw = NOT_SENT
    medicationCodeableConcept: msgspec.Raw = NOT_SENT  # noqa: N815
    component: msgspec.Raw = NOT_SENT
    contained: msgspec.Raw = NOT_SENT
    subject: msgspec.Raw = NOT_SENT
    effectiveDateTime: msgspec.Raw = NOT_SENT  # noqa: N815
    interpretation: msgspec.Raw = NOT_SENT


class Latest:
    """The observations a buffer holds, by code and patient as sent; only codes of results are taken in."""

    def __init__(self, on: date, patient: Callable[[bytes], str]) -> None:
        self._start, self._end = map(_number, counting_moments(on))
        self._patient = patient
        self._codes = _Codes()
        self.weight = 0

    def take(self, glance: Glance, line: bytes) -> bool:
        """Whether a line is cared for: held as a result, or an observation that says nothing. Others are read one by one."""
        if (
            glance.resourceType != "Observation"
            or glance.component is not NOT_SENT
            or glance.contained is not NOT_SENT
            or bytes(glance.interpretation)[:1] == b"{"  # no R4: the record is refused when it is read
        ):
            return False
        piles, subject = self._codes[bytes(glance.code)], bytes(glance.subject)
        if piles is None or piles is NOTHING_OBSERVED:
            return piles is not None
        pile = piles.get(subject)
        if pile is None:
            if not self._patient(subject):
                return False
            pile = piles[subject] = Pile()
        taken = _TAKEN[bytes(glance.effectiveDateTime)]
        if self._start <= taken < self._end:
            pile.within.append((taken, line))
            held = len(pile.within)
            if held >= _SOME and held & (held - 1) == 0:
                pile.drop_outdated()
        else:
            pile.add_other(taken, line)
        return True

    def lines(self) -> Iterator[tuple[bytes, bytes]]:
        """The patient as sent and the line of every observation held, which are then held no more."""
        for piles in filter(None, self._codes.values()):
            for subject, pile in piles.items():
                for line in pile.lines():
                    yield subject, line
            piles.clear()
        self.weight = 0

    def drop_outdated(self) -> None:
        """Let go of what cannot count any more."""
        self.weight = 0
        for piles in filter(None, self._codes.values()):
            for pile in piles.values():
                pile.drop_outdated()
                self.weight += sum(len(line) + _ROOM for line in pile.lines())


def _is_usable(line: bytes) -> bool:
    """Whether an observation's results can all be read."""
    with suppress(*UNREADABLE):
        told = said(LINE.decode(line))
        return told is not None and bool(told.results) and told.usable
    return False


# --- dates and codes as sent, remembered -----------------------------------------------------------------------------


def _number(at: datetime) -> int:
    return (at - datetime.min) // timedelta.resolution


class _Taken(dict[bytes, int]):
    """A date as sent, in its quotes -> when a sample was taken, as a number: dates repeat."""

    def __missing__(self, sent: bytes) -> int:
        if len(self) >= _DATES:
            self.clear()
        found = moment(sent[1:-1].decode(errors="replace")) if b"\\" not in sent else None
        number = self[sent] = UNDATED if found is None else _number(found)
        return number


_TAKEN = _Taken()


class _Codes(dict[bytes, Piles | None]):
    """A code as sent -> its piles; None where its observations may say more than a result."""

    def __missing__(self, sent: bytes) -> Piles | None:
        if len(self) >= _CODES:
            return None
        piles = self[sent] = _piles(sent) if says_something(sent) else NOTHING_OBSERVED
        return piles


def _piles(code: bytes) -> Piles | None:
    """Room for the observations of a code of results and nothing else, none of which an injection can spoil."""
    reading = new_reading()
    try:
        binding = reading.meaning(_CONCEPT.decode(code), Observation())
    except UNREADABLE:
        return None
    if not (binding.yes or binding.no or binding.unspecific or reading.problems):
        return NOTHING_OBSERVED
    if not binding.results or binding.findings or binding.no or binding.unspecific:
        return None
    return None if any(entry.name in SPOILED_BY_INJECTION for entry in binding.results) else {}
