"""What is asked before a dose: a death of which rows differ (M44) or a note tells (R146), an allergy that nobody settled (R98), an
order on hold (R133), a dose that was not given or a supply that was not dispensed (R136), a stop that may hold (R143), whether
loading was given to whoever has one dose on record (M33), and of who has none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cobalamin.knowledge.treatment import TreatmentEvent
from cobalamin.recall.cautions import (
    AT_HOME,
    DEATH_IN_DOUBT,
    DEATH_NOTED,
    ELSEWHERE,
    END_OF_LIFE,
    INTERVAL_UNREAD,
    NOTE_TO_READ,
    RED_FLAG,
    RED_FLAG_FIRST,
    TWO_PEOPLE,
    UNSETTLED,
    given_since_reaction,
    is_withheld,
    planned_elsewhere,
    refused,
)
from cobalamin.recall.reasons import ONLY_ORDERED, Flag, Reason, State
from cobalamin.recall.reloading import ASK_WHETHER_TO_LOAD
from cobalamin.recall.schedule import Schedule
from cobalamin.records.known import NOT_IN_USE


def asked_first(course: Schedule) -> str:
    """What comes first, as the rest of a sentence; "" where nothing does. Nobody is called to a dose before it is settled."""
    if refused(course.record, course.stopped):  # no dose at all
        return ""
    on_record = course.record.cautions | course.flags
    asked = [words for mark, words in _FIRST.items() if mark in on_record]
    loading = ["find out whether a loading course was given"] if is_alone(course) else []
    return "; ".join(dict.fromkeys((*asked, *loading)))


_WHICH_IS_MEANT = "ask whether tablets took the place of the injections, and record the switch if so"
"""Of B12 by mouth since the last injection, without a recorded switch: else the reasons ask and the step invites (M13)."""
_LIVES = "find out whether the patient is alive"
_FIRST: Mapping[str, str] = {
    DEATH_IN_DOUBT: _LIVES,
    DEATH_NOTED: _LIVES,
    END_OF_LIFE: "ask whether injections are still wanted",
    NOTE_TO_READ: "read the note in the list",
    TWO_PEOPLE: "find out whether the rows are of one person",
    NOT_IN_USE: "find out whether this record is still in use",
    UNSETTLED: "clarify the recorded allergy, and give no dose until then",
    Flag.STOP_UNCERTAIN: "ask whether the recorded stop still applies",
    Flag.ON_HOLD: "ask why injections are on hold, and until when",
    Flag.REFUSED: "ask why the last dose was not given",
    Flag.NOT_SUPPLIED: "ask why the last supply was not dispensed",
    ELSEWHERE: "ask for the doses given elsewhere, and record them",
    AT_HOME: "ask when the patient last injected at home, and record it",
    INTERVAL_UNREAD: "find out how often the injection is repeated",
    Flag.TABLETS_SINCE: _WHICH_IS_MEANT,
}
"""What each caution and each flag of a course asks for before a dose, in the order in which it is asked."""


def doctor_first(step: str, course: Schedule) -> str:
    """A red flag comes before the step."""
    flagged = RED_FLAG in course.record.cautions and course.stopped is None
    return f"if the red flag is new or getting worse, a doctor first, today; {step}" if flagged else step


def nerves_first(step: str, course: Schedule) -> str:
    """Signs that nobody confirmed are asked about first; no dose waits for that."""
    cautions = course.record.cautions
    soon = "first, today" if RED_FLAG_FIRST in cautions else "within days"
    ask = f"ask about the nerve signs on record; if they are new or getting worse, a doctor {soon}"
    return f"{ask}; {step}" if Flag.NERVES_IN_DOUBT in course.flags else step


def instead_of_a_dose(course: Schedule) -> str:
    """The step in place of a dose: with an allergy a specialist decides, in Leber's disease another product is allowed."""
    if given_since_reaction(course.record, course.entries) or is_withheld(course.record):
        return _SETTLE_REACTION
    if refused(course.record, course.stopped):
        return "no dose until a specialist has seen the patient: refer, and record what is decided"
    return "ask a clinician to change to hydroxocobalamin, with ophthalmology advice: never cyanocobalamin"


_SETTLE_REACTION = (
    "no dose until it is clear whether that reaction was an allergy: ask, and record whether it was, or refer"
)
"""Of whoever had doses since, or was not given one: who knows the answer is nearer than a specialist, and nobody is called
before it is there.
"""


def is_alone(course: Schedule) -> bool:
    """Whether a single dose is on record, and nobody knows if it is the first of loading (register M33).

    Of whoever has a plan of a specialist's the plan is asked for; how often a dose is repeated tells it too.
    """
    told = planned_elsewhere(course.record, course.on) or INTERVAL_UNREAD in course.record.cautions
    return course.alone is not None and not told


def after_asking(step: str, course: Schedule) -> str:
    """The step behind what is asked first."""
    first = asked_first(course)
    if is_alone(course):
        return f"first {first}; if none was, {step}{_else_late(course)}"
    return f"first {first}; then {step}" if first else step


def _else_late(course: Schedule) -> str:
    """What is done where a loading course was given before the one dose on record."""
    late = course.alone is not None and course.on >= course.alone.overdue
    return "; if one was, invite for the maintenance dose" if late else ""


def ask_improvement(course: Schedule) -> str:
    """Whether loading that has no printed end may end, after a step."""
    return "; ask whether improvement has stopped" if Flag.ASK_IMPROVEMENT in course.flags else ""


def to_check(course: Schedule, entries: str, cause: str) -> str:
    """What is to be checked: a stop before all else, and the cause where the entries are all in order."""
    if Flag.STOP_UNCERTAIN in course.flags:
        return _OF_THE_STOP
    if Flag.LAST_UNTOLD in course.flags:
        return _ASK_LAST
    if Flag.TABLETS_SINCE in course.flags:
        return _WHICH_IS_MEANT
    if course.flags & {Flag.CHECK_RECORD, Flag.LIFE_DATES, Flag.NOT_DATED}:
        return entries
    return ASK_WHETHER_TO_LOAD if Flag.LOAD_AGAIN in course.flags else cause


_OF_THE_STOP = "ask whether the recorded stop still applies, and record it"


def not_given(course: Schedule, step: str) -> str:
    """The step for whoever has an order and no dose by it, unless something is to be asked before one is given."""
    if course.state in (State.NOT_STARTED, State.STOPPED):
        return _not_started(course, step)
    orders = _orders(course)
    if asked := _whether_given(orders):
        return f"{asked}; give it if none was"
    if orders or not course.flags & {Flag.REFUSED, Flag.NOT_SUPPLIED}:
        return step
    return _ASK_AGAIN if Flag.REFUSED in course.flags else _ASK_SUPPLY_AGAIN


def _orders(course: Schedule) -> list[TreatmentEvent]:
    """The orders since the last dose by which no dose is on record."""
    last = date.min if course.last is None or course.last.when is None else course.last.when.last
    return [
        entry.event
        for entry in course.entries
        if entry.reason in (*ONLY_ORDERED, Reason.SAME_DAY) and entry.when is not None and entry.when.first > last
    ]


def _not_started(course: Schedule, step: str) -> str:
    """The step for whoever has no dose on record; a question in its place where one may have been given, or nothing is ordered."""
    if course.stopped is not None:
        return _ASK_ORDER
    if any(entry.event.elsewhere for entry in course.entries):
        return _ASK_LAST
    orders = _orders(course)
    if asked := _whether_given(orders):
        return f"{asked}; give it if none was"
    if orders and all(order.unsure for order in orders):
        return _ASK_STANDS
    return step if orders else _ASK_ORDER


def unless_given(course: Schedule, step: str) -> str:
    """The step for whoever is late or due soon; behind a question where the dose may have been given already (R80, R136)."""
    asked = _whether_given(_orders(course))
    return f"{asked}; if none was, {step}" if asked else step


def _whether_given(orders: list[TreatmentEvent]) -> str:
    if any(order.supplied for order in orders):
        return _ASK_SUPPLY
    return _ASK_BEGUN if any(order.begun for order in orders) else ""


_ASK_SUPPLY = "find out whether and when the last dispensed dose was given, and record it"
"""Of what was dispensed, once or for years: the patient has it at home, or somebody else has given it."""
_ASK_BEGUN = "find out whether the dose that was begun was given, and record it"
_ASK_AGAIN = "give it, or record what is decided"
"""Of a dose that was not given, after it was asked why (register R136)."""
_ASK_SUPPLY_AGAIN = "dispense one, or record what is decided"
"""Of a supply that was not dispensed, after it was asked why."""
_ASK_STANDS = "ask whether the order still applies: give the dose, or record that it does not"
"""Of an order whose state nobody knows (register R80)."""


_ASK_LAST = "find out when the last dose was given, and record it"
"""Of somebody who is said to have injections: a practice that changed its system holds no dose of them."""
_ASK_ORDER = "ask whether injections are to be given: order them, or record that they are not"
"""Of somebody whose injections are planned and no more, or planned again after a stop (register R131)."""
