"""The first line of an answer on its page: one thing to a line, and on a phone no route that reads as a call to a dose."""

from __future__ import annotations

import json
from pathlib import Path

import door
import pytest

from bundles import collection
from cobalamin.assessment.assess import assess
from cobalamin.records.read import read_any
from cobalamin.translation.words import translator
from cobalamin.web.pages.answering import Answered, answered
from cobalamin.web.pages.filling import filled
from cobalamin.web.pages.form import Form
from cobalamin.web.settings import Settings

HELD = Path(__file__).with_name("refused-and-held.json")
ALL = [*door.EXAMPLES, HELD]


def page_of(path: Path) -> Answered:
    return answered(filled(read_any(path.read_bytes()), door.TODAY, [], path.name), Settings(today=lambda: door.TODAY))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_clause_has_a_line_and_the_urgency_one(path: Path, language: str) -> None:
    found = page_of(path)
    headline = translator(language)(found.answer.headline)
    clauses = found.clauses(headline)
    assert "; ".join(clauses) == headline
    assert [clause.startswith(("urgency", "urgencia")) for clause in clauses] == [False] * (len(clauses) - 1) + [True]
    assert len(clauses) > 2 or "indications met" not in found.answer.headline


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
@pytest.mark.some(3)
def test_on_a_phone_the_route_is_no_call_to_a_dose_where_something_is_asked_first(path: Path) -> None:
    """It said "Injections" of somebody who had refused the last one."""
    record = {"record": path.read_text()}
    shown = door.posted("/pages/fill", record).text
    assert ("read on before a dose" in shown) is (path == HELD)
    assert ("siga leyendo antes de una dosis" in door.posted("/pages/fill?lang=es", record).text) is (path == HELD)


def sent_in_words(*resources: dict[str, object]) -> bytes:
    who = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1960-01-01"}
    return json.dumps(collection((who, *resources))).encode()


UNREAD: dict[str, object] = {
    "resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "Vitamin B12 serum"},
    "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2026-02-01", "valueString": "118 ng/L, see report",
}  # fmt: skip
CODED = {"coding": [{"system": "http://loinc.org", "code": "2132-9"}]}


@pytest.mark.parametrize("unread", [
    UNREAD, UNREAD | {"code": CODED, "modifierExtension": [{"url": "http://lab.example/strange"}]},
    UNREAD | {"code": CODED, "valueQuantity": []}, UNREAD | {"resourceType": "DiagnosticReport"},
    UNREAD | {"resourceType": "DiagnosticReport", "code": {"text": "Haematinics"}, "conclusion": "B12 118 ng/L"},
])  # fmt: skip
def test_a_result_that_could_not_be_read_is_told_first_on_the_page_too(unread: dict[str, object]) -> None:
    """A bundle's answer began with it, the page filled from the bundle did not: the form has no field for it."""
    case = read_any(sent_in_words(unread))
    settings = Settings(today=lambda: door.TODAY)
    form = filled(case, door.TODAY, [], "a record")
    found = answered(form, settings).answer
    assert found.headline == assess(case, on=door.TODAY).headline
    assert "a result that mentions B12 could not be read: look at it first" in found.headline
    typed = Form({**form.values, "total_b12": "118", "total_b12.unit": "ng/L"}, form.asked, form.origins)
    assert "could not be read" not in answered(typed, settings).answer.headline


@pytest.mark.parametrize(("comment", "told"), [
    ("haemolysed, please repeat", "the laboratory says not to rely on the B12 result: repeat it"),
    ("Macro-B12 suspected", "the laboratory names an interference with the B12 result: test methylmalonic acid"),
])  # fmt: skip
def test_a_level_not_to_be_relied_on_is_told_first_on_the_page_too(comment: str, told: str) -> None:
    """The record's answer began with it, the page filled from the record did not."""
    level = UNREAD | {"code": CODED, "valueString": "480 ng/L", "note": [{"text": comment}]}
    case = read_any(sent_in_words(level))
    found = answered(filled(case, door.TODAY, [], "a record"), Settings(today=lambda: door.TODAY)).answer
    assert told in found.headline
    assert found.headline == assess(case, on=door.TODAY).headline


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        ({"resourceType": "Condition", "code": {"text": "B12 injection declined"}}, "injections may be declined: ask first"),
        (
            {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "authoredOn": "2026-02-25",
             "code": {"text": "Nitrous oxide sedation"}},
            "nitrous oxide is planned",
        ),
        (
            {"resourceType": "Observation", "status": "final", "code": {"text": "Vitamin B12"}, "effectiveDateTime": "2026-02-20",
             "valueQuantity": {"value": 130, "unit": "pg/mL"}, "interpretation": [{"coding": [{"code": "L"}]}]},
            "that the laboratory calls low could not be read",
        ),
        (
            {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "2026-02-01",
             "medicationCodeableConcept": {"text": "Neurobion forte B12"}},
            "a medicine that may be B12 could not be read",
        ),
    ],
)  # fmt: skip
def test_what_no_field_holds_is_told_on_the_page_as_of_the_record(resource: dict[str, object], told: str) -> None:
    """A wish to have no injections, or nitrous oxide to come, was lost where the record filled the form."""
    level = {
        "resourceType": "Observation", "id": "l", "status": "final", "effectiveDateTime": "2025-12-01",
        "code": {"coding": [{"system": "http://loinc.org", "code": "2132-9"}]},
        "subject": {"reference": "Patient/p"}, "valueQuantity": {"value": 95, "unit": "pg/mL"},
    }  # fmt: skip
    case = read_any(sent_in_words(level, {"id": "x", "subject": {"reference": "Patient/p"}, **resource}))
    found = answered(filled(case, door.TODAY, [], "a record"), Settings(today=lambda: door.TODAY)).answer
    assert told in found.headline
    assert found.headline == assess(case, on=door.TODAY).headline
