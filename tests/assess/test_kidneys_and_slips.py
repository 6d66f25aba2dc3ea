"""Results that cannot be read yet: kidneys without an eGFR, homocysteine without folate, a slip of the unit, laughing gas."""

from typing import Any

import pytest
from test_answer import ALL_GROUPS, WELL, answer, truths

from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.truth import Truth

BAND = {**WELL, "total_b12": "214 ng/L", "fatigue": True}
RAISED = {**BAND, "mma": "420 nmol/L"}
KIDNEYS = {"chronic_kidney_disease": True}


def full(facts: dict[str, Any]) -> Assessment:
    """The answer with every group asked about."""
    return answer(facts, ALL_GROUPS)


def safety(found: Assessment) -> set[str]:
    return {s.id.removeprefix("safety:") for s in found.safety if s.truth is Truth.YES}


# --- kidney disease (register R4, R82) ---


def test_a_raised_marker_confirms_nothing_while_kidney_disease_is_recorded_without_an_egfr() -> None:
    found = full({**RAISED, **KIDNEYS})
    assert truths(found)[4] is Truth.UNKNOWN
    assert (found.route.outcome, found.route.possible) == ("undetermined", ("injection", "oral", "none"))
    assert "Creatinine with eGFR" in [test.label for test in found.next_tests]
    assert not any("presumed adequate" in presumption for presumption in found.presumptions)


@pytest.mark.parametrize("egfr, functional", [("60", Truth.YES), ("59", Truth.NO), ("25", Truth.NO)])
def test_beside_kidney_disease_the_egfr_decides(egfr: str, functional: Truth) -> None:
    assert truths(full({**RAISED, **KIDNEYS, "egfr": f"{egfr} mL/min/{{1.73_m2}}"}))[4] is functional


def test_the_working_answer_does_not_hope_that_ill_kidneys_are_well() -> None:
    """It said *injection, provided that nothing turns up*, of a marker that an ill kidney raises by itself."""
    found = full({**RAISED, **KIDNEYS})
    assert found.working.route == "none"
    assert "Creatinine with eGFR" in found.working.provided
    assert full({**RAISED, **KIDNEYS, "egfr": "75 mL/min/{1.73_m2}"}).working.route == "injection"


@pytest.mark.parametrize("groups", [ALL_GROUPS, []])
@pytest.mark.parametrize("egfr", ["75", "25"])
def test_beside_an_egfr_nobody_asks_whether_kidney_disease_is_recorded(egfr: str, groups: list[str]) -> None:
    found = answer({**RAISED, "egfr": f"{egfr} mL/min/{{1.73_m2}}"}, groups)
    assert not any("kidney" in presumption for presumption in found.presumptions)
    reasons = [reason.fact for i in found.indications for reason in i.reasons]
    assert "chronic_kidney_disease" not in reasons
    assert found.indications[3].truth is (Truth.YES if egfr == "75" else Truth.NO)


def test_without_kidney_disease_the_kidneys_are_presumed_adequate_as_before() -> None:
    found = full(RAISED)
    assert truths(found)[4] is Truth.YES
    assert "no eGFR says otherwise: kidney function presumed adequate" in found.presumptions


def test_kidney_disease_does_not_take_a_low_level_back() -> None:
    found = full({**WELL, **KIDNEYS, "total_b12": "120 ng/L", "mma": "900 nmol/L", "paraesthesia": True})
    assert found.route.outcome == "injection"
    assert truths(found)[2] is Truth.YES


def test_kidney_disease_warns_of_aluminium_unless_an_egfr_is_adequate() -> None:
    assert "aluminium" in safety(full({**BAND, **KIDNEYS}))
    assert "aluminium" not in safety(full({**BAND, **KIDNEYS, "egfr": "75 mL/min/{1.73_m2}"}))


@pytest.mark.parametrize("unread", [{"mma": "600 nmol/L", **KIDNEYS}, {"homocysteine": "60 umol/L"}])
def test_a_raised_marker_that_cannot_be_read_yet_keeps_a_red_flag_possibly_of_today(unread: dict[str, Any]) -> None:
    """It was presumed not raised, and with a level above the band weakness was then no case for today."""
    found = full({**WELL, "weakness": True, **unread})
    assert found.urgency.at_least == "prompt"
    assert found.urgency.possible == ("same_day",)


def test_a_raised_homocysteine_of_a_well_person_asks_for_folate() -> None:
    found = full({**WELL, "homocysteine": "40 umol/L"})
    assert found.route.possible == ("oral", "none")
    assert [test.id for test in found.next_tests] == ["folate_iron"]
    assert full({**WELL, "homocysteine": "40 umol/L", "serum_folate": "4 nmol/L"}).route.outcome == "none"


# --- laughing gas (register R19) ---


def test_after_nitrous_oxide_a_normal_level_sends_nobody_away_without_a_marker() -> None:
    found = full({**WELL, "nitrous_oxide": True})
    assert found.route.possible == ("oral", "none")
    assert [test.id for test in found.next_tests][:2] == ["homocysteine", "mma"]


BAND_AND_WELL = {**WELL, "total_b12": "214 ng/L", "active_b12": "50 pmol/L", "intrinsic_factor_antibody": False}
SIGNS = [{"mcv": "108 fL"}, {"hypersegmented_neutrophils": True}, {"megaloblastic_picture": True}]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_level_in_the_band_beside_a_sign_in_the_blood_asks_for_a_marker(sign: dict[str, Any]) -> None:
    found = full({**BAND_AND_WELL, **sign})
    assert found.route.possible == ("oral", "none")
    assert [test.id for test in found.next_tests] == ["folate_iron", "homocysteine", "mma"]
    for marker, route in (("200 nmol/L", "none"), ("400 nmol/L", "oral")):
        assert full({**BAND_AND_WELL, **sign, "mma": marker}).route.outcome == route
    assert full({**BAND_AND_WELL, **sign, "homocysteine": "9 umol/L"}).route.outcome == "none"


def test_without_a_sign_or_above_the_band_no_marker_is_asked_for() -> None:
    assert full(BAND_AND_WELL).route.outcome == "none"
    assert full({**BAND_AND_WELL, "total_b12": "351 ng/L", "active_b12": "71 pmol/L", "mcv": "108 fL"}).next_tests == ()


@pytest.mark.parametrize("normal", [{"mma": "200 nmol/L"}, {"homocysteine": "9 umol/L"}])
def test_one_normal_marker_is_enough(normal: dict[str, str]) -> None:
    assert full({**WELL, "nitrous_oxide": True, **normal}).route.outcome == "none"


# --- a marker known only by an upper limit (register R16) ---


def test_an_upper_limit_says_less_against_b12_than_no_result_at_all() -> None:
    found = full({**WELL, "fatigue": True, "mma": "<500 nmol/L"})
    assert found.route == full({**WELL, "fatigue": True}).route
    assert "no methylmalonic acid known to be raised: taken as not raised" in found.presumptions


@pytest.mark.parametrize("limit", [{"mma": ">200 nmol/L"}, {"homocysteine": ">10 umol/L", "serum_folate": "12 nmol/L"}])
def test_a_lower_limit_under_the_figure_is_not_taken_as_not_raised(limit: dict[str, Any]) -> None:
    """With a level above the band and no symptom it was *no B12 treatment*, of a marker that may be anything."""
    found = full({**WELL, **limit})
    assert found.route.possible == ("oral", "none")
    name = next(iter(limit))
    assert name in [test.id for test in found.next_tests]
    (missing,) = (missing for missing in found.missing if missing.name == name)
    assert missing.why == "censored"
    assert not any(
        "taken as not raised" in text and FACTS[name].fact.label.split()[-1] in text for text in found.presumptions
    )


# --- methylmalonic acid in the wrong unit (register R83) ---


def test_what_is_raised_in_either_unit_is_raised() -> None:
    found = full({**BAND, "mma": "420 umol/L"})
    assert truths(found)[4] is Truth.YES
    (used,) = (fact for fact in found.facts if fact.name == "mma")
    assert "raised in either unit" in used.note
    assert used.value == "≥ 420 nmol/L"


@pytest.mark.parametrize("value", ["44 umol/L", "271 umol/L"])
def test_what_depends_on_the_unit_is_told_and_never_makes_deficiency_unlikely_in_the_ill(value: str) -> None:
    found = full({**WELL, "fatigue": True, "mma": value})
    assert found.route.outcome == "undetermined"
    assert "mma" in [test.id for test in found.next_tests]
    (missing,) = (missing for missing in found.missing if missing.name == "mma")
    assert "check value and unit with the laboratory" in missing.sentence


@pytest.mark.parametrize("value, high, functional", [(44, 0.4, Truth.YES), (200, 400, Truth.NO), (420, 400, Truth.YES)])
def test_its_own_range_reads_it_whatever_the_unit(value: float, high: float, functional: Truth) -> None:
    result = {"value": value, "unit": "umol/L", "reference": {"high": high}}
    assert truths(full({**BAND, "homocysteine": "9 umol/L", "mma": result}))[4] is functional


# --- allergy (register R98), a shortened gut (R20) ---


def test_an_allergy_to_cobalamin_blocks_tablets_too() -> None:
    found = full({**WELL, "total_b12": "170 ng/L", "low_b12_diet": True, "cobalamin_or_cobalt_allergy": True})
    assert "by injection or by mouth" in next(s.action for s in found.safety if s.id == "safety:allergy")
    assert found.headline.startswith("A specialist decides: allergy to cobalamin or cobalt")
    assert found.plan is None


def test_nobody_with_a_shortened_gut_is_sent_away_for_want_of_symptoms() -> None:
    found = full({**WELL, "bariatric_surgery": True})
    assert found.route.outcome == "none"
    assert "test again at intervals" in found.headline
