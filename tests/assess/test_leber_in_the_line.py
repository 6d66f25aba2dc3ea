"""With Leber's disease no line calls anybody to cyanocobalamin: the first says so wherever B12 is given, or is to be."""

from __future__ import annotations

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.before_a_dose import before_a_dose
from cobalamin.assessment.route_words import LEBER, LEBER_FIRST
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator
from halted import DAYS, ON, PERNICIOUS, Json, allergy, bundle, coded, given, order

LEBER_KNOWN = coded("58610003")
IN_DOUBT = {**LEBER_KNOWN, "verificationStatus": {"coding": [{"code": "provisional"}]}}
NAMED = {"medicationCodeableConcept": {"text": "Cyanocobalamin 1 mg/ml injection"}}
TABLETS = {
    **order(), **NAMED, "dosageInstruction": [{"route": {"text": "oral"}}],
    "medicationCodeableConcept": {"text": "Cyanocobalamin 1 mg tablets"},
}  # fmt: skip
ON_RECORD = {
    "an order": [{**order(), **NAMED}],
    "doses": [{**given(day), **NAMED} for day in DAYS],
    "tablets": [TABLETS],
    "the right product": [given(day) for day in DAYS],
}


def line(*record: Json) -> str:
    found = assess(read_bundle(bundle(*record)), on=ON).headline
    assert translator("es").said(found) not in (None, found), found
    return found


@pytest.mark.parametrize("record", ON_RECORD)
@pytest.mark.parametrize("ill", [[PERNICIOUS], []], ids=["indicated", "not settled"])
def test_whoever_is_on_b12_is_told_in_the_first_line(ill: list[Json], record: str) -> None:
    """It said that injections go on, the next dose when it is due, of an order of cyanocobalamin."""
    assert LEBER in line(LEBER_KNOWN, *ill, *ON_RECORD[record])
    assert LEBER_FIRST in line(IN_DOUBT, *ill, *ON_RECORD[record])
    assert "Leber" not in line(*ill, *ON_RECORD[record])


def test_whoever_is_to_begin_is_told_and_nobody_without_a_reason_for_b12() -> None:
    assert LEBER in line(LEBER_KNOWN, PERNICIOUS)
    assert "Leber" not in line(LEBER_KNOWN)


def test_what_is_met_stands_by_itself_behind_more_than_the_route() -> None:
    """It read "so never cyanocobalamin (malabsorption)", as if that were the reason."""
    assert f"{LEBER}; indications met: malabsorption; urgency" in line(LEBER_KNOWN, PERNICIOUS)
    assert "is indicated (malabsorption); urgency" in line(PERNICIOUS)


def test_beside_an_allergy_no_product_is_named_as_the_wrong_one() -> None:
    assert "Leber" not in line(LEBER_KNOWN, PERNICIOUS, allergy("confirmed"))


@pytest.mark.parametrize(("how", "told"), [(LEBER_KNOWN, LEBER), (IN_DOUBT, LEBER_FIRST)])
def test_it_stands_over_the_guidelines_side_by_side(how: Json, told: str) -> None:
    assert told in before_a_dose(facts_on(read_bundle(bundle(how, PERNICIOUS)), ON))


@pytest.mark.parametrize(("how", "told"), [(LEBER_KNOWN, LEBER), (IN_DOUBT, LEBER_FIRST)])
def test_an_urgent_injection_that_nobody_is_to_delay_is_not_of_cyanocobalamin(how: Json, told: str) -> None:
    """*Do not delay an urgent injection*, of somebody with Leber's disease, where cyanocobalamin is what is used."""
    found = assess(read_bundle(bundle(how, PERNICIOUS)), on=ON, guideline="us-practice").headline
    assert translator("es").said(found) not in (None, found), found
    assert "do not delay an urgent injection for any of the results" in found
    assert told in found
