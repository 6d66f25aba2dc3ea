"""The patient's checklist says what the record says, asks for the rest, and claims nothing."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date

import pytest
from sheets import NAMES, ON, example, sheet_of

from bundles import collection
from cobalamin.assessment.assess import assess
from cobalamin.knowledge import patient
from cobalamin.knowledge.treatment import TreatmentEvent, on_day
from cobalamin.prints.checklist import Checklist, checklist
from cobalamin.prints.sheet import labels
from cobalamin.prints.sheet import sheet_of as made_of
from cobalamin.records.read import read_any
from cobalamin.records.record import Missing
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator
from injected import injections
from reading_age import GRADE_LIMIT, grade


def case_of(facts: str, person: str = '"age": 50, "sex": "female"', rest: str = "") -> Checklist:
    text = (
        f'{{"cobalamin_case": 1, "id": "x", "on": "2026-03-02", "patient": {{{person}}}, "facts": {{{facts}}}{rest}}}'
    )
    return sheet_of(read_any(text.encode()))


def said(sheet: Checklist) -> dict[str, str]:
    return {line.words: line.said for part in sheet.parts for line in part.lines}


def asked(sheet: Checklist) -> dict[str, str]:
    return {question.words: question.remark for part in sheet.parts for question in part.questions}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


@pytest.mark.parametrize("name", NAMES)
def test_every_item_is_told_or_asked_once(name: str) -> None:
    sheet = sheet_of(example(name))
    words = [*said(sheet), *asked(sheet)]
    men = name in ("metformin-tingling", "nitrous-oxide", "bundle-ileal-resection")
    expected = sum(len(section.items) for section in patient.SECTIONS) - (2 if men else 0)
    assert len(words) == len(set(words)) == expected


def test_a_result_is_told_as_the_laboratory_wrote_it_with_its_day() -> None:
    sheet = sheet_of(example("bundle-ileal-resection"))
    assert sheet.ask == patient.QUESTIONS_TO_ASK
    assert said(sheet)["The B12 in your blood"] == "141 ng/L (19 February 2026)"
    assert said(sheet)["A test that shows if your cells lack B12 (MMA for short)"] == "0.88 µmol/L (19 February 2026)"
    assert (
        said(sheet)["A long illness of the stomach or the gut, such as Crohn's or coeliac disease"]
        == "Crohn's disease (since 2009)"
    )


def test_a_symptom_is_told_with_its_beginning() -> None:
    sheet = sheet_of(example("metformin-tingling"))
    assert said(sheet)["Numb skin, or pins and needles"] == "yes (since October 2025)"


def test_what_was_only_presumed_is_asked() -> None:
    sheet = case_of('"paraesthesia": true', rest=', "assessed": ["neurology", "medicines"]')
    assert "Are your arms or legs weak?" in asked(sheet)
    assert "Do you take metformin for your blood sugar?" in asked(sheet)


def test_a_written_no_is_told() -> None:
    assert said(case_of('"metformin": false'))["Metformin, a pill for high blood sugar"] == "no"


def test_half_of_a_line_known_as_no_is_still_asked() -> None:
    assert "Do you take pills for too much acid in the stomach?" in asked(case_of('"proton_pump_inhibitor": false'))


def test_what_could_not_be_used_is_asked_with_its_reason() -> None:
    old = case_of('"mma": {"value": 300, "unit": "nmol/L", "date": "2024-01-01"}')
    assert asked(old)["Was a test called MMA done? It shows if your cells lack B12."].startswith(
        "Your notes hold one, but it is too"
    )
    case = example("nitrous-oxide")
    facts = facts_on(case, ON)
    del facts.known["total_b12"]
    facts.missing["total_b12"] = Missing("unit missing", "no unit")
    odd = checklist(facts, assess(case, on=ON), translator("en"))
    assert asked(odd)["Was the B12 in your blood tested?"] == patient.NOT_READ


def test_a_man_is_not_asked_whether_he_is_pregnant() -> None:
    questions = " ".join(asked(case_of("", '"age": 50, "sex": "male"'))).lower()
    assert "pregnant" not in questions
    assert "pregnant" in " ".join(asked(case_of(""))).lower()


@pytest.mark.parametrize(
    "facts, begins",
    [('"autoimmune_gastritis": true', "Your notes name a cause that stays."),
     ('"ileal_crohns_disease": true', "Your notes name a cause that may stay."),
     ('"metformin": true', "Your notes name a cause that may go away."),
     ('"metformin": true, "total_gastrectomy": true', "Your notes name a cause that stays."),
     ("", "Your notes name no cause.")],
)  # fmt: skip
def test_how_long_is_a_question_to_ask(facts: str, begins: str) -> None:
    sheet = case_of(facts)
    assert sheet.how_long.startswith(begins)
    assert "Ask" in sheet.how_long


def test_the_next_dates_are_those_of_the_plan_and_hold_only_if_it_begins() -> None:
    dates = sheet_of(example("pernicious-anaemia")).dates
    assert "They are right only if your team starts B12 on 2 March 2026" in dates.about
    assert dates.days[0].said == "6 shots, from 2 March 2026 to 13 March 2026"
    assert "13 May 2026" in [line.said for line in dates.days]


@pytest.mark.parametrize(
    "facts", ['"b12_injections": true, "total_gastrectomy": true', '"oral_b12": true, "b12_deficiency_diagnosed": true']
)
def test_whoever_gets_b12_already_is_given_no_first_day(facts: str) -> None:
    """Somebody on shots without a stomach was told the day of the first tablet, and asked how soon to start."""
    count = (
        '"haemoglobin": "140 g/L", "white_cells": "6 10*9/L", "platelets": "200 10*9/L", "haemolysis_picture": false'
    )
    tests = '"total_b12": "400 ng/L", "mma": "100 nmol/L", "intrinsic_factor_antibody": false'
    asked = ', "assessed": ["surgery", "bowel", "medicines", "exposures", "neurology", "symptoms", "oral_route"]'
    sheet = case_of(f"{facts}, {count}, {tests}", '"age": 70, "sex": "male"', asked)
    assert sheet.dates.days == ()
    assert sheet.dates.about.startswith("Your notes show that you get B12 now.")
    assert {*patient.QUESTIONS_TO_ASK} - {*sheet.ask} == patient.BEFORE_TREATMENT


def test_where_shots_are_given_the_next_dates_are_their_own() -> None:
    given = tuple(
        TreatmentEvent(
            "administration", on_day(date(2025, month, 1)), f"row {month}", "hydroxocobalamin", 1000, "intramuscular"
        )
        for month in (8, 10, 12)
    )
    case = replace(example("pernicious-anaemia"), treatment=given)
    dates = sheet_of(case).dates
    assert dates.about.startswith("Your notes show that you get B12 shots")
    assert dates.days[0].words in ("Your next shot", "A visit to talk about how you feel")
    assert "Your next shot" in [line.words for line in dates.days]


def shots(*days: str) -> tuple[TreatmentEvent, ...]:
    return tuple(
        TreatmentEvent(
            "administration", on_day(date.fromisoformat(day)), day, "hydroxocobalamin", 1000, "intramuscular"
        )
        for day in days
    )


@pytest.mark.parametrize(
    "allergy", [True, {"present": None, "unsettled": "flushed after a shot"}], ids=["certain", "in doubt"]
)
@pytest.mark.parametrize("doses", [[], ["2025-09-01", "2025-12-01"]], ids=["none", "two"])
def test_whoever_may_be_allergic_is_given_no_day_for_a_shot(allergy: object, doses: list[str]) -> None:
    """The answer said that no dose is given before an allergy is settled, and the patient's sheet to ask for a new day."""
    facts = {"pernicious_anaemia": True, "total_b12": "90 ng/L", "cobalamin_or_cobalt_allergy": allergy}
    record = {
        "cobalamin_case": 1,
        "patient": {"age": 60, "sex": "female"},
        "facts": facts,
        "treatment": injections(doses),
    }
    case = read_any(json.dumps(record).encode())
    dates = made_of(case, ON, translator("en")).dates
    assert (
        dates.about == "Your notes say that B12 may have made you ill. Ask about this first. Have no shot until then."
    )
    assert dates.days == ()
    assert grade(dates.about) <= GRADE_LIMIT
    assert translator("es").said(dates.about) not in (None, dates.about)


def test_whoever_is_recorded_as_dead_is_given_no_day() -> None:
    """The answer said that nothing is due; the sheet gave the days of a first course."""
    facts = {"pernicious_anaemia": True, "total_b12": "90 ng/L"}
    record = {"cobalamin_case": 1, "patient": {"age": 60, "sex": "female", "died": True}, "facts": facts}
    dates = made_of(read_any(json.dumps(record).encode()), ON, translator("en")).dates
    assert dates.about == "Your notes say that you have died. If that is wrong, tell your care team."
    assert dates.days == ()
    assert translator("es").said(dates.about) not in (None, dates.about)


def test_a_day_that_has_gone_by_is_no_next_date() -> None:
    """A talk of 2022 stood among the next dates of 2026."""
    dates = sheet_of(
        replace(example("pernicious-anaemia"), treatment=shots("2024-08-01", "2024-10-01", "2024-12-01"))
    ).dates
    assert {line.said for line in dates.days} == {
        "was due on 1 November 2024: ask for a new day", "was due on 1 February 2025: ask for a new day",
    }  # fmt: skip


def test_who_injects_at_home_is_not_sent_for_a_new_day() -> None:
    """Her doses are not on record: she was told that the day had gone by and to ask for another."""
    order = TreatmentEvent(
        "order", on_day(date(2024, 8, 1)), "o", "hydroxocobalamin", None, "intramuscular", at_home=True, in_force=True
    )
    case = replace(example("pernicious-anaemia"), treatment=(*shots("2024-08-01", "2024-10-01", "2024-12-01"), order))
    told = {line.words: line.said for line in sheet_of(case).dates.days}
    assert told["Your next shot"] == "was due on 1 February 2025: tell your nurse when you last gave yourself a shot"
    assert grade(told["Your next shot"]) <= GRADE_LIMIT


@pytest.mark.parametrize(
    "beside, told",
    [
        ({"note": [{"text": "Haemolysed, please repeat"}]}, patient.SPOILT),
        ({"valueQuantity": {"value": 480, "unit": "ng/L", "code": "pmol/L"}}, patient.NOT_READ),
    ],
)
def test_a_level_that_cannot_be_relied_on_says_neither_yes_nor_no(beside: dict[str, object], told: str) -> None:
    """The sheet said of it that the notes said both yes and no."""
    level = {"resourceType": "Observation", "id": "o", "status": "final", "effectiveDateTime": f"{ON.year - 1}-12-01",
             "subject": {"reference": "Patient/p"}, "code": {"coding": [{"system": "http://loinc.org", "code": "2132-9"}]},
             "valueQuantity": {"value": 480, "unit": "ng/L"}, **beside}  # fmt: skip
    who = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1960-01-01"}
    bundle = collection((who, level))
    sheet = made_of(read_any(json.dumps(bundle).encode()), ON, translator("en"))
    remarks = [question.remark for part in sheet.parts for question in part.questions if question.remark]
    assert remarks == [told]
    assert grade(told) <= GRADE_LIMIT


def test_who_has_changed_to_tablets_is_told_no_next_shot() -> None:
    tablets = TreatmentEvent("switch_to_oral", on_day(date(2026, 2, 1)), "switch")
    case = replace(example("pernicious-anaemia"), treatment=(*shots("2025-08-01", "2025-10-01", "2025-12-01"), tablets))
    assert "Your next shot" not in {line.words for line in sheet_of(case).dates.days}


def test_shots_that_go_on_until_no_more_is_gained_do_not_end_on_a_printed_day() -> None:
    """The sheet named the last of eleven shots and the next two months later: the course is not over on a day known today."""
    days = {line.words: line.said for line in sheet_of(example("metformin-tingling")).dates.days}
    assert "The next shot after that" not in days
    assert days["More shots after those"].startswith("as long as you still get better")


def test_without_a_plan_there_are_no_dates() -> None:
    sheet = case_of("")
    assert sheet.dates.days == ()
    assert sheet.dates.about.startswith("There are no dates yet")


@pytest.mark.parametrize("name", NAMES)
def test_it_claims_no_diagnosis_and_says_who_has_not_signed(name: str) -> None:
    case = example(name)
    sheet = sheet_of(case)
    everything = " ".join((*strings(asdict(sheet)), *labels(translator("en")).values()))
    assert case.title == "" or case.title not in everything, "a title may hold a diagnosis"
    assert not re.search(
        r"you (have|are) (a )?(b12 )?deficien|you need (shots|tablets|b12)\b(?! for| just|\?)", everything.lower()
    )
    assert "signed off" in everything


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_sheet_reads_at_age_11_or_lower(name: str) -> None:
    """The measure is reading_age.grade, the Flesch-Kincaid grade with syllables counted upwards; grade 6 is age 11."""
    sheet = sheet_of(example(name))
    texts = [*strings(asdict(sheet)), *labels(translator("en")).values()]
    sentences = [text if text[-1:] in ".?!" else f"{text}." for text in texts if re.search("[A-Za-z]{2}", text)]
    assert grade(" ".join(sentences)) <= GRADE_LIMIT


def test_another_language_says_that_a_machine_made_it_and_leaves_no_english() -> None:
    english, spanish = sheet_of(example("metformin-tingling")), sheet_of(example("metformin-tingling"), "es")
    assert english.machine_made == ""
    assert spanish.machine_made.startswith("Una máquina")
    shared = set(strings(asdict(english))) & set(strings(asdict(spanish)))
    assert shared <= {"metformin-tingling", "no", "214 ng/L", ""} | {part.id for part in english.parts}
    assert said(spanish)["Piel dormida u hormigueo"] == "sí (desde octubre de 2025)"


def test_the_day_is_the_day_of_the_answer() -> None:
    assert sheet_of(example("metformin-tingling"), on=ON).made_on == "Made on 2 March 2026"
