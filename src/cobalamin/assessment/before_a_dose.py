"""What stands before any dose of one patient, whichever guideline is followed: no fact of a rule, told beside every plan."""

from __future__ import annotations

from collections.abc import Iterator

from cobalamin.assessment.course_words import HELD, ITS_DAY, WHETHER_IT_HOLDS, is_stopped, stop_in_doubt
from cobalamin.assessment.route_words import ALLERGIC, LEBER, LEBER_FIRST
from cobalamin.records.known import Facts

_LEBER = "leber_optic_neuropathy"
NOTHING_DUE = "recorded as having died, so nothing is due"
NOT_SETTLED = "a possible allergy to B12 is recorded but not clarified: give no dose until it is"


def before_a_dose(facts: Facts) -> Iterator[str]:
    """What stands before any dose, each by itself; the first line of an answer tells the same."""
    if facts.has_died:
        yield NOTHING_DUE
    if facts.holds("cobalamin_or_cobalt_allergy"):
        yield ALLERGIC
    elif facts.may_be_allergic:
        yield NOT_SETTLED
    if facts.holds(_LEBER):
        yield LEBER
    elif facts.in_doubt(_LEBER):
        yield LEBER_FIRST
    halted = facts.halted
    if halted.stopped:
        yield f"{halted.stopped}; {WHETHER_IT_HOLDS}" if stop_in_doubt(facts) else halted.stopped
    if facts.on_hold and not is_stopped(facts.course):
        yield HELD
    yield from (f"{told}: ask why before another" for told in halted.not_given)
    yield from (f"{told}: {ITS_DAY}" for told in halted.undated)
