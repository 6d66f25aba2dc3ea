"""Injections on record, and indicated whichever way the open facts turn out: no cause is said to be irreversible that is not."""

from __future__ import annotations

from datetime import date

from bundles import B12, HB, case, condition, given, medicine, observation
from cobalamin.assessment.assess import assess

ON = date(2026, 10, 2)
COELIAC, TIRED = condition("396331005", id="gut"), condition("84229001", id="tired", recordedDate="2026-10-01")
LOW = observation(B12, 140, "ng/L", id="b12", effectiveDateTime="2026-10-01")
ANAEMIC = observation(HB, 115, "g/L", id="hb", effectiveDateTime="2026-10-01")


def order(status: str, **fields):
    route = {"dosageInstruction": [{"route": {"text": "intramuscular"}}]}
    return medicine(
        "MedicationRequest", "hydroxocobalamin 1 mg injection", status=status, intent="order", **route, **fields
    )


def headline(*more) -> str:
    return assess(case(COELIAC, TIRED, LOW, ANAEMIC, *more), on=ON).headline


def test_without_injections_it_is_indicated_either_way():
    assert "whichever way the open facts turn out" in headline()


def test_stopped_for_a_cause_that_passed():
    """Of a woman with coeliac disease the first line said that the cause of her injections is irreversible."""
    ended = order(
        "stopped",
        authoredOn="2024-04-01",
        meta={"lastUpdated": "2026-02-01T09:00:00Z"},
        statusReason=[{"text": "cause resolved"}],
    )
    said = headline(given(on="2026-01-05"), ended)
    assert said.startswith("B12 by injection is indicated (earlier injections were stopped), so offer injections again")
    assert "irreversible" not in said


def test_prescribed_and_not_begun():
    """Of the same woman, who had declined the first, it said that injections go on, and that a level is no reason to stop."""
    said = headline(order("active", authoredOn="2026-10-01"))
    assert said.startswith("B12 by injection is indicated and already on record: continue")
    assert "a B12 level is no reason to stop" not in said
