"""A level drawn on injections that go on takes nothing back: the one from before them counts (register R32)."""

from datetime import date

import pytest

from bundles import B12, HOLO, case, facts, given, observation, patient, value
from cobalamin.assessment.assess import assess

ON = date(2026, 6, 1)
MAN = patient(gender="male")
BEFORE = observation(B12, 140, "ng/L", id="before", effectiveDateTime="2026-01-05")
DOSES = [given(on=day, id=day) for day in ("2026-01-07", "2026-01-09", "2026-03-20")]


def level(number: float, on: str, id: str = "after", code: str = B12, unit: str = "ng/L"):
    return observation(code, number, unit, id=id, effectiveDateTime=on)


@pytest.mark.parametrize(
    "resources, read",
    [
        ([BEFORE, *DOSES], "140 ng/L"),
        ([BEFORE, *DOSES, level(1500, "2026-05-10")], "140 ng/L"),
        ([BEFORE, *DOSES, level(300, "2026-05-10")], "140 ng/L"),  # borderline, and lifted by what was given
        ([BEFORE, *DOSES, level(120, "2026-05-10")], "120 ng/L"),  # low all the same
        ([BEFORE, *DOSES, level(120, "2026-04-10"), level(1500, "2026-05-10", "last")], "120 ng/L"),
        ([*DOSES, level(1500, "2026-05-10")], "1500 ng/L"),  # nothing else is known
        ([BEFORE, level(500, "2026-05-10")], "500 ng/L"),  # never injected
        ([level(140, "2025-05-20"), *DOSES, level(1500, "2026-05-10")], "1500 ng/L"),  # too old to count
        (
            [BEFORE, level(260, "2026-01-06", "later"), *DOSES, level(1500, "2026-05-10")],
            "260 ng/L",
        ),  # of those before, the latest
    ],
)
def test_the_level_from_before_the_injections_counts_unless_it_is_still_low(resources, read):
    assert value(facts(*resources, on=ON), "total_b12") == read
    assert value(facts(*reversed(resources), on=ON), "total_b12") == read


@pytest.mark.parametrize("more", [
    {"valueQuantity": {"value": 140}}, {"status": "entered-in-error"}, {"status": "preliminary"},
    {"code": BEFORE["code"] | {"text": "Holotranscobalamin"}},
    {"valueQuantity": {"value": 140, "unit": "pmol/L", "code": "ng/L", "system": "http://unitsofmeasure.org"}},
    {"valueQuantity": {"value": 140, "unit": "pmol/L", "code": "ng/L", "system": "http://unitsofmeasure.org"},
     "status": "entered-in-error"},
])  # fmt: skip
def test_one_from_before_them_that_cannot_be_used_takes_none_away(more):
    """One whose code and name contradict each other, or entered in error with two units, hid the level that can be read."""
    for resources in (
        [BEFORE | more, *DOSES, level(300, "2026-05-10")],
        [level(300, "2026-05-10"), *DOSES, BEFORE | more],
    ):
        assert value(facts(*resources, on=ON), "total_b12") == "300 ng/L"


def test_two_from_before_them_that_contradict_each_other_leave_it_open():
    other = level(260, "2026-01-05", "other")
    assert value(facts(BEFORE, other, *DOSES, level(300, "2026-05-10"), on=ON), "total_b12") == "[contradictory]"


def test_active_b12_from_before_the_injections_counts_too():
    before, after = (level(n, on, on, HOLO, "pmol/L") for n, on in ((20, "2026-01-05"), (128, "2026-05-10")))
    assert value(facts(before, *DOSES, after, on=ON), "active_b12") == "20 pmol/L"


def test_the_later_one_is_told():
    found = facts(BEFORE, *DOSES, level(1500, "2026-05-10"), on=ON)
    (told,) = [problem.sentence for problem in found.problems]
    assert told == (
        "total serum B12: the result of 2026-05-10 was drawn on B12 treatment and takes nothing back; "
        "the result of 2026-01-05 is used in its place"
    )


def test_a_high_level_on_injections_does_not_unsettle_what_they_are_given_for():
    """Of a man with 140 ng/L and pancytopenia one level on treatment made it *not settled: injections, tablets or no treatment*."""
    anaemia = observation("718-7", 92, "g/L", id="hb", effectiveDateTime="2026-01-05")
    before, after = (
        assess(case(BEFORE, anaemia, *DOSES, *more, who=MAN), on=ON) for more in ([], [level(1500, "2026-05-10")])
    )
    assert before.route.outcome == after.route.outcome == "injection"
    assert before.headline == after.headline


def test_once_they_were_stopped_the_latest_counts():
    order = {
        "resourceType": "MedicationRequest", "id": "rx", "status": "stopped", "intent": "order",
        "subject": {"reference": "Patient/p"}, "authoredOn": "2026-01-07", "meta": {"lastUpdated": "2026-05-20T09:00:00Z"},
        "medicationCodeableConcept": {"text": "hydroxocobalamin 1 mg injection"}, "statusReason": [{"text": "patient's choice"}],
    }  # fmt: skip
    assert value(facts(BEFORE, *DOSES, order, level(300, "2026-05-10"), on=ON), "total_b12") == "300 ng/L"


@pytest.mark.parametrize(
    "what, read",
    [
        ("hydroxocobalamin 1 mg injection", "≤ 480 ng/L"),
        ("folic acid 15 mg injection", "480 ng/L"),
        ("iron sucrose injection", "480 ng/L"),
    ],
)
def test_only_b12_that_was_injected_in_the_year_before_lifted_a_level(what, read):
    """The dose is too old to be a treatment of today, and was given within a year of the sample."""
    assert value(facts(given(what, on="2025-03-01"), level(480, "2026-01-10"), on=ON), "total_b12") == read
