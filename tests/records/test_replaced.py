"""A level drawn while B12 was given cannot rule deficiency out, although it is given no more (register R32, specification §1)."""

from datetime import date

import pytest

from bundles import B12, HOLO, case, condition, facts, given, medicine, observation, value
from cobalamin.assessment.assess import assess
from cobalamin.records.case import case_from
from cobalamin.records.select import facts_on
from injected import injections

ON = date(2026, 3, 1)


def tablets(start: str = "2025-06-01", end: str = "2026-02-20", status: str = "completed"):
    period = {"effectivePeriod": {"start": start, "end": end}}
    return medicine("MedicationStatement", "cyanocobalamin 1 mg tablets", status=status, **period)


@pytest.mark.parametrize(
    "past, read",
    [
        ([], "420 ng/L"),
        ([tablets()], "≤ 420 ng/L"),
        ([tablets(end="2026-02-01")], "≤ 420 ng/L"),  # the sample is of that day
        ([tablets(end="2026-01-31")], "420 ng/L"),
        ([tablets(start="2026-02-02", end="2026-02-20")], "420 ng/L"),
        ([tablets(status="stopped")], "420 ng/L"),  # ended before its time, and nobody says when
        ([given(on="2025-02-10")], "≤ 420 ng/L"),  # more than twelve months ago today, not on the day of the sample
        ([given(on="2025-01-31")], "420 ng/L"),
        ([given("hydroxocobalamin 5 g", "2025-02-10")], "420 ng/L"),
        ([given("folic acid 5 mg", "2025-02-10")], "420 ng/L"),
        ([given(on="2025-12-01")], "420 ng/L"),  # still on injections: the rules know
    ],
)
def test_when_a_level_was_drawn_on_replacement(past, read):
    assert value(facts(observation(B12, 420, "ng/L"), *past), "total_b12") == read
    assert value(facts(observation(HOLO, 90, "pmol/L"), *past), "active_b12") == read.replace("420 ng/L", "90 pmol/L")


def test_tablets_that_ended_last_week_do_not_make_deficiency_unlikely():
    """With the medicines asked about, the level of the tablets sent a man with numb feet away."""
    feet = condition("R20.2", "http://hl7.org/fhir/sid/icd-10", id="feet")
    groups = [
        "medicines",
        "exposures",
        "surgery",
        "bowel",
        "neurology",
        "symptoms",
        "oral_route",
        "safety",
        "rivals",
        "diet",
    ]
    before = assess(case(observation(B12, 420, "ng/L"), feet), on=ON, presume=groups)
    after = assess(case(observation(B12, 420, "ng/L"), feet, tablets()), on=ON, presume=groups)
    assert "b12_unlikely" in {d.id for d in before.definitions if d.truth.value == "yes"}
    assert "b12_unlikely" not in {d.id for d in after.definitions if d.truth.value == "yes"}
    (fact,) = [fact for fact in after.facts if fact.name == "total_b12"]
    assert fact.note == "drawn while B12 was given (2025-06-01 to 2026-02-20): at most this without it"


def test_a_low_level_on_replacement_stays_low_and_one_without_a_top_says_nothing():
    assert value(facts(observation(B12, 150, "ng/L"), tablets()), "total_b12") == "≤ 150 ng/L"
    assert value(facts(observation(B12, "<150 ng/L"), tablets()), "total_b12") == "< 150 ng/L"
    assert value(facts(observation(B12, ">2000 ng/L"), tablets()), "total_b12") == "[after an injection]"
    assert value(facts(observation(B12, "normal"), tablets()), "total_b12") == "[after an injection]"
    told = facts(observation(B12, ">2000 ng/L"), tablets()).missing["total_b12"].sentence
    assert told.endswith(
        "drawn while B12 was given (2025-06-01 to 2026-02-20); such a level cannot rule deficiency out"
    )


def test_a_case_file_says_the_same():
    level = {"value": 420, "unit": "ng/L", "date": "2026-02-01"}
    told = case_from({"cobalamin_case": 1, "facts": {"total_b12": level}, "treatment": injections(["2025-02-10"])})
    assert value(facts_on(told, ON), "total_b12") == "≤ 420 ng/L"
