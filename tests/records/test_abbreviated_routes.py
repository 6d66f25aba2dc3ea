"""Routes as packs and lists abbreviate them: *amp* was unknown in a health record, and an injection in a table."""

from __future__ import annotations

import pytest

from cobalamin.records.codes import shipped
from cobalamin.records.fhir.dosage import route_of
from cobalamin.records.fhir.types import CodeableConcept


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("Cyanocobalamin 1000mcg/ml amp", "injection"),
        ("Vitamin B12 1000 µg 5 Amp.", "injection"),
        ("B12 Fertigspritze", "injection"),
        ("Cytamen 1000", "injection"),
        ("Neo-Cytamen 1000", "injection"),
        ("Cobalin-H", "injection"),
        ("B12 i. m.", "intramuscular"),
        ("B12 intra-muscular", "intramuscular"),
        ("Vitamin B12 Tbl.", "oral"),
        ("Vitamin B12 10 µg Filmtbl.", "oral"),
        ("Vitamin B12 Kps.", "oral"),
        ("Vitamin B12 50 Dragees", "oral"),
        ("Vitamine B12 gélules", "oral"),
        ("Orobalin 1mg", "oral"),
        ("Cytacon", "oral"),
        ("Vitamin B12 amp PO", "oral"),
        ("Vitamin B12 amp p.o.", "oral"),
        ("Hydroxocobalamin 1 mg amp, po 1 sztuce", "injection"),
        ("Vitamine B12 amp buvable", "oral"),
        ("Nascobal", "nasal"),
        ("Vitamin B12 complex", None),
        ("Vitamin B12 stamp", None),
    ],
)
def test_the_route_that_a_text_abbreviates(text: str, route: str | None) -> None:
    assert route_of((), None, CodeableConcept(text=text), shipped()) == route
