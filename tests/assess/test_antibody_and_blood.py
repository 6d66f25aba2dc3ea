"""A positive intrinsic factor antibody beside a level it may itself have made normal (register R153)."""

from __future__ import annotations

from typing import Any

import pytest
from test_answer import answer

from cobalamin.assessment.assessment import Assessment

ASKED = (
    "surgery", "bowel", "medicines", "diet", "exposures", "neurology", "symptoms", "oral_route", "safety", "rivals",
)  # fmt: skip
PICTURE: dict[str, Any] = {
    "intrinsic_factor_antibody": True, "total_b12": "450 pg/mL", "haemoglobin": "9.0 g/dL", "mcv": "118 fL",
}  # fmt: skip


def patient(**facts: Any) -> Assessment:
    return answer({**PICTURE, **facts}, age=60, sex="male", assessed=list(ASKED))


@pytest.mark.parametrize(
    "tests",
    [
        {},
        {"mma": "900 nmol/L", "homocysteine": "60 umol/L", "egfr": "40 mL/min/{1.73_m2}"},
        {"mcv": "92 fL", "hypersegmented_neutrophils": True},
        {"mcv": "92 fL", "megaloblastic_picture": True},
    ],
)
def test_pernicious_anaemia_with_a_normal_level_is_treated(tests: dict[str, Any]) -> None:
    """It said "no deficiency shown; look for another cause now", with nothing left to test."""
    found = patient(**tests)
    assert found.route.outcome == "injection"
    assert found.urgency.at_least in ("prompt", "same_day")
    assert any("lifelong maintenance" in told.action for told in found.safety)


@pytest.mark.parametrize(
    "against",
    [
        {"mma": "200 nmol/L"},
        {"mma": "200 nmol/L", "egfr": "40 mL/min/{1.73_m2}"},  # poor kidneys only raise it
        {"intrinsic_factor_antibody": False},
        {"haemoglobin": "14.5 g/dL"},
        {"mcv": "92 fL"},
    ],
)
def test_a_part_of_the_picture_is_not_enough(against: dict[str, Any]) -> None:
    assert patient(**against).route.outcome != "injection"
