"""Blood is drawn and the first dose given at once: a low level of that day counts (register R32)."""

import pytest

from bundles import B12, HOLO, ON, case, facts, given, observation, value
from cobalamin.assessment.assess import assess

FIRST = given(on="2026-02-01")


@pytest.mark.parametrize(
    "code, sent, unit, read",
    [
        (B12, 88, "ng/L", "≤ 88 ng/L"),
        (B12, 179, "ng/L", "≤ 179 ng/L"),
        (B12, 180, "ng/L", "[after an injection]"),  # the injection may have lifted it
        (B12, 133, "pmol/L", "[after an injection]"),
        (B12, 132, "pmol/L", "≤ 132 pmol/L"),
        (B12, 900, "ng/L", "[after an injection]"),
        (B12, "<150 ng/L", None, "< 150 ng/L"),
        (HOLO, 20, "pmol/L", "≤ 20 pmol/L"),
        (HOLO, 25, "pmol/L", "[after an injection]"),
    ],
)
def test_a_low_level_of_the_day_of_the_first_dose_counts(code, sent, unit, read):
    fact = "active_b12" if code == HOLO else "total_b12"
    assert value(facts(observation(code, sent, unit), FIRST), fact) == read


@pytest.mark.parametrize(
    "more, read",
    [
        ([given(on="2026-01-20", id="before")], "[after an injection]"),  # of the dose before it is the level
        ([given(on="2026-01-17", id="before")], "≤ 120 ng/L"),
        ([observation(B12, 150, "ng/L", id="o2", effectiveDateTime="2026-01-25")], "≤ 120 ng/L"),
        ([observation(B12, 95, "ng/L", id="o2", effectiveDateTime="2026-01-25")], "≤ 120 ng/L"),
        ([observation(B12, 600, "ng/L", id="o2", effectiveDateTime="2026-02-20")], "≤ 120 ng/L"),  # on injections
        ([observation(B12, 600, "ng/L", id="o2", effectiveDateTime="2026-02-10")], "≤ 120 ng/L"),
        ([observation(B12, 110, "ng/L", id="o2")], "[contradictory]"),
        ([observation(B12, 700, "ng/L", id="o2")], "≤ 120 ng/L"),  # one of them was drawn after it
        ([observation(B12, 120, "ng/L", id="o1", status="entered-in-error")], "[not final]"),
    ],
)
def test_beside_other_doses_and_levels(more, read):
    low = observation(B12, 120, "ng/L")
    given_and_drawn = [*more] if more[0].get("id") == "o1" else [low, *more]
    assert value(facts(*given_and_drawn, FIRST), "total_b12") == read
    assert value(facts(FIRST, *reversed(given_and_drawn)), "total_b12") == read


def test_a_month_alone_is_no_day():
    month = observation(B12, 120, "ng/L", effectiveDateTime="2026-02")
    for dose in ("2026-02-01", "2026-02"):
        assert value(facts(month, given(on=dose)), "total_b12") == "[after an injection]"


def test_the_patient_of_that_day_is_not_sent_back_to_be_tested():
    """Of a man who cannot walk straight, 88 ng/L drawn and injected at once, the answer was not settled, and asked for a level."""
    gait = {
        "resourceType": "Condition", "id": "gait", "subject": {"reference": "Patient/p"}, "recordedDate": "2026-02-01",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "22325002"}]},
    }  # fmt: skip
    answer = assess(case(observation(B12, 88, "ng/L"), gait, FIRST), on=ON)
    assert answer.route.outcome == "injection"
    (fact,) = [fact for fact in answer.facts if fact.name == "total_b12"]
    assert "drawn on the day of an injection: at most this without it" in fact.note
