"""A metabolite that is normal on injections shows that they work: the raised one from before them counts (register R32)."""

from datetime import date

import pytest

from bundles import case, facts, given, observation, patient, value
from cobalamin.assessment.assess import assess

MMA, HCY = "13964-2", "13965-9"
ON = date(2026, 6, 1)
WOMAN = patient(gender="female", birthDate="1958-03-03")
DOSES = [given(on=day, id=day) for day in ("2026-01-07", "2026-01-09", "2026-03-20")]


def mma(number: float, on: str, **more):
    return observation(MMA, number, "nmol/L", id=f"mma-{on}", effectiveDateTime=on, **more)


BEFORE = mma(700, "2026-01-05")
OWN_RANGE = {"referenceRange": [{"high": {"value": 250, "unit": "nmol/L"}}]}


@pytest.mark.parametrize(
    "resources, read",
    [
        ([BEFORE, *DOSES], "700 nmol/L"),
        ([BEFORE, *DOSES, mma(180, "2026-05-10")], "700 nmol/L"),
        ([BEFORE, *DOSES, mma(300, "2026-05-10")], "300 nmol/L"),  # raised all the same
        ([BEFORE, *DOSES, mma(260, "2026-05-10", **OWN_RANGE)], "> 271 nmol/L"),  # raised by the range it came with
        ([BEFORE, *DOSES, mma(300, "2026-04-10"), mma(180, "2026-05-10")], "300 nmol/L"),
        ([BEFORE, mma(200, "2026-01-06"), *DOSES, mma(180, "2026-05-10")], "200 nmol/L"),  # of those before, the latest
        ([BEFORE, mma(200, "2026-01-07"), *DOSES], "200 nmol/L"),  # of the day of the first dose: it has not fallen yet
        ([BEFORE, mma(200, "2026-01-08"), *DOSES], "700 nmol/L"),
        ([*DOSES, mma(180, "2026-05-10")], "180 nmol/L"),  # nothing else is known
        ([mma(700, "2025-05-20"), *DOSES, mma(180, "2026-05-10")], "180 nmol/L"),  # too old to count
        ([BEFORE, mma(180, "2026-05-10")], "180 nmol/L"),  # never injected
    ],
)
def test_the_metabolite_from_before_the_injections_counts_unless_it_is_still_raised(resources, read):
    assert value(facts(*resources, on=ON), "mma") == read
    assert value(facts(*reversed(resources), on=ON), "mma") == read


def test_homocysteine_from_before_the_injections_counts_too():
    before, after = (
        observation(HCY, number, "umol/L", id=on, effectiveDateTime=on)
        for number, on in ((32, "2026-01-05"), (11, "2026-05-10"))
    )
    assert value(facts(before, *DOSES, after, on=ON), "homocysteine") == "32 umol/L"


def test_the_normal_one_is_told():
    found = facts(BEFORE, *DOSES, mma(180, "2026-05-10"), on=ON)
    (told,) = [problem.sentence for problem in found.problems]
    assert told == (
        "methylmalonic acid: the result of 2026-05-10 was drawn on B12 treatment and takes nothing back; "
        "the result of 2026-01-05 is used in its place"
    )


def test_treatment_that_works_does_not_look_as_if_it_was_never_needed():
    """Of a woman with 260 ng/L, 700 nmol/L and fatigue a normal result on treatment made it *no indication found: review*."""
    level = observation("2132-9", 260, "ng/L", id="level", effectiveDateTime="2026-01-05")
    tired = {
        "resourceType": "Condition", "id": "tired", "subject": {"reference": "Patient/p"}, "onsetDateTime": "2026-01-01",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "84229001", "display": "Fatigue"}]},
        "clinicalStatus": {"coding": [{"code": "active"}]},
    }  # fmt: skip
    before, after = (
        assess(case(level, BEFORE, tired, *DOSES, *more, who=WOMAN), on=ON) for more in ([], [mma(180, "2026-05-10")])
    )
    assert before.route.outcome == after.route.outcome == "injection"
    assert before.headline == after.headline
