"""Cyanocobalamin ordered beside an optic neuropathy of which no cause is told: Leber's disease is asked about first (R102)."""

from __future__ import annotations

from typing import Any

import pytest

import ehr
from calls import cards, deficient, draft

Json = dict[str, Any]
CYANO_IM, TABLETS, HYDROXO = draft(ehr.CYANO, ehr.IM), draft(ehr.CYANO, ehr.ORAL), draft(ehr.HYDROXO, ehr.IM)
ASKED = "An optic neuropathy without a recorded cause: is Leber's disease excluded? If not, hydroxocobalamin."
CODED = "76976005"


def named(text: str, code: str = "", **more: Json) -> Json:
    sent = ehr.condition(code or "1", id="optic")
    said = {"text": text} if not code else {"coding": [{"system": ehr.SCT, "code": code, "display": text}]}
    return {**sent, "code": said, **more}


def asked(record: list[Json], *orders: Json, hook: str = "order-sign") -> list[Json]:
    return [card for card in cards(hook, record, [*orders]) if card["summary"] == ASKED]


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize("order", [CYANO_IM, TABLETS])
@pytest.mark.parametrize("optic", [
    named("Bilateral optic neuropathy, cause unclear"), named("Optic atrophy"), named("Optic atrophy", CODED),
    named("Optikusatrophie bds., unklar"), named("Neuropatía óptica bilateral de causa desconocida"), named("atrophie optique"),
    named("Optic atrophy with visual deficit"), named("Optic neuropathy, family history of blindness"),
    named("Bilateral optic neuropathy, radiology pending"),
    ehr.condition(CODED, id="optic"),
    {**ehr.condition("1", id="optic"), "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "H47.20"}]}},
])  # fmt: skip
def test_an_optic_neuropathy_without_a_cause_asks(optic: Json, order: Json, hook: str) -> None:
    """No card told whoever signed cyanocobalamin; where it is Leber's disease, sight is lost."""
    (card,) = asked([*deficient(), optic], order, hook=hook)
    assert card["indicator"] == "warning"
    assert "Never cyanocobalamin" in card["detail"]


@pytest.mark.parametrize("text", [
    "Glaucomatous optic neuropathy", "Anterior ischaemic optic neuropathy (NAION)", "Optic neuritis",
    "Nutritional optic neuropathy",
    "Tobacco-alcohol optic neuropathy", "Optic atrophy due to multiple sclerosis",
    "Optic neuropathy secondary to B12 deficiency",
    "Compressive optic neuropathy, pituitary adenoma", "Dominant optic atrophy (OPA1)", "Optikusatrophie bei Glaukom",
    "Neuropatía óptica isquémica", "Neuropathie optique toxique", "Family history of optic atrophy", "Blurred vision",
])  # fmt: skip
def test_one_with_a_cause_does_not(text: str) -> None:
    assert not asked([*deficient(), named(text)], CYANO_IM)


@pytest.mark.parametrize("text", [
    "Hereditary optic neuropathy", "Familial optic atrophy", "Neuropatía óptica hereditaria", "Atrophie optique héréditaire",
])  # fmt: skip
def test_a_hereditary_one_without_its_name_may_be_lebers_disease(text: str) -> None:
    """It was taken for another inherited disease, and cyanocobalamin went through without a word."""
    found = cards("order-sign", [*deficient(), named(text)], [CYANO_IM])
    assert any("Leber" in card["summary"] and card["indicator"] == "warning" for card in found)


def test_hydroxocobalamin_is_not_held_up_and_lebers_disease_has_its_own_card() -> None:
    optic = named("Optic atrophy", CODED)
    assert not asked([*deficient(), optic], HYDROXO)
    assert not asked([*deficient(), optic, ehr.condition("58610003")], CYANO_IM)
    assert not asked([*deficient(), {**optic, "verificationStatus": {"coding": [{"code": "refuted"}]}}], CYANO_IM)
