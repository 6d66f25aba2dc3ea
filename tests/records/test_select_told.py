"""What is said of a fact that counts, and of one that does not: sentence, place and day; slips of each went unnoticed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import permutations

import pytest

from bundles import B12, HB, condition, facts, given, observation, patient, value
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.language.patient import exactly
from cobalamin.records.case import case_from
from cobalamin.records.known import Facts, Known
from cobalamin.records.record import Missing, Source
from cobalamin.records.select import facts_on, standing_alone, turning_days, unknown_groups
from injected import injections

ON = date(2026, 3, 1)
FATIGUE = "84229001"


def case_file(facts: dict[str, object], **about: object) -> Facts:
    return facts_on(
        case_from({"cobalamin_case": 1, "patient": {"sex": "female", "age": 40}, "facts": facts, **about}), ON
    )


# --- the person ------------------------------------------------------------------------------------------------------


def test_sex_and_age_say_where_they_stand() -> None:
    found = facts(who=patient(gender="male"))
    assert found.known["female"] == Known(False, Source("patient.sex", "", "male"))
    assert found.known["age"] == Known(exactly(Fraction(275, 6), "a"), Source("patient.birth_date", "1980-05-01"))
    assert case_file({}).known["age"] == Known(exactly(40, "a"), Source("patient.age", ""))


@pytest.mark.parametrize(
    ("born", "why", "said"),
    [
        ("2026-03-02", "in the future", "age: born on 2026-03-02, after the decision date 2026-03-01"),
        ("2026-04", "in the future", "age: born on 2026-04-01 to 2026-04-30, after the decision date 2026-03-01"),
        ("1895-02-28", "implausible", "age: 131 years is not possible; check the birth date"),
    ],
)
def test_a_birth_date_that_gives_no_age_is_told(born: str, why: str, said: str) -> None:
    found = facts(who=patient(birthDate=born))
    assert (value(found, "age"), found.missing["age"].sentence) == (f"[{why}]", said)
    assert found.missing["age"].source == Source(
        "patient.birth_date", said[13:].split(",")[0] if "born" in said else born
    )


def test_who_is_born_today_has_an_age_and_so_has_who_is_130() -> None:
    assert [value(facts(who=patient(birthDate=born)), "age") for born in ("2026-03-01", "1896-03-01")] == [
        "0 years",
        "130 years",
    ]


@pytest.mark.parametrize(
    ("born", "note", "presumed"),
    [
        ("2021-03-01", "no small child", False),
        ("1980-05-01", "no small child", False),
        ("1890", "read as an adult", True),
    ],
)
def test_from_five_on_the_sign_of_infants_is_none(born: str, note: str, presumed: bool) -> None:
    said = facts(who=patient(birthDate=born)).known["developmental_regression"]
    assert (said.value, note in said.note, said.presumed) == (False, True, presumed)
    assert "developmental_regression" not in facts(who=patient(birthDate="2021-03-02")).known


@pytest.mark.parametrize(
    ("died", "told"),
    [
        ("2026-03-01", Missing("died", "the record says that the patient has died", Source("Patient.deceased", "2026-03-01"),
                                tells="a death")),
        (
            "2026-03-02",
            Missing(
                "in the future", "the record says that the patient died after the decision date, and so was alive on it",
                Source("Patient.deceased", "2026-03-02"), tells="a death",
            ),
        ),
    ],
)  # fmt: skip
def test_who_died_later_was_alive_on_the_day(died: str, told: Missing) -> None:
    assert facts(who=patient(deceasedDateTime=died)).problems == (told,)


# --- results ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "given_on", "why", "said"),
    [
        ("2026-03-02", "", "in the future", "dated 2026-03-02, after the decision date 2026-03-01"),
        ("2024-01-02", "", "too old", "the latest result is of 2024-01-02, more than 12 months before 2026-03-01"),
        ("2026-02-01", "2026-01-25", "after an injection",
         "the sample of 2026-02-01 was taken after a B12 injection (2026-01-25), within 14 days of it"),
        ("2026-02-01", "2026-02-01", "after an injection",
         "the sample of 2026-02-01 may have been taken after the B12 injection of that day (2026-02-01)"),
    ],
)  # fmt: skip
def test_a_level_that_does_not_count_says_why(day: str, given_on: str, why: str, said: str) -> None:
    injected = [given(on=given_on)] if given_on else []
    found = facts(observation(B12, 300, effectiveDateTime=day), *injected)
    told = found.missing["total_b12"]
    assert (told.why, told.sentence) == (why, f"total serum B12: {said}")
    assert told.source == Source("Observation/o1", day, "300 pg/mL")


@pytest.mark.parametrize("days", [*permutations(("2026-01-20", "2026-01-25", "2026-02-01", "2026-02-09"))])
def test_of_several_injections_before_a_sample_the_last_is_named(days: tuple[str, ...]) -> None:
    """Which one was named was the one that the server sent first; one of the day itself may have been after it."""
    injected = [given(on=day, id=f"a{day}") for day in days]
    told = facts(observation(B12, 300, effectiveDateTime="2026-02-01"), *injected).missing["total_b12"]
    assert "was taken after a B12 injection (2026-01-25), within 14 days of it" in told.sentence


def test_a_level_drawn_while_b12_was_given_is_at_most_this_without_it() -> None:
    """The injection of December 2024 is over on the day, and lifted what was drawn in June."""
    found = facts(observation(B12, 300, effectiveDateTime="2025-06-01"), given(on="2024-12-01"))
    known = found.known["total_b12"]
    assert (str(known.value), known.source) == (
        "≤ 300 pg/mL",
        Source("Observation/o1", "2025-06-01", "300 pg/mL"),
    )
    assert known.note == "drawn while B12 was given (2024-12-01 to 2025-12-01): at most this without it"


@pytest.mark.parametrize("days", [("2024-10-01", "2024-12-01"), ("2024-12-01", "2024-10-01")])
def test_of_several_spells_of_b12_the_last_is_named(days: tuple[str, ...]) -> None:
    injected = [given(on=day, id=f"a{day}") for day in days]
    known = facts(observation(B12, 300, effectiveDateTime="2025-06-01"), *injected).known["total_b12"]
    assert known.note == "drawn while B12 was given (2024-12-01 to 2025-12-01): at most this without it"


def test_the_last_day_on_which_b12_counts_as_given_lifts_a_level_and_the_next_does_not() -> None:
    drawn = ("2025-12-01", "2025-12-02")
    found = [facts(observation(B12, 300, effectiveDateTime=day), given(on="2024-12-01")) for day in drawn]
    assert [value(each, "total_b12") for each in found] == ["≤ 300 pg/mL", "300 pg/mL"]


@pytest.mark.parametrize(("given_on", "counts"), [("2026-01-18", False), ("2026-01-17", True)])
def test_an_antibody_told_in_words_after_an_injection_says_as_little_as_its_result(given_on: str, counts: bool) -> None:
    injected = injections([given_on])
    told = {"intrinsic_factor_antibody": {"present": True, "date": "2026-02-01"}}
    found = case_file(told, treatment=injected)
    assert ("intrinsic_factor_antibody" in found.known) is counts
    if not counts:
        problem = found.missing["intrinsic_factor_antibody"]
        assert problem.source == Source("$.facts.intrinsic_factor_antibody", "2026-02-01", "true")
        assert problem.sentence == (
            "intrinsic factor antibody positive: the sample of 2026-02-01 was taken after a B12 injection (2026-01-18), "
            "within 14 days of it"
        )


def test_what_a_laboratory_calls_low_is_anaemia_and_its_figure_is_asked_for() -> None:
    low = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "L"}]}
    found = facts(observation(HB, None, interpretation=[low]))
    source = found.known["anaemia_recorded"].source
    assert source is not None
    assert (found.known["anaemia_recorded"].value, source.where) == (True, "Observation/o1")
    assert found.known["anaemia_recorded"].note.startswith("haemoglobin ")
    told = found.missing["haemoglobin"]
    assert (told.why, told.source, told.sentence.endswith("; ask for the figure")) == ("in words only", source, True)


# --- findings --------------------------------------------------------------------------------------------------------


def test_a_finding_recorded_as_present_and_as_absent_on_one_day_is_told_with_its_last_place() -> None:
    refuted = {"coding": [{"code": "refuted"}]}
    found = facts(condition(FATIGUE), condition(FATIGUE, id="c2", verificationStatus=refuted))
    assert found.missing["fatigue"] == Missing(
        "contradictory",
        "fatigue: recorded both as present and as absent",
        Source("Condition/c2", "2026-01-05"),
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-03-02", "in the future: fatigue: dated 2026-03-02, after the decision date 2026-03-01"),
        ("2025-02-28", "too old: fatigue: recorded on 2025-02-28, too long before 2026-03-01 to count as current"),
    ],
)
def test_a_finding_that_does_not_count_says_why(day: str, said: str) -> None:
    told = facts(condition(FATIGUE, recordedDate=day, clinicalStatus=None)).missing["fatigue"]
    assert f"{told.why}: {told.sentence}" == said
    assert told.source is not None
    assert (told.source.where, told.source.when) == ("Condition/c1", day)


def test_an_undated_finding_of_a_bundle_says_that_it_is_read_as_current_and_one_of_a_case_file_need_not() -> None:
    known = facts(condition(FATIGUE, recordedDate=None)).known["fatigue"]
    assert (known.value, known.note) == (True, "not dated: read as current")
    assert known.source is not None
    assert known.source.where == "Condition/c1"
    assert case_file({"fatigue": True}).known["fatigue"].note == ""


# --- what the population is told -------------------------------------------------------------------------------------


def test_the_days_on_which_what_is_recorded_begins_or_ceases_to_count() -> None:
    assert turning_days(ON) == (date(2025, 3, 1), date(2025, 5, 5), date(2026, 3, 2))


def test_what_stands_alone_is_neither_presumed_nor_derived() -> None:
    alone = standing_alone(["bowel"])
    assert {"fatigue", "total_b12", "mma"} <= alone
    assert not alone & {"coeliac_disease", "haemoglobin", "pregnant", "age", "b12_injections", "anaemia_recorded"}
    assert "coeliac_disease" in standing_alone([])


def test_groups_nobody_knows_are_named_beside_those_known() -> None:
    known = ", ".join(ASSESSABLE)
    assert unknown_groups(ASSESSABLE) == ""
    assert (
        unknown_groups(["bowel", "kitchen", "x"])
        == f"'kitchen', 'x' is not a group of questions; expected some of {known}"
    )
