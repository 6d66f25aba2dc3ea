"""What a record says of the family is asked about, and is never the patient's own (register R158)."""

from __future__ import annotations

from typing import Any

import pytest

from bundles import ON, SCT, Resource, case, condition, given, patient, value
from cobalamin.assessment.assess import assess
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator
from injected import row_of

LEBER, IMERSLUND, PERNICIOUS, VEGAN = "58610003", "191142007", "84027009", "mother is vegan"
CHILD = patient(birthDate="2025-05-01")


def kin(*had: Any, role: str | dict[str, Any] = "BRO", **more: Any) -> Resource:
    """A relative, and what he or she has, by codes or in words."""
    coded = [{"coding": [{"system": SCT, "code": each}]} if each.isdigit() else {"text": each} for each in had]
    relation = {"coding": [{"code": role}]} if isinstance(role, str) else role
    return {
        "resourceType": "FamilyMemberHistory", "id": "f", "status": "completed", "patient": {"reference": "Patient/p"},
        "relationship": relation, "condition": [{"code": each} for each in coded], **more,
    }  # fmt: skip


def doubted(name: str, *resources: Resource, who: Resource | None = None) -> bool:
    return facts_on(case(*resources, who=who), ON, ["safety", "bowel", "diet"]).in_doubt(name)


@pytest.mark.parametrize("had", [LEBER, "Leber hereditary optic neuropathy", "Family history of LHON", "FH: LHON"])
def test_lebers_disease_in_the_family_lets_no_cyanocobalamin_be_given(had: str) -> None:
    """A brother with Leber's disease: cyanocobalamin was planned, and nobody asked."""
    found = facts_on(case(kin(had, role={"text": "Brother"})), ON)
    assert "leber_optic_neuropathy" not in found.known
    told = found.missing["leber_optic_neuropathy"].sentence
    assert told.endswith("recorded of a relative ('Brother'), not of the patient; ask whether the patient has it too")
    assert translator("es").said(told) not in (None, told)
    answer = assess(case(condition(PERNICIOUS), kin(had)), on=ON)
    assert "no cyanocobalamin until that is clarified" in answer.headline


@pytest.mark.parametrize("had", [IMERSLUND, "Imerslund-Gräsbeck syndrome", "transcobalamin deficiency"])
def test_a_hereditary_disorder_is_asked_about(had: str) -> None:
    assert doubted("hereditary_b12_disorder", kin(had, role="SIS"))
    assert assess(case(kin(had, role="SIS")), on=ON).route.outcome != "specialist"


@pytest.mark.parametrize(
    "role", ["WIFE", "STPMTH", "CHLDADOPT", "MTHFOST", "BROINLAW", {"text": "step-brother"}, {"text": "Mother-in-law"}]
)
def test_who_is_no_relative_by_blood_says_nothing(role: str | dict[str, Any]) -> None:
    assert not doubted("leber_optic_neuropathy", kin(LEBER, role=role))


@pytest.mark.parametrize("status", ["entered-in-error", "health-unknown"])
def test_nor_what_was_a_mistake(status: str) -> None:
    assert not doubted("leber_optic_neuropathy", kin(LEBER, status=status))


@pytest.mark.parametrize(
    "had", ["No Leber hereditary optic neuropathy", "no family history of LHON", "Optic neuritis", "Asthma"]
)
def test_nor_what_is_denied_or_is_something_else(had: str) -> None:
    assert facts_on(case(kin(had)), ON).missing == facts_on(case(), ON).missing


def test_nothing_of_a_relative_becomes_the_patients_own() -> None:
    plain = assess(case(), on=ON)
    found = assess(case(kin(PERNICIOUS, "91019004", "26452005", "Vitamin B12 deficiency", "Crohn's disease")), on=ON)
    assert (found.headline, found.missing, found.indications) == (plain.headline, plain.missing, plain.indications)


@pytest.mark.parametrize(
    "role", ["MTH", "NMTH", "GESTM", {"text": "Mother"}, {"text": "biological mother"}, {"text": "madre"}]
)
@pytest.mark.parametrize("had", [PERNICIOUS, "Pernicious anaemia", "Vitamin B12 deficiency", "Vegan diet"])
def test_what_a_small_childs_mother_lacks_is_asked_about(role: str | dict[str, Any], had: str) -> None:
    found = facts_on(case(kin(had, role=role), who=CHILD), ON, ["diet"])
    assert value(found, "low_b12_diet") == "[not confirmed]"
    assert "B12 deficiency of the mother: recorded in the family history" in found.missing["low_b12_diet"].sentence
    assert value(facts_on(case(kin(had, role=role)), ON, ["diet"]), "low_b12_diet") is False


@pytest.mark.parametrize("role", ["FTH", "MGRMTH", {"text": "maternal grandmother"}, {"text": "father"}])
def test_of_another_relative_it_says_nothing(role: str | dict[str, Any]) -> None:
    assert value(facts_on(case(kin(PERNICIOUS, role=role), who=CHILD), ON, ["diet"]), "low_b12_diet") is False


def test_what_changes_its_meaning_is_left_out_and_told() -> None:
    modifier = {"modifierExtension": [{"url": "http://example.org/not"}]}
    inside = kin(LEBER)
    inside["condition"][0] |= modifier
    for sent in (kin(LEBER, **modifier), inside):
        found = case(sent)
        assert found.statements == ()
        assert found.problems[0].sentence.startswith(
            "FamilyMemberHistory/f was left out: it carries a modifier extension"
        )
    assert case(kin("Asthma", **modifier)).problems == ()


@pytest.mark.parametrize("part", ["status", "relationship", "condition", "date"])
def test_what_is_no_fhir_keeps_nothing_out(part: str) -> None:
    assert case(kin(LEBER) | {part: 7}, condition(PERNICIOUS)).statements[-1].fact == "autoimmune_gastritis"


def test_the_list_says_that_it_is_not_clarified() -> None:
    """It said *Leber hereditary optic neuropathy is recorded* of somebody whose brother has it."""
    doses = [given("cyanocobalamin 1 mg injection", on=f"2026-0{month}-01", id=f"g{month}") for month in (1, 2)]
    sent = case(condition(PERNICIOUS), kin(LEBER), *doses)
    told = row_of(sent, ON).why[0]
    assert told.startswith(
        "do not give the same again: Leber hereditary optic neuropathy is recorded but not clarified"
    )
    assert translator("es").said(told) not in (None, told)
