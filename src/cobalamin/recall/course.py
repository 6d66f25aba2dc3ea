"""Where one patient's injections stand on a day, for an answer: what the recall list says of them, in the same words."""

from __future__ import annotations

from dataclasses import replace

from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.knowledge.treatment import Course
from cobalamin.recall.due import NextDose
from cobalamin.recall.followup import began
from cobalamin.recall.reasons import Flag, State
from cobalamin.recall.record import record_of
from cobalamin.recall.schedule import Schedule
from cobalamin.recall.worklist import Row, placed
from cobalamin.records.known import Facts
from cobalamin.records.record import Case

_WITHIN = 14
"""How far ahead the list looks, days."""
_SAID_ELSEWHERE = frozenset((
    Flag.NEVER_STOP, Flag.NO_CAUSE, Flag.CAUSE_UNSETTLED, Flag.CAUSE_REVERSIBLE, Flag.DO_NOT_GIVE, Flag.MIND, Flag.NERVES_IN_DOUBT,
    Flag.OVERDUE,
    Flag.DUE_NOW, Flag.STOPPED_IRREVERSIBLE,
))  # fmt: skip
"""What an answer says by itself of everybody, and what the days say."""


def tell_course(case: Case, facts: Facts) -> None:
    """Put where the injections stand beside the facts of an answer; nothing where none is on record as given (register R125)."""
    if any(event.is_dose and event.is_to_inject for event in case.treatment):
        facts.course = _course(*placed(record_of(case, facts), facts.on, _WITHIN, PUBLISHED))


def _course(row: Row | None, found: Schedule) -> Course | None:
    last = found.last
    if last is None or last.when is None or _has_died(found):
        return None
    if found.alone is not None:
        return _of_one_dose(row, found, found.alone)
    coming = found.next if found.tablets_since is None else None
    twice = frozenset((Flag.REVIEW_DUE,)) if Flag.NO_REVIEW in found.flags else frozenset()
    told = {remark.text for remark in found.remarks if remark.flag in _SAID_ELSEWHERE | twice}
    return Course(
        state=found.state,
        last=last.when,
        source=last.event.source,
        next=coming.what if coming else "",
        earliest=coming.earliest if coming else None,
        due=coming.due if coming else None,
        overdue=coming.overdue if coming else None,
        step=row.next_step if row else "",
        why=tuple(why for why in row.why if why not in told) if row else (),
        began=began(found.record, found.doses),
        other_product=_other_product(found),
        refused=Flag.REFUSED in found.flags,
    )


def _has_died(found: Schedule) -> bool:
    """Whether the recall ended with a death: a move ends it too, but whoever opens the record has that patient before them."""
    return bool(found.ended) and (found.stopped is None or found.stopped.detail != "moved_away")


def _of_one_dose(row: Row | None, found: Schedule, next_of_many: NextDose) -> Course:
    """The course of one dose alone: no day is told until it would be late even as the latest of many years' doses (M33)."""
    assert found.last is not None
    assert found.last.when is not None
    why = tuple(remark.text for remark in found.remarks if remark.flag in (Flag.ALONE, Flag.LOADING_BROKEN))
    asked, step = Flag.REFUSED in found.flags, row.next_step if row else ""
    source = found.last.event.source
    told = Course(found.state, found.last.when, source, "", None, None, None, step, why, refused=asked)
    if found.on < next_of_many.overdue:
        return told
    late = replace(told, state=State.MAINTENANCE, next=next_of_many.what, overdue=next_of_many.overdue)
    return replace(late, earliest=next_of_many.due, due=next_of_many.due, other_product=_other_product(found))


def _other_product(found: Schedule) -> bool:
    """Whether the next must not be of the product given last."""
    last = found.last
    return Flag.DO_NOT_GIVE in found.flags and last is not None and last.event.product != "hydroxocobalamin"
