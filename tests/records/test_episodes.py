"""Several lines about one thing: an episode that is over does not end another that goes on (register R76)."""

import pytest

from bundles import ICD10CM, coded, condition, facts, observation, patient, value

ACTIVE = condition("R20.2", ICD10CM, id="feet", recordedDate="2025-11-01")
OVER = {"clinicalStatus": coded("resolved"), "abatementDateTime": "2026-02-01"}


@pytest.mark.parametrize("ended", [OVER, {"clinicalStatus": coded("resolved")}, {"abatementDateTime": "2026-02-01"}])
@pytest.mark.parametrize("recorded", ["2025-10-01", "2025-11-01", "2026-01-05"])
def test_a_tingling_that_is_over_does_not_end_one_that_goes_on(ended, recorded):
    """The hands are well again, the feet are not: the later word said "no numbness or tingling"."""
    hands = condition("R20.0", ICD10CM, id="hands", recordedDate=recorded, **ended)
    for lines in ((ACTIVE, hands), (hands, ACTIVE)):
        assert value(facts(*lines), "paraesthesia") is True


def test_one_that_is_over_alone_is_no_more():
    assert value(facts(condition("R20.0", ICD10CM, **OVER)), "paraesthesia") is False


def test_a_denial_of_a_later_day_still_counts():
    denied = condition("R20.2", ICD10CM, id="d", recordedDate="2026-02-01", verificationStatus=coded("refuted"))
    assert value(facts(ACTIVE, denied), "paraesthesia") is False


def test_what_has_no_status_is_ended_by_a_later_end():
    quiet = {key: part for key, part in ACTIVE.items() if key != "clinicalStatus"}
    assert value(facts(quiet, condition("R20.0", ICD10CM, id="hands", **OVER)), "paraesthesia") is False
    assert value(facts(quiet, observation(value=150)), "paraesthesia") is True


@pytest.mark.parametrize(
    "born, known, recorded",
    [
        ("2021-03-01", False, True),
        ("2021-03-02", "[never recorded]", True),
        ("2010-03-02", False, True),
        ("2010-03-01", False, False),  # from 16 on it is of childhood (register R23)
        ("1950-01-01", False, False),
        (None, False, True),
    ],
)
def test_the_sign_of_infants_is_asked_of_small_children_only(born, known, recorded):
    """It stood among what would change the answer for a man of 78."""
    assert value(facts(who=patient(birthDate=born)), "developmental_regression") == known
    assert value(facts(condition("609225004"), who=patient(birthDate=born)), "developmental_regression") is recorded


@pytest.mark.parametrize(
    "dated, read",
    [
        ({"verificationStatus": coded("refuted")}, "[contradictory]"),  # nobody says which of them was first
        ({"verificationStatus": coded("confirmed")}, True),
    ],
)
def test_a_sign_without_a_date_is_weighed_with_the_latest(dated, read):
    undated = condition("R20.2", ICD10CM, id="u", recordedDate=None)
    lines = undated, condition("R20.0", ICD10CM, id="d", recordedDate="2026-02-01", **dated)
    assert value(facts(*lines), "paraesthesia") == read
    assert value(facts(*reversed(lines)), "paraesthesia") == read


PERNICIOUS = condition("84027009", id="pa", recordedDate="2019-03-01", onsetDateTime="2018")
DENIED = condition("84027009", id="no", recordedDate="2026-02-01", verificationStatus=coded("refuted"))
COUNTS = "denied on 2026-02-01 (Condition/no), and counts all the same: check which is right"


@pytest.mark.parametrize(
    "resources, note",
    [
        ([PERNICIOUS], "since 2018"),
        (
            [{**PERNICIOUS, "clinicalStatus": coded("resolved")}],
            "since 2018; recorded as resolved: counts as lasting for life",
        ),
        (
            [{**PERNICIOUS, "abatementDateTime": "2020-01-01"}],
            "since 2018; recorded as ended: counts as lasting for life",
        ),
        ([PERNICIOUS, DENIED], f"since 2018; {COUNTS}"),
        ([DENIED, PERNICIOUS], f"since 2018; {COUNTS}"),
        ([PERNICIOUS, {**DENIED, "recordedDate": "2019-02-01"}], "since 2018"),  # denied before it was found
        ([PERNICIOUS, {**DENIED, "recordedDate": "2019-03-01"}], f"since 2018; {COUNTS.replace('2026-02', '2019-03')}"),
        ([{**PERNICIOUS, "recordedDate": None, "onsetDateTime": None}, DENIED], COUNTS),  # nobody says which was first
        ([PERNICIOUS, {**DENIED, "recordedDate": None}], f"since 2018; {COUNTS.replace(' on 2026-02-01', '')}"),
    ],
)
def test_what_lasts_for_life_and_is_said_to_be_over_counts_and_is_told(resources, note):
    known = facts(*resources).known["autoimmune_gastritis"]
    assert known.value is True
    assert known.note == note


def test_what_lasts_for_life_and_is_only_denied_is_denied():
    known = facts(DENIED).known["autoimmune_gastritis"]
    assert (known.value, known.note) == (False, "")
