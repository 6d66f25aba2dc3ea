"""Codes that are no fact and no nothing: told, so that somebody asks, and never read as no (registers R79, R82)."""

import pytest

from bundles import (
    ICD10,
    ICD10CM,
    ON,
    RXNORM,
    SCT,
    case,
    coded,
    concept,
    condition,
    facts,
    given,
    medicine,
    value,
    why_missing,
)
from cobalamin.assessment.assess import assess

GASSED = {"medicationCodeableConcept": concept("7486", RXNORM), "dosage": {"route": {"text": "inhalation"}}}


def sentence(*resources, fact):
    return why_missing(facts(*resources), fact).sentence


@pytest.mark.parametrize(
    "resource, counts",
    [
        (given("", "2026-02-10", **GASSED), True),
        (given("Nitrous oxide 50 % with oxygen", "2026-02-10"), True),
        (given("", "2025-03-01", **GASSED), True),
        (given("", "2025-02-28", **GASSED), False),  # thirteen months ago
        (
            medicine(medicationCodeableConcept=concept("N01AX13", "http://www.whocc.no/atc"), authoredOn="2026-02-10"),
            True,
        ),
        (medicine(medicationCodeableConcept=concept("7486", RXNORM), status="stopped", authoredOn="2026-02-10"), False),
    ],
)
def test_nitrous_oxide_given_as_a_medicine_is_asked_about_and_never_read_as_no(resource, counts):
    """With the exposures asked about it read *no, presumed*, and numbness after an anaesthetic was no emergency."""
    numb = condition("R20.0", ICD10CM, id="n")
    answer = assess(case(numb, resource), on=ON, presume=["exposures"])
    assert ("nitrous_oxide" in {fact.name for fact in answer.facts}) is not counts
    told = [m.sentence for m in answer.missing if m.name == "nitrous_oxide"]
    assert bool(told) is counts
    if counts:
        assert "ask how much, how often and how long ago" in told[0]


def test_a_disease_of_the_cord_is_told_and_keeps_the_question_open():
    for code, system in (("G95.9", ICD10), ("16631009", SCT), ("G99.2", ICD10CM)):
        found = sentence(condition(code, system), fact="subacute_combined_degeneration")
        assert "a disease of the spinal cord" in found
    assert value(facts(condition("G32.0", ICD10)), "subacute_combined_degeneration") is True


def test_a_deficiency_of_the_past_is_told_and_is_no_diagnosis_of_today():
    found = facts(condition("161457000"))
    assert "a past deficiency" in why_missing(found, "b12_deficiency_diagnosed").sentence
    assert "b12_deficiency_diagnosed" not in facts(condition("Z86.2", ICD10CM)).missing


def test_kidney_disease_is_a_fact_for_life_unless_it_is_refuted():
    """A raised methylmalonic acid in failing kidneys was an indication, and the only word was *presumed adequate*."""
    name = "chronic_kidney_disease"
    assert value(facts(condition("N18.4", ICD10CM)), name) is True
    assert value(facts(condition("N18.4", ICD10CM, clinicalStatus=coded("resolved"))), name) is True
    assert value(facts(condition("N18.4", ICD10CM, verificationStatus=coded("refuted"))), name) is False
