"""A raised metabolite beside a sign in words, or in a small child, and a hereditary disorder in words open a card."""

from __future__ import annotations

from typing import Any

import pytest

import ehr
from calls import cards
from ehr import said

Json = dict[str, Any]
ENOUGH, RAISED = ehr.result("2132-9", 510, "pg/mL"), ehr.result("13965-9", 85, "umol/L")
MAN = ehr.patient("male", born="1985-01-01")


@pytest.mark.parametrize("text", ["Myelopathy, dorsal columns", "Subacute combined degeneration", "Numb legs"])
def test_a_sign_in_words_beside_a_raised_metabolite(text: str) -> None:
    """A cord that nobody coded, homocysteine 85 and a level of 510: nothing was said."""
    (card,) = cards("patient-view", [MAN, ENOUGH, RAISED, said(text)], [])
    asked = "nerve signs not confirmed: ask first" if text == "Numb legs" else "a red flag not confirmed: ask today"
    assert card["summary"].startswith(f"Possible B12 deficiency; {asked}")
    assert card["indicator"] == "warning"


def test_not_where_the_kidneys_or_folate_are_why() -> None:
    for why in (ehr.result("98979-8", 25, "mL/min/{1.73_m2}"), ehr.result("2284-8", 3, "nmol/L")):
        assert not cards("patient-view", [MAN, ENOUGH, RAISED, said("Numb legs"), why], [])


def test_a_raised_metabolite_of_a_small_child() -> None:
    child = ehr.patient("female", born="2026-02-10")
    (card,) = cards("patient-view", [child, RAISED], [])
    assert card["summary"].startswith("Possible B12 deficiency, under 16: a specialist decides")
    assert not cards("patient-view", [MAN, ENOUGH, RAISED], [])


@pytest.mark.parametrize("text", ["cblC deficiency", "Methylmalonic aciduria, cblB type"])
def test_a_hereditary_disorder_in_words(text: str) -> None:
    child = ehr.patient("male", born="2020-02-10")
    (card,) = cards("patient-view", [child, ehr.result("2132-9", 600, "pg/mL"), said(text)], [])
    assert card["summary"].startswith("Possible B12 deficiency, under 16: a specialist decides")


def test_an_order_of_injections_is_not_told_that_the_level_speaks_against_it() -> None:
    found = cards("order-sign", [MAN, ENOUGH, RAISED], [ehr.prescription(ehr.HYDROXO, ehr.IM, status="draft")])
    assert not [card for card in found if "counts against deficiency" in card["summary"]]
