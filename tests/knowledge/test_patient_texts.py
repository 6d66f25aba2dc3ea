"""The patient's page reads at age 11 or lower, covers the vocabulary, and claims no diagnosis."""

import re
from collections.abc import Iterator
from typing import get_args

import pytest

from cobalamin.knowledge import patient
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.follow_up import CHECKS
from cobalamin.knowledge.sources import source_of
from cobalamin.records.record import Why
from reading_age import GRADE_LIMIT, grade, syllables


def texts() -> Iterator[tuple[str, str]]:
    for name in ("INTRODUCTION", "QUESTIONS_TO_ASK", "GET_HELP_HOW", "GET_HELP_AT_ONCE"):
        for number, text in enumerate(getattr(patient, name), 1):
            yield f"{name} {number}", text
    yield "GET_HELP_TITLE", patient.GET_HELP_TITLE
    yield "NOT_READ", patient.NOT_READ
    for mapping in ("WHY_NOT_USED", "HOW_LONG", "CHECKS_IN_WORDS"):
        yield from ((f"{mapping} {key}", text) for key, text in getattr(patient, mapping).items())
    # A name is measured in the sentence it stands in: the formula knows no single words.
    yield from (
        (f"NAMES {name}", f"Your notes say {text}.")
        for name, text in patient.NAMES.items()
        if name not in patient.PROPER_NAMES
    )
    for section in patient.SECTIONS:
        yield f"{section.id} title", section.title
        yield f"{section.id} about", section.about
        for item in section.items:
            yield f"{item.id} words", item.words
            yield f"{item.id} question", item.question


ITEMS = tuple(item for section in patient.SECTIONS for item in section.items)


@pytest.mark.parametrize(
    "word, count",
    [("tablet", 2), ("B12", 2), ("MMA", 3), ("haemoglobin", 4), ("name", 1), ("little", 2), ("tested", 2), ("numb", 1),
     ("passed", 1), ("bladder", 2), ("anaemia", 4), ("being", 2), ("diseases", 3), ("radiation", 4)],
)  # fmt: skip
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_measure_tells_plain_from_learned() -> None:
    assert grade("The cat sat on the mat.") < 0
    assert grade("Functional cobalamin deficiency necessitates parenteral administration.") > 20


@pytest.mark.parametrize("name, text", tuple(texts()), ids=lambda v: v if len(v) < 40 else "")
def test_every_patient_text_reads_at_age_11_or_lower(name: str, text: str) -> None:
    assert grade(text) <= GRADE_LIMIT, f"{name}: grade {grade(text):.1f}: {text!r}"


def test_every_item_shows_facts_of_the_vocabulary_and_asks_one_question_at_least() -> None:
    assert {fact for item in ITEMS for fact in item.facts} <= FACTS.keys()
    assert all(item.facts and "?" in item.question for item in ITEMS)


def test_every_fact_is_shown_once_or_left_out_on_purpose() -> None:
    shown = [fact for item in ITEMS for fact in item.facts]
    assert len(shown) == len(set(shown))
    assert not set(shown) & set(patient.NOT_FOR_PATIENTS)
    assert set(shown) | set(patient.NOT_FOR_PATIENTS) == set(FACTS)


def test_ids_are_one_of_a_kind() -> None:
    ids = [s.id for s in patient.SECTIONS] + [i.id for i in ITEMS]
    assert sorted(ids) == sorted(set(ids))


def test_what_is_shown_beside_another_has_a_name_and_a_proper_name_has_no_plainer_one() -> None:
    several = {fact for item in ITEMS if len(item.facts) > 1 for fact in item.facts}
    assert several == patient.NAMES.keys()
    assert set(patient.PROPER_NAMES) <= patient.NAMES.keys()
    assert len(patient.PROPER_NAMES) <= 11


def test_every_dated_check_of_the_follow_up_is_told_in_plain_words() -> None:
    assert patient.CHECKS_IN_WORDS.keys() == {check.id for check in CHECKS if check.first is not None}


def test_every_reason_of_its_own_is_one_the_records_give() -> None:
    assert patient.WHY_NOT_USED.keys() < set(get_args(Why))


def test_the_articles_checklist_is_covered() -> None:
    cited = {cite for section in patient.SECTIONS for cite in section.cites}
    assert {f"S{n}" for n in (45, 46, 47, 48, 49, 72, 73, 74, 75, 77, 83, 84, 85, 86, 87)} <= cited
    assert all(source_of(cite).key == "ARTICLE" for cite in cited)


def test_no_text_claims_a_diagnosis_and_the_page_says_who_has_not_signed() -> None:
    for name, text in texts():
        assert not re.search(r"you have (a )?(b12 )?deficien|you need shots\.|you are deficient", text.lower()), name
    assert any("signed off" in text for text in patient.INTRODUCTION)
    assert any("does not tell you what is wrong" in text for text in patient.INTRODUCTION)


def test_every_same_day_sign_a_patient_can_notice_is_on_the_page() -> None:
    page = " ".join(patient.GET_HELP_AT_ONCE).lower()
    for sign in (
        "weak",
        "numb skin",
        "bladder",
        "sight",
        "muddled",
        "chest",
        "faint",
        "fever",
        "bleed",
        "laughing gas",
        "baby",
    ):
        assert sign in page, sign
