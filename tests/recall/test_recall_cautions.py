"""What the record says against a dose is on the list as it is in the answer: allergy, Leber's disease, INR, red flags (M34)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bundles import collection
from cobalamin.commands.recall_list import make_list
from cobalamin.recall.reasons import Flag
from cobalamin.recall.sources.cases import read_cases
from cobalamin.recall.worklist import Group, Row, recall_list
from cobalamin.recall.written.calendars import calendar_of
from cobalamin.recall.written.tasks import fhir_of
from cobalamin.translation.words import translator

ON = date(2026, 3, 20)
DAYS = [date(2026, 1, 5) + timedelta(days=n) for n in (0, 2, 4, 7, 9, 11)]
PERNICIOUS = {"autoimmune_gastritis": True}


def row_of(folder: Path, facts: dict[str, Any], product: str = "hydroxocobalamin") -> Row:
    given = [{"date": str(day), "product": product, "dose": "1 mg", "route": "intramuscular"} for day in DAYS]
    case = {
        "cobalamin_case": 1, "id": "P", "title": "t", "on": str(ON), "patient": {"age": 66, "sex": "female"},
        "facts": PERNICIOUS | facts, "treatment": given,
    }  # fmt: skip
    path = folder / "case.json"
    path.write_text(json.dumps(case))
    records, problems = read_cases(path, ON)
    assert problems == ()
    (row,) = recall_list(records, ON).rows
    return row


def test_nobody_is_invited_to_what_the_patient_is_allergic_to(tmp_path: Path) -> None:
    assert row_of(tmp_path, {}).next_step == "give the maintenance dose now"
    row = row_of(tmp_path, {"cobalamin_or_cobalt_allergy": True})
    assert (row.group, row.due) == (Group.DO_NOT_GIVE, None)
    assert row.next_step == "no dose until a specialist has seen the patient: refer, and record what is decided"
    assert row.why[0].startswith("do not give: allergy to a cobalamin or to cobalt is recorded")
    assert (
        "never stop: autoimmune gastritis (pernicious anaemia) is irreversible; a specialist decides how treatment continues"
        in row.why
    )
    assert b"B12 injection (" not in calendar_of(row.schedule)


def test_the_warning_stands_first_and_in_capitals(tmp_path: Path) -> None:
    row_of(tmp_path, {"cobalamin_or_cobalt_allergy": True})
    told = make_list(tmp_path / "case.json", ON).body.decode()
    assert "    Why:  DO NOT GIVE: allergy to a cobalamin" in told


def test_an_allergy_that_is_denied_or_not_known_stops_nothing(tmp_path: Path) -> None:
    assert row_of(tmp_path, {"cobalamin_or_cobalt_allergy": False}).group is Group.DUE_THIS_WEEK


@pytest.mark.parametrize(
    ("product", "group"), [("cyanocobalamin", Group.DO_NOT_GIVE), ("hydroxocobalamin", Group.DUE_THIS_WEEK)]
)
def test_with_leber_only_cyanocobalamin_is_changed(tmp_path: Path, product: str, group: Group) -> None:
    row = row_of(tmp_path, {"leber_optic_neuropathy": True}, product)
    assert row.group is group
    assert ("hydroxocobalamin, with ophthalmology advice" in row.next_step) is (group is Group.DO_NOT_GIVE)


def ordered(tmp_path: Path, product: str, *doses: tuple[str, str]) -> Row:
    """The row of somebody with Leber's disease, an order of one product since 10 January, and doses of others."""
    who = {"resourceType": "Patient", "id": "p", "gender": "male", "birthDate": "1990-01-01"}
    of = {"subject": {"reference": "Patient/p"}}
    sct = "http://snomed.info/sct"
    causes = [
        {"resourceType": "Condition", "id": code, **of, "code": {"coding": [{"system": sct, "code": code}]}}
        for code in ("58610003", "84027009")
    ]
    im = {"route": {"coding": [{"system": sct, "code": "78421000"}]}}
    order = {
        "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", **of,
        "authoredOn": "2026-01-10", "medicationCodeableConcept": {"text": f"{product} 1 mg"}, "dosageInstruction": [im],
    }  # fmt: skip
    given = [
        {"resourceType": "MedicationAdministration", "id": day, "status": "completed", **of, "effectiveDateTime": day,
         "medicationCodeableConcept": {"text": f"{what} 1 mg"}, "dosage": im}
        for what, day in doses
    ]  # fmt: skip
    entry = [{"resource": each} for each in (who, *causes, order, *given)]
    (tmp_path / "b.json").write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entry}))
    records, problems = read_cases(tmp_path / "b.json", ON)
    assert problems == ()
    (row,) = recall_list(records, ON).rows
    return row


@pytest.mark.parametrize("product", ["cyanocobalamin", "vitamin B12"])
def test_with_leber_nobody_is_called_to_give_what_is_ordered(tmp_path: Path, product: str) -> None:
    """The list said: give the prescribed dose."""
    row = ordered(tmp_path, product)
    assert row.group is Group.DO_NOT_GIVE
    assert row.next_step.startswith("ask a clinician to change to hydroxocobalamin")
    assert row.why[0].startswith("do not give what is ordered: Leber")
    assert ordered(tmp_path, "hydroxocobalamin").group is Group.NOT_GIVEN


def test_with_leber_an_order_in_force_of_the_wrong_product_is_told_beside_doses_of_the_right_one(
    tmp_path: Path,
) -> None:
    doses = [("hydroxocobalamin", "2026-01-12"), ("hydroxocobalamin", "2026-03-01")]
    assert ordered(tmp_path, "cyanocobalamin", *doses).group is Group.DO_NOT_GIVE
    assert ordered(tmp_path, "hydroxocobalamin", *doses).group is not Group.DO_NOT_GIVE


def test_what_to_mind_stands_beside_the_dose(tmp_path: Path) -> None:
    row = row_of(tmp_path, {"anticoagulant": True, "inr": {"value": 4.8, "unit": "1", "date": "2026-03-18"}})
    mind = "; check first: INR above range, an anticoagulant"
    assert row.next_step == f"give the maintenance dose now{mind}"
    assert any("do not inject into the muscle while the INR is above its range" in text for text in row.why)


def test_a_red_flag_is_told(tmp_path: Path) -> None:
    row = row_of(tmp_path, {"paraesthesia": True, "neurological_progression": True})
    assert any("a doctor must see the patient today" in text for text in row.why)
    assert Flag.MIND in row.schedule.flags
    assert Flag.MIND not in row_of(tmp_path, {"paraesthesia": True}).schedule.flags


def test_the_task_of_an_allergy_is_urgent_and_has_no_day(tmp_path: Path) -> None:
    row_of(tmp_path, {"cobalamin_or_cobalt_allergy": True})
    records, _ = read_cases(tmp_path / "case.json", ON)
    (entry,) = json.loads(fhir_of(recall_list(records, ON), patients_are_fhir=False))["entry"]
    assert entry["resource"]["priority"] == "urgent"
    assert "restriction" not in entry["resource"]


def test_an_allergy_that_nobody_settled_is_asked_about_before_the_dose(tmp_path: Path) -> None:
    subject = {"reference": "Patient/P"}
    doses = [
        {
            "resourceType": "MedicationAdministration", "id": f"a{n}", "status": "completed", "subject": subject,
            "medicationCodeableConcept": {"text": "Hydroxocobalamin 1 mg/ml injection"}, "effectiveDateTime": str(day),
            "dosage": {"dose": {"value": 1, "unit": "mg"}, "route": {"text": "intramuscular"}},
        }
        for n, day in enumerate(DAYS)
    ]  # fmt: skip
    doubt = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
    allergy = {
        "resourceType": "AllergyIntolerance", "id": "x", "patient": subject,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "293397002"}]},
        "verificationStatus": {"coding": [{"system": doubt, "code": "unconfirmed"}]},
    }  # fmt: skip
    found = [{"resourceType": "Patient", "id": "P", "birthDate": "1960-01-01"}, *doses, allergy]
    bundle = collection(found)
    (tmp_path / "b.json").write_text(json.dumps(bundle))
    records, _ = read_cases(tmp_path / "b.json", ON)
    (row,) = recall_list(records, ON).rows
    assert (
        row.next_step
        == "first clarify the recorded allergy, and give no dose until then; then give the maintenance dose"
    )
    first = "aclare primero la alergia registrada, ninguna dosis antes; después "
    assert translator("es").said(row.next_step) == f"{first}ponga la dosis de mantenimiento"
    for step, said in (
        ("invite for the maintenance dose", "cite para la dosis de mantenimiento"),
        (
            "invite: one dose restarts maintenance unless re-loading is recorded",
            "cite: una dosis reinicia el mantenimiento salvo que conste una nueva carga",
        ),
    ):
        assert translator("es").said(step) == said
    assert "a possible allergy to a cobalamin is recorded but not clarified: ask before giving this" in row.why


@pytest.mark.parametrize(
    "of_another",
    [{"active": False}, {"link": [{"other": {"reference": "Patient/q"}, "type": "replaced-by"}]}],
)
def test_a_record_that_was_replaced_is_asked_about_before_anybody_is_called(
    tmp_path: Path, of_another: dict[str, object]
) -> None:
    """Of two records of one patient the old one was invited, and the new one too."""
    row = ordered(tmp_path, "hydroxocobalamin", ("hydroxocobalamin", "2025-06-01"), ("hydroxocobalamin", "2025-09-01"))
    assert "first" not in row.next_step
    bundle = json.loads((tmp_path / "b.json").read_text())
    bundle["entry"][0]["resource"] |= of_another
    (tmp_path / "b.json").write_text(json.dumps(bundle))
    records, _ = read_cases(tmp_path / "b.json", ON)
    (row,) = recall_list(records, ON).rows
    assert row.next_step.startswith("first find out whether this record is still in use; then invite")
    assert "the record says that it is no longer in use, or was replaced by another one" in row.why


def test_lebers_disease_in_words_keeps_cyanocobalamin_out_of_the_list_too(tmp_path: Path) -> None:
    """The answer said that none is given before it is settled; the list, give the maintenance dose now (R102)."""
    ordered(tmp_path, "cyanocobalamin", ("cyanocobalamin", "2025-12-01"), ("cyanocobalamin", "2026-01-01"))
    bundle = json.loads((tmp_path / "b.json").read_text())
    leber = bundle["entry"][1]["resource"]
    assert leber["id"] == "58610003"
    leber["code"] = {"text": "Leber hereditary optic neuropathy"}
    (tmp_path / "b.json").write_text(json.dumps(bundle))
    records, _ = read_cases(tmp_path / "b.json", ON)
    (row,) = recall_list(records, ON).rows
    assert row.group is Group.DO_NOT_GIVE
    assert (
        row.next_step
        == "ask a clinician to change to hydroxocobalamin, with ophthalmology advice: never cyanocobalamin"
    )
