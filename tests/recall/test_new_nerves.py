"""Nerves that are recorded first once treatment has lapsed (register M47), or while it goes on (register M42)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bundles import SCT, bundle, condition, given
from cobalamin.assessment.assess import assess
from cobalamin.knowledge.regimens import PUBLISHED
from cobalamin.recall.reasons import State
from cobalamin.recall.record import record_of
from cobalamin.recall.reloading import ASK_WHETHER_TO_LOAD
from cobalamin.recall.worklist import Row, placed
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.select import facts_on
from injected import row_of

TINGLING, GAIT = "91019004", "22325002"
BYPASS = {"resourceType": "Procedure", "id": "b", "status": "completed", "subject": {"reference": "Patient/p"},
          "performedDateTime": "2021-05-10", "code": {"coding": [{"system": SCT, "code": "442338001"}]}}  # fmt: skip
ASK = "nerves are involved, so first ask a clinician whether to load again; "
SPACED = [given(on=day, id=day) for day in ("2024-06-01", "2024-09-03", "2024-12-05", "2025-03-10")]
"""Maintenance that lapsed after 10 September 2025."""


def nerves(recorded: str = "2026-02-10", code: str = TINGLING, **fields: Any) -> dict[str, Any]:
    return condition(code, id=f"n{recorded}", recordedDate=recorded, **fields)


def doses(*days: str) -> list[dict[str, Any]]:
    return [given(on=day, id=day) for day in days]


def row(on: str, *resources: dict[str, Any]) -> Row:
    return row_of(read_bundle(bundle(BYPASS, *SPACED, *resources)), date.fromisoformat(on))


def test_before_the_first_dose_a_loading_dose_is_due_at_once():
    found = row("2026-02-10", nerves())
    assert found.state is State.LOADING
    assert found.next_step.startswith("give the loading dose 1 now")
    assert (
        "nerves are recorded since 2026-02-10, after treatment had lapsed: a loading course begins again" in found.why
    )


@pytest.mark.parametrize("recorded", ["2026-02-10", "2026-02-11"])
def test_after_it_the_next_is_not_two_months_away(recorded: str):
    found = row("2026-02-11", nerves(recorded), *doses("2026-02-11"))
    assert found.due == date(2026, 2, 13)
    answer = assess(read_bundle(bundle(BYPASS, *SPACED, nerves(recorded), *doses("2026-02-11"))), on=date(2026, 2, 11))
    assert answer.course is not None
    assert (answer.course.due, answer.course.state) == (date(2026, 2, 13), "loading")


def test_doses_on_alternate_days_are_not_too_early():
    days = [(date(2026, 2, 11) + timedelta(days=n)).isoformat() for n in range(0, 20, 2)]
    found = row("2026-03-05", nerves(), *doses(*days))
    assert not any("too early" in why for why in found.why)
    assert "loading since 2026-02-11: ask whether improvement has stopped" in found.why


@pytest.mark.parametrize(
    ("resources", "ask"),
    [
        ([nerves("2025-06-01")], ASK),  # not lapsed yet
        ([nerves("2023-01-01"), nerves("2026-02-10")], ASK),  # the same sign, recorded again
        ([nerves("2026-02-10", verificationStatus={"coding": [{"code": "refuted"}]})], ""),
        ([], ""),
    ],
)
def test_else_one_dose_restarts_maintenance(resources: list[dict[str, Any]], ask: str):
    """Whoever has nerves involved is invited with the question whether to load again."""
    found = row("2026-02-11", *resources)
    assert found.state is State.LAPSED
    assert found.next_step.startswith(f"invite now: {ask}one dose restarts maintenance unless re-loading is recorded")


RESTARTED = given(on="2026-02-11", id="2026-02-11")


def test_after_one_dose_whether_to_load_again_is_asked():
    """A lapse of a year, nerves, and one dose: the list said that the next is due in two months, and no more."""
    found = row("2026-03-01", nerves("2025-06-01"), RESTARTED)
    assert found.state is State.MAINTENANCE
    assert "treatment had lapsed before the dose of 2026-02-11, and nerves are involved" in found.why
    assert ASK_WHETHER_TO_LOAD in found.next_step
    answer = assess(read_bundle(bundle(BYPASS, *SPACED, nerves("2025-06-01"), RESTARTED)), on=date(2026, 3, 1))
    assert answer.course is not None
    assert ASK_WHETHER_TO_LOAD in answer.course.step


@pytest.mark.parametrize(
    ("on", "more"),
    [("2027-02-12", doses("2026-04-12", "2026-06-12", "2026-08-12", "2026-10-12", "2026-12-12")), ("2026-03-01", [])],
)
def test_it_is_asked_for_a_year_and_only_where_nerves_are_involved(on: str, more: list[dict[str, Any]]):
    sign = [nerves("2025-06-01")] if more else []
    assert ASK_WHETHER_TO_LOAD not in row(on, *sign, RESTARTED, *more).next_step


def test_a_second_sign_is_new_beside_an_old_one():
    found = row("2026-02-12", nerves("2023-01-01"), nerves("2026-02-10", GAIT))
    assert found.next_step.startswith("give the loading dose 1 now")


def test_whoever_stopped_is_asked_about_the_stop():
    order = {
        "resourceType": "MedicationRequest", "id": "rx", "status": "stopped", "intent": "order",
        "subject": {"reference": "Patient/p"}, "authoredOn": "2024-01-01", "meta": {"lastUpdated": "2025-04-01T09:00:00Z"},
        "medicationCodeableConcept": {"text": "hydroxocobalamin 1 mg injection"}, "statusReason": [{"text": "patient's choice"}],
    }  # fmt: skip
    case = read_bundle(bundle(BYPASS, *SPACED, order, nerves()))
    day = date(2026, 2, 12)
    assert placed(record_of(case, facts_on(case, day)), day, 14, PUBLISHED)[1].state is State.STOPPED


ON_TIME = [given(on=day, id=day) for day in ("2025-06-02", "2025-08-25", "2025-11-17", "2026-02-09")]


def order(interval: int, on: str) -> dict[str, Any]:
    timing = {"repeat": {"frequency": 1, "period": interval, "periodUnit": "wk"}}
    dosage = {
        "timing": timing,
        "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mg"}}],
        "route": {"text": "intramuscular"},
    }
    return {
        "resourceType": "MedicationRequest", "id": f"rx{interval}", "status": "active", "intent": "order", "authoredOn": on,
        "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": "hydroxocobalamin 1 mg injection"},
        "dosageInstruction": [dosage],
    }  # fmt: skip


def treated(on: str, *resources: dict[str, Any]) -> Row | None:
    case = read_bundle(bundle(BYPASS, *resources))
    day = date.fromisoformat(on)
    return placed(record_of(case, facts_on(case, day)), day, 14, PUBLISHED)[0]


def test_a_new_sign_on_injections_in_time_is_not_told_to_wait_for_the_next():
    """Of a man with tingling feet after a year of injections the list and the answer said: continue, the next dose in a month."""
    found = treated("2026-03-01", *ON_TIME, nerves("2026-02-27"))
    assert found is not None
    assert found.group == "not better on treatment"
    assert found.next_step.startswith("shorten the interval within the product information; reconsider the diagnosis")
    assert any("new or worse (a neurological sign first recorded on day 270)" in why for why in found.why)


@pytest.mark.parametrize(
    "resources",
    [
        [*ON_TIME, nerves("2025-06-01")],  # there before
        [*ON_TIME, nerves("2025-08-01")],  # it may be that nobody wrote it down at once
        [*ON_TIME, nerves("2026-02-27"), order(8, "2026-02-28")],  # acted on
        [*ON_TIME],
    ],
)
def test_it_is_not_called_new(resources: list[dict[str, Any]]):
    found = treated("2026-03-01", *resources)
    assert found is None or found.group != "not better on treatment"


def test_of_a_loading_course_that_was_broken_off_no_interval_is_shortened():
    """Of a man whom nobody had injected for 18 weeks the next step was to shorten the interval."""
    first = [given(on=f"2026-01-{n:02d}", id=f"d{n}") for n in (5, 7, 9, 11)]
    counts = [
        {"resourceType": "Observation", "id": on, "status": "final", "effectiveDateTime": on, "subject": {"reference": "Patient/p"},
         "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]}, "valueQuantity": {"value": value, "unit": "g/L"}}
        for on, value in (("2026-01-04", 92), ("2026-03-20", 94))
    ]  # fmt: skip
    found = treated("2026-03-22", *first, *counts, nerves("2026-01-04"))
    assert found is not None
    assert found.group == "loading broken"
    assert "complete the loading course; reconsider the diagnosis" in found.next_step
    assert "shorten" not in found.next_step


def test_an_allergy_is_clarified_before_a_clinician_is_asked_whether_to_load():
    """The next step was the question about loading alone, beside an answer that said to give no dose."""
    unsure = {
        "resourceType": "AllergyIntolerance", "id": "al", "patient": {"reference": "Patient/p"},
        "verificationStatus": {"coding": [{"code": "unconfirmed"}]}, "code": {"coding": [{"system": SCT, "code": "293397002"}]},
    }  # fmt: skip
    found = row("2026-02-12", nerves("2025-06-01"), *doses("2026-02-11"), unsure)
    assert ASK_WHETHER_TO_LOAD in found.next_step
    assert found.next_step.startswith("first clarify the recorded allergy, and give no dose until then; then ")
