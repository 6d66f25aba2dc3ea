"""A number to write for each measure: what a reader would not stumble over in an example or a witness.

In the unit of each fact. It decides nothing and is no reference value.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

USUAL: Mapping[str, int] = MappingProxyType({
    "age": 52, "haemoglobin": 140, "haematocrit": 42, "mcv": 90, "platelets": 250, "white_cells": 6, "neutrophils": 4,
    "reticulocytes": 60, "reticulocytes_percent": 1, "ferritin": 80, "serum_folate": 20, "egfr": 90, "creatinine": 75,
    "potassium": 4, "inr": 1, "mma": 180, "homocysteine": 10, "total_b12": 400, "active_b12": 90,
})  # fmt: skip
