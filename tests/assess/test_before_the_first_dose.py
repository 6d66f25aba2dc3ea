"""What comes before the first dose: the tests it spoils, those that are known already, and nobody who must not have it."""

from __future__ import annotations

from typing import Any

from test_answer import ALL_GROUPS, WELL, answer

NERVES = {
    **{name: value for name, value in WELL.items() if name != "total_b12"},
    "paraesthesia": True,
    "gait_disturbance": True,
}
ALLERGIC = {**WELL, "total_b12": "90 ng/L", "autoimmune_gastritis": True, "cobalamin_or_cobalt_allergy": True}


def before(facts: dict[str, Any], age: int = 50) -> dict[str, tuple[str, ...]]:
    """The checks of the follow-up by id, with what each asks for."""
    return {check.id: check.what for check in answer(facts, ALL_GROUPS, age=age).follow_up}


def test_after_nitrous_oxide_a_metabolite_is_taken_before_the_first_dose() -> None:
    """The card drafted homocysteine and the answer named no metabolite at all (NICE 1.3.3; register R95)."""
    gas = {**NERVES, "nitrous_oxide": True, "total_b12": "310 ng/L"}
    assert "homocysteine or methylmalonic acid" in " ".join(before(gas)["metabolite_first"])
    for measured in (
        {"mma": "900 nmol/L"},
        {"homocysteine": "60 umol/L"},
        {"b12_injections": True},
        {"oral_b12": True},
    ):
        assert "metabolite_first" not in before({**gas, **measured})
    assert "metabolite_first" not in before({**NERVES, "total_b12": "310 ng/L"})


def test_a_level_that_nobody_measured_is_taken_before_the_first_dose() -> None:
    ill = {**NERVES, "b12_deficiency_diagnosed": True}
    assert "B12 level" in " ".join(before(ill)["level_first"])
    for known in ({"total_b12": "150 ng/L"}, {"active_b12": "20 pmol/L"}, {"b12_injections": True}, {"oral_b12": True}):
        assert "level_first" not in before({**ill, **known})


def test_what_is_positive_already_is_not_asked_for_again() -> None:
    ill = {**NERVES, "total_b12": "150 ng/L"}
    assert "intrinsic factor antibody" in before(ill)["baseline"]
    assert "intrinsic factor antibody" not in before({**ill, "intrinsic_factor_antibody": True})["baseline"]


def test_beside_an_allergy_nobody_reads_that_an_urgent_injection_waits_for_nothing() -> None:
    """It stood below *give no cobalamin before a specialist has seen the patient* (register R98)."""
    assert "never_wait" not in before(ALLERGIC)
    assert "never_wait" in before({**ALLERGIC, "cobalamin_or_cobalt_allergy": False})
    assert "never_wait" in before({**WELL, "total_b12": "90 ng/L", "haemoglobin": "60 g/L"}, age=9)
