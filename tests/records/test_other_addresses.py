"""The other addresses of a code system that HL7 names: what stands under them means the same."""

from __future__ import annotations

import pytest

from bundles import ICD10, LOINC, SCT, case, concept, condition, facts, observation, value

LOINCS = (LOINC, "urn:oid:2.16.840.1.113883.6.1", "https://fhir.infoway-inforoute.ca/CodeSystem/pCLOCD",
          "https://twcore.mohw.gov.tw/ig/twcore/CodeSystem/loinc-tw")  # fmt: skip
SNOMEDS = (
    SCT,
    "urn:oid:2.16.840.1.113883.6.96",
    "http://snomed.info/sct/900000000000207008",
    "http://snomed.info/sct|2026",
)
ICDS = (
    ICD10, "urn:oid:2.16.840.1.113883.6.3", "http://hl7.org/fhir/sid/icd-10-nl", "urn:oid:2.16.840.1.113883.6.3.2",
    "http://terminology.hl7.org/CodeSystem/icd10", "https://twcore.mohw.gov.tw/ig/twcore/CodeSystem/icd-10-cm-2021-tw",
)  # fmt: skip


@pytest.mark.parametrize("system", LOINCS)
def test_a_result_is_read_under_every_address_of_loinc(system: str) -> None:
    assert value(facts(observation(concept("14685-2", system), 90, "pmol/L")), "total_b12") == "90 pmol/L"


@pytest.mark.parametrize("system", LOINCS)
def test_a_question_of_loinc_without_an_answer_says_nothing(system: str) -> None:
    """By an address that does not hold the word it read as the finding itself: asked about a pregnancy, she was pregnant."""
    assert value(facts(observation(concept("82810-3", system))), "pregnant") == "[unreadable]"


@pytest.mark.parametrize("system", SNOMEDS)
@pytest.mark.parametrize("code, word", [("10828004", True), ("260385009", False)])
def test_an_answer_is_read_under_every_address_of_its_system(system: str, code: str, word: bool) -> None:
    antibody = observation("31444-3", valueCodeableConcept=concept(code, system))
    assert value(facts(antibody), "intrinsic_factor_antibody") is word


@pytest.mark.parametrize("system", ICDS)
def test_a_diagnosis_is_read_under_every_address_of_icd_10(system: str) -> None:
    """WHO's own, its Dutch translation, the stub that HL7 keeps (NamingSystem icd10 and ICD10dut), Taiwan's ICD-10-CM."""
    assert value(facts(condition("D51.0", system)), "autoimmune_gastritis") is True


@pytest.mark.parametrize(
    "system",
    ["http://hl7.org/fhir/sid/icd-10-am", "urn:oid:2.16.840.1.113883.6.135", "http://hl7.org/fhir/sid/icd-10-ca"],
)
def test_a_modification_nobody_here_has_compared_is_told(system: str) -> None:
    (told,) = case(condition("D51.0", system)).problems
    assert "'D51.0' is a code of ICD-10 " in told.sentence
    assert f"sent in the system {system}: not used" in told.sentence
