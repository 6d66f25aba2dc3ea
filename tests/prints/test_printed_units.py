"""Units as they are printed: every unit of the vocabulary, and texts around them."""

from __future__ import annotations

import pytest

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Measure
from cobalamin.translation.printed_units import printed_units

UNITS = sorted({u for e in FACTS.values() if isinstance(e.fact, Measure) for u in e.fact.units()})


@pytest.mark.parametrize(
    ("coded", "printed"),
    [
        ("4 10*9/L", "4 × 10⁹/L"), ("at least 4.5 10*12/L", "at least 4.5 × 10¹²/L"), ("9 ug/L", "9 µg/L"),
        ("0.4 umol/L", "0.4 µmol/L"), ("59 mL/min/{1.73_m2}", "59 mL/min/1.73 m²"), ("0.41 1", "0.41"),
        ("50-150 ug a day", "50-150 micrograms a day"),
        ("see step 1", "see step 1"), ("blood loss of 10/day", "blood loss of 10/day"), ("bug/L is no unit", "bug/L is no unit"),
    ],
)  # fmt: skip
def test_a_text_is_printed(coded: str, printed: str) -> None:
    assert printed_units(coded) == printed


@pytest.mark.parametrize("unit", UNITS)
def test_no_code_is_left_in_a_printed_unit_and_printing_twice_changes_nothing(unit: str) -> None:
    once = printed_units(f"5 {unit}")
    assert not set("*{}[]_") & set(once), once
    assert printed_units(once) == once
