"""The closed lists of what the recall can say: what an entry is, where a course stands, why somebody should look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args

Verdict = Literal[
    "loading", "maintenance", "too early", "duplicate", "order", "wrong product", "not B12", "undated", "impossible",
    "note",
]  # fmt: skip

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class State(StrEnum):
    """Where the course stands."""

    NOT_STARTED = "not started"
    LOADING = "loading"
    LOADING_BROKEN = "loading broken"
    MAINTENANCE = "maintenance"
    LAPSED = "lapsed"
    STOPPED = "stopped"


class Reason(StrEnum):
    """Why an entry was read as it was; the value is the sentence a reader sees."""

    LOADING_DOSE = "counts as a loading dose"
    BEYOND_LOWER_END = "loading beyond the lower end of the printed range"
    MAINTENANCE_DOSE = "counts as a maintenance dose"
    PLANNED_SHORTER = "sooner than usual, as the recorded interval plans"
    FIRST_AFTER_LAPSE = "restarts maintenance after a lapse"
    LOADING_NOT_RECORDED = "read as maintenance: spaced like it, and no loading course is in the record"
    IMPROVEMENT_NOT_RECORDED = "read as maintenance: spaced like it, and nobody recorded that improvement had stopped"
    TOO_EARLY = "given too early: listed, the next date still runs from the dose before"
    SAME_DAY = "second entry of one day: one dose"
    ORDER_GIVEN = "the order of a dose that was given: one dose, dated by the administration"
    ORDER_NOT_GIVEN = "prescribed, no record that it was given"
    SUPPLY_NOT_GIVEN = "dispensed, no record that it was given"
    SUPPLY_GIVEN = "the supply of a dose that was given: one dose, dated by the administration"
    NOT_INJECTED = "not given by injection"
    CYANIDE_KIT = "hydroxocobalamin in grams is the cyanide kit, or a mistaken unit: not replacement"
    DOSE_TOO_SMALL = "below 100 ug"
    DOSE_IMPLAUSIBLE = "dose larger than any ampoule: check the unit"
    ROUTE_UNKNOWN = "injection or tablet not recorded"
    FOLIC_ACID = "folic acid"
    UNKNOWN_DRUG = "not a product known as B12"
    NO_DATE = "no date"
    NOT_A_DATE = "a date no calendar has"
    BEFORE_BIRTH = "dated before birth"
    BEFORE_B12 = "dated before there was B12 to inject"
    AFTER_DEATH = "dated after death"
    IN_FUTURE = "dated in the future"
    STOP = "stop"
    HOLD = "on hold"
    SWITCH_TO_ORAL = "switch to tablets"
    REVIEW = "review"
    DECISION = "decision"
    NOT_GIVEN = "to be given, and not given: no dose"
    NOT_SUPPLIED = "to be dispensed, and not dispensed: no dose"
    PLANNED = "planned or proposed, not ordered: no dose"
    PLAN_OVER = "planned for a time that is over: no dose"
    DECISION_WITHOUT_REASON = "a second loading course without a recorded reason: not followed"
    DECISION_NOT_APPLICABLE = "a decision that changes nothing here"

    # Marks: said beside the reason above.
    SELF_REPORTED = "self-reported"
    DATE_UNCERTAIN = "date uncertain"
    DOSE_NOT_RECORDED = "dose not recorded"
    PRODUCT_NOT_NAMED = "which B12 product is not recorded"
    PLAN_PRESUMED = "no plan is published for this product: judged by the course's own"
    ROUTE_PRESUMED = "route not recorded: read as an injection"
    AFTER_GAP = "after a gap that broke the loading course"
    AFTER_TABLETS = "back from tablets"
    AFTER_STOP = "given after a recorded stop: the course goes on"


ONLY_ORDERED = (Reason.ORDER_NOT_GIVEN, Reason.SUPPLY_NOT_GIVEN)
"""Of what is an order, or was dispensed, and no more."""
MARKS = (
    Reason.SELF_REPORTED, Reason.DATE_UNCERTAIN, Reason.DOSE_NOT_RECORDED, Reason.PRODUCT_NOT_NAMED,
    Reason.PLAN_PRESUMED, Reason.ROUTE_PRESUMED, Reason.AFTER_GAP, Reason.AFTER_TABLETS, Reason.AFTER_STOP,
)  # fmt: skip


class Flag(StrEnum):
    """What somebody should know about a patient's course."""

    DO_NOT_GIVE = "do not give"
    MIND = "to mind before the next dose"
    NERVES_IN_DOUBT = "nerve signs that nobody confirmed"
    ON_HOLD = "on hold"
    STOPPED_FOR_LEVEL = "stopped for a B12 level"
    STOPPED_IRREVERSIBLE = "stopped, yet the cause is irreversible"
    STOPPED_NO_REASON = "stopped without reason"
    STOP_NOT_ACCEPTED = "stopped for a reason that is not accepted"
    STOPPED = "stopped"
    STOP_UNCERTAIN = "a stop that may lie before the last dose, or on any day"
    ORDERED_AGAIN = "stopped once, and an order is in force"
    GIVEN_AFTER_STOP = "stopped once, and one dose was given since"
    LOADING_BROKEN = "loading broken"
    ALONE = "a single dose on record"
    LOADING_AGAIN = "loading begins again, for nerves recorded after a lapse"
    LOAD_AGAIN = "ask whether to load again, for nerves beside a lapse"
    ASK_IMPROVEMENT = "ask whether improvement has stopped"
    OVERDUE = "overdue"
    LAPSED = "lapsed"
    DUE_NOW = "due"
    GIVEN_TOO_EARLY = "given too early"
    NOT_GIVEN = "prescribed, no record that it was given"
    REFUSED = "a dose that was not given"
    NOT_SUPPLIED = "a supply that was not dispensed"
    NOT_DATED = "not given, on an unrecorded date"
    ON_TABLETS = "on tablets"
    OTHER_ROUTE = "B12 by another route alone"
    TABLETS_SINCE = "B12 by mouth since the last injection"
    REVIEW_DUE = "review due"
    NO_REVIEW = "no review in 12 months"
    CHECK_RECORD = "entries that could not be used"
    DATE_UNCERTAIN = "date uncertain"
    LOADING_NOT_RECORDED = "no loading course in the record"
    IMPROVEMENT_NOT_RECORDED = "no record that improvement had stopped"
    RELOAD_WITHOUT_REASON = "a second loading course without a recorded reason"
    LAST_UNTOLD = "no last injection is told"
    TWO_PEOPLE = "rows that may be of two people"
    LIFE_DATES = "dates of birth or death that cannot be"
    NO_CAUSE = "no cause recorded"
    CAUSE_UNSETTLED = "cause recorded but not confirmed"
    CAUSE_REVERSIBLE = "cause reversible"
    NEVER_STOP = "never stop: the cause is irreversible"
    ENDED = "recall ended"


@dataclass(frozen=True, slots=True)
class Remark:
    """A flag with its sentence; `alarm` is the beginning that nobody may overlook."""

    flag: Flag
    told: str
    alarm: str = ""

    @property
    def text(self) -> str:
        """The whole sentence."""
        return f"{self.alarm}{self.told}"
