"""What the rows of a CSV say about the person: used where they agree, named where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations
from types import MappingProxyType

from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.knowledge.treatment import Span, TreatmentEvent, TreatmentRecord, names_reaction
from cobalamin.recall.cautions import (
    ALLERGY,
    DEATH_IN_DOUBT,
    INTERVAL_UNREAD,
    LAST_UNTOLD,
    LEBER,
    NOT_ALLERGIC,
    REACTED,
    TWO_PEOPLE,
    UNSETTLED,
    signs_first,
)
from cobalamin.recall.sources.days import Day, DayOrder, in_the_other_order, may_be_a_day, read_birth, read_day
from cobalamin.recall.sources.problems import Problem
from cobalamin.recall.sources.repeats import GoesOn, spaced_out
from cobalamin.recall.sources.status import Doubt, standing_of
from cobalamin.recall.sources.words import DEAD, FEMALE, STATUS, YES_NO, causes_named, plain
from cobalamin.records.diagnosis_names import allergies_named, findings_named
from cobalamin.records.messages import shown
from cobalamin.records.refusals import withheld_for_a_reaction


@dataclass(slots=True)
class Draft:
    """A patient while the file is being read: events, and what rows say about the person."""

    events: list[TreatmentEvent] = field(default_factory=list)
    seen: set[object] = field(default_factory=set)
    said: dict[str, dict[str, int]] = field(default_factory=dict)
    """For each column about the person the different texts found, with the line of the first."""
    established: bool = False
    """True where a row says how often the injections are repeated."""
    interval_unread: bool = False
    """True where a row says so in words that were not understood."""
    by_name: bool = False
    """True where the identifier holds no number: two people may have one name."""
    of_list: bool = False
    """True where a row tells the last injection: one of a list with a row a patient."""
    doses: int = 0
    """How many days of injections rows of a table of doses tell."""
    goes_on: GoesOn | None = None
    """The last of them that says how often the injections are repeated."""
    last_note: tuple[date, int, str] | None = None
    """The day of the last dose of a table of entries, its line, and the note beside it."""
    not_used: set[str] = field(default_factory=set)
    """The columns of which it was told that they are not used."""
    noted: dict[str, set[str]] = field(default_factory=dict)
    """The cautions that cells which are not read are reason for, with their texts: each is told once."""

    def take_note(self, caution: str, text: str) -> bool:
        """Keep what such a cell says; whether it is new."""
        met = self.noted.setdefault(caution, set())
        is_new = text not in met
        met.add(text)
        return is_new


def record_from_rows(patient: str, draft: Draft, order: DayOrder, problems: list[Problem]) -> TreatmentRecord:
    """The record of one patient, with everything its rows say about the person."""
    person = _Person(draft, order, problems)
    standing = standing_of(draft.said, draft.events, order, of_list=draft.of_list)
    events = (*draft.events, *standing.events)
    (died, deceased), (causes, unsettled) = person.death(), person.causes(reasons=not standing.events)
    problems += [Problem(*doubt, refused=False) for doubt in (*standing.doubts, *_spaced_out(draft, causes))]
    return TreatmentRecord(
        patient,
        events,
        name=_full(person.one("name"), person.one("forename")),
        born=person.born(),
        died=died,
        deceased=deceased or (standing.dead and died is None),
        causes=causes,
        unsettled=unsettled,
        cause_resolved=person.yes_no("cause_resolved"),
        neurological=person.yes_no("neurological"),
        pregnant=person.yes_no("pregnant"),
        breastfeeding=person.yes_no("breastfeeding"),
        severe_anaemia=person.yes_no("severe_anaemia"),
        female=person.word("sex", FEMALE, "female or male"),
        plan=person.plan(),
        cautions=_cautions(person, events),
        started=person.day("started"),
        established=draft.established,
    )


def _spaced_out(draft: Draft, causes: frozenset[str]) -> Iterator[Doubt]:
    """What is told of the last interval that rows state beside a dose; a clinician's new one is a decision, and meant."""
    stated = [event for event in draft.events if event.interval is not None and event.when is not None]
    last = max(stated, key=lambda event: event.when.last if event.when else date.min, default=None)
    if (draft.of_list or draft.goes_on is not None) and last is not None and last.interval is not None:
        told = spaced_out(last.interval, causes)
        yield from [(int(last.source.removeprefix("line ")), told)] if told else []


def _full(name: str, forename: str) -> str:
    """The name as the list shows it: of a surname with the given name behind it, where it is not there already."""
    is_there = set(plain(forename).split()) <= set(plain(name).split())
    return f"{name}, {forename}" if name and forename and not is_there else name or forename


def _cautions(person: _Person, events: Iterable[TreatmentEvent]) -> frozenset[str]:
    """What comes before a dose: an allergy, a death of which rows say two things (M44), an interval nobody can read (M33).

    Leber's disease has no column: where it stands for a cause, certain or not, no cyanocobalamin is given (R102).
    """
    draft = person.draft
    doubts = (
        *((caution, True) for caution in draft.noted if caution),
        (DEATH_IN_DOUBT, person.dead_or_alive()),
        (TWO_PEOPLE, person.may_be_two()),
        (LAST_UNTOLD, draft.of_list and not any(map(_is_dated_dose, draft.events))),
        (INTERVAL_UNREAD, draft.interval_unread and not draft.established),
        (UNSETTLED, any(map(_may_name_b12, draft.said.get("allergies", {})))),
        (LEBER, any(map(_names_leber, draft.said.get("cause", {})))),
    )
    held = frozenset(name for name, holds in doubts if holds) | signs_first(_signs(draft))
    return held | _allergy(person.yes_no("cobalamin_allergy"), events)


def _signs(draft: Draft) -> Iterator[str]:
    """The signs of the nerves that stand in words where a yes or a cause was expected; none beside a yes (register M42)."""
    said = (*draft.said.get("neurological", {}), *draft.said.get("cause", {}))
    if not any(YES_NO.get(plain(text).partition(" ")[0]) is True for text in draft.said.get("neurological", {})):
        yield from (sign for text in said for sign in findings_named(text))


def _may_name_b12(allergies: str) -> bool:
    """An allergy in words is settled by nobody, as one in health records is (register R98); "yes" may be to anything."""
    return bool(allergies_named(allergies)) or YES_NO.get(plain(allergies)) is True


def _is_dated_dose(event: TreatmentEvent) -> bool:
    """Whether a day is told on which a dose was given, were it one that no calendar has."""
    return event.is_dose and (event.when is not None or bool(event.when_text))


def _names_leber(text: str) -> bool:
    return "leber_optic_neuropathy" in findings_named(text)


def _allergy(allergic: bool | None, events: Iterable[TreatmentEvent]) -> frozenset[str]:
    """What is known of an allergy; a reaction that nobody settled stands in the way of a dose, whatever was given since (R117)."""
    if allergic is not None:
        return frozenset((ALLERGY if allergic else NOT_ALLERGIC,))
    every = tuple(events)
    stopped = any(event.kind == "stop" and names_reaction(event.reason) for event in every)
    return frozenset((REACTED,)) if stopped or withheld_for_a_reaction(every) else frozenset()


_DEATH = ("died", "deceased")
_ONE_NAME = 0.8
"""So far two given names are spellings of one (Janet, Jannet), and not of twins (Jane, Joan): an engineering limit."""
_NO_WORDS: Mapping[str, object] = MappingProxyType({})


def _is_death(text: str) -> bool:
    """A yes or a day, also a yes with a day behind it: Y 3/11/26, RIP 3/11/26."""
    return DEAD.get(plain(text)) is True or DEAD.get(plain(text).partition(" ")[0]) is True or may_be_a_day(text)


@dataclass(frozen=True, slots=True)
class _Person:
    """What the rows say about one person; where two rows differ nothing is used, and both are named."""

    draft: Draft
    order: DayOrder
    problems: list[Problem]

    def doubt(self, line: int, text: str) -> None:
        """Notes that a cell was left out."""
        self.problems.append(Problem(line, text, refused=False))

    def one(self, name: str) -> str:
        """The one text of a column, or ""."""
        said = self.draft.said.get(name, {})
        if len(said) > 1:
            lines = " and ".join(str(line) for line in sorted(said.values()))
            self.doubt(max(said.values()), f"{name} differs between lines {lines} of one patient: not used")
        return next(iter(said)) if len(said) == 1 else ""

    def line(self, name: str) -> int:
        """The line a column's text was first found on."""
        return min(self.draft.said[name].values())

    def death(self) -> tuple[Span | None, bool]:
        """The day of the death, and whether there was a death without a day that can be used.

        A yes or a day is a death (register R101), also a day that can be read two ways, and where rows differ about the day:
        nobody may call the family. Where another row says no, neither counts.
        """
        days = [day for name in _DEATH if (day := self.day(name, DEAD)) is not None]
        said = [text for name in _DEATH for text in self.draft.said.get(name, ())]
        alive = any(DEAD.get(plain(text)) is False for text in said)
        return days[0] if days else None, not days and not alive and any(map(_is_death, said))

    def dead_or_alive(self) -> bool:
        """Whether rows say both: nobody calls the family of the dead, nor forgets the living."""
        statuses = {STATUS.get(plain(text)) for text in self.draft.said.get("status", {})}
        said = [text for name in _DEATH for text in self.draft.said.get(name, ())]
        died = any(map(_is_death, said))
        lives = any(DEAD.get(plain(text)) is False for text in said)
        return (died or "dead" in statuses) and (lives or "here" in statuses)

    def may_be_two(self) -> bool:
        """Whether rows tell two dates of birth, or, where not both tell one, names that share no word (register M48)."""
        first = self._first()
        told = [read_birth(text, self.order, first).when for text in self.draft.said.get("born", {})]
        births = [when for when in told if when is not None]
        if any(one.last < other.first for one in births for other in births):
            return True
        given = list(self.draft.said.get("forename", {}))
        if any(
            SequenceMatcher(None, plain(one), plain(other)).ratio() < _ONE_NAME for one, other in combinations(given, 2)
        ):
            return True
        lines = {event.source for event in self.draft.events if event.is_dose}
        if self.draft.by_name and self.draft.of_list and len(lines) > 1 and not births:
            return True
        words = [{word for word in plain(name).split() if len(word) > 2} for name in self.draft.said.get("name", {})]
        return not births and any(one and other and one.isdisjoint(other) for one, other in combinations(words, 2))

    def day(self, name: str, words: Mapping[str, object] = _NO_WORDS) -> Span | None:
        """A date about the person; the words that may stand in its place are none, and no fault."""
        text = self.one(name)
        if plain(text) in words:
            return None
        return self._when(name, text, read_day(text, self.order))

    def born(self) -> Span | None:
        """The day of birth, in a century in which the entries can be about the person."""
        text = self.one("born")
        return self._when("born", text, read_birth(text, self.order, self._first()))

    def _first(self) -> date | None:
        """The day of the first entry."""
        return min((event.when.first for event in self.draft.events if event.when is not None), default=None)

    def _when(self, name: str, text: str, day: Day) -> Span | None:
        if text and day.when is None:
            turned = in_the_other_order(text, self.order)
            self.doubt(self.line(name), f"{name}: {turned or day.problem or f'{shown(text)} is not on the calendar'}")
        return day.when

    def word(self, name: str, words: Mapping[str, bool | None], expected: str) -> bool | None:
        """A word about the person."""
        text = self.one(name)
        low = plain(text)
        first = low.partition(" ")[0]
        if low not in words and first in ("y", "yes") and words.get(first):  # Y - numb feet
            return True
        if low not in words and not (name == "neurological" and signs_first(findings_named(text))):
            self.doubt(self.line(name), f"{name} {shown(text)} was not understood: {expected}")
        return words.get(low)

    def yes_no(self, name: str) -> bool | None:
        """Yes, no or unknown."""
        return self.word(name, YES_NO, "yes or no")

    def plan(self) -> str:
        """The id of a regimen that is published."""
        text = self.one("plan")
        if text and text not in REGIMENS:
            self.doubt(self.line("plan"), f"plan {shown(text)} is not known: {', '.join(REGIMENS)}")
            return ""
        return text

    def causes(self, *, reasons: bool) -> tuple[frozenset[str], frozenset[str]]:
        """Every cause any row names, and the words that are none that is known: they may be one that never goes away.

        With `reasons`, of whoever has no stop, a reason that names a cause is why somebody has the injections.
        """
        told = (causes_named(text)[0] for text in self.draft.said.get("reason", {})) if reasons else ()
        found, unsettled = frozenset[str]().union(*told), list[str]()
        for cell, line in self.draft.said.get("cause", {}).items():
            named, others = causes_named(cell)
            unread = [part for part in others if not _names_leber(part)]  # that is read, for what comes before a dose
            found |= named
            unsettled += unread
            for part in unread:
                self.doubt(line, f"the cause {shown(part)} was not understood")
        return found, frozenset(unsettled)
