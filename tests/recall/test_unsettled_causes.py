"""A cause that is recorded and not settled: in words that are not read, or not confirmed (register M46)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from bundles import collection
from cobalamin.assessment.assess import assess
from cobalamin.recall.record import record_of
from cobalamin.recall.sources.events import read_events_csv
from cobalamin.recall.worklist import RecallList, Row, recall_list
from cobalamin.records.read import read_any
from cobalamin.records.record import Source, asked_about
from cobalamin.records.select import facts_on

ON = date(2026, 11, 29)
HEAD = "patient,event,date,product,route,reason,cause"
Json = dict[str, Any]


def table(*rows: str) -> RecallList:
    found = read_events_csv("\n".join((HEAD, *rows)).encode())
    return recall_list(found.records, ON)


def doses(cause: str, *days: str) -> list[str]:
    return [f"p,given,{day},hydroxocobalamin 1 mg,im,,{cause}" for day in days]


def only(listed: RecallList) -> Row:
    (row,) = listed.rows
    return row


def test_a_cause_that_is_not_read_may_be_one_that_never_goes_away() -> None:
    """Beside metformin the list said: treat the cause, then stop or space out."""
    row = only(table(*doses("metformin; sprue of the tropics", "2026-05-01", "2026-10-01")))
    assert "cause recorded but not confirmed: 'sprue of the tropics'" in row.why
    assert not any(why.startswith("cause reversible") for why in row.why)


def test_it_is_no_diet_alone_and_nobody_waits_half_a_year() -> None:
    row = only(table(*doses("vegan; stomach stapled 1999", "2026-05-01", "2026-08-01")))
    assert row.due == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("reason", "group"), [("patient choice", "entries to check"), ("cause resolved", "stopped without reason")]
)
def test_whoever_was_stopped_stays_on_the_list(reason: str, group: str) -> None:
    row = only(table(*doses("metformin; whole stomach out", "2026-05-01"), f"p,stop,2026-08-20,,,{reason},"))
    assert row.group == group
    if group == "entries to check":
        assert row.next_step == "find and record the cause: it decides how long injections go on"


def test_nobody_is_told_that_no_cause_is_recorded() -> None:
    row = only(table(*doses("whole stomach out", "2026-05-01")))
    assert "no cause recorded" not in row.why
    assert "cause recorded but not confirmed: 'whole stomach out'" in row.why


@pytest.mark.parametrize("cause", ["none", "B12 deficiency", "Not known", "n/a", "-"])
def test_what_names_no_cause_is_none(cause: str) -> None:
    assert "no cause recorded" in only(table(*doses(cause, "2026-05-01"))).why


@pytest.mark.parametrize(
    "cause",
    [
        "PA 2004", "Pernicious anaemia (2004)", "Pernicious Anemia/Metformin", "PA + coeliac", "metformin & PA",
        "intrinsic factor antibody positive", "autoimmune gastritis (pernicious anaemia)", "Total gastrectomy 1999",
    ],
)  # fmt: skip
def test_a_year_or_another_cause_beside_it_hides_no_cause(cause: str) -> None:
    row = only(table(*doses(cause, "2026-05-01")))
    assert row.never_stop
    assert not any("not confirmed" in why for why in row.why)


@pytest.mark.parametrize("cause", ["?PA", "PA?", "possible PA", "Not PA", "Family history of PA"])
def test_what_is_only_suspected_is_not_settled(cause: str) -> None:
    row = only(table(*doses(cause, "2026-05-01")))
    assert not row.never_stop
    assert f"cause recorded but not confirmed: '{cause}'" in row.why


def bundle(*causes: Json, drug: str = "metformin") -> RecallList:
    who = {"reference": "Patient/p"}
    taken = {"resourceType": "MedicationStatement", "id": "m", "status": "active", "subject": who,
             "medicationCodeableConcept": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "6809"}]},
             "effectivePeriod": {"start": "2019-01-01"}}  # fmt: skip
    given = [
        {"resourceType": "MedicationAdministration", "id": f"a{day}", "status": "completed", "subject": who,
         "medicationCodeableConcept": {"text": "Hydroxocobalamin 1 mg/ml injection"}, "effectiveDateTime": day}
        for day in ("2026-05-01", "2026-08-01")
    ]  # fmt: skip
    sent = [{"resourceType": "Patient", "id": "p"}, *([taken] if drug else []), *given, *causes]
    case = read_any(msgspec.json.encode(collection(sent)))
    return recall_list([record_of(case, facts_on(case, ON))], ON)


def condition(text: str, **more: Any) -> Json:
    active = [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    return {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"},
            "clinicalStatus": {"coding": active}, "code": {"text": text}, **more}  # fmt: skip


def test_of_health_records_a_name_without_a_code_is_not_settled() -> None:
    """A problem list with "Pernicious anaemia" and no code, beside metformin: treat the cause, then stop."""
    row = only(bundle(condition("Pernicious anaemia")))
    assert "cause recorded but not confirmed: autoimmune gastritis (pernicious anaemia)" in row.why
    assert not any(why.startswith("cause reversible") for why in row.why)


def test_a_cause_in_doubt_that_can_be_dealt_with_changes_nothing_beside_such_a_cause() -> None:
    row = only(bundle(condition("Coeliac disease")))
    assert "cause reversible (metformin): review the route" in row.why


def test_the_plan_of_an_answer_is_not_the_one_for_a_diet_either() -> None:
    """Twice a year for a vegan with pernicious anaemia, because the diagnosis had no code."""
    vegan = {"cobalamin_case": 1, "on": "2026-11-29", "patient": {"age": 40, "sex": "male"},
             "facts": {"low_b12_diet": True, "total_b12": "90 ng/L", "swallowing_difficulty": True}}  # fmt: skip
    case = read_any(msgspec.json.encode(vegan))
    doubtful = replace(
        case, statements=(*case.statements, asked_about("autoimmune_gastritis", "in words only", "PA", Source("c")))
    )
    plans = [assess(each).plan for each in (case, doubtful)]
    assert [plan.regimen for plan in plans if plan] == ["uk.hydroxocobalamin.dietary", "uk.hydroxocobalamin"]


def test_without_a_dose_a_cause_in_doubt_puts_nobody_on_the_list() -> None:
    """As a cause that can pass does not (register M36)."""
    assert not table("p,given,2026-08-03,cyanocobalamin 50 ug,oral,,whole stomach out").rows
