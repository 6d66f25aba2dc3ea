"""A level drawn on tablets that go on takes nothing back; of a low one that a later one replaced a clinician hears (R32, R73)."""

from datetime import date

import pytest

from bundles import B12, MMA, case, condition, facts, given, medicine, observation, patient, value
from cobalamin.assessment.assess import assess

ON = date(2026, 6, 1)
WOMAN = patient(gender="female", birthDate="1958-03-03")


def level(number: float, on: str, id: str = "after"):
    return observation(B12, number, "ng/L", id=id, effectiveDateTime=on)


def mma(number: float, on: str):
    return observation(MMA, number, "nmol/L", id=f"mma-{on}", effectiveDateTime=on)


def tablets(since: str = "2026-01-12", status: str = "active", **more):
    ordered = {"intent": "order", "authoredOn": since} if since else {"intent": "order"}
    return medicine("MedicationRequest", "cyanocobalamin 1 mg tablets", status=status, id="t", **ordered, **more)


def taken(**period: str):
    status = "completed" if "end" in period else "active"
    return medicine(
        "MedicationStatement", "cyanocobalamin 1 mg tablets", status=status, id=str(period), effectivePeriod=period
    )


def other(text: str = "cyanocobalamin 1 mg tablets", status: str = "active"):
    """What a list says of the time before the tablets."""
    since = {"start": "2026-01-12"}
    return medicine("MedicationStatement", text, status=status, id="other", effectivePeriod=since)


BEFORE = level(150, "2026-01-10", "before")
AFTER = level(410, "2026-05-10")


@pytest.mark.parametrize(
    "resources, read",
    [
        ([BEFORE, tablets(), AFTER], "150 ng/L"),
        ([BEFORE, tablets(""), AFTER], "150 ng/L"),  # since when nobody says: perhaps before both
        ([BEFORE, taken(start="2026-01-12"), AFTER], "150 ng/L"),
        ([BEFORE, tablets(), level(160, "2026-05-10")], "160 ng/L"),  # low all the same
        ([tablets(), AFTER], "410 ng/L"),  # nothing else is known
        ([BEFORE, AFTER], "410 ng/L"),  # nobody treated her
        ([BEFORE, tablets("2026-05-10"), AFTER], "410 ng/L"),  # begun on the day of the sample: nothing has risen yet
        ([BEFORE, level(410, "2026-01-11"), tablets(), AFTER], "410 ng/L"),  # of those before, the latest
        ([BEFORE, taken(start="2026-01-12", end="2026-03-20"), AFTER], "410 ng/L"),  # seven weeks after their end
        ([BEFORE, taken(start="2026-01-12", end="2026-05-20"), tablets("2026-05-20"), AFTER], "150 ng/L"),
        ([BEFORE, taken(start="2026-01-12", end="2026-03-20"), tablets("2026-05-20"), AFTER], "410 ng/L"),
        ([BEFORE, given(on="2026-01-12"), tablets("2026-05-20"), AFTER], "150 ng/L"),  # on an injection of this year
        ([BEFORE, tablets(status="stopped"), AFTER], "410 ng/L"),
        ([BEFORE, other("metformin 850 mg tablets"), tablets("2026-05-20"), AFTER], "410 ng/L"),  # that is no B12
        ([BEFORE, other(status="not-taken"), tablets("2026-05-20"), AFTER], "410 ng/L"),
        ([BEFORE, other(status="entered-in-error"), tablets("2026-05-20"), AFTER], "410 ng/L"),
        ([BEFORE, other(status="unknown"), tablets("2026-05-20"), AFTER], "410 ng/L"),  # nobody knows whether they were
        ([BEFORE, tablets("2026-01-12"), level(410, "2026-06-01")], "150 ng/L"),  # drawn today
        ([level(150, "2025-05-20", "before"), tablets(), AFTER], "410 ng/L"),  # too old to count
    ],
)
def test_which_level_counts(resources, read):
    assert value(facts(*resources, on=ON), "total_b12") == read
    assert value(facts(*reversed(resources), on=ON), "total_b12") == read


def test_a_metabolite_that_fell_on_tablets_calls_for_no_injections():
    """They are the right treatment: with the raised one from before a course of injections was to begin."""
    results = mma(700, "2026-01-10"), tablets(), mma(180, "2026-05-10")
    found = facts(*results, on=ON)
    assert value(found, "mma") == "180 nmol/L"
    assert [problem.sentence for problem in found.problems] == [
        "methylmalonic acid: the result of 2026-01-10 was raised; "
        "the later one of 2026-05-10 is used: ask what was given in between"
    ]
    assert value(facts(*results, given(on="2026-01-12"), on=ON), "mma") == "700 nmol/L"  # of injections that go on


def test_tablets_that_work_do_not_look_as_if_they_were_never_needed():
    """Of 150 ng/L and new numbness one level on tablets made it *no indication for injections: review why it is taken*."""
    numb = condition("44077006", id="numb", onsetDateTime="2026-05-20")
    before, after = (assess(case(BEFORE, tablets(), numb, *more, who=WOMAN), on=ON) for more in ([], [AFTER]))
    assert before.route.outcome == after.route.outcome == "injection"
    assert before.headline == after.headline


@pytest.mark.parametrize(
    "results, told",
    [
        (
            [BEFORE, AFTER],
            "total serum B12: the result of 2026-01-10 was low; "
            "the later one of 2026-05-10 is used: ask what was given in between",
        ),
        ([BEFORE, taken(start="2026-01-12", end="2026-03-20"), AFTER], "total serum B12: the result of 2026-01-10 was low"),
        ([mma(700, "2026-01-10"), mma(180, "2026-05-10")], "methylmalonic acid: the result of 2026-01-10 was raised"),
        ([BEFORE, level(150, "2026-05-10")], ""),  # low again
        ([level(250, "2026-01-10", "before"), AFTER], ""),  # borderline showed nothing
        ([level(180, "2026-01-10", "before"), AFTER], ""),  # the figure itself is not below it
        ([mma(271, "2026-01-10"), mma(180, "2026-05-10")], ""),  # nor above it
        ([level(150, "2025-05-20", "before"), AFTER], ""),  # of more than a year ago
        ([observation(B12, 150, "ng/L", status="preliminary", effectiveDateTime="2026-01-10"), AFTER], ""),
    ],
)  # fmt: skip
def test_an_earlier_result_that_showed_deficiency_is_told(results, told):
    said = [problem.sentence for problem in facts(*results, on=ON).problems]
    assert len(said) == bool(told)
    assert all(sentence.startswith(told) for sentence in said)
