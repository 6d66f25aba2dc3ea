"""What is asked before a dose that is due: an allergy that nobody settled (register R98), an order on hold (register R133)."""

from __future__ import annotations

from cobalamin.recall.cautions import UNSETTLED, refused
from cobalamin.recall.reasons import Flag
from cobalamin.recall.schedule import Schedule


def asked_first(course: Schedule) -> str:
    """What comes first, as the rest of a sentence; "" where nothing does. Nobody is called to a dose before it is settled."""
    if refused(course.record, course.stopped):  # no dose at all
        return ""
    settle = "settle the recorded allergy, no dose before that" if UNSETTLED in course.record.cautions else ""
    hold = "ask why injections are on hold, and until when" if Flag.ON_HOLD in course.flags else ""
    return "; ".join(filter(None, (settle, hold)))
