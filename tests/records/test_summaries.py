"""A patient summary that says of a section that nothing is known, or that says it in words alone (International Patient Summary 2).

The summaries before it said so in codes, which are read (`test_unread_codes.py`); since then it stands in the section.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from bundles import ON, Resource, bundle, patient
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.known import Facts
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator

LOINC = "http://loinc.org"
ALLERGIES, PROBLEMS, MEDICINES, PROCEDURES = "48765-2", "11450-4", "10160-0", "47519-4"
REASONS = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
WORDS = {"text": {"status": "generated", "div": "<div>Hydroxocobalamin: anaphylaxis</div>"}}


def section(code: str, reason: str = "", **fields: Any) -> Resource:
    why = {"emptyReason": {"coding": [{"system": REASONS, "code": reason}]}} if reason else {}
    return {"title": "A section", "code": {"coding": [{"system": LOINC, "code": code}]}, **why, **fields}


def summary(*sections: Any) -> Resource:
    return {"resourceType": "Composition", "id": "s", "status": "final", "subject": {"reference": "Patient/p"},
            "type": {"coding": [{"system": LOINC, "code": "60591-5"}]}, "section": [*sections]}  # fmt: skip


def read(*sections: Any, presume: tuple[str, ...] = ()) -> Facts:
    return facts_on(read_bundle(bundle(patient(), who=summary(*sections))), ON, presume)


@pytest.mark.parametrize("reason", ["unavailable", "notasked", "withheld", "notstarted", "another"])
def test_a_section_of_which_nothing_is_known_is_told_and_never_presumed_to_be_none(reason: str) -> None:
    """Under a presumption the allergies that nobody could send were none."""
    found = read(section(ALLERGIES, reason, **WORDS), presume=("safety",))
    assert (
        found.problems[0].sentence
        == "Composition/s#AllergyIntolerance: the record says that nothing is known of allergies; ask"
    )
    assert "cobalamin_or_cobalt_allergy" not in found.known


@pytest.mark.parametrize(
    ("code", "group", "fact"),
    [
        (PROBLEMS, "bowel", "coeliac_disease"),
        (MEDICINES, "medicines", "metformin"),
        (PROCEDURES, "surgery", "bariatric_surgery"),
    ],
)
def test_each_section_keeps_its_own_groups_open(code: str, group: str, fact: str) -> None:
    assert fact not in read(section(code, "unavailable"), presume=(group,)).known
    assert fact in read(section(ALLERGIES, "unavailable"), presume=(group,)).known


def test_a_section_in_words_alone_is_told() -> None:
    found = read(section(ALLERGIES, **WORDS), presume=("safety",))
    assert found.problems[0].sentence == (
        "Composition/s#AllergyIntolerance: a section with words only, which are not read: it may say anything about "
        "allergies; read it"
    )
    assert "cobalamin_or_cobalt_allergy" not in found.known
    said = translator("es").said(found.problems[0].sentence)
    assert said is not None
    assert said.endswith("puede decir cualquier cosa sobre alergias; léala")


@pytest.mark.parametrize(
    "said",
    [
        section(ALLERGIES, "nilknown", **WORDS), section(ALLERGIES, "closed"), section("8716-3", "unavailable"),
        section(ALLERGIES, entry=[{"reference": "AllergyIntolerance/a"}], **WORDS), section(ALLERGIES), {}, None, 5,
        {"code": 5}, {"section": [section("8716-3", **WORDS)]},
    ],
)  # fmt: skip
def test_another_section_says_nothing(said: Any) -> None:
    found = read(said, presume=("safety",))
    assert found.problems == ()
    assert "cobalamin_or_cobalt_allergy" in found.known


def test_a_section_in_a_section_is_looked_into_and_a_letter_inside_a_record_is_not() -> None:
    inner = section(ALLERGIES, "unavailable")
    assert len(read(section("x", section=[inner])).problems) == 1
    letter = bundle(summary(inner), who=patient())
    assert facts_on(read_bundle(letter), ON).problems == ()
    assert json.loads(letter)["entry"][1]["resource"]["resourceType"] == "Composition"
