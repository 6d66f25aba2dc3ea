"""Whoever let injections lapse and has nerves involved: loading begins again, or it is asked whether it should (register M47)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from cobalamin.knowledge.treatment import TreatmentRecord
from cobalamin.recall.entries import Judged
from cobalamin.recall.reasons import Flag, Reason, Remark, State
from cobalamin.recall.walk import Walk
from cobalamin.records.known import window_start

ASK_WHETHER_TO_LOAD = "ask a clinician whether to load again: nerves are involved, and treatment had lapsed"


def loading_again(course: Walk, judged: Iterable[Judged], state: State, on: date) -> Iterator[Remark]:
    """What is told of it."""
    if course.nerves is not None and not course.complete:
        since = f"nerves are recorded since {course.nerves}, after treatment had lapsed"
        yield Remark(Flag.LOADING_AGAIN, f"{since}: a loading course begins again")
    restart = _restart(course.record, judged, on) if state is State.MAINTENANCE else None
    if restart is not None:
        told = f"treatment had lapsed before the dose of {restart.when}, and nerves are involved"
        yield Remark(Flag.LOAD_AGAIN, told)


def _restart(record: TreatmentRecord, judged: Iterable[Judged], on: date) -> Judged | None:
    """The dose that restarted maintenance in the last twelve months, where neither a decision nor a report followed.

    Of health records, which tell when the signs that are there now were first recorded.
    """
    restarts = [entry for entry in judged if entry.given and entry.reason is Reason.FIRST_AFTER_LAPSE]
    last = restarts[-1] if restarts and record.nerves else None
    if last is None or last.when is None or last.when.last < window_start(on):
        return None
    return None if _decided_since(record, last.when.first, on) else last


def _decided_since(record: TreatmentRecord, day: date, on: date) -> bool:
    since = (event for event in record.events if event.when and day <= event.when.last <= on)
    return any(event.decision or event.outcome for event in since)


def invite_after_a_lapse(record: TreatmentRecord, at_once: str) -> str:
    """The step for whoever has lapsed."""
    asked = "nerves are involved, so first ask a clinician whether to load again; " if record.nerves else ""
    return f"invite{at_once}: {asked}one dose restarts maintenance unless re-loading is recorded"


def and_whether_to_load(step: str, *, asked: bool) -> str:
    """The step, and the question after it."""
    return f"{step}; {ASK_WHETHER_TO_LOAD}" if asked and step != ASK_WHETHER_TO_LOAD else step
