"""The columns that say whether somebody is still here and whether injections go on (register M44)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from cobalamin.knowledge.treatment import Span, TreatmentEvent
from cobalamin.recall.sources.days import DayOrder, may_be_a_day, read_day
from cobalamin.recall.sources.words import STATUS, YES_NO, StatusMeaning, causes_named, plain
from cobalamin.records.messages import shown

Said = Mapping[str, Mapping[str, int]]
"""For each column the different texts of one patient, with the line of the first."""
Doubt = tuple[int, str]
"""The line and the sentence of what was not used."""
_ENDS = ("stopped", "left")
_MOVED = "moved away"
_OF_TREATMENT = ("stop", "hold", "declined")


class Standing(NamedTuple):
    """What a list says of somebody beside the doses: dead, what ended or holds the injections, and what could not be used."""

    dead: bool
    events: tuple[TreatmentEvent, ...]
    doubts: tuple[Doubt, ...]


def standing_of(said: Said, events: Sequence[TreatmentEvent], order: DayOrder, *, of_list: bool) -> Standing:
    """What the columns of one patient come to; a word that is not known takes nobody off the list, and is told."""
    doubts: list[Doubt] = []
    reason = "; ".join(said.get("reason", {}))
    given = [each.when for each in events if each.is_dose and each.when is not None]
    last = max(given, key=lambda when: when.last, default=None)
    ends = [*_ends(said, order, reason, doubts)]
    ended = [_since(last, each) if each.when is None else each for each in ends]
    meaning, line = _status(said.get("status", {}), doubts, of_list=of_list)
    stops = [each.when for each in (*events, *ended) if each.kind == "stop" and each.when is not None]
    stands = any(last is None or stop.last >= last.last for stop in stops)
    if meaning == "left" or (meaning == "stop" and not stands):
        stop = TreatmentEvent("stop", None, f"line {line}", reason=_MOVED if meaning == "left" else reason)
        ended.append(_since(last, stop))
    ended += _waits(meaning, line, reason)
    if not ended:
        of_none = ((text, at) for text, at in said.get("reason", {}).items() if not causes_named(text)[0])
        doubts += [(at, f"the reason {shown(text)} belongs to no stop: not used") for text, at in of_none]
    return Standing(meaning == "dead", tuple(ended), tuple(doubts))


def _ends(said: Said, order: DayOrder, reason: str, doubts: list[Doubt]) -> Iterator[TreatmentEvent]:
    """A stop for each day, or yes, of the columns of ends; without a day where it cannot be used."""
    for column in _ENDS:
        for text, line in said.get(column, {}).items():
            day = read_day(text, order)
            if plain(text) not in YES_NO and day.when is None:
                doubts.append((line, f"{column}: {day.problem or f'{shown(text)} is not on the calendar'}"))
            if day.when is not None or YES_NO.get(plain(text)) is True or may_be_a_day(text):
                yield TreatmentEvent("stop", day.when, f"line {line}", reason=_MOVED if column == "left" else reason)


def _status(said: Mapping[str, int], doubts: list[Doubt], *, of_list: bool) -> tuple[StatusMeaning | None, int]:
    """The one meaning of a patient's statuses, and its line; a death counts unless another row says that they live."""
    found: dict[StatusMeaning, int] = {}
    for text, line in said.items():
        meaning = STATUS.get(plain(text))
        if meaning in _OF_TREATMENT and not of_list:
            doubts.append((line, f"the status {shown(text)} may be that of one entry: not used, write it as an event"))
        elif meaning is None or (meaning == "row" and of_list):
            known = "active, deceased, left practice, stopped, on hold, declined"
            doubts.append((line, f"the status {shown(text)} was not understood, and the patient stays: write {known}"))
        elif meaning != "row":
            found[meaning] = min(line, found.get(meaning, line))
    if len(found) > 1:
        lines = sorted(found.values())
        told = " and ".join(map(str, lines))
        doubts.append((lines[-1], f"status differs between lines {told} of one patient: not used"))
        return ("dead", found["dead"]) if "dead" in found and "here" not in found else (None, 0)
    return next(iter(found.items()), (None, 0))


def _waits(meaning: StatusMeaning | None, line: int, reason: str) -> Iterator[TreatmentEvent]:
    """A hold, or a dose that was declined: it stands now, so it has no day that a dose could come after."""
    if meaning == "hold":
        yield TreatmentEvent("hold", None, f"line {line}", reason=reason)
    elif meaning == "declined":
        where, why = f"line {line}", reason or "declined"
        yield TreatmentEvent("not_given", None, where, product="b12_not_named", reason=why, in_force=True)


def _since(last: Span | None, stop: TreatmentEvent) -> TreatmentEvent:
    """A stop on a day nobody recorded, after what was given; whoever left may never have had a dose here."""
    if last is not None:
        return replace(stop, when=Span(last.last, date.max))
    return replace(stop, when=Span(date.min, date.max)) if stop.reason == _MOVED else stop
