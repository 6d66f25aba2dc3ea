"""What is known of a patient on a day, with its source, and why the rest is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import msgspec

from cobalamin.knowledge.treatment import Course, months_after
from cobalamin.language.patient import Interval
from cobalamin.records.errors import RecordError
from cobalamin.records.messages import shown
from cobalamin.records.record import DIED, OF_NO_BEARING, Missing, Source, Tells, Why

_ALLERGY, _INJECTIONS = "cobalamin_or_cobalt_allergy", "b12_injections"
ON_HOLD: Why = "not confirmed"
"""Why injections that are on hold may not go on."""
WITHHELD = "a dose was not given because of a reaction"
HELD_BACK = "injections are on hold because of a reaction"
"""What is told of one, in a few words: it may have been an allergy (register R117)."""
NOT_IN_USE = "the record says that it is no longer in use, or was replaced by another one"
"""What is told of such a record (register R100)."""
WINDOW_MONTHS = 12
"""What is older does not count as current (register R73)."""


_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Between these a decision date is believed: outside, somebody mistyped it, and the calendar may end before a follow-up."""


def decision_day(text: str, place: str) -> date:
    """The decision date a text names; `place` is what the user wrote it in."""
    try:
        day = date.fromisoformat(text)
    except ValueError as problem:
        raise RecordError(f"{place} {shown(text)} is not a calendar date; expected YYYY-MM-DD") from problem
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise RecordError(
            f"{place} {shown(text)} is not a possible decision date; expected one from {_FIRST_DAY} to {_LAST_DAY}"
        )
    return day


def window_start(on: date) -> date:
    """The first day that still counts on a decision date."""
    return months_after(on, -WINDOW_MONTHS)


class Known(msgspec.Struct, frozen=True, gc=False):
    """A fact in use: its value, its source (None where derived or presumed), and what must be shown with it."""

    value: bool | Interval
    source: Source | None = None
    note: str = ""
    presumed: bool = False


_ASKED, _SINCE, _ESTIMATED = " asked about, not recorded", "since ", "estimated from "


def asked(group: str) -> str:
    """The note of a fact that is read as no because its group was asked about: answers tell such facts by their group."""
    return f"{group.replace('_', ' ')}{_ASKED}"


def asked_group(note: str) -> str:
    """The group of a note that says so, in words; "" of every other."""
    group, _, rest = note.partition(_ASKED)
    return "" if rest or group == note else group


def since(onset: str) -> str:
    """The note of a finding that tells when it began; "" where nobody does."""
    return f"{_SINCE}{onset}" if onset else ""


def onset_of(note: str) -> str:
    """The beginning that a note tells; "" where it tells none."""
    return note.removeprefix(_SINCE).partition(";")[0] if note.startswith(_SINCE) else ""


def estimated_from(what: str) -> str:
    """The note of a fact that stands for another measurement: what that was."""
    return f"{_ESTIMATED}{what}"


def is_estimated(note: str) -> bool:
    """Whether a note says so."""
    return note.startswith(_ESTIMATED)


class Halted(NamedTuple):
    """What kept injections from being given, in words: no fact of a rule, and told in the first line of an answer."""

    not_given: tuple[str, ...] = ()
    """The doses, and the supplies, that were to be given and were not, until one was (register R136)."""
    undated: tuple[str, ...] = ()
    """Those on no day that is told, where something was given: they stand in nobody's way (register R139)."""
    stopped: str = ""
    """The last stop, where nothing goes on and no dose is of a later day."""


NOTHING_HALTED = Halted()


_DOUBTED = ("in words only", "not confirmed")
"""Why something that is recorded is no fact: nobody said it in a code, or for certain."""


@dataclass
class Facts:
    """What is known of a patient on a day, and why the rest is not."""

    on: date
    known: dict[str, Known] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    problems: tuple[Missing, ...] = ()
    """What was recorded and could not be read at all, or speaks of somebody else."""
    course: Course | None = None
    """Where injections on record stand: told by the recall, no fact of a rule."""
    halted: Halted = NOTHING_HALTED

    @property
    def values(self) -> dict[str, bool | Interval]:
        """The patient as the rules read it."""
        return {name: known.value for name, known in self.known.items()}

    def holds(self, name: str) -> bool:
        """Whether a finding is known to be there."""
        return name in self.known and self.known[name].value is True

    def is_denied(self, name: str) -> bool:
        """Whether a finding is known not to be there."""
        return name in self.known and self.known[name].value is False

    @property
    def has_died(self) -> bool:
        """Whether the patient is recorded as having died."""
        return any(each.why == DIED for each in self.problems)

    def _tells(self, what: Tells) -> bool:
        """Whether something recorded that is not used tells this."""
        return any(each.tells == what for each in self.problems)

    def in_doubt(self, name: str) -> bool:
        """Whether something is recorded of a fact that settles it neither way: not confirmed, or in words alone."""
        missing = self.missing.get(name)
        return missing is not None and missing.why not in OF_NO_BEARING

    @property
    def reactions(self) -> tuple[str, ...]:
        """What is told of injections that were stopped, or not given, for what may have been an allergy (register R117)."""
        return tuple([each.sentence for each in self._reactions])

    @property
    def _reactions(self) -> list[Missing]:
        return [each for each in self.problems if each.fact == _ALLERGY and each.why == "not confirmed"]

    @property
    def withheld(self) -> bool:
        """Whether all `reactions` are of doses not given or on hold: none led to a stop."""
        return bool(self._reactions) and all(
            each.tells in ("dose withheld", "injections held") for each in self._reactions
        )

    @property
    def held_back(self) -> bool:
        """Whether all `reactions` are of injections on hold: none was to be given yet."""
        return bool(self._reactions) and all(each.tells == "injections held" for each in self._reactions)

    @property
    def on_hold(self) -> bool:
        """Whether injections are on hold, and nobody took them up again (register R133)."""
        return any(each.fact == _INJECTIONS and each.why == ON_HOLD for each in self.problems)

    def unconfirmed(self, names: Iterable[str]) -> bool:
        """Whether one of these findings is recorded in words alone, or by somebody who was not sure."""
        found = (self.missing.get(name) for name in names)
        return any(missing is not None and missing.why in _DOUBTED for missing in found)

    @property
    def doubted(self) -> frozenset[str]:
        """Every finding recorded in words alone, or by somebody who was not sure."""
        return frozenset([name for name, missing in self.missing.items() if missing.why in _DOUBTED])

    def known_by_name(self, name: str) -> bool:
        """Whether a result was sent that is known by its name alone, and none that counts (register R135)."""
        return name not in self.known and any(name in each.facts for each in self.problems)

    @property
    def was_deficient(self) -> bool:
        """Whether an earlier level or metabolite of these months showed deficiency, and the later one does not."""
        return self._tells("was deficient")

    def awaits(self, names: Iterable[str]) -> bool:
        """Whether a result of one of these was sent for, and is not final yet (register R164)."""
        found = (self.missing.get(name) for name in names)
        return any(missing is not None and missing.tells == "awaited" for missing in found)

    @property
    def b12_unread(self) -> bool:
        """Whether a medicine on record may be B12 but cannot be read, and no B12 on record can (register R163)."""
        return not any(map(self.holds, (_INJECTIONS, "oral_b12"))) and self._tells("perhaps B12")

    @property
    def disturbed(self) -> bool:
        """Whether a level does not count because its laboratory names an interference with the assay (register R171)."""
        return any(
            name in self.missing and self.missing[name].tells == "disturbed" for name in ("total_b12", "active_b12")
        )

    @property
    def low_unread(self) -> bool:
        """Whether a B12 result without a known code is called low by its laboratory, and no level that counts is as late (R79)."""
        levels = (self.known[name].source for name in ("total_b12", "active_b12") if name in self.known)
        latest = max([source.when[:10] for source in levels if source is not None], default="")
        unread = (*self.problems, *(self.missing[name] for name in ("total_b12", "active_b12") if name in self.missing))
        return any(each.tells == "low" and self._is_later(each.source, latest) for each in unread)

    def _is_later(self, source: Source | None, day: str) -> bool:
        when = source.when[:10] if source is not None else ""
        return not when or (
            when > day and window_start(self.on).isoformat()[: len(when)] <= when <= self.on.isoformat()
        )

    def is_current(self, source: Source | None) -> bool:
        """Whether what stands there may be of the last twelve months: no day says that it is not."""
        return self._is_later(source, "")

    @property
    def may_decline(self) -> bool:
        """Whether words of the record say that injections were declined, or that the needle is feared (register R168)."""
        return self._tells("declined")

    @property
    def optic_unexplained(self) -> bool:
        """Whether an optic neuropathy is recorded without a cause: perhaps Leber's disease (register R102)."""
        return any(each.tells == "optic" for each in self.problems)

    @property
    def gas_planned(self) -> bool:
        """Whether nitrous oxide is ordered and not given yet (register R166)."""
        return self._tells("gas planned")

    @property
    def not_in_use(self) -> bool:
        """Whether the record says that it is no longer in use, or that another one took its place."""
        return self._tells("not in use")

    @property
    def may_be_allergic(self) -> bool:
        """Whether an allergy to B12 is recorded and not settled, or a reaction to it (registers R98, R117)."""
        return self.in_doubt(_ALLERGY) or bool(self.reactions)

    def may_be(self, name: str) -> bool:
        """Whether a finding may be there by what is recorded; a reaction may have been an allergy."""
        return self.may_be_allergic if name == _ALLERGY else self.in_doubt(name)

    def long_ago(self, name: str) -> bool:
        """Whether something is recorded of a fact, too long ago to count as current: missing, or told beside a presumed no."""
        told = (self.missing.get(name), *(problem for problem in self.problems if problem.fact == name))
        return any(missing is not None and missing.why == "too old" for missing in told)
