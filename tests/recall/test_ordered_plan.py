"""What an order in force states is the plan of the recall list, unless the record has overtaken it (registers M35, M40)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cobalamin.knowledge.treatment import Every, TreatmentRecord
from cobalamin.recall.reasons import Flag
from cobalamin.recall.schedule import schedule
from cobalamin.recall.sources.source import read_source
from cobalamin.records.fhir.out import medication_request
from halted import IM, NAME, Json, bundle, coded

ON = date(2026, 11, 1)
NUMB, MALNUTRITION, PERNICIOUS = "91019004", "65404009", "84027009"
STANDARD, NERVES, DIET = "uk.hydroxocobalamin", "uk.hydroxocobalamin.neurological", "uk.hydroxocobalamin.dietary"


def order(regimen: str, day: str, **more: Any) -> Json:
    made = medication_request(regimen, "p", date.fromisoformat(day))
    return {**made, "status": "active", "intent": "order", **more}


def condition(code: str) -> Json:
    return coded(code, recordedDate="2026-10-01")


def read(folder: Path, *resources: Json) -> TreatmentRecord:
    path = folder / "bundle.json"
    path.write_bytes(bundle(*resources))
    (record,) = read_source(path, ON).records
    return record


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([order(NERVES, "2026-02-01")], NERVES),
        ([order(STANDARD, "2026-02-01"), order(NERVES, "2026-03-01")], NERVES),
        ([order(NERVES, "2026-03-01"), order(STANDARD, "2026-02-01")], NERVES),
        ([order(DIET, "2026-02-01")], DIET),
        ([order(DIET, "2026-02-01"), condition(MALNUTRITION)], DIET),
        ([order("us.cyanocobalamin.label", "2026-02-01")], "us.cyanocobalamin.label"),
        # overtaken by what is recorded since
        ([order(STANDARD, "2026-02-01"), condition(NUMB)], ""),
        ([order(DIET, "2026-02-01"), condition(PERNICIOUS)], ""),
        # ended, drafted or swallowed
        ([order(NERVES, "2026-02-01", status="stopped")], ""),
        ([order(NERVES, "2026-02-01", status="draft")], ""),
        ([order("oral.high_dose", "2026-02-01")], ""),
        ([], ""),
    ],
)
def test_the_plan_is_that_of_the_latest_order_in_force(resources: list[Json], expected: str, tmp_path: Path) -> None:
    assert read(tmp_path, *resources).plan == expected


# --- how often it is repeated ------------------------------------------------------------------------------------------


def repeated(
    period: int, unit: str, day: str = "2026-09-20", id: str = "m", status: str = "active", **more: Any
) -> Json:
    """A prescription as most systems write it: one line, how often, no loading course."""
    return {
        "resourceType": "MedicationRequest", "id": id, "status": status, "intent": "order", "authoredOn": day, **NAME,
        "dosageInstruction": [
            {"route": {"text": "IM"}, "timing": {"repeat": {"frequency": 1, "period": period, "periodUnit": unit}}} | more
        ],
    }  # fmt: skip


def dose(day: str) -> Json:
    return {
        "resourceType": "MedicationAdministration", "id": f"a{day}", "status": "completed", "effectiveDateTime": day,
        "dosage": IM, **NAME,
    }  # fmt: skip


def shortened(record: TreatmentRecord) -> list[Every]:
    """The intervals that were agreed and are shorter than the plan's two months."""
    return [each.interval for each in record.events if each.decision and each.interval and each.interval.days < 60]


FOUR_WEEKLY = [dose(day) for day in ("2026-03-10", "2026-07-07", "2026-08-04", "2026-09-01", "2026-09-29")]
BEFORE = repeated(28, "d", "2026-07-20", "before", "completed")


def test_what_an_order_says_of_its_supply_ends_no_treatment_and_is_no_interval(tmp_path: Path) -> None:
    """Until when it may be dispensed, and how long that lasts, are of the pharmacy (R141)."""
    supply = {
        "validityPeriod": {"start": "2025-01-01", "end": "2025-12-31"},
        "expectedSupplyDuration": {"value": 28, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"},
        "quantity": {"value": 1}, "numberOfRepeatsAllowed": 5,
    }  # fmt: skip
    plain = repeated(2, "mo", "2025-01-01")
    told = [
        schedule(read(tmp_path, *FOUR_WEEKLY[:2], each), ON) for each in (plain, {**plain, "dispenseRequest": supply})
    ]
    assert told[0].record == told[1].record
    assert (told[1].every, told[1].stopped) == (told[0].every, None)


def test_doses_that_are_ordered_every_four_weeks_are_not_too_early(tmp_path: Path) -> None:
    plain = schedule(read(tmp_path, *FOUR_WEEKLY), ON)
    assert Flag.GIVEN_TOO_EARLY in plain.flags
    found = schedule(read(tmp_path, *FOUR_WEEKLY, BEFORE, repeated(4, "wk")), ON)
    assert Flag.GIVEN_TOO_EARLY not in found.flags
    assert found.every == Every(28, "day")
    assert found.next is not None
    assert found.next.due == date(2026, 10, 27)


@pytest.mark.parametrize(
    "orders",
    [
        [repeated(14, "wk")],  # longer than the upper end of the plan
        [repeated(6, "mo")],
        [repeated(2, "d")],  # of a loading course
        [repeated(4, "wk", status="stopped", day="2026-01-01"), repeated(3, "mo")],
        [repeated(4, "wk", status="draft")],
        [repeated(4, "wk", status="on-hold")],
        [repeated(4, "wk", asNeededBoolean=True)],
        [repeated(4, "wk", route={"text": "PO"})],
        [repeated(4, "wk", "2026-09-01", "old"), repeated(3, "mo", "2026-09-20")],
    ],
)
def test_what_shortens_no_interval(orders: list[Json], tmp_path: Path) -> None:
    assert not shortened(read(tmp_path, *FOUR_WEEKLY, *orders))


@pytest.mark.parametrize(
    "dosage",
    [
        {"text": "1 mg by IM injection every 4 weeks"}, {"text": "ONE AMPOULE 4 WEEKLY"}, {"text": "1mg IM every 28 days"},
        {"text": "1 mg i.m. alle 4 Wochen"}, {"text": "1 ampolla IM cada 4 semanas"},
        {"text": "1 ampoule IM toutes les 4 semaines"},
        {"text": "1 mg IM every four to six weeks"}, {"text": "alternate days for 2 weeks then every 4 weeks"},
        {"text": "1 mg every 4/52"}, {"text": "1mg 4/52ly"}, {"timing": {"code": {"text": "Every 4 weeks"}}},
        {"timing": {"code": {"text": "q4w"}, "repeat": {"boundsPeriod": {"start": "2026-07-20"}}}, "text": "1,000 mcg, IM, q4w"},
        {"text": "GIVE EVERY 4 WEEKS", "timing": {}},
    ],
)  # fmt: skip
def test_what_is_ordered_in_words_is_in_time_too(dosage: Json, tmp_path: Path) -> None:
    """Most practice systems and many hospitals send how often in words alone: each dose was called too early (M40)."""
    orders = [
        repeated(4, "wk", day, id, status)
        for day, id, status in (("2026-07-20", "o", "completed"), ("2026-09-20", "m", "active"))
    ]
    for each in orders:
        each["dosageInstruction"] = [{"route": {"text": "IM"}, **dosage}]
    found = schedule(read(tmp_path, *FOUR_WEEKLY, *orders), ON)
    assert Flag.GIVEN_TOO_EARLY not in found.flags
    assert found.every == Every(28, "day")
    assert found.next is not None
    assert found.next.due == date(2026, 10, 27)


@pytest.mark.parametrize(
    "dosage",
    [
        {"text": "every 4 weeks, then every 12 weeks"}, {"text": "1 mg IM every 12 weeks; bloods every 4 weeks"},
        {"text": "3 times a month"}, {"text": "twice monthly"}, {"text": "every 2 weeks"}, {"text": "for 4 weeks"},
        {"text": "review in 4 weeks"}, {"text": "as directed"}, {"text": "every 4 weeks", "asNeededBoolean": True},
        {"text": "every 4 weeks", "timing": {"repeat": {"dayOfWeek": ["mon"]}}},
        {"text": "every 4 weeks", "timing": {"repeat": {"frequency": 1, "period": 3, "periodUnit": "mo"}}},
        {"text": "every 4 weeks", "timing": {"code": {"text": "every 12 weeks"}}}, {"text": "1 amp 4/7"}, {"text": ""},
        {"text": "every 4 weeks", "timing": 5},
    ],
)  # fmt: skip
def test_what_words_leave_open_shortens_nothing(dosage: Json, tmp_path: Path) -> None:
    order = repeated(4, "wk")
    order["dosageInstruction"] = [{"route": {"text": "IM"}, **dosage}]
    assert not shortened(read(tmp_path, *FOUR_WEEKLY, order))


def test_a_shorter_interval_counts_from_the_first_order_of_those_that_state_it(tmp_path: Path) -> None:
    earlier = repeated(3, "mo", "2026-05-01", "earlier", "completed")
    events = read(tmp_path, *FOUR_WEEKLY, earlier, BEFORE, repeated(4, "wk")).events
    assert [str(event.when) for event in events if event.decision == "interval"] == ["2026-07-20"]


def test_nerves_need_the_plan_s_two_months_whatever_an_order_says(tmp_path: Path) -> None:
    found = schedule(read(tmp_path, *FOUR_WEEKLY, repeated(3, "mo"), condition(NUMB)), ON)
    assert found.plan is not None
    assert (found.plan.id, found.every) == (NERVES, Every(2, "month"))


THREE_MONTHLY = [dose(day) for day in ("2026-02-10", "2026-05-12", "2026-08-11")]


@pytest.mark.parametrize(("order", "due"), [
    (repeated(3, "mo", "2020-01-01"), date(2026, 11, 11)), (repeated(12, "wk", "2020-01-01"), date(2026, 11, 3)),
])  # fmt: skip
def test_who_is_ordered_every_three_months_is_not_due_after_two(order: Json, due: date, tmp_path: Path) -> None:
    """Printed are two to three months: every patient of a practice that gives three was *due since* a month before the day."""
    found = schedule(read(tmp_path, *THREE_MONTHLY, order), ON)
    assert found.next is not None
    assert found.next.due == due
    assert Flag.DUE_NOW not in found.flags
    plain = schedule(read(tmp_path, *THREE_MONTHLY), ON)
    assert plain.next is not None
    assert plain.next.due == date(2026, 10, 11)
    assert found.next.overdue <= plain.next.overdue
