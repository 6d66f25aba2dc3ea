"""The patient's page reads at age 11 or lower, covers the vocabulary, and claims no diagnosis."""

import re
from collections.abc import Iterator

import pytest

from cobalamin.knowledge import patient
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.sources import source_of

GRADE_LIMIT = 6.0
"""US school grade 6 is age 11."""


def syllables(word: str) -> int:
    """Vowel groups without a silent ending, hiatus (dia, doing) counted twice; letters are read out, B12 is two.

    Where English is irregular it errs upwards ("whole" counts two), so that a text is never called too easy.
    """
    if any(c.isdigit() for c in word):
        return 2
    if word.isupper() and len(word) > 1:
        return len(word)
    low = word.lower()
    hiatus = len(re.findall(r"(?<![cts])i[ao]|[aeiouy]ing$", low))
    low = re.sub(r"(?<=[^aeiouyltsxzcgh])es$|(?<=[^aeiouydt])ed$|(?<=[^l])e$", "", low)
    return max(1, len(re.findall(r"[aeiouy]+", low)) + hiatus)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = re.findall(r"[A-Za-z][A-Za-z0-9]*", text.replace("'", ""))
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def texts() -> Iterator[tuple[str, str]]:
    for name in ("INTRODUCTION", "QUESTIONS_TO_ASK", "GET_HELP_AT_ONCE"):
        for number, text in enumerate(getattr(patient, name), 1):
            yield f"{name} {number}", text
    yield "GET_HELP_TITLE", patient.GET_HELP_TITLE
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
    for sign in ("weak", "bladder", "sight", "muddled", "chest", "faint", "fever", "bleed", "laughing gas", "baby"):
        assert sign in page, sign
