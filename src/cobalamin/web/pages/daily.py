"""The units that laboratories print every day, one of each size: between two of these a number can be mistaken."""

from __future__ import annotations

from types import MappingProxyType

from cobalamin.language.nodes import Measure

_DAILY = MappingProxyType(
    {
        "total_b12": ("pmol/L", "ng/L"),
        "mma": ("nmol/L", "umol/L"),
        "haemoglobin": ("g/L", "g/dL", "mmol/L"),
        "haematocrit": ("%", "L/L"),
        "serum_folate": ("nmol/L", "ug/L"),
        "creatinine": ("umol/L", "mg/dL"),
    }
)
"""Of the measures with more than one; every other is printed in its own unit, or in one of the same size."""


def daily(measure: Measure) -> tuple[str, ...]:
    """The units of a measure that are in daily use."""
    return _DAILY.get(measure.name, (measure.unit,))


def default_unit(measure: Measure) -> str:
    """The unit of a number without one: only where every unit in daily use has one size, for a unit is not guessed."""
    return measure.unit if len(daily(measure)) == 1 else ""
