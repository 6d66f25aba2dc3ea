"""The plots of one patient: results over time, the schedule, the response to treatment; each with words and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Threshold
from cobalamin.plots.plot import Plot
from cobalamin.plots.response import response
from cobalamin.plots.results import results_over_time
from cobalamin.plots.schedule import schedule_strip
from cobalamin.recall.record import record_of
from cobalamin.recall.schedule import Schedule, schedule
from cobalamin.records.known import Facts
from cobalamin.records.record import Case


@dataclass(frozen=True)
class Patient:
    """What the plots are drawn from: the record, what was read from it, and the answer."""

    case: Case
    facts: Facts
    answer: Assessment


def plots_for(patient: Patient, figures: Mapping[str, Threshold] = THRESHOLDS) -> tuple[Plot, ...]:
    """Every plot that has something to show; `figures` are those in force."""
    course = course_of(patient)
    found = (
        results_over_time(patient.case, patient.facts, course, figures),
        schedule_strip(patient.answer, course),
        response(patient.answer, patient.facts, course, figures),
    )
    return tuple(plot for plot in found if plot is not None)


def course_of(patient: Patient) -> Schedule:
    """Where treatment stands on the day of the answer."""
    return schedule(record_of(patient.case, patient.facts), patient.answer.on)
