"""What an answer says would change it, tried by doing it: the case is answered again with the one fact changed as it is printed.

And the other way: a single fact that changes what the first line says is printed. `COBALAMIN_CHANGED=2000` tries more patients.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment, ChangeAnswer
from cobalamin.assessment.wording import negated
from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.knowledge.guidelines.registry import VERSIONS
from cobalamin.language.nodes import Finding, Measure, spoken
from cobalamin.records.case import case_from
from cobalamin.records.known import asked_group
from made_up_cases import Case, cases

ON = date(2026, 3, 2)
COUNT = int(os.environ.get("COBALAMIN_CHANGED", "5"))
GUIDELINES = tuple(VERSIONS)
STEP = Fraction(1, 100)
ASKED_FOR_OTHERWISE = ("age", "female", "haematocrit", "trimester_1", "trimester_2", "trimester_3")
"""Facts that are never offered: given by nature, or told by another fact (a haematocrit stands in for a haemoglobin)."""
TRIED = {
    "total_b12": ("60 ng/L", "150 ng/L", "250 ng/L", "800 ng/L"), "active_b12": ("10 pmol/L", "50 pmol/L", "150 pmol/L"),
    "mma": ("100 nmol/L", "900 nmol/L"), "homocysteine": ("8 umol/L", "40 umol/L"), "mcv": ("85 fL", "115 fL"),
    "haemoglobin": ("60 g/L", "77 g/L", "95 g/L", "108 g/L", "118 g/L", "125 g/L", "150 g/L"),
    "white_cells": ("2 10*9/L", "7 10*9/L"), "platelets": ("30 10*9/L", "250 10*9/L"), "serum_folate": ("3 nmol/L", "30 nmol/L"),
    "egfr": ("20 mL/min/{1.73_m2}", "90 mL/min/{1.73_m2}"),
}  # fmt: skip


class Told(NamedTuple):
    """What an answer says of route and urgency."""

    route: str
    urgency: str


def answered(case: Case, guideline: str) -> Assessment:
    return assess(case_from(case), on=ON, guideline=guideline)


def told(answer: Assessment) -> Told:
    return Told(answer.route.outcome, "undetermined" if answer.urgency.possible else answer.urgency.at_least)


def with_fact(case: Case, name: str, value: Any) -> Case:
    changed = deepcopy(case)
    changed["facts"][name] = value
    return changed


def people() -> Iterator[tuple[Case, str]]:
    """Random people under every guideline and dated version; of some only words are known of the blood."""
    chance = Random(7)
    for i, case in enumerate(cases(COUNT, seed=41)):
        if chance.random() < 0.3:
            case["facts"] = {name: value for name, value in case["facts"].items() if name != "haemoglobin"}
            case["facts"] |= {"anaemia_recorded": True, "pancytopenia_recorded": chance.random() < 0.5}
        yield case, GUIDELINES[i % len(GUIDELINES)]


SPAN = re.compile(r"(?:([<>≤≥]) ?)?([\d.]+)(?: to (<)?([\d.]+))?(?: (.+))?")


def span_of(change: ChangeAnswer, measure: Measure) -> tuple[str, list[Fraction], list[Fraction]]:
    """The unit of a range as it is printed, values inside it, and the nearest ones outside."""
    found = SPAN.fullmatch(change.text.removeprefix(f"{measure.label} "))
    assert found, change.text
    sign, low, below, high, unit = found.groups()
    first, last = Fraction(low), Fraction(high or low)
    written = next((u for u in measure.units() if spoken(u) == unit), measure.unit)
    if high:
        inside = [first + STEP * (sign == ">"), (first + last) / 2, last - STEP * bool(below)]
        return written, inside, [first - STEP * (sign != ">"), last + STEP * (not below)]
    step = -STEP if sign in ("<", "≤") else STEP
    if sign in ("≤", "≥"):
        return written, [first, first + step, first * (1 + 10 * step)], [first - step]
    return written, [first + step, first * (1 + 10 * step)], [first]


def as_printed(change: ChangeAnswer) -> tuple[list[Any], list[Any]]:
    """The values a change speaks of, as a case file writes them, and those just beside."""
    fact = FACTS[change.fact].fact
    if isinstance(fact, Finding):
        assert change.text in (fact.label, negated(fact))
        return [change.text == fact.label], []
    unit, inside, outside = span_of(change, fact)
    return [f"{float(v)} {unit}" for v in inside], [f"{float(v)} {unit}" for v in outside if v > 0]


def promised(change: ChangeAnswer, now: Told) -> Told:
    return Told(change.route or now.route, change.urgency or now.urgency)


@pytest.mark.parametrize(("case", "guideline"), [*people()])
def test_each_change_that_is_printed_does_what_is_printed_and_just_beside_it_does_not(
    case: Case, guideline: str
) -> None:
    answer = answered(case, guideline)
    now = told(answer)
    chance = Random(len(answer.changes))
    for change in chance.sample(answer.changes, min(12, len(answer.changes))):
        inside, outside = as_printed(change)
        for value in inside:
            assert told(answered(with_fact(case, change.fact, value), guideline)) == promised(change, now), (
                change,
                value,
            )
        for value in outside:
            assert told(answered(with_fact(case, change.fact, value), guideline)) != promised(change, now), (
                change,
                value,
            )


@pytest.mark.parametrize(("case", "guideline"), [*people()])
def test_no_single_fact_changes_the_first_line_without_being_printed(case: Case, guideline: str) -> None:
    answer = answered(case, guideline)
    printed = {(change.fact, change.text) for change in answer.changes}
    measured = {change.fact for change in answer.changes}
    derived = {fact.name for fact in answer.facts if not fact.source and not asked_group(fact.note)}
    chance = Random(len(answer.facts))
    for name in chance.sample([*FACTS], 25):
        fact = FACTS[name].fact
        if name in derived or name in ASKED_FOR_OTHERWISE:
            continue
        for value in (True, False) if isinstance(fact, Finding) else TRIED.get(name, ()):
            if told(answered(with_fact(case, name, value), guideline)) != told(answer):
                if isinstance(fact, Finding):
                    assert (name, fact.label if value else negated(fact)) in printed
                else:
                    assert name in measured, (name, value)


# --- one patient each ------------------------------------------------------------------------------------------------

WELL = {
    "total_b12": "420 ng/L", "mcv": "90 fL", "white_cells": "6 10*9/L", "platelets": "250 10*9/L",
    "intrinsic_factor_antibody": False, "haemolysis_picture": False, "hypersegmented_neutrophils": False,
    "megaloblastic_picture": False,
}  # fmt: skip
GROUPS = [*ASSESSABLE]


def changes(facts: dict[str, Any], guideline: str = "article", age: int = 50) -> dict[str, Told]:
    person = {"age": age, "sex": "male"}
    case = {"cobalamin_case": 1, "patient": person, "facts": facts, "assessed": GROUPS}
    return {change.text: Told(change.route, change.urgency) for change in answered(case, guideline).changes}


def test_beside_a_blood_count_no_anaemia_in_words_is_offered() -> None:
    """The figure decides (register R77): recorded beside it, the word changes nothing."""
    found = changes({**WELL, "haemoglobin": "140 g/L", "total_b12": "150 ng/L", "fatigue": True})
    assert not [text for text in found if "recorded" in text]


def test_a_figure_to_come_is_read_in_place_of_the_word_that_is_there() -> None:
    """Anaemia is known in words alone: a normal haemoglobin takes it back, and that is what would change the answer."""
    metabolites = {"mma": "150 nmol/L", "homocysteine": "9 umol/L", "serum_folate": "20 nmol/L"}
    found = changes({**WELL, **metabolites, "total_b12": "150 ng/L", "fatigue": True, "anaemia_recorded": True})
    assert found["haemoglobin ≥ 130 g/L"].route == "oral"


def test_an_end_that_does_not_belong_to_the_range_is_printed_so() -> None:
    """It read "haemoglobin 70 to 110 g/L" for a patient whom 110 leaves as he is."""
    found = changes({**WELL, "haemoglobin": "110 g/L", "total_b12": "150 ng/L"})
    assert "haemoglobin 70 to <110 g/L" in found
    assert not [text for text in found if text.startswith("haemoglobin 70 to 110")]


def test_a_figure_of_another_unit_is_rounded_so_that_what_is_printed_holds() -> None:
    """110 g/L lie between 6.82 and 6.83 mmol/L: "< 6.83" would be said of results that are no less than 110 g/L."""
    found = [
        text
        for text in changes({**WELL, "haemoglobin": "8.7 mmol/L", "total_b12": "150 ng/L"})
        if "haemoglobin" in text
    ]
    assert "haemoglobin < 4.34 mmol/L" in found
    assert "haemoglobin 4.35 to <6.82 mmol/L" in found


@pytest.mark.parametrize(("sent", "told"), [("14 g/dL", "haemoglobin < 7 g/dL"), ("140 g/L", "haemoglobin < 70 g/L")])
def test_a_figure_is_told_in_the_unit_of_the_result_on_record(sent: str, told: str) -> None:
    """Beside a level in pmol/L it said "> 350 ng/L": whoever compares the two reads another figure."""
    assert told in changes({**WELL, "haemoglobin": sent, "total_b12": "150 ng/L"})


def test_what_would_open_a_settled_answer_is_printed() -> None:
    """Of somebody well with a level above the band nothing was said of tingling, although it opens urgency and tests."""
    found = changes({**WELL, "haemoglobin": "140 g/L", "nitrous_oxide": False}, "us-practice")
    assert found["numbness or tingling"] == Told("undetermined", "routine")


def test_an_urgency_that_only_all_completions_agree_on_is_printed() -> None:
    """Kleene's rules leave it open, and the answer, made exactly, does not."""
    facts = {
        **WELL, "haemoglobin": "140 g/L", "total_b12": "120 ng/L", "active_b12": "50 pmol/L", "low_b12_diet": False,
    }  # fmt: skip
    case = {"cobalamin_case": 1, "patient": {"age": 16, "sex": "female"}, "facts": facts, "assessed": GROUPS}
    found = {change.text: change.urgency for change in answered(case, "nhg").changes}
    assert found["total gastrectomy"] == "prompt"
