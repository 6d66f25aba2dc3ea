"""Nerve signs and a B12 that speaks against deficiency: another cause is looked for, copper named (R157)."""

from __future__ import annotations

from test_answer import ALL_GROUPS, WELL, answer

from cobalamin.translation.words import translator

CLOSED = {"mma": "150 nmol/L", "homocysteine": "9 umol/L", "egfr": "90 mL/min", "serum_folate": "20 nmol/L"}
COPPER = "copper deficiency is on record and may cause the nerve signs too"


def test_the_causes_to_look_for_are_named() -> None:
    """*Look for another cause*, and not one of them was named, after normal levels and metabolites."""
    found = answer({**WELL, **CLOSED, "paraesthesia": True}, ALL_GROUPS)
    assert found.route.outcome == "none"
    assert "such as diabetes or lack of copper or vitamin E" in found.headline
    assert COPPER not in found.headline
    assert translator("es").said(found.headline) not in (None, found.headline)


def test_without_nerve_signs_it_is_any_other_cause() -> None:
    assert answer({**WELL, **CLOSED, "copper_deficiency": True}, ALL_GROUPS).headline.startswith(
        "No B12 treatment: look for another cause;"
    )


def test_a_copper_deficiency_on_record_is_told_and_takes_nothing_back() -> None:
    for level, route in (("420 ng/L", "none"), ("120 ng/L", "injection")):
        facts = {**WELL, **CLOSED, "paraesthesia": True, "copper_deficiency": True, "total_b12": level}
        found = answer(facts, ALL_GROUPS)
        assert found.route.outcome == route
        assert COPPER in found.headline
        assert translator("es").said(found.headline) not in (None, found.headline)


def test_a_disease_that_raises_b12_and_is_on_record_is_not_to_be_looked_for() -> None:
    """Polycythaemia vera stood on record, and a level of 1900 ng/L called to look for a myeloproliferative disease."""
    facts = {**WELL, "total_b12": "1900 ng/L", "polycythaemia_vera": True}
    told = {each.id: each.action for each in answer(facts, ALL_GROUPS).safety}["safety:unexplained_high_level"]
    assert told.endswith("Polycythaemia vera, on record, is one such disease.")
    assert translator("es").said(told) not in (None, told)
    without = {each.id: each.action for each in answer({**facts, "polycythaemia_vera": False}, ALL_GROUPS).safety}
    assert "Polycythaemia" not in without["safety:unexplained_high_level"]
