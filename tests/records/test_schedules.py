"""A schedule in figures: what a draft says of a regimen is read back as that regimen, and half a schedule as none."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from bundles import Resource, case, patient
from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.records.fhir.out import medication_request
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.fhir.schedule import steps_of
from conformance import check_resource

INJECTED = sorted(regimen.id for regimen in REGIMENS.values() if regimen.loading)
STANDARD, NERVES, PRACTICE = "uk.hydroxocobalamin", "uk.hydroxocobalamin.neurological", "us.cyanocobalamin.practice"


def draft(regimen: str) -> Resource:
    return json.loads(json.dumps(medication_request(regimen, "p", date(2026, 2, 1))))


def signed(made: Resource) -> Resource:
    return {**made, "status": "active", "intent": "order"}


def read(made: Resource) -> str:
    """The regimen that is read in an order."""
    (event,) = (event for event in case(patient(), made).treatment if event.kind != "hold")
    return event.plan


@pytest.mark.parametrize("regimen", REGIMENS)
def test_a_draft_that_is_signed_is_read_back_as_its_regimen(regimen: str) -> None:
    made = draft(regimen)
    assert read(signed(made)) == regimen
    (event,) = case(patient(), signed(made)).treatment
    assert (event.product in REGIMENS[regimen].products, event.dose_ug) == (True, REGIMENS[regimen].dose_ug[0])
    assert event.route == REGIMENS[regimen].route


@pytest.mark.parametrize("regimen", REGIMENS)
def test_a_draft_says_in_words_and_in_figures_what_is_printed(regimen: str) -> None:
    made, printed = draft(regimen), REGIMENS[regimen]
    check_resource(made)
    words = [*(phase.printed for phase in printed.loading), printed.maintenance]
    dosages = made["dosageInstruction"]
    assert [each["text"] for each in dosages] == words
    assert [each["sequence"] for each in dosages] == list(range(1, len(words) + 1))
    assert {each["route"]["coding"][0]["code"] for each in dosages} <= {"78421000", "26643006"}
    assert made["note"][1]["text"] == f"{'; then '.join(words)}."
    bounded = ["count" in each["timing"]["repeat"] for each in dosages]
    assert bounded == [*(phase.fewest is not None for phase in printed.loading), False], (
        "the end of a judgement has no figure"
    )


def test_the_figures_are_those_that_are_printed() -> None:
    first, then = draft(STANDARD)["dosageInstruction"]
    assert first["timing"] == {"repeat": {"count": 6, "frequency": 3, "period": 1, "periodUnit": "wk"}}
    assert then["timing"] == {"repeat": {"frequency": 1, "period": 2, "periodMax": 3, "periodUnit": "mo"}}
    assert first["doseAndRate"][0]["doseQuantity"] | {"system": ""} == {
        "value": 1,
        "unit": "mg",
        "code": "mg",
        "system": "",
    }
    (daily,) = draft("oral.malabsorption")["dosageInstruction"]
    assert daily["doseAndRate"][0]["doseRange"].keys() == {"low"}, "at least: no upper end is printed"


def order(*repeats: Any, dose: str = "1 mg", product: str = "Hydroxocobalamin 1 mg injection", **more: Any) -> Resource:
    """An order that holds its schedule in `timing` only."""
    value, _, unit = dose.partition(" ")
    quantity = {"value": int(value), "unit": unit, "code": unit}
    dosages = [
        {
            "sequence": i,
            "timing": {"repeat": each},
            "route": {"text": "IM"},
            "doseAndRate": [{"doseQuantity": quantity}],
        }
        for i, each in enumerate(repeats, 1)
    ]
    return {
        "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "authoredOn": "2026-02-01",
        "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": product}, "dosageInstruction": dosages, **more,
    }  # fmt: skip


def every(period: float, unit: str, frequency: int = 1, **more: Any) -> Resource:
    return {"frequency": frequency, "period": period, "periodUnit": unit, **more}


TIW = every(1, "wk", 3, count=6)
WEEK = {"value": 1, "unit": "week", "code": "wk"}
CYANO = {"dose": "1000 ug", "product": "Cyanocobalamin 1000 mcg/mL injection"}


@pytest.mark.parametrize(
    ("made", "regimen"),
    [
        (order(TIW, every(3, "mo")), STANDARD),
        (order(TIW, every(2, "mo")), STANDARD),
        (order(every(7, "d", 3, boundsDuration={"value": 2, "unit": "weeks", "code": "wk"}), every(3, "mo")), STANDARD),
        (order(TIW, every(6, "mo")), "uk.hydroxocobalamin.dietary"),
        (order(TIW, every(1, "a", 2)), "uk.hydroxocobalamin.dietary"),
        (order(every(2, "d"), every(2, "mo")), NERVES),
        (order({"period": 2, "periodUnit": "d"}, every(2, "mo")), NERVES),
        (order(every(1, "d", count=7), every(1, "wk", count=4), every(1, "mo"), **CYANO), PRACTICE),
        (order(every(1, "d", boundsDuration=WEEK), every(7, "d", count=4), every(1, "mo"), **CYANO), PRACTICE),
        # what says less, or something else, is no regimen of ours
        (order(every(3, "mo")), ""),
        (order(TIW, every(4, "mo")), ""),
        (order(every(1, "wk", 3), every(3, "mo")), ""),
        (order(every(1, "wk", 3, count=12), every(3, "mo")), ""),
        (order(TIW, every(12, "wk")), ""),
        (order(every(2, "d", boundsPeriod={"start": "2026-02-01", "end": "2026-02-20"}), every(2, "mo")), ""),
        (order(TIW, every(3, "mo", boundsPeriod={"end": "2026-12-31"})), ""),
        (order(every(2, "d", dayOfWeek=["mon"]), every(2, "mo")), ""),
        (order(every(1, "d", count=7, when=["MORN", "EVE"]), every(1, "wk", count=4), every(1, "mo"), **CYANO), ""),
        (order(TIW, every(3, "mo"), dose="5 mg"), ""),
        (order(TIW, every(3, "mo"), product="Cyanocobalamin 1 mg injection"), ""),
        (order(TIW, every(3, "mo"), status="completed"), ""),
        (order(TIW, every(3, "mo"), status="on-hold"), ""),
        (order(every(2, "fortnight"), every(2, "mo")), ""),
        (order({"frequency": 1}, every(2, "mo")), ""),
        (order(every(2, "d", frequencyMax=2), every(2, "mo")), ""),
        (order(every(0, "d"), every(2, "mo")), ""),
        (order(every(1e300, "d", count=2), every(2, "mo")), ""),
        (order(every(1e-300, "d", count=2), every(2, "mo")), ""),
    ],
)  # fmt: skip
def test_an_order_with_its_schedule_in_timing_only_is_read_wholly_or_not_at_all(made: Resource, regimen: str) -> None:
    assert read(made) == regimen


@pytest.mark.parametrize(
    "spoiled",
    [
        {"sequence": 1}, {"sequence": None}, {"sequence": "2"}, {"asNeededBoolean": True},
        {"asNeededCodeableConcept": {"text": "tired"}},
        {"timing": {"code": {"text": "Q3MO"}}}, {"timing": 7}, {"timing": {"event": ["2026-05-01"], "repeat": every(3, "mo")}},
        {"timing": {"repeat": every(3, "mo"), "modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}}, {"doseAndRate": []},
        {"doseAndRate": [{"doseQuantity": {"value": 1, "code": "mg", "comparator": ">"}}]},
        {"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]},
    ],
)  # fmt: skip
def test_where_one_part_is_not_understood_no_schedule_is_read_and_the_order_stands(spoiled: Resource) -> None:
    made = order(TIW, every(3, "mo"))
    assert read(made) == STANDARD
    changed = deepcopy(made)
    changed["dosageInstruction"][1].update(spoiled)
    assert read(changed) == ""


def test_the_sequence_decides_and_not_the_place() -> None:
    made = order(TIW, every(3, "mo"))
    assert read({**made, "dosageInstruction": made["dosageInstruction"][::-1]}) == STANDARD


def test_no_two_regimens_say_the_same() -> None:
    told = {(regimen.products, regimen.dose_ug, steps_of(regimen)) for regimen in REGIMENS.values()}
    assert len(told) == len(REGIMENS)


def test_a_period_of_endless_digits_costs_no_time() -> None:
    """Exact reckoning with it would take hours: its number has a hundred million digits."""
    (event,) = read_bundle(json.dumps(bundle_with("PERIOD")).replace('"PERIOD"', "1e-99999999").encode()).treatment
    assert (event.plan, event.interval) == ("", None)


def bundle_with(period: str) -> Resource:
    made = order(TIW, every(3, "mo"))
    made["dosageInstruction"][1]["timing"]["repeat"]["period"] = period
    return {"resourceType": "Bundle", "entry": [{"resource": patient()}, {"resource": made}]}
