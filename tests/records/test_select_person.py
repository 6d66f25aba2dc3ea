"""The person, what is told of the whole record, and what was chosen before, put in use: slips of each went unnoticed."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

import pytest

from bundles import HB, ON, case, condition, facts, observation, value
from cobalamin.knowledge.treatment import on_day
from cobalamin.language.patient import Interval, exactly
from cobalamin.records.case import case_from
from cobalamin.records.known import Facts, Known
from cobalamin.records.record import Case, Missing, Source, Statement
from cobalamin.records.select import facts_on, replaced_words
from cobalamin.records.select_person import of_the_day

PLAN = Missing("not confirmed", "planned", Source("CarePlan/p"), whole_resource=True, until=ON, over="planned once")


def test_an_age_beside_a_birth_date_that_denies_it_is_none_and_is_told() -> None:
    found = facts_on(Case("p", age=exactly(40, "a"), born=on_day(date(2001, 1, 1))), ON)
    assert "age" not in found.known
    assert found.missing["age"] == Missing(
        "contradictory",
        "age: an age of 40 years and a birth date of 2001-01-01 on 2026-03-01 cannot both be right",
        Source("patient.age", "2001-01-01"),
    )


def test_an_age_without_an_end_is_an_age() -> None:
    found = facts_on(Case("p", age=Interval(Fraction(90), None, "a")), ON)
    assert (str(found.known["age"].value), found.known["pregnant"].value) == ("≥ 90 years", False)


@pytest.mark.parametrize("sex", ["male", "female"])
def test_what_was_compared_with_the_person_before_is_no_no_again(sex: Literal["male", "female"]) -> None:
    """A saved form says of a man that his pregnancy is in doubt: that he is none of those who have one does not settle it."""
    doubt = Missing("contradictory", "pregnant: check both", Source("s"))
    said = Statement("pregnant", present=False, source=Source("s"), problem=doubt)
    found = facts_on(Case("p", sex=sex, statements=(said,)), ON)
    assert ("pregnant" in found.known, found.missing["pregnant"]) == (False, doubt)


def test_a_pregnancy_at_an_age_that_denies_it_says_so() -> None:
    said = Statement("pregnant", present=True, source=Source("s"), current=True)
    told = facts_on(Case("p", sex="female", age=exactly(70, "a"), statements=(said,)), ON).missing["pregnant"]
    assert told.sentence == "pregnant: recorded, but unlikely at the patient's age; check both"


def test_what_is_told_of_a_plan_is_another_sentence_once_it_is_over() -> None:
    over = Missing("too old", "planned once", PLAN.source, whole_resource=True, until=ON)
    assert of_the_day((PLAN,), ON) == (PLAN,)
    assert of_the_day((PLAN,), ON + timedelta(days=1)) == (over,)
    for other in (PLAN._replace(over=""), PLAN._replace(until=None)):
        assert of_the_day((other,), ON + timedelta(days=1)) == (other,)


def test_a_death_of_no_day_and_no_place_is_a_death() -> None:
    died = Missing("died", "the record says that the patient has died")
    assert of_the_day((died,), ON) == (died,)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("stop", "B12 injections: a stop is recorded for 2026-02-01"),
        ("hold", "B12 injections: a hold is recorded for 2026-02-01"),
        ("not_given", "B12 injections: the dose of 2026-02-01 was not given"),
    ],
)
def test_what_kept_an_injection_from_being_given_is_told_by_itself(event: str, told: str) -> None:
    """Also where nothing else of a treatment is on record."""
    dose = {"product": "hydroxocobalamin", "date": "2026-02-01", "event": event, "reason": "rash"}
    found = facts_on(case_from({"cobalamin_case": 1, "treatment": [dose]}), ON)
    assert any(problem.sentence.startswith(told) for problem in found.problems)
    assert found.reactions


def test_what_was_chosen_before_is_in_use_or_missing() -> None:
    known, missing = Known(exactly(150, "nmol/L")), Missing("too old", "old")
    found = facts_on(Case("p"), ON, settled={"mma": known, "homocysteine": missing})
    assert (found.known["mma"], found.missing["homocysteine"]) == (known, missing)


def test_what_cannot_be_read_and_may_be_a_known_result_is_told_until_all_of_them_are_known() -> None:
    one, both = (Missing("unmapped", name, facts=name) for name in (("mma",), ("mma", "homocysteine")))
    other = Missing("unmapped", "other")
    told = Case("p", problems=(one, both, other))
    mma, homocysteine = Known(exactly(150, "nmol/L")), Known(exactly(9, "umol/L"))
    assert facts_on(told, ON, settled={"mma": mma}).problems == (both, other)
    assert facts_on(told, ON, settled={"mma": mma, "homocysteine": homocysteine}).problems == (other,)


@pytest.mark.parametrize(("day", "presumed"), [(ON, False), (ON - timedelta(days=1), True)])
def test_what_was_left_out_counts_to_its_last_day(day: date, presumed: bool) -> None:
    left = Missing("unreadable", "Condition/x was left out", whole_resource=True, until=day)
    found = facts_on(Case("p", problems=(left,)), ON, ["symptoms"])
    assert ("fatigue" in found.known) is presumed


def test_a_year_that_reaches_into_the_window_leaves_open_what_one_before_does_not() -> None:
    for when, presumed in (("2025", False), ("2024", True), ("2025-03", False), ("2025-02", True)):
        tired = condition("84229001", recordedDate=when, clinicalStatus=None)
        found = facts_on(case(tired), ON, ["symptoms"])
        assert ("fatigue" in found.known and found.known["fatigue"].presumed) is presumed, when


def test_a_known_blood_count_leaves_no_reason_why_anaemia_in_words_is_missing() -> None:
    """Recorded too long ago, and answered by the figure, or by what a laboratory called low."""
    old = condition("271737000", recordedDate="2020-01-01")
    for said, found in ((observation(HB, 99, "g/L"), False), (observation(HB, "low"), True)):
        known = facts(old, said)
        assert (value(known, "anaemia_recorded"), "anaemia_recorded" in known.missing) == (found, False)


def test_anaemia_in_words_keeps_nobody_from_an_estimate_of_the_haemoglobin() -> None:
    """Only where a laboratory called the haemoglobin low an estimate must not deny it (register R22)."""
    assert value(facts(condition("271737000"), observation("20570-8", 30, "%")), "haemoglobin") == "99 g/L"


def test_the_one_figure_that_is_still_to_come_would_replace_the_word() -> None:
    some = Known(exactly(5, "10*9/L"))
    word = {"anaemia_recorded": Known(True), "pancytopenia_recorded": Known(True)}
    nothing = Facts(ON, known=dict(word))
    assert [*replaced_words(nothing)] == [("haemoglobin", "anaemia_recorded")]
    counts = Facts(ON, known={**word, "white_cells": some, "platelets": some})
    assert [*replaced_words(counts)] == [
        ("haemoglobin", "anaemia_recorded"),
        ("haemoglobin", "pancytopenia_recorded"),
    ]
    last = Facts(ON, known={**word, "haemoglobin": some, "white_cells": some})
    assert [*replaced_words(last)] == [("platelets", "pancytopenia_recorded")]
    assert [*replaced_words(Facts(ON, known={"white_cells": some, "platelets": some}))] == []
