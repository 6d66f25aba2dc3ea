"""Hydroxocobalamin without a route is a presumed injection in a course (M27); that somebody has injections it does not say.

A statement of one day said so, where the same dose as an administration, an order or a supply did not.
"""

from __future__ import annotations

from typing import Any

import pytest

from bundles import case, facts, medicine, value

ENTRIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("MedicationRequest", {"intent": "order", "authoredOn": "2026-02-15"}),
    ("MedicationAdministration", {"effectiveDateTime": "2026-02-15"}),
    ("MedicationDispense", {"status": "completed", "whenHandedOver": "2026-02-15"}),
    ("MedicationStatement", {"effectiveDateTime": "2026-02-15"}),
    ("MedicationStatement", {"status": "completed", "effectiveDateTime": "2026-02-15"}),
)


@pytest.mark.parametrize("kind, fields", ENTRIES)
def test_no_route_is_no_word_that_injections_are_given(kind: str, fields: dict[str, Any]) -> None:
    entry = medicine(kind, "Hydroxocobalamin", **fields)
    found = case(entry)
    assert value(facts(entry), "b12_injections") == "[never recorded]"
    assert any("a B12 product without a route" in each.sentence for each in found.problems), found.problems
    assert [event.is_to_inject for event in found.treatment] == [True]


def test_with_a_route_one_day_is_enough() -> None:
    kind, fields = ENTRIES[-1]
    entry = medicine(kind, "Hydroxocobalamin", **fields, dosage=[{"route": {"text": "IM"}}])
    assert value(facts(entry), "b12_injections") is True
