"""Injections of B12 that a system keeps among the vaccinations: each is a dose given (register R148)."""

from __future__ import annotations

from cobalamin.knowledge.treatment import COBALAMINS
from cobalamin.records.fhir.medicines import add_administration
from cobalamin.records.fhir.products import product_of
from cobalamin.records.fhir.reading import Reading
from cobalamin.records.fhir.resources import Immunization
from cobalamin.records.fhir.types import Dosage
from cobalamin.records.record import Source, asked_about

_NONE = (b"null", b"[]")


def add_immunization(reading: Reading, shot: Immunization) -> None:
    """A dose of B12; of a vaccine nothing is read."""
    concept = shot.medicationCodeableConcept
    if concept is None or product_of(reading.bindings.value_sets, concept) not in COBALAMINS:
        return
    shot.dosage = Dosage(route=shot.route, dose=shot.doseQuantity)
    add_administration(reading, shot)
    if bytes(shot.reaction) not in _NONE and shot.status != "entered-in-error":
        what = "a reaction to a B12 product is reported; ask whether this is correct"
        source = Source(f"Immunization/{shot.id}", shot.effectiveDateTime or "")
        reading.statements.append(asked_about("cobalamin_or_cobalt_allergy", "in words only", what, source))
