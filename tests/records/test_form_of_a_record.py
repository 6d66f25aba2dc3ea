"""A record dropped on the page fills a form: what the form then says is what the record itself says, for records of every kind.

`BY_THE_BOOK=50000` compares so many; where they differ, the number makes the same bundle again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from by_the_book_bundles import ON, made

from bundles import case, observation
from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.record import Case
from cobalamin.web.pages.filling import filled
from cobalamin.web.pages.form import Form, read_form

COUNT = int(os.environ.get("BY_THE_BOOK", "400"))
HAEMOGLOBIN = {
    "resourceType": "Observation", "id": "hb", "status": "final", "effectiveDateTime": "2026-02-20",
    "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]}, "interpretation": [{"coding": [{"code": "L"}]}],
}  # fmt: skip
HAEMATOCRIT = {
    "resourceType": "Observation", "id": "hct", "status": "final", "effectiveDateTime": "2026-02-10",
    "code": {"coding": [{"system": "http://loinc.org", "code": "20570-8"}]}, "valueQuantity": {"value": 41, "code": "%"},
}  # fmt: skip


def both(record: Case) -> tuple[Assessment, Assessment]:
    """The answer for the record, and for the form that it fills."""
    from_form, _, _ = read_form(filled(record, ON, (), "record.json"), ON.isoformat())
    return assess(record, on=ON), assess(from_form, on=ON)


def said(answer: Assessment) -> Iterator[str]:
    yield answer.headline
    yield from (f"indication {each.number}: {each.truth.value}" for each in answer.indications)
    yield from (f"{each.id}: {each.truth.value}" for each in answer.definitions)
    yield from (f"{each.id}: {each.truth.value}, {each.action}" for each in answer.safety)
    if answer.plan is not None:
        yield f"{answer.plan.note} {answer.plan.doses}"


@pytest.mark.parametrize("first", range(0, COUNT, 100))
def test_a_form_that_a_record_fills_says_what_the_record_says(first: int) -> None:
    """Of a level spoiled by an injection that no form holds, a form made one that counts; of 2026 alone, the first of January."""
    for number in range(first, min(first + 100, COUNT)):
        sent = read_bundle(json.dumps(made(number)).encode())
        if any(event.kind == "self-reported" for event in sent.treatment):
            continue  # a form has no row for an injection of which the patient told
        # Nor for an entry of a list since when somebody has them: of one dose beside it the record tells the next, the form asks.
        # Nor for a result under an unknown code, or one that a later one replaced: the record's first line tells.
        answers = both(sent)
        told = any(words in answers[0].headline for words in ("could not be read", "an earlier result showed"))
        first_line = int(told or any(event.said for event in sent.treatment))
        record, form = ([*said(answer)][first_line:] for answer in answers)
        assert form == record, number


def test_a_level_that_is_not_final_stands_first_in_the_form_too() -> None:
    """The page said nothing of it in its first line; only the hint of the empty field did."""
    early = observation(value=90) | {"status": "preliminary"}
    for answer in both(case(early)):
        assert "a B12 result is not final yet: ask the laboratory for it first" in answer.headline
    answered, _, _ = read_form(replace_field(filled(case(early), ON, (), "r.json"), "total_b12", "90"), ON.isoformat())
    for other in (assess(answered, on=ON), *both(case(early | {"status": "entered-in-error"}))):
        assert "not final yet" not in other.headline


def replace_field(form: Form, name: str, text: str) -> Form:
    return replace(form, values={**form.values, name: text, f"{name}.unit": "pmol/L"})


def test_a_haemoglobin_called_low_is_low_in_the_form_too() -> None:
    """It was a yes to anaemia, which gave way to a haematocrit: no anaemia."""
    for answer in both(case(HAEMOGLOBIN, HAEMATOCRIT)):
        assert "anaemia: yes" in [*said(answer)]
