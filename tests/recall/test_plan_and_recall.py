"""The plan that `assess` prints and the recall list agree: who follows the plan to the day is expected on the days it prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Plan
from cobalamin.assessment.plan import plan_of
from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.knowledge.rules import Regimens
from cobalamin.knowledge.treatment import TreatmentEvent, TreatmentRecord, on_day
from cobalamin.language.nodes import Finding
from cobalamin.language.truth import Truth
from cobalamin.recall.forecast import forecast
from cobalamin.recall.reasons import Flag, State
from cobalamin.recall.record import record_of
from cobalamin.recall.schedule import Schedule, schedule
from cobalamin.records.case import case_from
from cobalamin.records.select import facts_on

INJECTED = tuple(id for id, regimen in REGIMENS.items() if regimen.loading)
STARTS = (*(date(2023, 10, 1) + timedelta(days=i) for i in range(0, 520, 13)), date(2023, 12, 31), date(2024, 1, 18))


def plan(regimen: str, start: date) -> Plan:
    found = plan_of("injection", start, lambda _: Truth.NO, Regimens(injection=regimen, elsewhere=()))
    assert found is not None
    assert found.regimen == regimen
    return found


def course(regimen: str, days: list[date], on: date) -> Schedule:
    """Where the doses of these days stand in the recall."""
    (product,) = REGIMENS[regimen].products
    dose = Fraction(REGIMENS[regimen].dose_ug[0])
    given = tuple(
        TreatmentEvent("administration", on_day(day), f"dose {i}", product, dose, "intramuscular")
        for i, day in enumerate(days)
    )
    return schedule(TreatmentRecord("P", given, plan=regimen), on)


def followed(regimen: str, start: date) -> Iterator[tuple[Plan, int, Schedule]]:
    """The plan, and the course after each of its loading doses on the day of that dose."""
    planned = plan(regimen, start)
    days = [dose.expected for dose in planned.doses]
    for count in range(1, len(days) + 1):
        yield planned, count, course(regimen, days[:count], days[count - 1])


ASKED = ("neurology", "bowel", "surgery", "medicines", "diet", "exposures")
CAUSES = tuple(
    name for name, fact in FACTS.items()
    if isinstance(fact.fact, Finding) and fact.group in ASKED and name not in ("b12_injections", "oral_b12")
)  # fmt: skip


def test_the_recall_judges_the_first_dose_by_the_plan_that_assess_printed() -> None:
    """A diet beside metformin was planned twice a year, and overdue in the list after three months."""
    dice, on, seen = Random("plans of the same person"), date(2026, 3, 2), set()
    for _ in range(300):
        present = dict.fromkeys(dice.sample(CAUSES, dice.choice((0, 1, 1, 2, 3))), True)
        present |= {"low_b12_diet": True} if dice.random() < 0.5 else {}
        facts = {"total_b12": "90 ng/L", "haemoglobin": "75 g/L", **present}
        case = case_from(
            {"cobalamin_case": 1, "patient": {"age": 40, "sex": "male"}, "facts": facts, "assessed": [*ASSESSABLE]}
        )
        answer = assess(case, on=on)
        if answer.plan is None or answer.plan.route != "intramuscular":
            continue
        dose = TreatmentEvent("administration", on_day(on), "dose", "hydroxocobalamin", 1000, "intramuscular")
        treated = replace(case, treatment=(dose,))
        found = schedule(record_of(treated, facts_on(treated, on)), on)
        assert found.plan is not None
        assert answer.plan.regimen == found.plan.id, present
        seen.add(found.plan.id)
    assert len(seen) == 3


@pytest.mark.parametrize("regimen", INJECTED)
def test_each_dose_of_the_plan_is_due_in_the_recall_within_its_days(regimen: str) -> None:
    for start in STARTS:
        for planned, count, found in followed(regimen, start):
            assert not found.flags & {Flag.LOADING_BROKEN, Flag.GIVEN_TOO_EARLY}
            assert all(entry.verdict == "loading" for entry in found.entries), (start, count)
            if count == len(planned.doses) or found.next is None:
                continue
            coming = planned.doses[count]
            assert coming.earliest <= found.next.due <= coming.latest, (start, count)


@pytest.mark.parametrize("regimen", INJECTED)
def test_the_calendar_of_the_recall_holds_the_doses_of_the_plan(regimen: str) -> None:
    for start in STARTS[::4]:
        for planned, count, found in followed(regimen, start):
            left = [dose.expected for dose in planned.doses[count:]]
            visits = [visit.day for visit in forecast(found, start + timedelta(days=60)) if visit.need == "loading"]
            # The first is due from the lower end of a range on, the others follow it as the plan spaces them.
            shift = left[0] - visits[0] if left and visits else timedelta()
            assert [day + shift for day in visits][: len(left)] == left, (start, count)
            assert timedelta() <= shift <= timedelta(days=1)
            assert len(visits) == len(left) or planned.doses[-1].expected == found.on


@pytest.mark.parametrize("regimen", [id for id in INJECTED if not REGIMENS[id].open_ended])
def test_maintenance_begins_in_both_on_the_same_day(regimen: str) -> None:
    for start in STARTS:
        *_, (planned, _, found) = followed(regimen, start)
        assert found.state is State.MAINTENANCE
        assert found.next is not None
        assert planned.maintenance is not None
        said = planned.maintenance
        assert (said.earliest, said.due, said.overdue) == (found.next.earliest, found.next.due, found.next.overdue), (
            start
        )
