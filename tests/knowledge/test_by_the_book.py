"""The rules and the specification written a second time, in plain Python, agree on adults of whom everything is known."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from random import Random

import pytest
from by_the_book import Person

from cobalamin.assessment.engine import engine_for
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.explain import explain
from cobalamin.language.ladder import certain, possible_outcomes
from cobalamin.language.nodes import Finding
from cobalamin.language.patient import Patient, exactly
from cobalamin.language.truth import Truth

PEOPLE = int(os.environ.get("COBALAMIN_DAMAGED", "60")) * 30
VALUES: Mapping[str, tuple[float, ...]] = {
    "age": (16, 25, 40, 60, 80), "total_b12": (60, 99, 100, 150, 179, 180, 250, 350, 351, 500),
    "active_b12": (10, 24, 25, 50, 70, 71, 120), "mma": (100, 271, 272, 600), "homocysteine": (8, 15, 16, 40),
    "haemoglobin": (60, 69, 70, 79, 80, 95, 99, 100, 104, 105, 109, 110, 115, 119, 120, 129, 130, 140),
    "mcv": (85, 100, 101), "platelets": (40, 149, 150, 250), "white_cells": (3, 4, 6), "serum_folate": (5, 7, 20),
    "ferritin": (10, 29, 30, 100), "egfr": (20, 59, 60, 90),
}  # fmt: skip
"""On, just below and just above every figure."""
ENGINE = engine_for(ARTICLE)
FINDINGS = [name for name, entry in FACTS.items() if isinstance(entry.fact, Finding)]


def drawn(chance: Random) -> dict[str, float]:
    """An adult with few, some or many findings."""
    share = chance.choice((0.01, 0.03, 0.1))
    known = {name: float(chance.random() < share) for name in FINDINGS}
    known |= {name: chance.choice(values) for name, values in VALUES.items()}
    known["female"] = chance.random() < 0.6
    known["pregnant"] = known["female"] and known["age"] < 50 and chance.random() < 0.4
    known["breastfeeding"] = known["female"] and known["age"] < 50 and chance.random() < 0.1
    trimester = chance.choice((1, 2, 3))
    return known | {f"trimester_{i}": known["pregnant"] and i == trimester for i in (1, 2, 3)}


def patient(known: Mapping[str, float]) -> Patient:
    units = {"total_b12": "ng/L"}
    return {
        name: bool(value) if name in FINDINGS else exactly(Fraction(value), units.get(name) or FACTS[name].fact.unit)
        for name, value in known.items()
    }


def answered(patient: Patient, named: Iterable[str]) -> dict[str, bool | str | None]:
    """The rules' own answers."""
    program = ENGINE.program
    values = program.values(program.vector(patient))
    found: dict[str, bool | str | None] = {name: values[ENGINE.named[name]] for name in named}
    for ladder in ARTICLE.ladders:
        found[ladder.id] = certain(possible_outcomes(ladder, lambda rule: program.truth(values, rule)))
    return found


def test_the_rules_answer_as_the_specification_says():
    chance, named = Random(1), [name for name in ENGINE.named if hasattr(Person, name)]
    seen: Counter[tuple[str, str]] = Counter()
    for _ in range(PEOPLE):
        known = drawn(chance)
        if explain(possible, patient(known)).truth is Truth.NO:
            continue
        person, answers = Person(known), answered(patient(known), named)
        assert {name: getattr(person, name) for name in answers} == answers, known
        seen[person.route, person.urgency] += 1
    assert {route for route, _ in seen} == {"specialist", "injection", "oral", "none"}
    assert {urgency for _, urgency in seen} == {"same_day", "prompt", "routine", "none"}


def test_the_second_writing_has_every_definition_and_indication():
    words = {rule.id for rule in (*ARTICLE.definitions, *(each.rule for each in ARTICLE.indications))}
    assert words <= set(vars(Person))


@pytest.mark.parametrize("name", ["b12_unlikely", "indication_severity", "urgency"])
def test_a_slip_in_either_writing_is_seen(name, monkeypatch):
    monkeypatch.setattr(Person, name, property(lambda person: "prompt" if name == "urgency" else True))
    with pytest.raises(AssertionError):
        test_the_rules_answer_as_the_specification_says()
