"""Several words and results on one thing: which is told, with which place and note, in any order; slips of each went unnoticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import permutations

import pytest

from bundles import B12, HB, ON, SCT, case, coded, concept, condition, facts, medicine, observation, value
from cobalamin.knowledge.treatment import Product, TreatmentEvent, on_day
from cobalamin.records.case import case_from
from cobalamin.records.known import Facts
from cobalamin.records.record import Case, Missing, Pending, Result, Source, Statement, Why
from cobalamin.records.select import facts_on

FATIGUE, ANTIBODY, HAEMATOCRIT = "84229001", "intrinsic_factor_antibody", "20570-8"
DIFFERENTIAL, REFUTED = coded("differential"), coded("refuted")


def where(found: Facts, name: str) -> str:
    """The place of what is told of a fact, known or not."""
    told = found.known.get(name) or found.missing[name]
    assert told.source is not None
    return told.source.where


# --- findings --------------------------------------------------------------------------------------------------------


def test_of_several_words_of_one_day_the_same_one_is_told_in_any_order() -> None:
    for sent in permutations(condition(FATIGUE, id=name) for name in ("c1", "c2", "c3")):
        assert where(facts(*sent), "fatigue") == "Condition/c3"
    for sent in permutations((condition(FATIGUE), condition(FATIGUE, id="c2"))):
        assert where(facts(*sent), "fatigue") == "Condition/c2"


def test_of_three_words_that_contradict_each_other_the_last_is_told() -> None:
    said = [condition(FATIGUE), condition(FATIGUE, id="c2"), condition(FATIGUE, id="c3", verificationStatus=REFUTED)]
    for sent in permutations(said):
        found = facts(*sent)
        assert (value(found, "fatigue"), where(found, "fatigue")) == ("[contradictory]", "Condition/c3")


def test_of_what_holds_for_life_the_latest_yes_is_told() -> None:
    """Also where one is a test and the other a diagnosis."""
    tested = Result(ANTIBODY, "positive", Source("z", "2026-01-10"), datetime(2026, 1, 10))
    result = Pending(ANTIBODY, tested.taken, lambda: tested)
    said = Statement(ANTIBODY, True, Source("a", "2026-02-10"), date(2026, 2, 10))
    assert where(facts_on(Case("p", statements=(said,), results=(result,)), ON), ANTIBODY) == "a"


def test_what_leaves_a_finding_open_is_told_rather_than_what_is_too_old() -> None:
    """Else it would be presumed away where somebody asked about the group."""
    open_ = condition(FATIGUE, id="c1", recordedDate="2023-01-05", verificationStatus=DIFFERENTIAL)
    old = condition(FATIGUE, id="c2", recordedDate="2024-01-05", clinicalStatus=None)
    for sent in ([open_, old], [old, open_]):
        found = facts_on(case(*sent), ON, ["symptoms"])
        assert (value(found, "fatigue"), where(found, "fatigue")) == ("[not confirmed]", "Condition/c1")


def test_of_two_that_leave_a_finding_open_the_later_is_told() -> None:
    said = [
        condition(FATIGUE, id=f"c{day}", recordedDate=f"2026-01-0{day}", verificationStatus=DIFFERENTIAL)
        for day in (5, 6)
    ]
    for sent in (said, said[::-1]):
        assert where(facts(*sent), "fatigue") == "Condition/c6"


def test_two_doubts_from_one_place_are_told_alike_in_any_order() -> None:
    whys: tuple[Why, ...] = ("not confirmed", "in words only")
    source = Source("Condition/c", "2026-01-05")
    doubts = [Statement("fatigue", False, source, date(2026, 1, 5), problem=Missing(why, why, source)) for why in whys]
    for said in (doubts, doubts[::-1]):
        assert facts_on(Case("p", statements=tuple(said)), ON).missing["fatigue"].why == "not confirmed"


def test_a_finding_that_is_known_has_no_reason_why_it_is_missing() -> None:
    found = facts(condition(FATIGUE), condition(FATIGUE, id="c2", verificationStatus=DIFFERENTIAL))
    assert (value(found, "fatigue"), "fatigue" in found.missing) == (True, False)


def test_what_is_noted_of_a_finding_stands_before_that_it_has_no_date() -> None:
    said = Statement("fatigue", True, Source("s"), note="since 2025")
    assert facts_on(Case("p", statements=(said,)), ON).known["fatigue"].note == "since 2025; not dated: read as current"


@pytest.mark.parametrize(
    ("taken", "note"), [(None, "word; not dated: taken as current"), (datetime(2026, 1, 10), "word")]
)
def test_a_test_of_a_finding_says_what_is_noted_of_it_and_whether_it_has_a_date(
    taken: datetime | None, note: str
) -> None:
    result = Result(ANTIBODY, "positive", Source("r"), taken, note="word")
    tested = Case("p", results=(Pending(ANTIBODY, taken, lambda: result),), undated_is_current=True)
    assert facts_on(tested, ON).known[ANTIBODY].note == note
    bare = replace(tested, results=(Pending(ANTIBODY, taken, lambda: result._replace(note="")),))
    assert facts_on(bare, ON).known[ANTIBODY].note == note.removeprefix("word").removeprefix("; ")


# --- results ---------------------------------------------------------------------------------------------------------


def test_a_haemoglobin_that_is_called_low_is_told_before_a_haematocrit_in_any_order() -> None:
    low = observation(HB, "low", id="hb"), observation(HAEMATOCRIT, "low", id="hct")
    for sent in (low, low[::-1]):
        assert where(facts(*sent), "anaemia_recorded") == "Observation/hb"


def test_a_later_result_that_is_passed_over_is_told_of_its_fact_and_none_of_the_future_is() -> None:
    used = observation(value=420, id="o2", effectiveDateTime="2025-11-03")
    (told,) = facts(used, observation(value=90, status="preliminary")).problems
    assert told.fact == "total_b12"
    assert facts(used, observation(value=90, status="preliminary", effectiveDateTime="2026-12-01")).problems == ()


def test_a_level_in_words_says_so_before_what_else_is_to_be_known_of_it() -> None:
    undated = facts_on(case_from({"cobalamin_case": 1, "facts": {"total_b12": "low"}}), ON)
    assert undated.known["total_b12"].note == "reported only as low; not dated: taken as current"
    tablets = medicine(
        "MedicationStatement",
        "cyanocobalamin 1 mg tablet",
        effectivePeriod={"start": "2025-09-01", "end": "2026-02-10"},
    )
    assert facts(observation(B12, "low"), tablets).known["total_b12"].note == (
        "reported only as low; drawn while B12 was given (2025-09-01 to 2026-02-10): at most this without it"
    )


@pytest.mark.parametrize(
    ("product", "found"),
    [
        ("hydroxocobalamin", "≤ 300 pg/mL"),
        ("cyanide_kit", "300 pg/mL"),
        ("unknown", "300 pg/mL"),
        ("folic_acid", "300 pg/mL"),
    ],
)
def test_only_b12_that_was_given_to_replace_it_lifts_a_level(product: Product, found: str) -> None:
    given = TreatmentEvent("administration", on_day(date(2024, 12, 1)), "m", product=product, route="intramuscular")
    level = case(observation(value=300, effectiveDateTime="2025-06-01"))
    assert value(facts_on(replace(level, treatment=(given,)), ON), "total_b12") == found


def test_a_month_alone_contradicts_a_day_in_it_also_behind_a_day_that_is_surely_earlier() -> None:
    sent = [
        observation(value=level, id=f"o{level}", effectiveDateTime=day)
        for level, day in ((150, "2026-02-20"), (400, "2026-02-10"), (900, "2026-02"))
    ]
    for order in permutations(sent):
        assert facts(*order).missing["total_b12"].sentence.endswith("for one moment: 150 pg/mL, 900 pg/mL")


def test_a_test_and_its_refusal_of_one_day_contradict_each_other_whoever_is_named_first() -> None:
    yes = observation(concept(FATIGUE, SCT), valueBoolean=True)
    for sent in permutations((yes, {**yes, "id": "n", "valueBoolean": False})):
        assert where(facts(*sent), "fatigue") == "Observation/o1"
