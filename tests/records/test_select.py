"""Which observation counts, and that every reason for a missing fact can be reached from a bundle."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

import pytest

from bundles import (
    B12,
    HB,
    HOLO,
    MMA,
    ON,
    SCT,
    Resource,
    bundle,
    coded,
    concept,
    condition,
    facts,
    given,
    medicine,
    observation,
    patient,
    value,
    why_missing,
)  # fmt: skip
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.possible import possible
from cobalamin.language.explain import explain
from cobalamin.language.truth import Truth
from cobalamin.records.case import case_from
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.known import Facts
from cobalamin.records.record import Why
from cobalamin.records.select import facts_on

REASONS: dict[Why, tuple[str, list[Resource]]] = {
    "never recorded": ("total_b12", []),
    "too old": ("total_b12", [observation(value=150, effectiveDateTime="2025-02-28")]),
    "not final": ("total_b12", [observation(value=150, status="preliminary")]),
    "unit missing": ("total_b12", [observation(value=150, unit=None)]),
    "unit unknown": ("total_b12", [observation(value=150, unit="furlong")]),
    "implausible": ("total_b12", [observation(value=-1)]),
    "after an injection": ("total_b12", [given(), observation(value=900)]),
    "contradictory": ("total_b12", [observation(value=150), observation(value=900, id="o2")]),
    "in the future": ("total_b12", [observation(value=150, effectiveDateTime="2026-03-02")]),
    "not dated": ("total_b12", [observation(value=150, effectiveDateTime=None)]),
    "not confirmed": ("fatigue", [condition("84229001", verificationStatus=coded("differential"))]),
    "unspecific code": ("b12_deficiency_diagnosed", [condition("E53.8", "http://hl7.org/fhir/sid/icd-10")]),
    "in words only": ("haemoglobin", [observation(HB, "low")]),
    "unreadable": ("total_b12", [observation(B12, "haemolysed")]),
}


@pytest.mark.parametrize("why", REASONS)
def test_every_reason_is_reached_and_is_a_sentence(why: Why) -> None:
    name, resources = REASONS[why]
    missing = why_missing(facts(*resources), name)
    assert missing.why == why
    assert ": " in missing.sentence
    assert why == "never recorded" or missing.source is not None


def test_the_reasons_that_no_fact_has() -> None:
    """An unmapped text and a death belong to no fact; a censored result is an interval, and nothing is lost by it."""
    assert set(get_args(Why)) - set(REASONS) == {"unmapped", "censored", "died"}
    assert [p.why for p in facts(observation({"text": "B12"}, 1)).problems] == ["unmapped"]
    assert value(facts(observation(B12, "<150 pg/mL")), "total_b12") == "< 150 pg/mL"


@pytest.mark.parametrize(
    "day, expected",
    [
        ("2026-03-01", "150 pg/mL"),
        ("2025-03-01", "150 pg/mL"),
        ("2025-02-28", "[too old]"),
        ("2026-03-02", "[in the future]"),
    ],
)
def test_the_window_is_twelve_months_to_the_day(day: str, expected: str) -> None:
    assert value(facts(observation(value=150, effectiveDateTime=day)), "total_b12") == expected


def test_the_latest_usable_result_counts() -> None:
    older, newer = observation(value=150, effectiveDateTime="2025-12-01"), observation(value=400, id="o2")
    broken = observation(value=90, unit=None, id="o3", effectiveDateTime="2026-02-20")
    assert value(facts(older, newer, broken), "total_b12") == "400 pg/mL"


@pytest.mark.parametrize("days, spoiled", [(-1, False), (0, True), (14, True), (15, False)])
@pytest.mark.parametrize(
    "code, sent, unit, fact", [(B12, 900, "pg/mL", "total_b12"),
     (HOLO, 90, "pmol/L", "active_b12"),
     ("31444-3", "positive", None, "intrinsic_factor_antibody")]
)  # fmt: skip
def test_a_sample_within_fourteen_days_after_an_injection(
    days: int, spoiled: bool, code: str, sent: Any, unit: str, fact: str
) -> None:
    sampled = (date(2026, 1, 25) + timedelta(days=days)).isoformat()
    found = value(facts(given(on="2026-01-25"), observation(code, sent, unit, effectiveDateTime=sampled)), fact)
    assert (found == "[after an injection]") == spoiled


def test_metabolites_after_an_injection_still_count() -> None:
    assert value(facts(given(), observation(MMA, 500, "nmol/L")), "mma") == "500 nmol/L"


@pytest.mark.parametrize("sampled, spoiled", [("2026-01", True), ("2026", True), ("2025-12", False)])
def test_a_sample_of_unknown_day_may_lie_after_the_injection(sampled: str, spoiled: bool) -> None:
    found = value(facts(given(on="2026-01-25"), observation(value=900, effectiveDateTime=sampled)), "total_b12")
    assert (found == "[after an injection]") == spoiled


@pytest.mark.parametrize(
    "event", [given("cyanocobalamin 1 mg tablet", dosage={"route": {"text": "oral"}}), given("folic acid")]
)
def test_what_is_swallowed_spoils_no_sample(event: Resource) -> None:
    assert value(facts(event, observation(value=150)), "total_b12") == "150 pg/mL"


def test_the_same_result_in_two_units_is_no_contradiction() -> None:
    assert (
        value(facts(observation(value=247), observation(value=182, unit="pmol/L", id="o2")), "total_b12")
        == "182 pmol/L"
    )
    assert value(facts(observation(value=247), observation(value=247, unit="ng/L", id="o2")), "total_b12") in (
        "247 ng/L",
        "247 pg/mL",
    )
    assert (
        value(facts(observation(value=247), observation(value=247, unit="pmol/L", id="o2")), "total_b12")
        == "[contradictory]"
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # What the same assay prints in two units, open to one side: one result; from the other side or as a number: two.
        (">2000 pg/mL", ">1476 pmol/L", "> 1476 pmol/L"),
        ("<150 pg/mL", "<111 pmol/L", "< 111 pmol/L"),
        ("<150 pg/mL", ">111 pmol/L", "[contradictory]"),
        (">2000 pg/mL", "1476 pmol/L", "[contradictory]"),
        ("2000 pg/mL", ">1476 pmol/L", "[contradictory]"),
        # Rounding takes at most one in a hundred.
        ("1355 pg/mL", "1009 pmol/L", "1009 pmol/L"),
        ("1355 pg/mL", "1011 pmol/L", "[contradictory]"),
        ("1355 pg/mL", "988 pmol/L", "[contradictory]"),
    ],
)
def test_results_of_one_moment_in_two_units_are_one_where_they_say_the_same(
    one: str, other: str, expected: str
) -> None:
    sent = observation(value=one), observation(value=other, id="o2")
    for order in (sent, sent[::-1]):
        assert str(value(facts(*order), "total_b12")) == expected


def test_what_contradicts_itself_says_what_was_sent_and_by_whom_in_any_order() -> None:
    sent = observation(value=247), observation(value=182, id="o2"), observation(value=150, id="o3")
    for order in (sent, sent[::-1]):
        found = facts(*order).missing["total_b12"]
        assert found.sentence.endswith("different results for one moment: 150 pg/mL, 182 pg/mL, 247 pg/mL")
        assert found.source is not None
        assert found.source.where == "Observation/o1"


def test_what_a_man_cannot_be_is_told_with_its_source() -> None:
    found = person("male", pregnant=True).missing["pregnant"]
    assert found.sentence == "pregnant: recorded, but the patient is recorded as male; check both"
    assert found.source is not None
    assert found.source.where == "$.facts.pregnant"


@pytest.mark.parametrize(("age", "counts"), [(59, True), (60, False), (8, False), (9, True)])
@pytest.mark.parametrize("name", ["pregnant", "breastfeeding", "trimester_2"])
def test_a_pregnancy_at_an_age_that_speaks_against_it_is_asked_about(name: str, age: int, counts: bool) -> None:
    """A pregnancy left on the list of problems for decades kept a low level from counting for a woman of 80."""
    found = person(age=age, **{name: True})
    assert (name in found.known) is counts
    assert (name in found.missing) is not counts


def test_a_haemoglobin_is_estimated_from_the_haematocrit_only_where_it_is_missing() -> None:
    estimated = facts(observation("20570-8", 30, "%"))
    assert value(estimated, "haemoglobin") == "99 g/L"
    assert "estimated" in estimated.known["haemoglobin"].note
    assert (
        value(facts(observation("20570-8", 30, "%"), observation(HB, 12, "g/dL", id="hb")), "haemoglobin") == "12 g/dL"
    )


def test_a_figure_takes_the_place_of_a_word() -> None:
    anaemia = condition("271737000")
    assert value(facts(anaemia), "anaemia_recorded") is True
    assert value(facts(anaemia, observation(HB, 14, "g/dL")), "anaemia_recorded") is False


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # A day, a month or a year alone may be any moment of it (register R76).
        ("2026-02-20", "2026-02-20T08:00:00Z", "[contradictory]"),
        ("2026-02", "2026-02-20T08:00:00Z", "[contradictory]"),
        ("2026-02", "2026-02-20", "[contradictory]"),
        ("2026", "2026-02-20", "[contradictory]"),
        ("2026-02-20", "2026-02-21T08:00:00Z", "900 pg/mL"),
        ("2026-01", "2026-02-20", "900 pg/mL"),
        # Where both clocks are told, the instants decide; else the clocks on the wall do.
        ("2026-02-20T08:00:00Z", "2026-02-20T09:30:00+02:00", "150 pg/mL"),
        ("2026-02-20T08:00:00Z", "2026-02-20T10:00:00+02:00", "[contradictory]"),
        ("2026-02-20T08:00:00+02:00", "2026-02-20T09:30:00+02:00", "900 pg/mL"),
        ("2026-02-20T23:30:00-05:00", "2026-02-21T01:00:00Z", "150 pg/mL"),
        ("2026-02-20T08:00:00", "2026-02-20T09:30:00+02:00", "900 pg/mL"),
    ],
)
def test_of_two_results_that_differ_the_one_that_is_surely_later_counts(one: str, other: str, expected: str) -> None:
    sent = observation(value=150, effectiveDateTime=one), observation(value=900, id="o2", effectiveDateTime=other)
    for order in (sent, sent[::-1]):
        assert str(value(facts(*order), "total_b12")) == expected


def test_two_results_of_one_day_that_agree_are_one_result_with_or_without_a_time() -> None:
    sent = observation(value=150, effectiveDateTime="2026-02-01"), observation(value=150, id="o2")
    assert str(value(facts(*sent), "total_b12")) == "150 pg/mL"


def test_a_result_that_cannot_be_used_contradicts_none() -> None:
    sent = observation(value=150, effectiveDateTime="2026-02-01"), observation(value=900, id="o2", status="preliminary")
    assert str(value(facts(*sent), "total_b12")) == "150 pg/mL"


@pytest.mark.parametrize(
    "later, told",
    [
        ({"status": "preliminary"}, "total serum B12: the result is preliminary, not final"),
        ({"unit": ""}, "no unit was sent with total serum B12"),
        ({"unit": "furlong"}, "unit 'furlong' is not understood for total serum B12"),
    ],
)
def test_a_later_result_that_cannot_be_used_is_told_beside_the_earlier_one_that_counts(
    later: Resource, told: str
) -> None:
    """A level of 90, sent before it was final, was silently passed over for a normal one of the year before."""
    sent = observation(value=90, **later), observation(value=420, id="o2", effectiveDateTime="2025-11-03")
    for order in (sent, sent[::-1]):
        found = facts(*order)
        assert str(value(found, "total_b12")) == "420 pg/mL"
        (problem,) = found.problems
        assert problem.sentence.startswith(told)
        assert problem.sentence.endswith("; the result of 2025-11-03 is used in its place")


def test_of_two_later_results_of_one_moment_the_same_is_told_in_any_order() -> None:
    """What was told was the one sent first: *is preliminary*, or *has no number*, of two versions of one result."""
    one, two = observation(value=90, status="preliminary"), observation(value=90, id="o3", unit="furlong")
    used = observation(value=420, id="o2", effectiveDateTime="2025-11-03")
    (told,) = {facts(*order).problems for order in ((one, two, used), (two, one, used))}
    assert [problem.why for problem in told] == ["not final"]


@pytest.mark.parametrize(
    "other",
    [
        {"status": "entered-in-error"},
        {"status": "preliminary", "effectiveDateTime": "2025-11-03"},
        {"status": "preliminary", "effectiveDateTime": "2025-10-01"},
        {"effectiveDateTime": "2026-12-01"},
    ],
)
def test_a_result_that_was_none_or_is_of_no_later_day_is_not_told_beside_the_one_that_counts(other: Resource) -> None:
    sent = observation(value=90, **other), observation(value=420, id="o2", effectiveDateTime="2025-11-03")
    assert facts(*sent).problems == ()


def test_a_yes_and_a_no_of_one_day_contradict_each_other() -> None:
    yes, no = (
        observation(concept("84229001", SCT), valueBoolean=True),
        observation(concept("84229001", SCT), valueBoolean=False, id="n"),
    )
    assert value(facts(yes, no), "fatigue") == "[contradictory]"
    assert value(facts(yes, {**no, "effectiveDateTime": "2026-02-02"}), "fatigue") is False


@pytest.mark.parametrize(
    "tested, diagnosed, expected",
    [
        ("2025-06-01", "2026-02-14", True),  # found since
        ("2026-02-14", "2025-06-01", False),  # excluded since
        ("2026-02-14", "2026-02-14", "[contradictory]"),
    ],
)
def test_a_test_and_a_diagnosis_of_one_finding_count_by_their_days(tested: str, diagnosed: str, expected: Any) -> None:
    """A negative result of last year took back the diagnosis that somebody made since (found by a second writing)."""
    negative = observation(concept("49472006", SCT), valueString="negative", effectiveDateTime=tested)
    found = facts(negative, condition("49472006", recordedDate=diagnosed))
    assert value(found, "b12_deficiency_diagnosed") == expected


@pytest.mark.parametrize(
    "months, expected", [("9", True), ("107", True), ("108", False), ("400", False), ("720", True)]
)
def test_ages_in_months_are_years_before_they_are_judged(months: str, expected: bool) -> None:
    found = facts_on(case_from({"cobalamin_case": 1, "patient": {"age": f"{months} mo", "sex": "female"}}), ON)
    assert ("pregnant" in found.known) == expected


def test_nothing_is_presumed_outside_an_assessed_group_or_over_a_doubt() -> None:
    case = case_from({"cobalamin_case": 1, "facts": {"metformin": True}, "assessed": ["medicines"]})
    found = facts_on(case, ON)
    assert (value(found, "metformin"), value(found, "colchicine"), value(found, "fatigue")) == (
        True,
        False,
        "[never recorded]",
    )
    doubted = facts_on_with(["neurology"], condition("44077006", verificationStatus=coded("provisional")))
    assert value(doubted, "paraesthesia") in ("[not confirmed]", False)


@pytest.mark.parametrize(
    ("bad", "presumed"),
    [
        ({"resourceType": "Procedure", "id": "x", "code": 7}, {"bowel", "medicines"}),
        ({"resourceType": "Condition", "id": "x", "code": 7}, {"medicines"}),
        ({"resourceType": "MedicationStatement", "code": 7, "status": [1]}, {"surgery", "bowel"}),
        ({"resourceType": "Observation", "id": "x", "code": 7}, {"surgery", "bowel", "medicines"}),
        ("nonsense", set()),
    ],
)
def test_what_was_left_out_may_have_held_a_yes_and_its_group_is_not_presumed(bad, presumed):
    """A gastric bypass that could not be read is not presumed away; what is not presumed is told."""
    found = facts_on(read_bundle(bundle(bad)), ON, ["surgery", "bowel", "medicines"])
    groups = {FACTS[name].group for name, known in found.known.items() if known.presumed}
    assert groups & {"surgery", "bowel", "medicines"} == presumed
    told = [problem.sentence for problem in found.problems if problem.sentence.startswith("not read as asked about")]
    assert len(told) == (len(presumed) < 3)


def person(sex: str = "female", age: int = 30, **said: bool) -> Facts:
    return facts_on(case_from({"cobalamin_case": 1, "patient": {"age": f"{age} a", "sex": sex}, "facts": said}), ON)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"pregnant": False, "trimester_2": True}, {"pregnant", "trimester_2"}),
        ({"pregnant": True, "trimester_1": True, "trimester_2": True}, {"trimester_1", "trimester_2"}),
        ({"pregnant": True, "trimester_1": False, "trimester_2": True}, set()),
        ({"trimester_3": True}, set()),
        ({"sex": "male", "trimester_3": True}, {"pregnant", "trimester_3"}),
        ({"age": 70, "trimester_3": True}, {"pregnant", "trimester_3"}),
    ],
)
def test_a_trimester_that_does_not_go_with_the_rest_is_contradictory(said, missing):
    """Nobody knows which word is mistaken: none counts, and the exact reading is never asked of an impossible patient."""
    found = person(**said)
    assert {name for name, problem in found.missing.items() if problem.why == "contradictory"} == missing
    assert not missing & found.known.keys()
    assert explain(possible, found.values).truth is not Truth.NO


def facts_on_with(groups: list[str], *resources: Resource) -> Facts:
    from bundles import case

    return facts_on(case(*resources), ON, groups)


def test_a_pregnancy_of_last_year_is_over() -> None:
    assert value(facts(condition("77386006", recordedDate="2025-01-01")), "pregnant") == "[too old]"
    assert value(facts(condition("77386006", recordedDate="2025-10-01")), "pregnant") is True


def test_a_medicine_taken_now_counts_and_one_of_long_ago_does_not() -> None:
    old = medicine("MedicationAdministration", text="cyanocobalamin 1 mg tablet", effectiveDateTime="2020-01-01")
    assert value(facts(old), "oral_b12") == "[too old]"
    assert value(facts(medicine(text="cyanocobalamin 1 mg tablet", authoredOn="2020-01-01")), "oral_b12") is True


def test_sex_unknown_leaves_pregnancy_open() -> None:
    assert value(facts(who=patient(gender="unknown")), "pregnant") == "[never recorded]"


@pytest.mark.parametrize(
    "later", ["2026-02-02T09:30Z", "2026-02-02T09:30+01:00", "2026-02-02T09:30", "20260202T093000"]
)
def test_a_time_without_seconds_stands_beside_the_others(later: str) -> None:
    """The wall-clock time as recorded, whatever offset stands behind it."""
    found = facts(
        observation(value=400, effectiveDateTime="2026-02-01T08:00:00Z"),
        observation(value=150, id="o2", effectiveDateTime=later),
    )
    assert value(found, "total_b12") == "150 pg/mL"
