"""The follow-up in dates: the reviews and tests that apply to a patient, counted from a first dose."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from cobalamin.assessment.assessment import Appointment
from cobalamin.assessment.plan import TruthOf, goes_on
from cobalamin.knowledge.follow_up import CHECKS, Check
from cobalamin.knowledge.treatment import Span, months_after
from cobalamin.language.nodes import Quantity
from cobalamin.language.truth import Truth

_READS = (
    "pregnant", "breastfeeding", "anaemia", "anaemia_severe", "macrocytosis", "pancytopenia", "b12_injections",
    "oral_b12", "nitrous_oxide", "intrinsic_factor_antibody", "cobalamin_or_cobalt_allergy",
)  # fmt: skip
"""All that a follow-up asks about the patient: for the same answers on the same day it is the same."""


_SPOILED = {"level_first": ("total_b12", "active_b12"), "metabolite_first": ("mma", "homocysteine")}
"""What the first dose spoils, each with the results that make it needless."""
_BEFORE = ("baseline", *_SPOILED, "never_wait")


class Begins(NamedTuple):
    """What is known of the first dose beside the rules."""

    began: Span | None = None
    """When the treatment on record began: of its tests, what has passed is not told (register R125)."""
    waits: bool = False
    """Something is to be settled before it: no day is known to count from (register R125)."""
    there: frozenset[str] = frozenset()
    """The checks whose result is there already."""


NEVER_TREATED = Begins()


def measured_before(measured: Container[str]) -> frozenset[str]:
    """What need not be taken before a first dose, for these results count."""
    return frozenset(id for id, facts in _SPOILED.items() if any(fact in measured for fact in facts))


def follow_up_of(route: str, on: date, truth_of: TruthOf, begins: Begins = NEVER_TREATED) -> tuple[Appointment, ...]:
    """The reviews and tests that apply, dated from a first dose on the day of the decision.

    Where a specialist decides nobody knows that there will be one: only what comes before it is told, and what does not.
    """
    return _follow_up(route, on, tuple(map(truth_of, _READS)), begins)


@lru_cache(maxsize=1024)
def _follow_up(route: str, on: date, read: tuple[Truth, ...], first: Begins) -> tuple[Appointment, ...]:
    truth_of = dict(zip(_READS, read, strict=True)).__getitem__
    if route not in ("injection", "either", "oral", "specialist"):
        return ()
    needless = {*first.there, *(("never_wait",) if first.waits else ())}
    checks = [
        _known_left_out(each, truth_of)
        for each in CHECKS
        if each.id not in needless and _applies(each, route, truth_of)
    ]
    if route == "specialist":
        begins = truth_of("b12_injections") is not Truth.YES
        return tuple(_undated(check) for check in checks if begins and check.id in _BEFORE)
    if goes_on(route, truth_of):
        return tuple(
            _undated(check) for check in checks if check.id in _ON_TREATMENT and not _has_passed(check, on, first.began)
        )
    return tuple(_undated(check) if first.waits else _appointment(check, on) for check in checks)


def _applies(check: Check, route: str, truth_of: TruthOf) -> bool:
    carrying = Truth.YES in (truth_of("pregnant"), truth_of("breastfeeding"))
    match check.id:
        case "early_potassium" | "early_fluid":
            return truth_of("anaemia_severe") is Truth.YES
        case "reticulocytes":
            return truth_of("anaemia") is not Truth.NO
        case "blood_count":
            # A count nobody has seen is looked at like an abnormal one: unknown is not normal.
            counts = truth_of("anaemia"), truth_of("macrocytosis")
            return counts != (Truth.NO, Truth.NO) or truth_of("pancytopenia") is Truth.YES
        case "first_review":
            return not carrying
        case "first_review_pregnancy":
            return carrying
        case "no_serum_b12" | "later_review":
            return route in ("injection", "either")
        case "never_wait":  # beside an allergy it would be read as leave to give one (register R98)
            return route != "oral" and truth_of("cobalamin_or_cobalt_allergy") is not Truth.YES
        case "level_first":
            return not _is_on_b12(truth_of)
        case "metabolite_first":
            return truth_of("nitrous_oxide") is Truth.YES and not _is_on_b12(truth_of)
        case _:
            return True


def _is_on_b12(truth_of: TruthOf) -> bool:
    return Truth.YES in (truth_of("b12_injections"), truth_of("oral_b12"))


def _known_left_out(check: Check, truth_of: TruthOf) -> Check:
    """An antibody that was positive once stays an irreversible cause (register R50): nobody takes it again."""
    if check.id != "baseline" or truth_of("intrinsic_factor_antibody") is not Truth.YES:
        return check
    return replace(check, what=tuple(each for each in check.what if each != "intrinsic factor antibody"))


_ON_TREATMENT = (
    "early_potassium", "early_fluid", "reticulocytes", "blood_count", "first_review", "first_review_pregnancy", "later_review",
    "every_review", "no_serum_b12",
)  # fmt: skip
"""What is told without days to somebody on injections, whose first dose they would count from: it may be of yesterday."""


def _has_passed(check: Check, on: date, began: Span | None) -> bool:
    """Whether the time of a test of the first months is over, whichever day treatment began on."""
    if began is None or check.last is None or check.id in _EVER_AGAIN:
        return False
    return _after(began.last, check.last) < on


_EVER_AGAIN = ("later_review", "every_review", "no_serum_b12")


def _undated(check: Check) -> Appointment:
    return Appointment(check.id, check.when, check.what, None, None, check.cites, check.verified)


def _appointment(check: Check, on: date) -> Appointment:
    first = None if check.first is None else _after(on, check.first)
    last = None if check.last is None else _after(on, check.last)
    return Appointment(check.id, check.when, check.what, first, last, check.cites, check.verified)


def _after(on: date, length: Quantity) -> date:
    count = int(length.value)
    match length.unit:
        case "mo":
            return months_after(on, count)
        case "wk":
            return on + timedelta(weeks=count)
        case "h":
            return on + timedelta(hours=count)
        case _:
            return on + timedelta(days=count)
