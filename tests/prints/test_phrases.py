"""Composed sentences are said again part by part in another language, whole or not at all."""

from datetime import date

import pytest

from cobalamin.translation import sentences
from cobalamin.translation.phrases import LONGEST, Phrasebook
from cobalamin.translation.words import translator

MESSAGES = {
    "malabsorption": "malabsorción", "Severe deficiency": "Déficit grave", "routine": "de rutina", "same day": "el mismo día",
    "total serum B12": "B12 total", "autoimmune gastritis (pernicious anaemia)": "gastritis autoinmune", "years": "años",
    "severe deficiency, years too": "déficit grave, también los años",
    "{label} below {figure}": "{label} por debajo de {figure}",
    "at least {urgency}; possibly {either}": "al menos {urgency}; quizá {either}",
    "{whole} ({details})": "{whole} ({details})", "{place}": "{place}", "on {day}": "el {day}", "no {label}": "sin {label}",
    "{label} {value}": "{label} {value}", "open: {listed}": "abierto: {listed}", " or ": " o ", " to ": " a ",
}  # fmt: skip
BOOK = Phrasebook(
    MESSAGES, [m for m in MESSAGES if "{" in m], lambda day: f"{day:%d.%m.%Y}", lambda day: f"{day:%d.%m.}"
)


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("routine", "de rutina"),
        ("Malabsorption", "Malabsorción"),
        ("severe deficiency", "déficit grave"),
        ("total serum B12 below 180 ng/L = 133 pmol/L", "B12 total por debajo de 180 ng/L = 133 pmol/L"),
        ("Total serum B12 180 to 350 ng/L", "B12 total 180 a 350 ng/L"),
        ("at least routine; possibly same day or routine", "al menos de rutina; quizá el mismo día o de rutina"),
        ("open: malabsorption, total serum B12", "abierto: malabsorción, B12 total"),
        ("autoimmune gastritis (pernicious anaemia) ($.facts.x)", "gastritis autoinmune ($.facts.x)"),
        ("routine; no malabsorption", "de rutina; sin malabsorción"),
        ("open: malabsorption, severe deficiency, years too", "abierto: malabsorción, déficit grave, también los años"),
        ("on 02 Mar 2026", "el 02.03.2026"),
        ("on 2 Mar", "el 02.03."),
        ("on 2026-03-02", "el 2026-03-02"),
    ],
)
def test_a_sentence_is_said_part_by_part(english: str, said: str) -> None:
    assert BOOK.said(english) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "serum rhubarb below 180 ng/L",
        "open: malabsorption, rhubarb",
        "no",
        "routine; rhubarb",
        "malabsorption (rhubarb pie)",
    ],
)
def test_a_sentence_with_an_unknown_part_is_not_said_by_halves(text: str) -> None:
    assert BOOK.said(text) is None


def test_values_of_a_record_are_set_in_and_never_read_as_patterns() -> None:
    assert BOOK.said("routine ({label}/$.x)") == "de rutina ({label}/$.x)"


@pytest.mark.parametrize("piece", ["a: ", "no ", "routine; ", "routine, ", "(routine ", "1 ", "routine or ", "x; "])
def test_a_text_made_to_be_taken_apart_for_ever_is_given_up(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    assert translator("es").said(text[:-1] + "x") is None
    assert translator("es").said(text + "x") is None


def slots(pattern: str) -> list[str]:
    return sorted(part.split("}")[0] for part in pattern.split("{")[1:])


def test_a_translated_pattern_has_the_slots_of_its_own() -> None:
    said = translator("es").catalogue.gettext
    assert [pattern for pattern in sentences.ALL if slots(pattern) != slots(said(pattern))] == []


def test_spanish_says_the_headline_and_the_reasons() -> None:
    words = translator("es")
    assert words("B12 by injection is indicated (neurological features); urgency prompt (within days)") == (
        "la B12 por inyección está indicada (signos neurológicos); urgencia: pronto, en unos días"
    )
    assert words(
        "then 1 mg every 2-3 months: first due 13 May 2026, not before 24 Apr 2026, overdue from 27 Jun 2026"
    ).startswith("después 1 mg cada 2-3 meses: la primera toca el 13 de mayo de 2026")
    assert words.short_day(date(2026, 3, 2)) == "2 mar"
    assert translator("en").said("anything") == "anything"
